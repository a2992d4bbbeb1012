import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Endpoint, OperationName } from "../../domain/gateway/endpoint.ts";
import type { SensitivityLabel } from "../../domain/jurisdiction/endpoint.ts";
import type { Operation } from "../operations/operation.ts";
import type { Usage } from "../operations/usage.ts";
import type { AttemptRecord } from "../upstream/attempts.ts";
import { METRIC_NAMES } from "./names.ts";

export { METRIC_NAMES };

/** The routes that requests are counted by; every other path is "other". */
export type Route =
  OperationName | "models" | "model" | "healthz" | "readyz" | "metrics" | "admin" | "admin_status" | "other";

/** Bucket bounds that the conventions prescribe, in seconds and tokens. */
const DURATION_BUCKETS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

/** A finished request to generate something, as its metrics see it. */
export interface FinishedOperation {
  readonly operation: Operation;
  /** The model's id in the configuration. */
  readonly model: string;
  /** The endpoint whose answer the client got; without one, none answered. */
  readonly endpoint: Endpoint | undefined;
  readonly stream: boolean;
  readonly seconds: number;
  /** From the request's arrival until the first byte went out, where one did. */
  readonly firstByteSeconds: number | undefined;
  readonly usage: Usage | undefined;
  /** "" where all went well. */
  readonly errorType: string;
}

