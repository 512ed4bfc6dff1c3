import { type Alternatives, both, conjoin } from "./fact.ts";
import type { Way } from "./value.ts";

/** The second values under the facts of the first. */
export function join(first: readonly Way[], second: readonly Way[]): readonly Way[] {
  return first.flatMap((a) =>
    second.flatMap((b) => {
      const when = conjoin([...a.when, ...b.when]);
      return when === undefined ? [] : [{ ...b, when }];
    }),
  );
}

/** Values under a condition. */
export function under(condition: Alternatives, make: () => readonly Way[]): readonly Way[] {
  if (condition.length === 0) return [];
  return make().flatMap((way) => both(condition, [way.when]).map((when) => ({ ...way, when })));
}
