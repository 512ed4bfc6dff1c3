/**
 * The newer of two answers of the engine, in which what is as it was keeps its identity, so that only what changed is drawn
 * again. Answers are plain data, as a worker sends them; anything else counts as changed.
 */
export function keepEqual<T>(before: unknown, after: T): T {
  return keep(before, after) as T;
}

function keep(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const kept = after.map((item, index) => keep(before[index], item));
    return isSame(before, kept) ? before : kept;
  }
  if (!isPlain(before) || !isPlain(after)) return after;
  const kept = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, keep(before[name], value)]),
  );
  const names = Object.keys(kept);
  const same =
    names.length === Object.keys(before).length &&
    names.every((name) => Object.hasOwn(before, name) && Object.is(before[name], kept[name]));
  return same ? before : kept;
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
  return (
    before.length === after.length && after.every((item, index) => Object.is(item, before[index]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
