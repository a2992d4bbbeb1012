import { mayReceive, type Endpoint, type SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import type { GatewayConfig } from "../domain/gateway/config.ts";

export type Model = GatewayConfig["models"][number];

export interface Router {
  /** The model that a client's `model` means: by id or alias, else the one that claims "*". */
  find(name: string): Model | undefined;
  /** The endpoints that may see a request with this label, in the order in which to try them. */
  candidates(model: Model, label: SensitivityLabel): readonly Endpoint[];
}

export function createRouter(config: GatewayConfig): Router {
  const endpoints = new Map(config.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const models = new Map(
    config.models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)),
  );
  return {
    find: (name) => models.get(name) ?? models.get("*"),
    candidates: (model, label) =>
      model.endpoints.flatMap((name) => {
        const endpoint = endpoints.get(name);
        const permitted = endpoint !== undefined && mayReceive(endpoint, label, config.residencyLevel);
        return permitted ? [endpoint] : [];
      }),
  };
}
