import type { IncomingMessage } from "node:http";
import type { VirtualKey } from "../../domain/gateway/sections.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";

/** Who may ask for what, and how much of it. */
export interface Tenancy {
  /**
   * The key that a request carries (`Authorization: Bearer …`, `api-key` or `x-api-key`); `undefined` where the gateway
   * asks for none.
   * @throws ApiError 401 for a missing or unknown key.
   */
  authenticate(request: IncomingMessage): VirtualKey | undefined;
  /**
   * Lets a request in and counts it.
   * @param tokens What the request is estimated to come to.
   * @throws ApiError 403 for a model or a label that is not the key's, 429 where a limit or a budget is used up, 503
   * where the store is down and the configuration says to refuse.
   */
  admit(
    key: VirtualKey,
    model: string,
    label: SensitivityLabel,
    tokens: number,
  ): Admission | Promise<Admission>;
  /** EUR that each key has spent, by its name. */
  spent(): Promise<ReadonlyMap<string, { readonly eurToday: number; readonly eurThisMonth: number }>>;
  close(): Promise<void>;
}

/** A request that was let in. */
export interface Admission {
  /**
   * Sets EUR of the budgets aside for an attempt; false where they do not have as much.
   * @throws ApiError 503 where the store has gone meanwhile and the configuration says to refuse.
   */
  reserve(eur: number): boolean | Promise<boolean>;
  /** The request is over: puts what it really came to in the place of all estimates. Never throws. */
  settle(actual: { readonly tokens: number; readonly eur: number }): void;
}
