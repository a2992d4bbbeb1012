/** Random numbers that a seed gives again. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Some of them, at least one, in any order. */
  some<T>(from: readonly T[]): T[];
  /** Numbers of their own for something with a name, whatever was drawn before. */
  of(name: string): Random;
}

export function createRandom(seed: string): Random {
  let state = hash(seed);
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  function pick<T>(from: readonly T[]): T {
    const found = from[between(0, from.length - 1)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  }
  function some<T>(from: readonly T[]): T[] {
    const shuffled = from.map((one) => ({ one, at: next() })).sort((a, b) => a.at - b.at);
    return shuffled.slice(0, between(1, from.length)).map(({ one }) => one);
  }
  return {
    next,
    between,
    pick,
    some,
    chance: (probability) => next() < probability,
    of: (name) => createRandom(`${seed}/${name}`),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value | 0;
}
