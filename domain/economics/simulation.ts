import { cheapest, ownOptionName, shortfall } from "./decision.ts";
import { quantileOf } from "./estimate.ts";
import { breakEven } from "./break-even.ts";
import { apiCosts, optionCosts } from "./options.ts";
import { createRandom } from "./random.ts";
import {
  type ApiRates,
  type AssumptionName,
  ASSUMPTIONS,
  atVolume,
  likelyPoint,
  OPTIONS,
  type OptionName,
  type Point,
  pointOf,
  rangeFor,
  type Scenario,
} from "./scenario.ts";

/** Values that one in ten, one in two and nine in ten draws stay below. */
export interface Quantiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface SimulatedOption {
  /** EUR a month. */
  readonly monthly: Quantiles;
  /** Share of the draws in which it is the cheapest of all options, 0 to 1. */
  readonly cheapest: number;
  /** Share of the draws in which it is the cheapest of those that answer the traffic well enough, 0 to 1. */
  readonly recommended: number;
}

export interface Simulation {
  readonly draws: number;
  readonly seed: number;
  /** Options without a price are not there. */
  readonly options: Partial<Readonly<Record<OptionName, SimulatedOption>>>;
}

export const DEFAULT_DRAWS = 10_000;
export const DEFAULT_SEED = 1;

/** A value at a share of a sorted list, between its neighbours (type 7 of Hyndman and Fan, as R and NumPy do it). */
function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

