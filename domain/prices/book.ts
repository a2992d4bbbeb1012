import type { Price } from "./price.ts";

/**
 * The price book: every figure with its source and date, nothing derived. A product that is not here has no price, and
 * what needs it says so instead of counting 0.
 */

const SCALEWAY_CATALOG = {
  source:
    "Scaleway product catalog (https://www.scaleway.com/en/developers/api/product-catalog/public-catalog/)",
  asOf: "2026-10-09",
};
const SCALEWAY_RATE_SHEET = {
  source:
    "Scaleway compute and network pricing (https://www.scaleway.com/en/pricing/), rate sheet of September 2026",
  asOf: "2026-09-30",
};
const OVH_PAGE = {
  source: "OVHcloud public cloud prices (https://www.ovhcloud.com/en/public-cloud/prices/)",
  asOf: "2026-10-07",
};
const HETZNER_PAGE = {
  source: "Hetzner GPU servers (https://www.hetzner.com/dedicated-rootserver/matrix-gpu/)",
  asOf: "2026-10-08",
};
const GENAI_PRICES = {
  source: "@pydantic/genai-prices 0.1.8, cross-checked with LiteLLM's table",
  asOf: "2026-09-23",
};
const LITELLM = { source: "LiteLLM 1.109.1 price table, which cites docs.mistral.ai", asOf: "2026-11-24" };
const SCALEWAY_TOKENS = {
  source:
    "Scaleway Generative APIs pricing (docs-content, generative-apis/faq), cross-checked with LiteLLM 1.109.1",
  asOf: "2026-11-24",
};

interface Origin {
  readonly source: string;
  readonly asOf: string;
}

const hourly = (id: string, amount: number, origin: Origin): Price => ({
  id,
  amount,
  currency: "EUR",
  unit: "hour",
  ...origin,
});

/** Prices of input and output tokens of one model, per million. */
const tokens = (
  id: string,
  currency: Price["currency"],
  input: number,
  output: number,
  origin: Origin,
): Price[] => [
  { id: `${id}/input`, amount: input, currency, unit: "million-input-tokens", ...origin },
  { id: `${id}/output`, amount: output, currency, unit: "million-output-tokens", ...origin },
];

/** Mistral bills inference that is pinned to the EU (api.eu.mistral.ai) at 1.1 times its list price. */
const MISTRAL_EU_FACTOR = 1.1;
const MISTRAL_EU = {
  source: `${LITELLM.source}; × ${MISTRAL_EU_FACTOR} for EU inference (https://docs.mistral.ai/studio/regional-inference)`,
  asOf: LITELLM.asOf,
};

export const PRICE_BOOK: readonly Price[] = [
  hourly("scaleway/L4-1-24G", 0.79, SCALEWAY_CATALOG),
  hourly("scaleway/L40S-1-48G", 1.47, SCALEWAY_CATALOG),
  hourly("scaleway/H100-1-80G", 2.87, SCALEWAY_CATALOG),
  hourly("scaleway/H100-2-80G", 5.73, SCALEWAY_CATALOG),
  hourly("scaleway/H100-SXM-2-80G", 6.62, SCALEWAY_CATALOG),
  hourly("scaleway/POP2-2C-8G", 0.0735, SCALEWAY_RATE_SHEET),
  hourly("scaleway/BASIC3-X4C-16G", 0.11845, SCALEWAY_RATE_SHEET),
  hourly("scaleway/BASIC3-X8C-32G", 0.2368, SCALEWAY_RATE_SHEET),
  hourly("scaleway/LB-S", 0.023, SCALEWAY_RATE_SHEET),
  hourly("scaleway/flexible-ipv4", 0.005, SCALEWAY_RATE_SHEET),
  {
    id: "scaleway/kapsule-mutualized",
    amount: 0,
    currency: "EUR",
    unit: "month",
    source: "Scaleway Kubernetes FAQ: the mutualized control plane is provided without additional cost",
    asOf: "2026-09-30",
  },
  {
    id: "scaleway/block-storage",
    // EUR 0.00013 per gigabyte and hour, × 730 hours.
    amount: 0.0949,
    currency: "EUR",
    unit: "gigabyte-month",
    source:
      "Scaleway price notice of June 2026 (https://www.scaleway.com/en/blog/a-transparent-update-on-scaleway-pricing/)",
    asOf: "2026-09-30",
  },
  { id: "ovh/l4-90", amount: 540, currency: "EUR", unit: "month", ...OVH_PAGE },
  { id: "hetzner/GEX45", amount: 214, currency: "EUR", unit: "month", ...HETZNER_PAGE },
  { id: "hetzner/GEX131", amount: 1497, currency: "EUR", unit: "month", ...HETZNER_PAGE },

  ...tokens("openai/gpt-6-astra", "USD", 10, 50, GENAI_PRICES),
  ...tokens("openai/gpt-6-sol", "USD", 2, 10, GENAI_PRICES),
  ...tokens("openai/gpt-6-luna", "USD", 0.1, 0.5, GENAI_PRICES),
  ...tokens("anthropic/claude-opus-5.5", "USD", 4, 20, GENAI_PRICES),
  ...tokens("anthropic/claude-sonnet-5", "USD", 2, 10, GENAI_PRICES),
  ...tokens(
    "mistral-eu/mistral-medium-3.5",
    "USD",
    1.5 * MISTRAL_EU_FACTOR,
    7.5 * MISTRAL_EU_FACTOR,
    MISTRAL_EU,
  ),
  ...tokens(
    "mistral-eu/mistral-small-4",
    "USD",
    0.15 * MISTRAL_EU_FACTOR,
    0.6 * MISTRAL_EU_FACTOR,
    MISTRAL_EU,
  ),
  ...tokens("scaleway/llama-3.3-70b-instruct", "EUR", 0.9, 0.9, SCALEWAY_TOKENS),
  ...tokens("scaleway/mistral-small-3.2-24b-instruct", "EUR", 0.15, 0.35, SCALEWAY_TOKENS),
];

const byId = new Map(PRICE_BOOK.map((price) => [price.id, price]));

/** The price called `id`, or undefined: whoever asks then reports it as missing. */
export function findPrice(id: string): Price | undefined {
  return byId.get(id);
}

/** Ids of everything that is billed by the hour or the month: what `priceAs` may name. */
export function machinePriceIds(): string[] {
  return PRICE_BOOK.filter((price) => price.unit === "hour" || price.unit === "month").map(
    (price) => price.id,
  );
}

/** Ids of the models with token prices, without their /input and /output ends. */
export function tokenPriceIds(): string[] {
  return PRICE_BOOK.filter((price) => price.unit === "million-input-tokens").map((price) =>
    price.id.replace(/\/input$/, ""),
  );
}
