/** Numbers and choices that a seed repeats exactly (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    /** A whole number from 0 to below the limit. */
    below,
    /** True with the probability. */
    chance: (probability: number) => next() < probability,
    /** One of the list. */
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    /** Up to three of the list, in any order, perhaps none. */
    some: <T>(list: readonly T[]): T[] =>
      Array.from({ length: below(4) }, () => list[below(list.length)] as T).filter(
        (entry, index, all) => all.indexOf(entry) === index,
      ),
  };
}
