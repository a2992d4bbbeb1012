/** All names under which metrics and traces tell something; values are names, numbers and codes, never text of clients. */

/**
 * Metrics. Names follow OpenTelemetry's GenAI conventions in Prometheus form where there is one. Label values come from
 * the configuration or from closed lists, never from a client or an upstream.
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
  queueDepth: "eu_llm_gateway_queue_depth",
  attemptTokens: "eu_llm_gateway_attempt_tokens_total",
  attemptCost: "eu_llm_gateway_attempt_cost_eur_total",
  configReloads: "eu_llm_gateway_config_reloads_total",
} as const;

/** Attributes of the process that traces come from. */
export const RESOURCE_ATTRIBUTES = {
  serviceName: "service.name",
  serviceVersion: "service.version",
  serviceInstance: "service.instance.id",
} as const;

/** Attributes of spans: OpenTelemetry's where it has one, the gateway's own below `eu_llm.`. */
export const SPAN_ATTRIBUTES = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  /** Of a request the model's id in the configuration, of an attempt the model's name at the endpoint. */
  requestModel: "gen_ai.request.model",
  inputTokens: "gen_ai.usage.input_tokens",
  cachedInputTokens: "gen_ai.usage.cache_read.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  serverAddress: "server.address",
  serverPort: "server.port",
  errorType: "error.type",
  method: "http.request.method",
  status: "http.response.status_code",
  endpoint: "eu_llm.endpoint",
  tier: "eu_llm.tier",
  country: "eu_llm.country",
  sensitivity: "eu_llm.sensitivity",
  cause: "eu_llm.attempt.cause",
  outcome: "eu_llm.attempt.outcome",
  attempts: "eu_llm.attempts",
  usageBasis: "eu_llm.usage.basis",
  costEur: "eu_llm.cost_eur",
  firstTokenSeconds: "eu_llm.time_to_first_token_seconds",
  firstByteSeconds: "eu_llm.time_to_first_byte_seconds",
  waitedSeconds: "eu_llm.waited_seconds",
  stream: "eu_llm.stream",
} as const;
