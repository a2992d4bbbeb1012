import OpenAI from "openai";
import { onTestFinished } from "vitest";
import { gatewayConfigSchema, type GatewayConfigInput } from "../../domain/gateway/config.ts";
import { createGateway, type GatewayOptions } from "../../gateway/gateway.ts";
import type { LogEntry } from "../../gateway/observability/log.ts";

type EndpointInput = GatewayConfigInput["endpoints"][number];

/** An endpoint on own nodes in Germany, which may see everything. */
export function inside(url: string, changes: Partial<EndpointInput> = {}): EndpointInput {
  return {
    name: "own",
    tier: "self-hosted",
    url,
    model: "own-model",
    jurisdiction: { country: "DE", operator: "Example GmbH", ownerCountry: "DE" },
    accepts: ["public", "sensitive"],
    ...changes,
  };
}

/** A premium endpoint in the United States, which may see public requests only. */
export function outside(url: string, changes: Partial<EndpointInput> = {}): EndpointInput {
  return {
    name: "premium",
    tier: "premium",
    url,
    model: "premium-model",
    jurisdiction: { country: "US", operator: "Example Inc", ownerCountry: "US" },
    accepts: ["public"],
    ...changes,
  };
}

export interface RunningGateway {
  /** Without a path, such as http://127.0.0.1:4711. */
  readonly url: string;
  readonly log: LogEntry[];
  /** OpenAI's own client, without retries, whose requests are public. */
  readonly client: OpenAI;
  close(): Promise<void>;
  /** Posts a chat completion; by default a public one for model "chat". */
  post(body: unknown, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>;
  /** The metrics' text. */
  metrics(): Promise<string>;
}

/** Starts a gateway in this process, with one model "chat" that tries all endpoints in order. */
export async function startGateway(
  endpoints: EndpointInput[],
  changes: Partial<GatewayConfigInput> = {},
  options: GatewayOptions = {},
): Promise<RunningGateway> {
  const config = gatewayConfigSchema.parse({
    listen: { host: "127.0.0.1", port: 0 },
    endpoints,
    // Most tests say what each attempt does; retries and what is learnt from latency have tests of their own.
    attempts: { retryBudget: 0 },
    health: { latency: { limit: "off" } },
    models: [{ id: "chat", endpoints: endpoints.map(({ name }) => name) }],
    ...changes,
  });
  const log: LogEntry[] = [];
  const gateway = createGateway(config, { environment: {}, log: (entry) => log.push(entry), ...options });
  const { port } = await gateway.listen();
  const url = `http://127.0.0.1:${port}`;
  onTestFinished(() => gateway.close());
  return {
    url,
    log,
    client: new OpenAI({
      baseURL: `${url}/v1`,
      apiKey: "the-clients-own-key",
      maxRetries: 0,
      defaultHeaders: { "x-eu-llm-sensitivity": "public" },
    }),
    close: () => gateway.close(),
    post: (body, headers = {}, signal) =>
      fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-eu-llm-sensitivity": "public", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...(signal && { signal }),
      }),
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
  };
}

/** Timeouts in which a test can wait for each. */
export const SHORT = {
  connectSeconds: 0.3,
  firstByteSeconds: 0.3,
  idleSeconds: 0.3,
  totalSeconds: 5,
  drainSeconds: 2,
};

export const CHAT = { model: "chat", messages: [{ role: "user" as const, content: "Wie geht es?" }] };
export const STREAMED = { ...CHAT, stream: true as const };

/** Waits until something holds; the test's own timeout ends the wait. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
