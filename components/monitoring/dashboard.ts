import { JOBS, type WatchedParts } from "./alert-rules.ts";

interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

const gatewayPanels: readonly Panel[] = [
  {
    title: "Requests by outcome",
    description: "Chat completions per second, by HTTP status.",
    unit: "reqps",
    queries: [
      {
        expr: `sum by (status) (rate(eu_llm_gateway_requests_total{route=~"chat|completions|embeddings|responses"}[$__rate_interval]))`,
        legend: "{{status}}",
      },
    ],
  },
  {
    title: "Share by endpoint",
    description: "Share of the requests that each endpoint answered. Premium is meant to take 10 to 20 %.",
    unit: "percentunit",
    queries: [
      {
        expr: `sum by (endpoint) (rate(eu_llm_gateway_attempts_total{outcome="answered"}[$__rate_interval])) / on() group_left() sum(rate(eu_llm_gateway_attempts_total{outcome="answered"}[$__rate_interval]))`,
        legend: "{{endpoint}}",
      },
    ],
  },
  {
    title: "Time to first byte",
    description: "As the client sees it, all attempts together.",
    unit: "s",
    queries: [0.5, 0.95, 0.99].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(eu_llm_gateway_time_to_first_byte_seconds_bucket[$__rate_interval])))`,
      legend: `p${quantile * 100}`,
    })),
  },
  {
    title: "Tokens by endpoint",
    description: "Tokens per second as the endpoints counted them, prompts and answers.",
    unit: "short",
    queries: [
      {
        expr: `sum by (endpoint, gen_ai_token_type) (rate(gen_ai_client_token_usage_sum[$__rate_interval]))`,
        legend: "{{endpoint}} {{gen_ai_token_type}}",
      },
    ],
  },
  {
    title: "Where requests went",
    description: "Attempts per second by country and sensitivity: sensitive ones stay inside.",
    unit: "reqps",
    queries: [
      {
        expr: `sum by (country, sensitivity) (rate(eu_llm_gateway_attempts_total[$__rate_interval]))`,
        legend: "{{country}} {{sensitivity}}",
      },
    ],
  },
];

const modelServerPanels: readonly Panel[] = [
  {
    title: "Running and waiting requests",
    description: "A queue that does not drain needs another replica.",
    unit: "short",
    queries: [
      { expr: "sum(vllm:num_requests_running)", legend: "running" },
      { expr: "sum(vllm:num_requests_waiting)", legend: "waiting" },
    ],
  },
  {
    title: "Key/value cache",
    description: "Share of the cache in use; near 100 % requests are preempted.",
    unit: "percentunit",
    queries: [{ expr: "max by (instance) (vllm:kv_cache_usage_perc)", legend: "{{instance}}" }],
  },
  {
    title: "Tokens",
    description: "Tokens per second through the model: what the GPU's rent buys.",
    unit: "short",
    queries: [
      { expr: "sum(rate(vllm:prompt_tokens_total[$__rate_interval]))", legend: "prompt" },
      { expr: "sum(rate(vllm:generation_tokens_total[$__rate_interval]))", legend: "generated" },
    ],
  },
  {
    title: "Prefix cache hits",
    description: "Share of prompt tokens that were already computed.",
    unit: "percentunit",
    queries: [
      {
        expr: "sum(rate(vllm:prefix_cache_hits_total[$__rate_interval])) / sum(rate(vllm:prefix_cache_queries_total[$__rate_interval]))",
        legend: "hits",
      },
    ],
  },
];

const gpuPanels: readonly Panel[] = [
  {
    title: "GPU busy",
    description: "Share of time in which any kernel ran; says nothing about how much of the GPU it used.",
    unit: "percent",
    queries: [
      {
        expr: `avg by (Hostname, gpu) (DCGM_FI_DEV_GPU_UTIL{job="${JOBS.gpu}"})`,
        legend: "{{Hostname}} {{gpu}}",
      },
    ],
  },
  {
    title: "GPU power",
    description: "Watts by GPU.",
    unit: "watt",
    queries: [
      {
        expr: `avg by (Hostname, gpu) (DCGM_FI_DEV_POWER_USAGE{job="${JOBS.gpu}"})`,
        legend: "{{Hostname}} {{gpu}}",
      },
    ],
  },
];

/** Every query of the dashboard, for tests that check it against the metrics that exist. */
export function dashboardQueries(parts: WatchedParts): string[] {
  return panelsFor(parts).flatMap((panel) => panel.queries.map((query) => query.expr));
}

function panelsFor(parts: WatchedParts): Panel[] {
  return [
    ...gatewayPanels,
    ...(parts.ownModel !== undefined ? modelServerPanels : []),
    ...(parts.gpuMetrics ? gpuPanels : []),
  ];
}

const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** The dashboard as Grafana's JSON; its uid is stable, so that links survive. */
export function dashboard(parts: WatchedParts): Record<string, unknown> {
  return {
    uid: "eu-llm-stack",
    title: "LLM inference",
    tags: ["eu-llm-stack"],
    timezone: "browser",
    schemaVersion: 41,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    panels: panelsFor(parts).map((panel, index) => ({
      id: index + 1,
      type: "timeseries",
      title: panel.title,
      description: panel.description,
      datasource: { type: "prometheus", uid: "prometheus" },
      gridPos: {
        x: (index % COLUMNS) * WIDTH,
        y: Math.floor(index / COLUMNS) * HEIGHT,
        w: WIDTH,
        h: HEIGHT,
      },
      fieldConfig: { defaults: { unit: panel.unit, min: 0 }, overrides: [] },
      targets: panel.queries.map((query, target) => ({
        refId: String.fromCharCode(65 + target),
        expr: query.expr,
        legendFormat: query.legend,
      })),
    })),
  };
}
