import type { GatewayConfig } from "../domain/gateway/config.ts";
import { OPERATIONS, operationsOf, type Endpoint, type OperationName } from "../domain/gateway/endpoint.ts";
import { mayReceive, type SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";

export type Model = GatewayConfig["models"][number];

export interface Router {
  /** The model that a client's `model` means: by id or alias, else the one that claims "*". */
  find(name: string): Model | undefined;
  /** The endpoints of a model for an operation. */
  candidates(model: Model, operation: OperationName): Candidates;
}

/** Endpoints in the order in which to try them: all that serve an operation, and those that may see each label. */
export interface Candidates extends Readonly<Record<SensitivityLabel, readonly Endpoint[]>> {
  readonly serving: readonly Endpoint[];
}

export function createRouter(config: GatewayConfig): Router {
  const endpoints = new Map(config.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const models = new Map(
    config.models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)),
  );
  const serving = (model: Model, operation: OperationName) =>
    model.endpoints.flatMap((name) => {
      const endpoint = endpoints.get(name);
      return endpoint !== undefined && operationsOf(endpoint).includes(operation) ? [endpoint] : [];
    });
  const table = new Map(
    config.models.map((model) => [
      model,
      new Map(OPERATIONS.map((operation) => [operation, candidatesOf(serving(model, operation))])),
    ]),
  );

  function candidatesOf(all: readonly Endpoint[]): Candidates {
    const permitted = (label: SensitivityLabel) =>
      all.filter((endpoint) => mayReceive(endpoint, label, config.residencyLevel));
    return { serving: all, public: permitted("public"), sensitive: permitted("sensitive") };
  }

  return {
    find: (name) => models.get(name) ?? models.get("*"),
    candidates: (model, operation) => table.get(model)?.get(operation) ?? candidatesOf([]),
  };
}