export function quantiles(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/**
 * Calls `use` with points drawn from the assumptions' ranges, each assumption on its own (that they are independent is
 * itself an assumption). The point is the same object each time: keep nothing of it.
 */
export function drawPoints(
  scenario: Scenario,
  draws: number,
  seed: number,
  use: (point: Point, draw: number) => void,
): void {
  const random = createRandom(seed);
  const ranges = ASSUMPTIONS.map((name) => ({ name, range: rangeFor(scenario, name) }));
  const point = likelyPoint(scenario);
  for (let draw = 0; draw < draws; draw++) {
    for (const { name, range } of ranges) point[name] = quantileOf(range, random());
    use(point, draw);
  }
}

/** What each option costs and how often it is the one to take, over `draws` random points. */
export function simulate(scenario: Scenario, draws = DEFAULT_DRAWS, seed = DEFAULT_SEED): Simulation {
  const totals = OPTIONS.map((option) => ({
    option,
    values: new Float64Array(draws),
    cheapest: 0,
    recommended: 0,
  }));
  // Whether an option is good enough hangs on whether some requests need a premium model, never on how many.
  const goodWith = (premiumShare: number) =>
    new Set(
      OPTIONS.filter(
        (option) => shortfall(scenario, { ...likelyPoint(scenario), premiumShare }, option) === undefined,
      ),
    );
  const [good, goodForHard] = [goodWith(0), goodWith(1)];
  const available = new Set<OptionName>();
  drawPoints(scenario, draws, seed, (point, draw) => {
    const costs = optionCosts(scenario, point);
    const best = cheapest(costs);
    const enough = point.premiumShare > 0 ? goodForHard : good;
    const bestGood = cheapest(costs, (option) => enough.has(option));
    for (const entry of totals) {
      const cost = costs[entry.option];
      if (cost === undefined) continue;
      available.add(entry.option);
      entry.values[draw] = cost.total;
      if (entry.option === best) entry.cheapest++;
      if (entry.option === bestGood) entry.recommended++;
    }
  });
  const options: Partial<Record<OptionName, SimulatedOption>> = {};
  for (const { option, values, cheapest: first, recommended } of totals) {
    if (!available.has(option)) continue;
    options[option] = {
      monthly: quantiles(values),
      cheapest: first / draws,
      recommended: recommended / draws,
    };
  }
  return { draws, seed, options };
}

/** Costs of one option over volume, with the band in which four of five draws lie. */
export interface Curve {
  readonly option: OptionName;
  readonly points: readonly (Quantiles & { readonly tokensPerDay: number })[];
}

/** Cost curves over volume: the assumptions other than volume vary, the same draws at each volume. */
export function curves(scenario: Scenario, at: readonly number[], draws = 200, seed = DEFAULT_SEED): Curve[] {
  const drawn: Point[] = [];
  drawPoints(scenario, draws, seed, (point) => drawn.push({ ...point }));
  const series = OPTIONS.map((option) => {
    const points: (Quantiles & { tokensPerDay: number })[] = [];
    return { option, points };
  });
  for (const tokensPerDay of at) {
    const costs = drawn.map((point) => optionCosts(scenario, atVolume(point, tokensPerDay)));
    for (const { option, points } of series) {
      const totals = costs.map((cost) => cost[option]?.total);
      const known = totals.filter((total) => total !== undefined);
      if (known.length > 0) points.push({ tokensPerDay, ...quantiles(Float64Array.from(known)) });
    }
  }
  return series.filter(({ points }) => points.length > 0);
}

/** Break-even volumes over random points, in tokens a day; `undefined` stands for never. */
export interface SimulatedBreakEven {
  readonly p10: number | undefined;
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  /** Share of the draws in which the stack becomes cheaper at some volume, 0 to 1. */
  readonly reached: number;
}

/** From what volume the stack is cheaper than an API, over random points. */
export function simulateBreakEven(
  scenario: Scenario,
  api: ApiRates,
  draws = 200,
  seed = DEFAULT_SEED,
): SimulatedBreakEven {
  const found = new Float64Array(draws);
  const own = ownOptionName(scenario, likelyPoint(scenario));
  drawPoints(scenario, draws, seed, (point, draw) => {
    const cost = (at: Point) => optionCosts(scenario, at)[own]?.total ?? Number.POSITIVE_INFINITY;
    found[draw] =
      breakEven(cost, (at) => apiCosts(scenario, api, at).total, { ...point }).from ??
      Number.POSITIVE_INFINITY;
  });
  // Between a volume and never there is nothing to interpolate: the draw itself is taken.
  const sorted = found.toSorted();
  const at = (share: number) => {
    const value = sorted[Math.round((draws - 1) * share)];
    return value === undefined || value === Number.POSITIVE_INFINITY ? undefined : value;
  };
  return {
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    reached: found.filter((volume) => volume !== Number.POSITIVE_INFINITY).length / draws,
  };
}

/** How far one assumption moves what the stack saves, all others at their likeliest. */
export interface Driver {
  readonly assumption: AssumptionName;
  /** Values of the assumption that one in ten and nine in ten draws stay below. */
  readonly low: number;
  readonly high: number;
  /** EUR a month that the stack saves against the incumbent at each of them. */
  readonly savedAtLow: number;
  readonly savedAtHigh: number;
}

/** EUR a month that the stack saves against the incumbent; undefined where it has no cost. */
export function saved(scenario: Scenario, point: Point): number | undefined {
  const costs = optionCosts(scenario, point);
  const own = costs[ownOptionName(scenario, point)];
  return own && apiCosts(scenario, scenario.incumbent, point).total - own.total;
}

/** The tornado: assumptions by how far they move the savings, the strongest first; those without any effect left out. */
export function drivers(scenario: Scenario): Driver[] {
  const likeliest = likelyPoint(scenario);
  return ASSUMPTIONS.map((assumption) => {
    const range = rangeFor(scenario, assumption);
    const at = (value: number) =>
      saved(
        scenario,
        pointOf((name) => (name === assumption ? value : likeliest[name])),
      ) ?? 0;
    const [low, high] = [quantileOf(range, 0.1), quantileOf(range, 0.9)];
    return { assumption, low, high, savedAtLow: at(low), savedAtHigh: at(high) };
  })
    .filter(({ savedAtLow, savedAtHigh }) => savedAtLow !== savedAtHigh)
    .sort((a, b) => Math.abs(b.savedAtHigh - b.savedAtLow) - Math.abs(a.savedAtHigh - a.savedAtLow));
}
