import { regionInText } from "../../../domain/jurisdiction/region-in-text.ts";
import { isList, isProperties, type Properties, UNKNOWN, type Value } from "../../resource.ts";
import { type Claim, childPath } from "../claim.ts";
import { entryOf } from "../knowledge/type-token.ts";
import { hostClaim, registryOf } from "./hosts.ts";
import { isHostKey } from "./keys.ts";
import { urlClaims, valueClaims as mentionClaims } from "./mentions.ts";
import { bareHost } from "./text.ts";

/** Variables whose value lists what is NOT reached through a proxy, or only binds or names the container itself. */
const IGNORED_VARIABLE =
  /^(?:no_proxy|HOSTNAME|POD_IP|NODE_NAME|VIRTUAL_HOST|.*(?:BIND|LISTEN)_(?:ADDR|ADDRESS|HOST))$/i;

/** vLLM's image, under whatever registry. */
const VLLM_IMAGE = /(?:^|\/)vllm[\w-]*(?:[:@/]|$)/;

/** Every property of a container that says where data goes or where its software comes from. */
export function containerClaims(container: Properties, path: string): Claim[] {
  const variables = variablesOf(container);
  return [
    ...imageClaims(container, path),
    ...environmentClaims(container, path, variables),
    ...["command", "args"].flatMap((list) => argumentClaims(container[list], `${path}.${list}`, variables)),
    ...probeClaims(container, path),
    ...modelHubClaims(container, path),
  ];
}

/** A list that becomes known later: what stands in it cannot be seen. */
function composed(path: string): Claim {
  return { kind: "host", path, host: UNKNOWN, carries: "data", composed: true };
}

function imageClaims({ image }: Properties, path: string): Claim[] {
  if (image === UNKNOWN) return [{ kind: "host", path: `${path}.image`, host: UNKNOWN, carries: "software" }];
  return typeof image === "string" && image !== ""
    ? [{ kind: "host", path: `${path}.image`, host: registryOf(image), carries: "software" }]
    : [];
}

/** Values of the container's own variables, for $(NAME) in others and in arguments. */
function variablesOf({ env }: Properties): ReadonlyMap<string, Value> {
  return new Map(
    (isList(env) ? env : []).flatMap((variable): [string, Value][] =>
      isProperties(variable) && typeof variable["name"] === "string" && variable["value"] !== undefined
        ? [[variable["name"], variable["value"]]]
        : [],
    ),
  );
}

function environmentClaims(
  { env }: Properties,
  path: string,
  variables: ReadonlyMap<string, Value>,
): Claim[] {
  if (env === UNKNOWN) return [composed(`${path}.env`)];
  if (!isList(env)) return [];
  return env.flatMap((variable, index): Claim[] => {
    const at = `${path}.env[${index}]`;
    if (!isProperties(variable)) return variable === UNKNOWN ? [composed(at)] : [];
    const { name, value } = variable;
    const key = typeof name === "string" ? name : "";
    const shown = `${at} ${key}`;
    if (IGNORED_VARIABLE.test(key)) return [];
    if (value === UNKNOWN) {
      return isHostKey(key)
        ? [{ kind: "host", path: shown, host: UNKNOWN, carries: "data" }]
        : [{ kind: "reference", path: shown, value: UNKNOWN, what: "a value" }];
    }
    return typeof value === "string" ? valueClaims(key, expanded(value, variables), shown) : [];
  });
}

/** $(NAME) as Kubernetes expands it. */
function expanded(value: string, variables: ReadonlyMap<string, Value>): string {
  return value.replaceAll(/\$\(([\w.-]+)\)/g, (whole, name: string) => {
    const known = variables.get(name);
    return typeof known === "string" ? known : whole;
  });
}

const carriedBy = (key: string) =>
  /(?:registry|mirror|index_url|hf_endpoint|hub)/i.test(key) ? "software" : "data";

function valueClaims(key: string, value: string, path: string): Claim[] {
  const named = regionInText(value, undefined);
  if (named !== undefined) return [{ kind: "place", path, value: named, table: undefined }];
  if (/(?:^|_)(?:REGION|LOCATION|ZONE)$/.test(key) && /^[a-z]{2,}[a-z0-9-]*$/i.test(value))
    return [{ kind: "place", path, value, table: undefined }];
  return mentionClaims(path, key, value, carriedBy(key));
}

