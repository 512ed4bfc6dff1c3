/** A name for an empty workspace: "Workspace 2" if there is one already. */
export function nameNew(names: readonly string[]): string {
  return firstFree((count) => (count === 1 ? "Workspace" : `Workspace ${count}`), names);
}

/** A name for a copy: "prod (copy)", "prod (copy 2)". A copy of a copy is named after the first. */
export function nameCopy(name: string, names: readonly string[]): string {
  const original = name.replace(/ \(copy(?: \d{1,6})?\)$/, "");
  return firstFree(
    (count) => (count === 1 ? `${original} (copy)` : `${original} (copy ${count})`),
    names,
  );
}

function firstFree(make: (count: number) => string, names: readonly string[]): string {
  const taken = new Set(names);
  let count = 1;
  while (taken.has(make(count))) count += 1;
  return make(count);
}
