import type { Breakdown } from "./options.ts";
import { atVolume, type Point } from "./scenario.ts";

/** Volumes that a break-even is looked for in, in tokens a day: from an idle prototype to the largest services. */
export const VOLUME_RANGE = { least: 1e3, most: 1e12 } as const;

/** Points on a logarithmic scale, for each power of ten. */
const STEPS_PER_DECADE = 50;

/** Where one option becomes cheaper than another, in tokens a day. */
export interface BreakEven {
  /** From here on it is cheaper, up to the next step in the number of replicas; undefined: it never is. */
  readonly from: number | undefined;
  /** From here on it stays cheaper, whatever replicas are added; undefined: a full replica costs more by the token. */
  readonly always: number | undefined;
}

/** Costs of one option at a point. */
export type CostAt = (point: Point) => number;

/** Volumes from `least` to `most`, evenly spaced on a logarithmic scale. */
export function volumes(least: number, most: number, count: number): number[] {
  const ratio = Math.log(most / least) / (count - 1);
  return Array.from({ length: count }, (_, index) => least * Math.exp(index * ratio));
}

const GRID = volumes(
  VOLUME_RANGE.least,
  VOLUME_RANGE.most,
  Math.log10(VOLUME_RANGE.most / VOLUME_RANGE.least) * STEPS_PER_DECADE + 1,
);

/** Volume between two others at which `cheaper` turns from false to true, to one in a million. */
function turn(low: number, high: number, cheaper: (tokens: number) => boolean): number {
  let [below, above] = [low, high];
  while (above / below > 1.000_001) {
    const middle = Math.sqrt(below * above);
    if (cheaper(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/**
 * From what volume `own` costs less than `other`, the mix of input and output as at `point`. The own model's cost grows in
 * steps, one for each replica, so it may lose again before it wins for good: both volumes are given.
 */
export function breakEven(own: CostAt, other: CostAt, point: Point): BreakEven {
  const cheaper = (tokens: number) => {
    const there = atVolume(point, tokens);
    return own(there) < other(there);
  };
  let from: number | undefined;
  let always: number | undefined;
  let before: number | undefined;
  let wasCheaper = false;
  for (const volume of GRID) {
    const isCheaper = cheaper(volume);
    if (isCheaper && !wasCheaper) {
      const at = before === undefined ? volume : turn(before, volume, cheaper);
      from ??= at;
      always = at;
    }
    if (!isCheaper) always = undefined;
    wasCheaper = isCheaper;
    before = volume;
  }
  return { from, always };
}

/** Where a volume lies with regard to a break-even: under half of it, around it, or over one and a half times. */
export const VOLUME_CLASSES = ["low", "moderate", "high"] as const;
export type VolumeClass = (typeof VOLUME_CLASSES)[number];

/** Undefined where there is no break-even to compare with. */
export function volumeClass(tokensPerDay: number, { from }: BreakEven): VolumeClass | undefined {
  if (from === undefined) return undefined;
  if (tokensPerDay < 0.5 * from) return "low";
  return tokensPerDay <= 1.5 * from ? "moderate" : "high";
}

/**
 * Weeks until a one-off cost is earned back by what is saved each month.
 * @returns Undefined where nothing is saved.
 */
export function paybackWeeks(oneOff: number, before: number, after: number): number | undefined {
  const saved = before - after;
  return saved > 0 ? (oneOff / saved) * WEEKS_PER_MONTH : undefined;
}

/** 730 hours / 168. */
export const WEEKS_PER_MONTH = 730 / 168;

/** Cost per million tokens of a month; undefined without traffic. */
export function perMillion({ total }: Pick<Breakdown, "total">, tokensPerMonth: number): number | undefined {
  return tokensPerMonth > 0 ? (total / tokensPerMonth) * 1e6 : undefined;
}
