import { createRandom } from "../domain/economics/random.ts";
import { ASSUMPTIONS, rangeFor, type Scenario } from "../domain/economics/scenario.ts";

/**
 * The same work as `simulate` without its structure: as many uniforms, turned into values and the four totals by formulas
 * written out in one loop over numbers. It stands for the least that this simulation can take, not for code to keep.
 * @returns Median EUR a month of the four options, in the order of OPTIONS, so that they can be checked against it.
 */
export function plainLoop(scenario: Scenario, draws: number): number[] {
  const random = createRandom(1);
  const low = new Float64Array(ASSUMPTIONS.length);
  const likely = new Float64Array(ASSUMPTIONS.length);
  const high = new Float64Array(ASSUMPTIONS.length);
  ASSUMPTIONS.forEach((name, index) => {
    const range = rangeFor(scenario, name);
    low[index] = range.low;
    likely[index] = range.likely;
    high[index] = range.high;
  });
  const { incumbent, closedApi, premiumApi, euServerless, selfHosting: own } = scenario;
  if (own === undefined || closedApi === undefined || euServerless === undefined)
    throw new Error("the example has all four options");
  if (own.committed !== undefined) throw new Error("the example has no committed hours");
  const others = [closedApi, euServerless].map(({ prices }) => ({
    // 1: answers its hard requests by itself.
    alone: prices.id === premiumApi.prices.id || prices.tier === "premium" ? 1 : 0,
    moves: prices.id === incumbent.prices.id ? 0 : 1,
  }));
  const [closed, premium, shared] = [closedApi, premiumApi, euServerless].map(({ prices, euroPerUnit }) => {
    const factor = (prices.tokenizerFactor * prices.euFactor * euroPerUnit) / 1e6;
    return {
      input: prices.input.base * factor,
      cached: (prices.cachedInput ?? prices.input).base * factor,
      output: prices.output.base * factor,
      batch: 1 - (prices.batchFactor ?? 1),
      foreign: prices.currency === "EUR" ? 0 : 1,
    };
  });
  if (closed === undefined || premium === undefined || shared === undefined)
    throw new Error("there are three");
  const [first, second] = others;
  if (first === undefined || second === undefined) throw new Error("there are two");
  const peak = own.levels[0]?.weight ?? 1;
  const value = new Float64Array(ASSUMPTIONS.length);
  const totals = [0, 1, 2, 3].map(() => new Float64Array(draws));
  const [a, b, c, d] = totals;
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new Error("there are four");
  const v = (index: number) => value[index] ?? 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let index = 0; index < value.length; index++) {
      const [from, mode, to] = [low[index] ?? 0, likely[index] ?? 0, high[index] ?? 0];
      const uniform = random();
      const width = to - from;
      value[index] =
        width <= 0
          ? mode
          : uniform * width < mode - from
            ? from + Math.sqrt(uniform * width * (mode - from))
            : to - Math.sqrt((1 - uniform) * width * (to - mode));
    }
    const month = v(0) * (730 / 24);
    const fresh = v(1) * (1 - v(3));
    const cached = v(1) * v(3);
    const request = (api: typeof closed) =>
      (fresh * api.input + cached * api.cached + v(2) * api.output) *
      (1 - v(4) * api.batch) *
      (api.foreign === 1 ? v(10) : 1);
    const retry = 1 + v(5);
    const around = v(18) * v(14);
    const moving = (v(19) * v(14)) / scenario.amortisationMonths;
    const hard = request(premium) * v(7);
    const whole = (api: typeof closed, price: number, { alone, moves }: typeof first) => {
      const share = alone === 1 ? 0 : v(6);
      return (
        month * ((1 - share) * request(api) * price + share * hard) * retry +
        around +
        v(17) +
        moves * moving +
        (share > 0 ? scenario.platformPerMonth : 0)
      );
    };
    a[draw] = whole(closed, v(7), first);
    b[draw] = whole(shared, v(8), second);
    const seconds = (fresh * own.secondsPerInputToken + v(2) * own.secondsPerOutputToken) / v(11);
    const work = (v(0) * seconds) / 86_400;
    const fixed =
      v(13) * v(14) +
      v(15) +
      v(16) +
      moving +
      scenario.platformPerMonth +
      ((month * v(2) * 250) / 1e9) * scenario.euroPerEgressGigabyte;
    const hour = own.euroPerReplicaHour * v(9) * 730;
    c[draw] = fixed + Math.max(own.minimumReplicas, Math.ceil((peak * work) / v(12))) * hour;
    d[draw] =
      fixed +
      Math.max(own.minimumReplicas, Math.ceil((peak * work * (1 - v(6))) / v(12))) * hour +
      month * v(6) * hard * retry +
      v(6) * (around + v(17));
  }
  return totals.map((list) => list.sort()[Math.floor(draws / 2)] ?? Number.NaN);
}