/** Sums since the process began. */
export interface EndpointTotals {
  readonly attempts: number;
  readonly answered: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costEur: number;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics with a registry of their own, so that several gateways in one process do not mix. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const operationLabels = [
    "gen_ai_operation_name",
    "gen_ai_provider_name",
    "gen_ai_request_model",
    "endpoint",
  ] as const;
  const operationDuration = new Histogram({
    name: METRIC_NAMES.operationDuration,
    help: "Duration of an operation, all attempts together.",
    labelNames: [...operationLabels, "error_type"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const timeToFirstChunk = new Histogram({
    name: METRIC_NAMES.timeToFirstChunk,
    help: "Time until the first event of a stream went to the client, all attempts together.",
    labelNames: operationLabels,
    buckets: DURATION_BUCKETS,
    registers,
  });
  const tokenUsage = new Histogram({
    name: METRIC_NAMES.tokenUsage,
    help: "Tokens of an operation, as the endpoint counted them.",
    labelNames: [...operationLabels, "gen_ai_token_type"],
    buckets: TOKEN_BUCKETS,
    registers,
  });
  const requests = new Counter({
    name: METRIC_NAMES.requests,
    help: "HTTP requests by route and status; status 499 means that the client left before the answer.",
    labelNames: ["route", "status"],
    registers,
  });
  const attempts = new Counter({
    name: METRIC_NAMES.attempts,
    help: "Attempts at an endpoint, by what they came to.",
    labelNames: ["endpoint", "tier", "country", "sensitivity", "cause", "outcome"],
    registers,
  });
  const attemptTokens = new Counter({
    name: METRIC_NAMES.attemptTokens,
    help: "Tokens of all attempts, aborted ones too, and whether the endpoint told them.",
    labelNames: ["endpoint", "gen_ai_token_type", "basis"],
    registers,
  });
  const attemptCost = new Counter({
    name: METRIC_NAMES.attemptCost,
    help: "EUR that all attempts cost at the configured prices, aborted ones too.",
    labelNames: ["endpoint"],
    registers,
  });
  const queueDepth = new Gauge({
    name: METRIC_NAMES.queueDepth,
    help: "Requests that wait for an endpoint without a replica: what an autoscaler wakes it by.",
    labelNames: ["endpoint"],
    registers,
  });
  const configReloads = new Counter({
    name: METRIC_NAMES.configReloads,
    help: "Times the configuration file changed, by whether it was taken or refused.",
    labelNames: ["result"],
    registers,
  });
  const fallbacks = new Counter({
    name: METRIC_NAMES.fallbacks,
    help: "Times a request went on to the next endpoint, by the endpoint that failed and why.",
    labelNames: ["gen_ai_request_model", "endpoint", "reason"],
    registers,
  });
  const inFlight = new Gauge({
    name: METRIC_NAMES.inFlight,
    help: "Operations that are being worked on.",
    registers,
  });
  const timeToFirstByte = new Histogram({
    name: METRIC_NAMES.timeToFirstByte,
    help: "Time until the first byte of an answer, streamed or not, went to the client.",
    labelNames: ["gen_ai_request_model", "endpoint"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const endpointReachable = new Gauge({
    name: METRIC_NAMES.endpointReachable,
    help: "1 where the endpoint answered lately, else 0.",
    labelNames: ["endpoint"],
    registers,
  });

  return {
    contentType: registry.contentType,
    /** Everything in Prometheus' text format. */
    text: () => registry.metrics(),
    /** What all attempts at each endpoint came to, by its name. */
    async totals(): Promise<ReadonlyMap<string, EndpointTotals>> {
      const totals = new Map<string, EndpointTotals>();
      const add = (name: unknown, change: Partial<EndpointTotals>) => {
        const key = String(name);
        const sum = totals.get(key) ?? {
          attempts: 0,
          answered: 0,
          inputTokens: 0,
          outputTokens: 0,
          costEur: 0,
        };
        totals.set(key, {
          attempts: sum.attempts + (change.attempts ?? 0),
          answered: sum.answered + (change.answered ?? 0),
          inputTokens: sum.inputTokens + (change.inputTokens ?? 0),
          outputTokens: sum.outputTokens + (change.outputTokens ?? 0),
          costEur: sum.costEur + (change.costEur ?? 0),
        });
      };
      for (const { labels, value } of (await attempts.get()).values) {
        add(labels.endpoint, { attempts: value, answered: labels.outcome === "answered" ? value : 0 });
      }
      for (const { labels, value } of (await attemptTokens.get()).values) {
        add(
          labels.endpoint,
          labels.gen_ai_token_type === "input" ? { inputTokens: value } : { outputTokens: value },
        );
      }
      for (const { labels, value } of (await attemptCost.get()).values)
        add(labels.endpoint, { costEur: value });
      return totals;
    },
    request(route: Route, status: number): void {
      requests.inc({ route, status });
    },
    began: () => inFlight.inc(),
    ended: () => inFlight.dec(),
    attempt(record: AttemptRecord, sensitivity: SensitivityLabel): void {
      const { endpoint, cause, outcome, usage, costEur } = record;
      const { name, tier, jurisdiction } = endpoint;
      attempts.inc({ endpoint: name, tier, country: jurisdiction.country, sensitivity, cause, outcome });
      if (usage !== undefined) {
        const { basis } = usage;
        attemptTokens.inc({ endpoint: name, gen_ai_token_type: "input", basis }, usage.inputTokens);
        attemptTokens.inc({ endpoint: name, gen_ai_token_type: "output", basis }, usage.outputTokens);
      }
      if (costEur > 0) attemptCost.inc({ endpoint: name }, costEur);
    },
    fallback(model: string, endpoint: Endpoint, reason: string): void {
      fallbacks.inc({ gen_ai_request_model: model, endpoint: endpoint.name, reason });
    },
    queueDepth(endpoint: Endpoint, depth: number): void {
      queueDepth.set({ endpoint: endpoint.name }, depth);
    },
    reloaded(result: "taken" | "refused"): void {
      configReloads.inc({ result });
    },
    reachable(endpoint: Endpoint, reachable: boolean): void {
      endpointReachable.set({ endpoint: endpoint.name }, reachable ? 1 : 0);
    },
    operation(finished: FinishedOperation): void {
      const { operation, model, endpoint, stream, seconds, firstByteSeconds, usage, errorType } = finished;
      const labels = {
        gen_ai_operation_name: operation.telemetryName,
        gen_ai_provider_name: endpoint?.jurisdiction.operator ?? "",
        gen_ai_request_model: model,
        endpoint: endpoint?.name ?? "",
      };
      operationDuration.observe({ ...labels, error_type: errorType }, seconds);
      if (endpoint !== undefined && firstByteSeconds !== undefined) {
        timeToFirstByte.observe({ gen_ai_request_model: model, endpoint: endpoint.name }, firstByteSeconds);
        if (stream) timeToFirstChunk.observe(labels, firstByteSeconds);
      }
      if (usage !== undefined) {
        tokenUsage.observe({ ...labels, gen_ai_token_type: "input" }, usage.inputTokens);
        tokenUsage.observe({ ...labels, gen_ai_token_type: "output" }, usage.outputTokens);
      }
    },
  };
}
