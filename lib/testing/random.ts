/** Random choices. Those of `createRandom` are repeated by their seed, so a failure can be repeated. */
export interface Choices {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  /** True with the probability. */
  chance(probability: number): boolean;
  /** One of the list. */
  pick<T>(list: readonly T[]): T;
}

/** The random generator of all tests, fuzzers and soak runs: mulberry32. */
export interface Random extends Choices {
  /** A number from 0 to below 1. */
  next(): number;
  /** Up to three of the list, in any order, perhaps none. */
  some<T>(list: readonly T[]): T[];
}

/** A generator that makes the same choices for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    some: <T>(list: readonly T[]): T[] =>
      Array.from({ length: below(4) }, () => list[below(list.length)] as T).filter(
        (entry, index, all) => all.indexOf(entry) === index,
      ),
  };
}
