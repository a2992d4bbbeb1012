import { nearest } from "../nearest.ts";
import { problemText, type Problem } from "../validation.ts";
import { validity } from "./age.ts";
import type { RateCard, RateCardEntry } from "./rate-card.ts";
import { scaled } from "./request-price.ts";
import type { Price, PriceOrigin, TokenPrices, Validity } from "./terms.ts";

/** Own prices that cannot be applied. Shown without a stack trace. */
export class RateCardError extends Error {
  override readonly name = "RateCardError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(
      [
        "rate card:",
        ...problems.map((problem) => `  - ${problemText(problem)}`),
        "  Fix: mend the entries above; docs/prices.md shows each form of an entry.",
      ].join("\n"),
    );
    this.problems = problems;
  }
}

/** What the rate card is applied to, and what comes of it. */
export interface Prices {
  readonly machines: readonly Price[];
  readonly tokens: readonly TokenPrices[];
}

/** Milliseconds; where it is already tomorrow, a price may have been read tomorrow. */
const DAY = 86_400_000;

const providerOf = (id: string) => id.slice(0, id.indexOf("/"));
const isForAll = ({ id }: RateCardEntry) => id.endsWith("/*");

/**
 * What is wrong with a rate card beyond its form: ids that nobody has, contracts that ended, prices of the wrong kind.
 * Paths begin at the card, such as `[0].id`.
 */
export function rateCardProblems(card: RateCard, list: Prices, today: Date): Problem[] {
  const ids = card.map(({ id }) => id);
  return card.flatMap((entry, index) => {
    const at = (key: string, value: unknown, message: string): Problem => ({
      path: `[${index}].${key}`,
      value: value === undefined ? undefined : JSON.stringify(value),
      message,
    });
    const problems: Problem[] = [];
    if (ids.indexOf(entry.id) !== index) {
      problems.push(at("id", entry.id, `given twice; keep one of [${ids.indexOf(entry.id)}] and [${index}]`));
    }
    if (entry.asOf > new Date(today.getTime() + DAY).toISOString().slice(0, 10)) {
      problems.push(at("asOf", entry.asOf, "in the future; give the day on which the price was last read"));
    }
    if (validity({ validUntil: entry.validUntil }, today) === "expired") {
      problems.push(
        at(
          "validUntil",
          entry.validUntil,
          "the contract has ended; renew the entry or remove it for list prices",
        ),
      );
    }
    const [key, message] = misfit(entry, list) ?? [];
    if (key !== undefined && message !== undefined) problems.push(at(key, Reflect.get(entry, key), message));
    return problems;
  });
}

/** Why an entry does not fit the list prices: the key and what is wrong with it; undefined where it does. */
function misfit(entry: RateCardEntry, { machines, tokens }: Prices): [string, string] | undefined {
  const all = [...machines, ...tokens].map(({ id }) => id);
  if (isForAll(entry)) {
    const providers = new Set(all.map(providerOf));
    if (providers.has(providerOf(entry.id))) return undefined;
    const meant = nearest(providerOf(entry.id), providers, 1)[0];
    return [
      "id",
      `no provider of the price book; ${meant === undefined ? `it has ${[...providers].join(", ")}` : `did you mean "${meant}/*"?`}`,
    ];
  }
  const machine = machines.find(({ id }) => id === entry.id);
  const model = tokens.find(({ id }) => id === entry.id);
  if ("amount" in entry) {
    if (model !== undefined)
      return ["amount", "the model is billed by the token: give inputPerMillion and outputPerMillion"];
    if (machine !== undefined && !sameKind(machine.unit, entry.unit))
      return [
        "unit",
        `the book bills it by the ${machine.unit}; a price by the ${entry.unit} cannot replace that`,
      ];
    return undefined;
  }
  if ("inputPerMillion" in entry) {
    if (machine !== undefined)
      return ["inputPerMillion", `it is billed by the ${machine.unit}: give amount, currency and unit`];
    if (model !== undefined) return undefined;
    if (entry.kind === undefined) return ["kind", "missing; a model that the book lacks needs it"];
    return entry.tier === undefined ? ["tier", "missing; a model that the book lacks needs it"] : undefined;
  }
  if (machine === undefined && model === undefined) {
    const meant = nearest(entry.id, all).map((id) => `"${id}"`);
    const hint = meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
    return ["id", `not in the price book, so there is no list price to start from${hint}`];
  }
  if ("reserved" in entry && machine?.unit !== "hour")
    return ["reserved", "only a price by the hour has committed hours"];
  return undefined;
}

/** Hours and months are two ways to pay for the same machine. */
const sameKind = (a: Price["unit"], b: Price["unit"]) => a === b || (isForMachines(a) && isForMachines(b));
const isForMachines = (unit: Price["unit"]) => unit === "hour" || unit === "month";

