import { recommend, shortfall } from "./decision.ts";
import { optionCosts } from "./options.ts";
import {
  type AssumptionName,
  ASSUMPTIONS,
  likelyPoint,
  mostOf,
  type OptionName,
  type Point,
  pointOf,
  rangeFor,
  type Scenario,
} from "./scenario.ts";

/** An assumption that, moved far enough on its own, changes which option to take. */
export interface Flip {
  readonly assumption: AssumptionName;
  readonly from: number;
  /** The nearest value at which another option is recommended. */
  readonly to: number;
  readonly option: OptionName;
}

/** How far an assumption is moved at most: to a tenth and to ten times. */
const FARTHEST = 10;
const STEPS = 46;
/** Halvings of a step, which leave a thousandth of a percent. */
const HALVINGS = 13;

/** Moves `assumption` by growing factors until the recommendation changes, and then finds the value where it does. */
function flip(
  scenario: Scenario,
  likeliest: Point,
  assumption: AssumptionName,
  direction: 1 | -1,
): Flip | undefined {
  const from = likeliest[assumption];
  const now = recommend(scenario, likeliest);
  const most = mostOf(assumption);
  const optionAt = (value: number) => {
    const point = pointOf((name) => (name === assumption ? value : likeliest[name]));
    const best = recommend(scenario, point);
    if (best === undefined || now === undefined || shortfall(scenario, point, now) !== undefined) return best;
    const costs = optionCosts(scenario, point);
    // Where both cost the same, nothing flips.
    const [same, other] = [costs[now]?.total ?? Infinity, costs[best]?.total ?? Infinity];
    return same <= other * (1 + 1e-9) ? now : best;
  };
  const valueAt = (step: number) => Math.min(most, from * FARTHEST ** ((direction * step) / STEPS));
  for (let step = 1; step <= STEPS; step++) {
    const option = optionAt(valueAt(step));
    if (option === undefined || option === now) continue;
    let [same, other] = [valueAt(step - 1), valueAt(step)];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (same + other) / 2;
      if (optionAt(middle) === now) same = middle;
      else other = middle;
    }
    return { assumption, from, to: other, option: optionAt(other) ?? option };
  }
  return undefined;
}

/** Whether an assumption can be moved: it is not 0, and not said to be certain by a range without width. */
function isOpen(scenario: Scenario, likeliest: Point, assumption: AssumptionName): boolean {
  const { low, high } = rangeFor(scenario, assumption);
  return likeliest[assumption] > 0 && high > low;
}

/** How far a flip lies from what is assumed, as a factor of at least 1. */
function distance({ from, to }: Flip): number {
  return Math.max(to / from, from / to);
}

/**
 * Which assumption, moved by how much and all others as they are, changes the recommendation: the nearest first. An
 * assumption of 0 has no multiple and is left out.
 */
export function flips(scenario: Scenario): Flip[] {
  const likeliest = likelyPoint(scenario);
  return ASSUMPTIONS.flatMap((assumption) =>
    isOpen(scenario, likeliest, assumption)
      ? [flip(scenario, likeliest, assumption, 1), flip(scenario, likeliest, assumption, -1)]
      : [],
  )
    .filter((found) => found !== undefined)
    .sort((a, b) => distance(a) - distance(b));
}
