/*
 * A key is plain data, compared by what it holds: texts, numbers, lists and objects of them. Anything else counts only
 * as equal to itself.
 */

/** A value of a key that is compared by identity: a large object that its owner keeps as long as it is the same. */
export class Same<T extends object = object> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}

/** How much a query keeps. */
export interface QueryOptions<K> {
  /** Answers. The one that was not asked for longest goes first. */
  readonly limit: number;
  /** What the kept keys may weigh in all; the newest stays whatever it weighs. */
  readonly capacity?: number;
  /** In the unit of `capacity`; UTF-16 units of the texts, say. */
  readonly weigh?: (key: K) => number;
  /**
   * For how many runs an answer stays that no run asks for; as long as there is room if absent. Answers that hold a
   * token or what came of one have a number here.
   */
  readonly idleRuns?: number;
}

/** Answers to named queries, each with a bound. */
export interface Cache {
  /**
   * A function that remembers its answers by the content of its key. `make` must be pure; a promise that is rejected is
   * not kept.
   */
  query<K, V>(name: string, options: QueryOptions<K>, make: (key: K) => V): (key: K) => V;
  /**
   * The end of a run: answers that were idle for longer than they may be are dropped. `strict` drops those with a limit
   * of idle runs at once.
   */
  endRun(strict?: boolean): void;
  /** How often each query had to be made since the start, by name. */
  counts(): Readonly<Record<string, number>>;
  /** How many answers are kept, by name. */
  sizes(): Readonly<Record<string, number>>;
}

interface Entry {
  readonly key: unknown;
  readonly value: unknown;
  readonly weight: number;
  /** The run that last asked for it. */
  run: number;
}

interface Kept {
  made: number;
  /** The newest first. */
  entries: Entry[];
  readonly idleRuns: number;
}

/** An empty cache. */
export function createCache(): Cache {
  const queries = new Map<string, Kept>();
  let run = 0;
  return {
    query<K, V>(
      name: string,
      { limit, capacity = Number.POSITIVE_INFINITY, weigh, idleRuns }: QueryOptions<K>,
      make: (key: K) => V,
    ) {
      const kept: Kept = {
        made: 0,
        entries: [],
        idleRuns: idleRuns ?? Number.POSITIVE_INFINITY,
      };
      queries.set(name, kept);
      return (key: K): V => {
        const at = kept.entries.findIndex((entry) => sameKey(entry.key, key));
        const found = kept.entries[at];
        if (found !== undefined) {
          found.run = run;
          if (at > 0) {
            kept.entries.splice(at, 1);
            kept.entries.unshift(found);
          }
          return found.value as V;
        }
        kept.made += 1;
        const value = make(key);
        const entry: Entry = { key, value, weight: weigh?.(key) ?? 0, run };
        kept.entries.unshift(entry);
        trim(kept, limit, capacity);
        if (value instanceof Promise) {
          value.catch(() => {
            kept.entries = kept.entries.filter((each) => each !== entry);
          });
        }
        return value;
      };
    },
    endRun(strict = false) {
      for (const kept of queries.values()) {
        const idle = strict && Number.isFinite(kept.idleRuns) ? 0 : kept.idleRuns;
        kept.entries = kept.entries.filter((entry) => run - entry.run <= idle);
      }
      run += 1;
    },
    counts: () => Object.fromEntries([...queries].map(([name, { made }]) => [name, made])),
    sizes: () =>
      Object.fromEntries([...queries].map(([name, { entries }]) => [name, entries.length])),
  };
}

function trim(kept: Kept, limit: number, capacity: number): void {
  let weight = 0;
  const end = kept.entries.findIndex((entry, index) => {
    weight += entry.weight;
    return index > 0 && (index >= limit || weight > capacity);
  });
  if (end >= 0) kept.entries.length = end;
}

/** Whether two keys hold the same. */
export function sameKey(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof Same && other instanceof Same) return one.value === other.value;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => sameKey(item, other[index]))
    );
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && sameKey(one[name], other[name]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