/**
 * List prices with the rate card's in their place. An entry for an id comes before one for all of its provider.
 * @throws RateCardError with every problem at once.
 */
export function applyRateCard(card: RateCard, list: Prices, today: Date): Prices {
  const problems = rateCardProblems(card, list, today);
  if (problems.length > 0) throw new RateCardError(problems);
  const entries = new Map(card.map((entry) => [entry.id, entry]));
  const entryFor = (id: string) => entries.get(id) ?? entries.get(`${providerOf(id)}/*`);
  const listed = new Set([...list.machines, ...list.tokens].map(({ id }) => id));
  const added = card.filter((entry) => !isForAll(entry) && !listed.has(entry.id));
  return {
    machines: [
      ...list.machines.map((price) => ownPrice(price, entryFor(price.id))),
      ...added.flatMap((entry) => ("amount" in entry ? [fixedPrice(entry)] : [])),
    ],
    tokens: [
      ...list.tokens.map((prices) => ownTokenPrices(prices, entryFor(prices.id))),
      ...added.flatMap((entry) => newTokenPrices(entry)),
    ],
  };
}

type FixedEntry = Extract<RateCardEntry, { amount: number }>;

const contractText = ({ source }: Pick<RateCardEntry, "source">) => `rate card: ${source}`;

function fixedPrice({ id, amount, currency, unit, ...entry }: FixedEntry): Price {
  const until = entry.validUntil === undefined ? {} : { validUntil: entry.validUntil };
  return { id, amount, currency, unit, source: contractText(entry), asOf: entry.asOf, ...until };
}

function ownPrice(price: Price, entry: RateCardEntry | undefined): Price {
  if (entry === undefined) return price;
  if ("amount" in entry) return fixedPrice(entry);
  if ("discountPercent" in entry) {
    const factor = 1 - entry.discountPercent / 100;
    const fee = price.setupFee === undefined ? {} : { setupFee: price.setupFee * factor };
    return {
      ...price,
      amount: price.amount * factor,
      ...fee,
      ...derived(price, entry, `${entry.discountPercent} % off`),
    };
  }
  if ("reserved" in entry) {
    return { ...price, reserved: entry.reserved, ...derived(price, entry, "committed hours, beyond them") };
  }
  return price;
}

/** Origin of a price that is made of a contract's and a list price: as old as the older, valid while both are. */
function derived(
  list: PriceOrigin & Validity,
  entry: RateCardEntry,
  relation: string,
): PriceOrigin & Pick<Validity, "validUntil"> {
  // Days in ISO 8601 sort as text.
  const ends = [list.validUntil, entry.validUntil].flatMap((day) => day ?? []).sort();
  return {
    source: `${contractText(entry)} (${relation} ${list.source})`,
    asOf: list.asOf < entry.asOf ? list.asOf : entry.asOf,
    ...(ends[0] === undefined ? {} : { validUntil: ends[0] }),
  };
}

type TokenEntry = Extract<RateCardEntry, { inputPerMillion: number }>;

/** A contract's rates hold for requests of any size and for the days to come: no tiers, no announced changes. */
function contractRates(entry: TokenEntry) {
  const flat = (base: number) => ({ base, tiers: [] });
  const { cachedInputPerMillion: cached } = entry;
  return {
    currency: entry.currency,
    input: flat(entry.inputPerMillion),
    cachedInput: cached === undefined ? undefined : flat(cached),
    cacheWrite: undefined,
    output: flat(entry.outputPerMillion),
    changes: [],
    source: contractText(entry),
    asOf: entry.asOf,
    validUntil: entry.validUntil,
  };
}

function ownTokenPrices(prices: TokenPrices, entry: RateCardEntry | undefined): TokenPrices {
  if (entry === undefined) return prices;
  if ("inputPerMillion" in entry) return { ...prices, ...contractRates(entry), validFrom: undefined };
  if (!("discountPercent" in entry)) return prices;
  const factor = 1 - entry.discountPercent / 100;
  return {
    ...prices,
    ...scaled(prices, factor),
    changes: prices.changes.map((change) => ({ on: change.on, ...scaled(change, factor) })),
    ...derived(prices, entry, `${entry.discountPercent} % off`),
  };
}

function newTokenPrices(entry: RateCardEntry): TokenPrices[] {
  if (!("inputPerMillion" in entry)) return [];
  const { id, kind, tier } = entry;
  if (kind === undefined || tier === undefined) return [];
  return [
    { id, name: id, kind, tier, euFactor: 1, tokenizerFactor: 1, factorSources: {}, ...contractRates(entry) },
  ];
}
