import { calcPrice, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";
import { PriceFileError, readBookFile } from "./files.ts";
import { scaled } from "./request-price.ts";
import { type TokenGroup, type TokenModel, tokenFileSchema } from "./schemas.ts";
import type { TieredAmount, TokenAmounts, TokenPrices } from "./terms.ts";

const CLOSED_APIS = "closed-apis.yaml";

const files = [CLOSED_APIS, "serverless.yaml"].map((name) => ({
  name,
  groups: readBookFile(name, tokenFileSchema),
}));

function kindOf(file: string, { hostedInEu }: TokenGroup): TokenPrices["kind"] {
  if (file === CLOSED_APIS) return "closed-api";
  return hostedInEu === undefined ? "serverless" : "eu-serverless";
}

/**
 * List prices of every model that is billed by the token, as they are in force on a day.
 * @throws PriceFileError where the book names a model that @pydantic/genai-prices does not know.
 */
export function listTokenPrices(today: Date): TokenPrices[] {
  return files.flatMap(({ name, groups }) =>
    groups.flatMap((group) =>
      group.models.map((model) => {
        const { amounts, changes, contextLength } = amountsOf(name, model, today);
        const factor = (model.includes ?? group.includes)?.factor ?? 1;
        return {
          kind: kindOf(name, group),
          ...describe(group, model),
          contextLength: model.contextLength ?? contextLength,
          ...scaled(amounts, factor),
          changes: changes.map((change) => ({ on: change.on, ...scaled(change, factor) })),
        };
      }),
    ),
  );
}

type Description = Omit<TokenPrices, keyof TokenAmounts | "kind" | "changes" | "contextLength">;

/** Everything but amounts: the model's own keys, then those of its group. */
function describe(group: TokenGroup, model: TokenModel): Description {
  const { id, name, tier, weights, retires, validFrom, validUntil } = model;
  const batch = model.batch ?? group.batch;
  const eu = model.eu ?? group.eu;
  const tokenizer = model.tokenizer ?? group.tokenizer;
  const includes = model.includes ?? group.includes;
  return {
    id,
    name,
    tier,
    currency: group.currency,
    source: includes === undefined ? group.source : `${group.source}; ${includes.source}`,
    asOf: group.asOf,
    batchFactor: batch?.factor,
    euFactor: eu?.factor ?? 1,
    tokenizerFactor: tokenizer?.factor ?? 1,
    factorSources: {
      batch: batch?.source,
      eu: eu?.source,
      tokenizer: tokenizer?.source,
      hostedInEu: group.hostedInEu,
    },
    weights,
    retires,
    validFrom,
    validUntil,
  };
}

interface Timeline extends Pick<TokenPrices, "contextLength"> {
  readonly amounts: TokenAmounts;
  readonly changes: readonly (TokenAmounts & { readonly on: string })[];
}

function amountsOf(file: string, model: TokenModel, today: Date): Timeline {
  if (!("genai" in model)) return { amounts: model, changes: [] };
  const { provider, model: name } = model.genai;
  const at = (timestamp: Date): { readonly prices: ModelPrice; readonly info: ModelInfo } => {
    const found = calcPrice({ input_tokens: 1 }, name, { providerId: provider, timestamp });
    if (found !== null) return { prices: found.model_price, info: found.model };
    throw new PriceFileError(
      file,
      [`${model.id}: @pydantic/genai-prices has no model "${name}" of provider "${provider}"`],
      "name one that its installed version has, or give input and output with their source.",
    );
  };
  const { prices, info } = at(today);
  return {
    amounts: convert(file, model.id, prices),
    contextLength: info.context_window,
    changes: changeDays(info, today).map((on) => ({
      on,
      ...convert(file, model.id, at(new Date(`${on}T12:00:00Z`)).prices),
    })),
  };
}

/** Days after today from which the package has other prices for the model. */
function changeDays({ prices }: ModelInfo, today: Date): string[] {
  if (!Array.isArray(prices)) return [];
  const day = today.toISOString().slice(0, 10);
  return prices
    .flatMap(({ constraint }) => (constraint?.type === "start_date" ? [constraint.start_date] : []))
    .filter((on) => on > day)
    .sort();
}

/** The package's amounts, of which text in and out matter here. */
function convert(file: string, id: string, prices: ModelPrice): TokenAmounts {
  const amount = (key: string): TieredAmount | undefined => {
    const value = prices[key];
    if (value === undefined) return undefined;
    if (typeof value === "number") return { base: value, tiers: [] };
    return {
      base: value.base,
      tiers: value.tiers.map((tier) => ({ start: tier.start, amount: tier.price })),
    };
  };
  const input = amount("input_mtok");
  const output = amount("output_mtok");
  if (input === undefined || output === undefined) {
    throw new PriceFileError(
      file,
      [`${id}: @pydantic/genai-prices has no price of ${input === undefined ? "input" : "output"}`],
      "list a model that has one, or give input and output with their source.",
    );
  }
  return { input, output, cachedInput: amount("cache_read_mtok"), cacheWrite: amount("cache_write_mtok") };
}
