/** One alert, in the form of a Prometheus rule file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: "page" | "ticket" };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const rule = (
  alert: string,
  severity: "page" | "ticket",
  wait: string,
  expr: string,
  summary: string,
  description: string,
): AlertRule => ({ alert, expr, for: wait, labels: { severity }, annotations: { summary, description } });

/** Names of the scrape jobs; alert rules and dashboards select by them. */
export const JOBS = { gateway: "gateway", modelServer: "model-server", gpu: "dcgm-exporter" } as const;

export interface WatchedParts {
  /** Left out where there is no own model. */
  readonly ownModel?: {
    /** Minutes that a replica may take to start. */
    readonly startMinutes: number;
    /** True where it has no replicas outside a schedule: then their absence means nothing. */
    readonly scheduled: boolean;
  };
  readonly gpuMetrics: boolean;
}

/**
 * Rules that hold whatever the model: what users feel first (errors, slow first tokens), then what causes it.
 * @param parts What there is to watch; without an own model there are no vLLM and GPU rules.
 */
export function alertRules(parts: WatchedParts): AlertRule[] {
  return [
    ...GATEWAY_RULES,
    ...(parts.ownModel === undefined ? [] : [...availabilityRules(parts.ownModel), ...MODEL_SERVER_RULES]),
    ...(parts.gpuMetrics ? GPU_RULES : []),
  ];
}

const GATEWAY_RULES: readonly AlertRule[] = [
  rule(
    "GatewayDown",
    "page",
    "2m",
    `absent(up{job="${JOBS.gateway}"} == 1)`,
    "No gateway answers",
    "Not one replica of the gateway could be scraped for two minutes: applications get no answers.",
  ),
  rule(
    "GatewayErrors",
    "page",
    "5m",
    `sum(rate(eu_llm_gateway_requests_total{route=~"chat|completions|embeddings|responses",status=~"5.."}[5m]))
  / sum(rate(eu_llm_gateway_requests_total{route=~"chat|completions|embeddings|responses"}[5m])) > 0.01`,
    "Over 1 % of requests fail",
    "The gateway found no endpoint that could answer. Look at eu_llm_gateway_attempts_total by endpoint and outcome.",
  ),
  rule(
    "GatewayFallback",
    "ticket",
    "15m",
    `sum by (endpoint) (rate(eu_llm_gateway_fallbacks_total[15m]))
  / on() group_left() sum(rate(eu_llm_gateway_requests_total{route=~"chat|completions|embeddings|responses"}[15m])) > 0.2`,
    "Over 20 % of requests leave endpoint {{ $labels.endpoint }}",
    "The premium endpoint answers instead, and is paid by the token.",
  ),
  rule(
    "GatewayConfigurationRefused",
    "ticket",
    "0m",
    `increase(eu_llm_gateway_config_reloads_total{result="refused"}[15m]) > 0`,
    "The gateway refused its new configuration",
    "It goes on with the one before. Its log names key, value and fix.",
  ),
];

/** A replica opens its port only once the model is loaded, so until then its silence is no fault. */
function availabilityRules({ startMinutes, scheduled }: NonNullable<WatchedParts["ownModel"]>): AlertRule[] {
  const patience = `${startMinutes + 5}m`;
  const replica = rule(
    "ModelServerReplicaDown",
    "ticket",
    patience,
    `up{job="${JOBS.modelServer}"} == 0`,
    "A replica of the model server does not answer",
    "{{ $labels.instance }} is listed, but is silent for longer than a start may take.",
  );
  const all = rule(
    "ModelServerDown",
    "page",
    patience,
    `absent(up{job="${JOBS.modelServer}"} == 1)`,
    "No replica of the model server answers",
    "For longer than a start may take there is none that could be scraped: waiting for a GPU, or failing to start.",
  );
  return scheduled ? [replica] : [replica, all];
}

const MODEL_SERVER_RULES: readonly AlertRule[] = [
  rule(
    "SlowFirstToken",
    "ticket",
    "10m",
    `histogram_quantile(0.95, sum by (le, model_name) (rate(vllm:time_to_first_token_seconds_bucket[5m]))) > 2.5`,
    "95 % of first tokens take over 2.5 s",
    "Requests wait for prefill: see the queue, the prompts' length and the cache's hit rate.",
  ),
  rule(
    "ModelServerSaturated",
    "ticket",
    "5m",
    `(sum by (instance) (vllm:num_requests_waiting) > 0) and (max by (instance) (vllm:kv_cache_usage_perc) > 0.95)`,
    "Requests queue because the cache is full",
    "{{ $labels.instance }} has no room for more requests: add a replica or shorten the context.",
  ),
  rule(
    "RequestsPreempted",
    "ticket",
    "10m",
    `sum by (instance) (rate(vllm:num_preemptions_total[5m])) > 0.1`,
    "Running requests are thrown back into the queue",
    "The cache overflows on {{ $labels.instance }}; work is done twice.",
  ),
];

const GPU_RULES: readonly AlertRule[] = [
  rule(
    "GpuFault",
    "page",
    "0m",
    // The gauge keeps the last code for ever; a change is a new fault.
    `max by (Hostname, gpu) (DCGM_FI_DEV_XID_ERRORS) > 0 and max by (Hostname, gpu) (changes(DCGM_FI_DEV_XID_ERRORS[15m])) > 0`,
    "GPU {{ $labels.gpu }} on {{ $labels.Hostname }} reports an XID error",
    "The value is the XID code. Drain the node and look the code up in NVIDIA's XID catalogue.",
  ),
  rule(
    "GpuMemoryFault",
    "page",
    "1m",
    `max by (Hostname, gpu) (DCGM_FI_DEV_ROW_REMAP_FAILURE) > 0`,
    "GPU {{ $labels.gpu }} on {{ $labels.Hostname }} can no longer remap broken memory rows",
    "The card must be replaced.",
  ),
  rule(
    "GpuIdle",
    "ticket",
    "30m",
    `(max by (Hostname) (max_over_time(DCGM_FI_DEV_GPU_UTIL[30m])) < 1) and on() (sum(vllm:num_requests_running) == 0)`,
    "The GPUs of {{ $labels.Hostname }} are paid for and do nothing",
    "No request for half an hour: consider model.scaleToZero.",
  ),
];
