import type { z } from "zod";
import { countryName, isInside, type ResidencyLevel } from "../jurisdiction/countries.ts";
import { knownHostOutside } from "../jurisdiction/hosts.ts";
import { chargesByToken, type Endpoint, operationsOf } from "./endpoint.ts";
import type { modelSchema } from "./config.ts";
import type { tracingSchema, VirtualKey } from "./sections.ts";

/** What a configuration says, as far as its parts can contradict each other. */
interface Sections {
  readonly residencyLevel: ResidencyLevel;
  readonly endpoints: readonly Endpoint[];
  readonly models: readonly z.output<typeof modelSchema>[];
  readonly keys?: readonly VirtualKey[] | undefined;
  readonly tracing: z.output<typeof tracingSchema>;
}

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What each part alone may say, but not together with the others. */
export function contradictions(config: Sections): Contradiction[] {
  return [
    ...config.endpoints.flatMap((endpoint, index) => [...ofEndpoint(endpoint, index, config)]),
    ...ofModels(config),
    ...ofKeys(config),
    ...ofTracing(config),
  ];
}

function* ofEndpoint(
  endpoint: Endpoint,
  index: number,
  { endpoints, keys, residencyLevel }: Sections,
): Generator<Contradiction> {
  const { name, protocol, url, replicas, discovery } = endpoint;
  const at = (key: string, message: string) => ({ path: ["endpoints", index, key], message });
  if (endpoints.findIndex((other) => other.name === name) !== index)
    yield at("name", `"${name}" is used twice`);
  if (endpoint.accepts.includes("sensitive")) yield* ofSensitive(endpoint, residencyLevel, at);

  const speaks = operationsOf({ protocol, operations: undefined });
  const unspoken = (endpoint.operations ?? []).filter((operation) => !speaks.includes(operation));
  if (unspoken.length > 0) {
    yield at("operations", `"${protocol}" has no ${unspoken.join(", ")}; it has ${speaks.join(", ")}`);
  }
  if (discovery === "dns" && replicas !== undefined) {
    yield at("discovery", "the replicas are listed already; leave out one of the two");
  }
  if (discovery === "dns" && !url.startsWith("http:")) {
    yield at("discovery", "dns needs an http URL: a certificate names a host, not its addresses");
  }
  if (protocol !== "openai" && endpoint.usageInStream === "continuous") {
    yield at("usageInStream", `"${protocol}" has no continuous usage; leave it out`);
  }
  if (endpoint.price === undefined && chargesByToken(endpoint) && keys?.some(({ budget }) => budget)) {
    yield at("price", `is missing: a key has a budget, and "${name}" charges by the token`);
  }
}

/** Every address that gets sensitive requests lies where the endpoint is declared to lie. */
function* ofSensitive(
  { name, url, replicas = [], jurisdiction }: Endpoint,
  level: ResidencyLevel,
  at: (key: string, message: string) => Contradiction,
): Generator<Contradiction> {
  const { country } = jurisdiction;
  if (!isInside(country, level)) {
    yield at(
      "accepts",
      `"${name}" lies in ${countryName(country)}, outside residency level "${level}", and must not accept ` +
        `"sensitive"; allow only ["public"]`,
    );
    return;
  }
  for (const address of [url, ...replicas]) {
    const outside = knownHostOutside(address);
    if (outside === undefined) continue;
    yield at(
      "accepts",
      `"${name}" is declared to lie in ${countryName(country)}, but ${outside.host} does not process there ` +
        `(${outside.source}), and must not accept "sensitive"; allow only ["public"]`,
    );
  }
}

function* ofModels({ models, endpoints }: Sections): Generator<Contradiction> {
  const known = new Set(endpoints.map(({ name }) => name));
  const claimed = new Set<string>();
  for (const [index, model] of models.entries()) {
    for (const name of [model.id, ...model.aliases]) {
      if (claimed.has(name)) yield { path: ["models", index], message: `"${name}" is claimed twice` };
      claimed.add(name);
    }
    for (const name of model.endpoints.filter((endpoint) => !known.has(endpoint))) {
      yield {
        path: ["models", index, "endpoints"],
        message: `"${name}" is no endpoint; there are ${[...known].join(", ")}`,
      };
    }
  }
}

function* ofKeys({ keys = [], models }: Sections): Generator<Contradiction> {
  const ids = models.map(({ id }) => id);
  for (const [index, key] of keys.entries()) {
    if (keys.findIndex(({ name }) => name === key.name) !== index) {
      yield { path: ["keys", index, "name"], message: `"${key.name}" is used twice` };
    }
    if (keys.findIndex(({ hash }) => hash === key.hash) !== index) {
      yield { path: ["keys", index, "hash"], message: `"${key.name}" has the key of another` };
    }
    for (const name of (key.models ?? []).filter((model) => !ids.includes(model))) {
      yield {
        path: ["keys", index, "models"],
        message: `"${name}" is no model; there are ${ids.join(", ")}`,
      };
    }
  }
}

function* ofTracing({ tracing }: Sections): Generator<Contradiction> {
  const outside = tracing.url === undefined ? undefined : knownHostOutside(tracing.url);
  if (outside === undefined) return;
  yield {
    path: ["tracing", "url"],
    message: `${outside.host} does not process inside the EU (${outside.source}); traces tell who asks what when`,
  };
}
