/**
 * Numbers from 0 up to 1 that look random and are the same for the same seed, so that a report can be repeated:
 * Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c), whose period of 2^32 is far more
 * than a simulation draws.
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
