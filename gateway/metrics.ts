import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Endpoint, SensitivityLabel } from "../domain/jurisdiction/endpoint.ts";
import type { AbortCause, FailureReason } from "./failures.ts";
import type { Usage } from "./usage.ts";

/**
 * All metrics of the gateway. Names follow OpenTelemetry's GenAI conventions in Prometheus form where there is one.
 * Label values come from the configuration or from closed lists, never from a client or an upstream.
 */
export const METRIC_NAMES = {
  operationDuration: "gen_ai_client_operation_duration_seconds",
  timeToFirstChunk: "gen_ai_client_operation_time_to_first_chunk_seconds",
  tokenUsage: "gen_ai_client_token_usage",
  requests: "eu_llm_gateway_requests_total",
  attempts: "eu_llm_gateway_attempts_total",
  fallbacks: "eu_llm_gateway_fallbacks_total",
  inFlight: "eu_llm_gateway_requests_in_flight",
  timeToFirstByte: "eu_llm_gateway_time_to_first_byte_seconds",
  endpointReachable: "eu_llm_gateway_endpoint_reachable",
} as const;

/** What an attempt at one endpoint came to. */
export type AttemptOutcome = "answered" | "rejected" | FailureReason | AbortCause;
/** The routes that requests are counted by; every other path is "other". */
export type Route = "chat_completions" | "models" | "model" | "healthz" | "readyz" | "metrics" | "other";

/** Bucket bounds that the conventions prescribe, in seconds and tokens. */
const DURATION_BUCKETS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKEN_BUCKETS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

/** A finished chat completion, as its metrics see it. */
export interface Operation {
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
    help: "Duration of a chat completion, all attempts together.",
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
    help: "Tokens of a chat completion, as the endpoint counted them.",
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
    labelNames: ["endpoint", "tier", "country", "sensitivity", "outcome"],
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
    help: "Chat completions that are being worked on.",
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
    request(route: Route, status: number): void {
      requests.inc({ route, status });
    },
    began: () => inFlight.inc(),
    ended: () => inFlight.dec(),
    attempt(endpoint: Endpoint, sensitivity: SensitivityLabel, outcome: AttemptOutcome): void {
      const { name, tier, jurisdiction } = endpoint;
      attempts.inc({ endpoint: name, tier, country: jurisdiction.country, sensitivity, outcome });
    },
    fallback(model: string, endpoint: Endpoint, reason: FailureReason): void {
      fallbacks.inc({ gen_ai_request_model: model, endpoint: endpoint.name, reason });
    },
    reachable(endpoint: Endpoint, reachable: boolean): void {
      endpointReachable.set({ endpoint: endpoint.name }, reachable ? 1 : 0);
    },
    operation({ model, endpoint, stream, seconds, firstByteSeconds, usage, errorType }: Operation): void {
      const labels = {
        gen_ai_operation_name: "chat",
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
