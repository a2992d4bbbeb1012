/**
 * Hosts of public model APIs that do not, or not provably, process inside the EU. They contradict a declaration that
 * says otherwise. A host that is not here says nothing: what is declared stands, and is shown as declared.
 */
export interface KnownHost {
  readonly host: string;
  /** Country of processing; undefined where the operator promises none. */
  readonly country: string | undefined;
  readonly operator: string;
  readonly source: string;
  /** Day on which the source was read, ISO 8601. */
  readonly asOf: string;
}

/** APIs that promise no region in their documentation. */
const WORLDWIDE: readonly (readonly [host: string, operator: string, source: string])[] = [
  ["api.groq.com", "Groq", "https://console.groq.com/docs/your-data"],
  ["api.x.ai", "xAI", "https://docs.x.ai/docs/overview"],
  ["api.together.xyz", "Together AI", "https://docs.together.ai/docs/introduction"],
  ["api.fireworks.ai", "Fireworks AI", "https://docs.fireworks.ai/getting-started/introduction"],
  ["api.cohere.com", "Cohere", "https://docs.cohere.com/docs/the-cohere-platform"],
  ["api.perplexity.ai", "Perplexity", "https://docs.perplexity.ai/getting-started/overview"],
  ["router.huggingface.co", "Hugging Face", "https://huggingface.co/docs/inference-providers/index"],
];

export const HOSTS_OUTSIDE: readonly KnownHost[] = [
  {
    host: "api.openai.com",
    country: "US",
    operator: "OpenAI",
    source: "https://platform.openai.com/docs/guides/your-data (EU residency has the host eu.api.openai.com)",
    asOf: "2026-11-23",
  },
  {
    host: "api.anthropic.com",
    country: "US",
    operator: "Anthropic",
    source: "https://docs.anthropic.com/en/api/data-residency",
    asOf: "2026-11-23",
  },
  {
    host: "generativelanguage.googleapis.com",
    country: undefined,
    operator: "Google",
    source: "https://ai.google.dev/gemini-api/terms (no region can be chosen)",
    asOf: "2026-11-23",
  },
  {
    host: "api.mistral.ai",
    country: undefined,
    operator: "Mistral AI",
    source: "https://docs.mistral.ai/studio/regional-inference (global unless the host is api.eu.mistral.ai)",
    asOf: "2026-11-24",
  },
  {
    host: "api.deepseek.com",
    country: "CN",
    operator: "DeepSeek",
    source: "https://platform.deepseek.com/downloads/DeepSeek%20Privacy%20Policy.html",
    asOf: "2026-11-23",
  },
  {
    host: "openrouter.ai",
    country: undefined,
    operator: "OpenRouter",
    source:
      "https://openrouter.ai/docs/features/privacy-and-logging (EU routing has the host eu.openrouter.ai)",
    asOf: "2026-11-23",
  },
  ...WORLDWIDE.map(([host, operator, source]) => ({
    host,
    country: undefined,
    operator,
    source,
    asOf: "2026-11-24",
  })),
];

const byHost = new Map(HOSTS_OUTSIDE.map((known) => [known.host, known]));

/** The known host behind a URL, compared exactly; undefined where nothing is known. */
export function knownHostOutside(url: string): KnownHost | undefined {
  if (!URL.canParse(url)) return undefined;
  // A trailing dot names the same host.
  return byHost.get(new URL(url).hostname.toLowerCase().replace(/\.$/, ""));
}