/** Flags that make a server fetch code or adapters from elsewhere while it runs. */
const FETCHING_FLAGS: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  "--trust-remote-code": [
    "runs code that the model's repository brings, which may send data anywhere",
    "use a model whose code the server has built in, or pin a revision that was reviewed and accept it in residency.exceptions",
  ],
};

function argumentClaims(
  list: Value | undefined,
  path: string,
  variables: ReadonlyMap<string, Value>,
): Claim[] {
  if (list === UNKNOWN) return [composed(path)];
  if (!isList(list)) return [];
  return list.flatMap((argument, index): Claim[] => {
    const at = `${path}[${index}]`;
    const before = list[index - 1];
    if (argument === UNKNOWN) return [{ kind: "host", path: at, host: UNKNOWN, carries: "data" }];
    if (typeof argument !== "string") return [];
    const text = expanded(argument, variables);
    const [, flag, value] = /^(--?[\w.-]+)=(.*)$/s.exec(text) ?? [];
    const fetching = entryOf(FETCHING_FLAGS, flag ?? text);
    if (fetching !== undefined && value !== "false") {
      const [reason, fix] = fetching;
      return [{ kind: "note", path: at, value: text, verdict: "unproven", reason, fix }];
    }
    if (flag !== undefined && value !== undefined) return flagClaims(flag, value, at);
    if (text.includes("\n")) return mentionClaims(at, "", text);
    const key = typeof before === "string" && before.startsWith("-") ? before : "";
    return flagClaims(key, text, at);
  });
}

/** Flags with the address that a program listens on or is known by. */
const OWN_ADDRESS_FLAG =
  /^-{1,2}(?:host|bind|listen|.*(?:bind|listen|external-url|route-prefix|advertise).*)$/;

function flagClaims(flag: string, value: string, path: string): Claim[] {
  if (OWN_ADDRESS_FLAG.test(flag)) return [];
  return mentionClaims(path, flag, value, carriedBy(flag));
}

/** Requests of probes and hooks to another host than the pod's. */
function probeClaims(container: Properties, path: string): Claim[] {
  return ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"].flatMap((probe) => {
    const claims: Claim[] = [];
    const visit = (value: Value, at: string, key: string): void => {
      if (isList(value)) value.forEach((item, index) => visit(item, `${at}[${index}]`, key));
      else if (isProperties(value))
        for (const [name, child] of Object.entries(value)) visit(child, childPath(at, name), name);
      else if (typeof value === "string") {
        const host = key === "host" ? bareHost(value) : undefined;
        claims.push(...(host === undefined ? urlClaims(at, value) : [hostClaim(at, host)]));
      }
    };
    visit(container[probe] ?? null, `${path}.${probe}`, "");
    return claims;
  });
}

/** A model that vLLM is told by name and not by path comes from the model hub, and so may adapters while it runs. */
function modelHubClaims(container: Properties, path: string): Claim[] {
  const { image, command, args } = container;
  if (typeof image !== "string" || !VLLM_IMAGE.test(image)) return [];
  const claims: Claim[] = [];
  const model = modelOf([...listOf(command), ...listOf(args)]);
  if (model !== undefined && /^[\w.-]+\/[\w.-]+$/.test(model))
    claims.push({ kind: "host", path: `${path}.args (model)`, host: "huggingface.co", carries: "software" });
  const variables = variablesOf(container);
  const updating = variables.get("VLLM_ALLOW_RUNTIME_LORA_UPDATING");
  if (typeof updating === "string" && /^(?:1|true)$/i.test(updating))
    claims.push({
      kind: "note",
      path: `${path}.env VLLM_ALLOW_RUNTIME_LORA_UPDATING`,
      value: "true",
      verdict: "unproven",
      reason: "lets whoever reaches the server load adapters from anywhere while it runs",
      fix: "name the adapters in --lora-modules instead",
    });
  return claims;
}

const listOf = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

/** The model in vLLM's arguments: after --model, after the command "serve", or the first that is no flag. */
function modelOf(list: readonly Value[]): string | undefined {
  const texts = list.filter((argument) => typeof argument === "string");
  const flag = texts.find((text, index) => texts[index - 1] === "--model" || text.startsWith("--model="));
  if (flag !== undefined) return flag.replace("--model=", "");
  const served = texts.indexOf("serve");
  return served >= 0 ? texts[served + 1] : texts.find((text, index) => index === 0 && !text.startsWith("-"));
}
