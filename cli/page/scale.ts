/** From a figure to a place on the page. */
export type Scale = (value: number) => number;

type Interval = readonly [low: number, high: number];

export function linearScale([low, high]: Interval, [from, to]: Interval): Scale {
  const width = high - low;
  return (value) => (width === 0 ? from : from + ((value - low) / width) * (to - from));
}

/** Values below the interval stand at its lower end, since 0 has no place on a logarithmic scale. */
export function logScale([low, high]: Interval, range: Interval): Scale {
  const linear = linearScale([Math.log(low), Math.log(high)], range);
  return (value) => linear(Math.log(Math.max(low, value)));
}

/** Powers of ten, and their doubles and fives, within an interval. */
export function logTicks(low: number, high: number, steps: readonly number[] = [1]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low * 0.999_999 && tick <= high * 1.000_001) ticks.push(tick);
    }
  }
  return ticks;
}

/** Round values within an interval, about `count` of them. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (rough <= 0) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) {
    // Not minus nothing, which would be printed with its sign.
    ticks.push(index === 0 ? 0 : index * step);
  }
  return ticks;
}

/** The nearest of 1, 2, 5, 10, … at or below a value, or at or above it. */
export function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2].find((step) => step * power <= value) ?? 1);
}

export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
}

/** A tenth of a pixel is all that can be seen. */
export function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}

export type Place = readonly [x: number, y: number];

/** The path of an SVG line through places. */
export function linePath(places: readonly Place[]): string {
  return `M${places.map(([x, y]) => `${pixels(x)} ${pixels(y)}`).join("L")}`;
}

/**
 * Moves labels apart that would lie over each other, down to `bottom` and then back up.
 * @param wanted Where each label would lie; kept in this order in the result.
 */
export function apart(wanted: readonly number[], gap: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    const at = Math.max(placed[index] ?? 0, least);
    placed[index] = at;
    least = at + gap;
  }
  let most = bottom;
  for (const index of order.toReversed()) {
    const at = Math.min(placed[index] ?? 0, most);
    placed[index] = at;
    most = at - gap;
  }
  return placed;
}
