/**
 * The paths that a path of a workspace file names, in their order: relative to the folder of `from`; * is any part of a
 * name, ** any folders. If nothing was opened with a folder, as when several files are chosen, the name alone decides, if
 * it is that of one file.
 */
export function matchPaths(
  from: string,
  pattern: string,
  paths: readonly string[],
): readonly string[] {
  const wanted = resolve(from, pattern);
  const found =
    wanted === undefined ? [] : paths.filter((path) => matchesParts(wanted, path.split("/")));
  if (found.length > 0 || [from, ...paths].some((path) => path.includes("/"))) return found;
  const name = pattern.slice(pattern.lastIndexOf("/") + 1);
  return paths.filter((path) => matchesName(name, path));
}

/** The parts of a path from the folder that was opened; undefined if it leaves that folder or begins at the root. */
function resolve(from: string, pattern: string): readonly string[] | undefined {
  if (pattern.startsWith("/")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of pattern.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts;
}

/**
 * Whether the parts of a path fit those of a pattern: ** is any folders, none too. It keeps the parts of the pattern that
 * can be next, so the time is at most parts times parts.
 */
export function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  let next = withoutFolders(pattern, new Set([0]));
  for (const part of path) {
    const after = new Set<number>();
    for (const index of next) {
      const wanted = pattern[index];
      if (wanted === "**") after.add(index);
      else if (wanted !== undefined && matchesName(wanted, part)) after.add(index + 1);
    }
    next = withoutFolders(pattern, after);
  }
  return next.has(pattern.length);
}

/** ** can be no folder at all. */
function withoutFolders(pattern: readonly string[], at: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set<number>();
  for (const start of at) {
    all.add(start);
    for (let index = start; pattern[index] === "**"; index += 1) all.add(index + 1);
  }
  return all;
}

/** Whether a name is of a pattern with `*`. Each piece is looked for once, so the time is linear in pieces and name. */
export function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return pattern === name;
  if (!name.startsWith(first) || name.length < first.length + last.length) return false;
  if (!name.endsWith(last)) return false;
  const end = name.length - last.length;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from);
    if (found < 0 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}
