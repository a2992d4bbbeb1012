import { gatewayConfigSchema, type GatewayConfigInput } from "../../../domain/gateway/config.ts";
import { createGateway, type GatewayOptions } from "../../../gateway/gateway.ts";
import type { OpenTarget, Settings } from "./driver.ts";

export type LogEntry = Parameters<NonNullable<GatewayOptions["log"]>>[0];

/** Our own gateway, in this process, as a target of the wall. */

/** Short, so that a silence need not be waited for, and long enough for a busy machine. */
const TIMEOUTS = {
  connectSeconds: 1,
  firstByteSeconds: 0.8,
  idleSeconds: 0.8,
  totalSeconds: 8,
  drainSeconds: 0.1,
};

const PATIENT = { ...TIMEOUTS, firstByteSeconds: 8, idleSeconds: 8 };

function configFor(endpoints: readonly string[], patient: boolean): GatewayConfigInput {
  const names = endpoints.map((_url, at) => `endpoint-${at + 1}`);
  return {
    listen: { host: "127.0.0.1", port: 0 },
    timeouts: patient ? PATIENT : TIMEOUTS,
    models: [{ id: "chat", endpoints: names }],
    endpoints: endpoints.map((url, at) => ({
      name: names[at] ?? "",
      tier: "self-hosted",
      url,
      model: "upstream-name",
      jurisdiction: { country: "DE", operator: "Example GmbH", ownerCountry: "DE" },
      accepts: ["public", "sensitive"],
    })),
  };
}

export function openOwn(log: (entry: LogEntry) => void = () => undefined): OpenTarget {
  return async (endpoints, _variant, patient) => {
    const config = gatewayConfigSchema.parse(configFor(endpoints, patient));
    const gateway = createGateway(config, { environment: {}, log });
    const { port } = await gateway.listen();
    const root = `http://127.0.0.1:${port}`;
    return {
      url: `${root}/v1`,
      model: "chat",
      headers: { "x-eu-llm-sensitivity": "public" },
      metrics: async () => (await fetch(`${root}/metrics`)).text(),
      close: () => gateway.close(),
    };
  };
}

export const ownSettings = (log?: (entry: LogEntry) => void): Settings => ({
  open: openOwn(log),
  strictness: { exact: true },
  ports: [0, 0],
  deadline: 4000,
});
