/** A value of Prometheus' text format. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function samplesOf(metrics: string, name: string): Sample[] {
  return metrics
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => ({
      labels: Object.fromEntries(
        [...line.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label = "", value = ""]) => [label, value]),
      ),
      value: Number(line.slice(line.lastIndexOf(" ") + 1)),
    }));
}

/** The sum of a metric over all samples that have these labels. */
export function sumOf(metrics: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesOf(metrics, name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, { value }) => total + value, 0);
}

const CHARGED = "eu_llm_gateway_attempt_tokens_total";
const OPERATIONS = "gen_ai_client_token_usage_sum";

/** Tokens that endpoints said they charged; those that the gateway had to estimate are not among them. */
export function chargedTokens(
  metrics: string,
  type: "input" | "output",
  labels: Readonly<Record<string, string>> = {},
): number {
  const of = { ...labels, gen_ai_token_type: type };
  if (!metrics.includes(`# TYPE ${CHARGED} `)) return sumOf(metrics, OPERATIONS, of);
  return sumOf(metrics, CHARGED, of) - sumOf(metrics, CHARGED, { ...of, basis: "estimated" });
}

const ASIDE = new Set(["metrics", "models", "model", "healthz", "readyz", "admin", "admin_status"]);

/** Requests other than those that look at the gateway itself. */
export function requestsCounted(metrics: string, status?: string): number {
  return samplesOf(metrics, "eu_llm_gateway_requests_total")
    .filter(({ labels }) => !ASIDE.has(labels["route"] ?? ""))
    .filter(({ labels }) => status === undefined || labels["status"] === status)
    .reduce((total, { value }) => total + value, 0);
}
