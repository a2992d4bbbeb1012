import type { GatewayConfig } from "../../domain/gateway/config.ts";
import type { Log } from "../observability/log.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { UsageStore } from "./store.ts";
import { createValkeyStore } from "./valkey-store.ts";

/** The store that a configuration names; one that does not answer yet is waited for in the background. */
export function createStore(
  config: GatewayConfig["store"],
  password: string | undefined,
  log: Log,
): UsageStore {
  const { url, prefix, timeoutSeconds } = config;
  return url === undefined
    ? createMemoryStore()
    : createValkeyStore({ url, password, prefix, timeoutSeconds, log });
}
