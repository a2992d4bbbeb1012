/** Times a function, in milliseconds. */
export function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}

/**
 * Median times of several functions, in milliseconds. They take turns, so that what else the machine does meets all of them
 * alike.
 */
export function interleaved(rounds: number, runs: readonly (() => unknown)[]): number[] {
  const times = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round++) runs.forEach((run, index) => times[index]?.push(timed(run)));
  return times.map(median);
}

/** "simulate   12.3 ms   3.1 × plain loop" */
export function report(
  name: string,
  milliseconds: number,
  reference?: readonly [name: string, milliseconds: number],
): void {
  const ratio =
    reference === undefined ? "" : `   ${(milliseconds / reference[1]).toFixed(2)} × ${reference[0]}`;
  console.log(`${name.padEnd(44)} ${milliseconds.toFixed(milliseconds < 1 ? 4 : 2).padStart(9)} ms${ratio}`);
}
