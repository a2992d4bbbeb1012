import { defaultSections, type GatewayConfig } from "../domain/gateway/config.ts";
import { ENDPOINT_DEFAULTS } from "../domain/gateway/endpoint.ts";
import type { Jurisdiction } from "../domain/jurisdiction/endpoint.ts";
import { locate } from "../domain/jurisdiction/locate.ts";
import { SELF_HOSTED, type Environment } from "./config/environment.ts";
import { gatewayPrice } from "./endpoint-price.ts";

/** Where the model server's API answers. */
export interface OwnModelEndpoint {
  readonly url: string;
  readonly servedName: string;
}

/** ISO 3166 keeps ZZ for "unknown": a place that nobody can name is inside nothing. */
const UNKNOWN_COUNTRY = "ZZ";

/** Where the environment's own nodes stand: declared for an existing cluster, by its zone for a new one. */
export function ownPlace({ cluster }: Environment): Jurisdiction {
  if (cluster.provider === "existing") return cluster.place;
  const inTable = locate(cluster.zone, "scaleway");
  const anywhere = inTable.status === "known" ? inTable : locate(cluster.zone);
  return {
    country: (anywhere.status === "known" ? anywhere.countries[0] : undefined) ?? UNKNOWN_COUNTRY,
    operator: "Scaleway",
    ownerCountry: "FR",
  };
}

/** Environment variable with an endpoint's API key. */
export function apiKeyVariable(endpoint: string): string {
  return `${endpoint.replaceAll("-", "_").toUpperCase()}_API_KEY`;
}

/**
 * The gateway's configuration: the own model first, then the other endpoints by tier, premium last. It is not validated
 * here: judging where data may go is the residency policy's part, and the gateway's own when it starts.
 */
export function gatewayConfig(environment: Environment, own: OwnModelEndpoint | undefined): GatewayConfig {
  const others = environment.endpoints.map(
    ({ name, tier, url, model, jurisdiction, accepts, credential, price }) => ({
      ...ENDPOINT_DEFAULTS,
      ...{ name, tier, url, model, jurisdiction, accepts },
      price: gatewayPrice(price, environment),
      ...(credential === "config" ? { apiKeyVariable: apiKeyVariable(name) } : {}),
    }),
  );
  const self =
    own === undefined
      ? []
      : [
          {
            ...ENDPOINT_DEFAULTS,
            // vLLM tells the tokens in every chunk, so that aborted streams are counted exactly.
            usageInStream: "continuous" as const,
            name: SELF_HOSTED,
            tier: "self-hosted" as const,
            url: own.url,
            model: own.servedName,
            jurisdiction: ownPlace(environment),
            accepts: ["public" as const, "sensitive" as const],
            apiKeyVariable: apiKeyVariable(SELF_HOSTED),
          },
        ];
  const isPremium = (tier: string) => tier === "premium";
  const endpoints = [
    ...self,
    ...others.filter(({ tier }) => !isPremium(tier)),
    ...others.filter(({ tier }) => isPremium(tier)),
  ];
  return {
    ...defaultSections(),
    ...(environment.gateway.keys === undefined ? {} : { keys: environment.gateway.keys }),
    admin: environment.gateway.admin,
    residencyLevel: environment.residency.level,
    endpoints,
    models: [
      {
        id: environment.gateway.modelName,
        // Applications keep the model name that they have.
        aliases: ["*"],
        endpoints: endpoints.map(({ name }) => name),
      },
    ],
  };
}
