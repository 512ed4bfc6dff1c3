/** What a text begins with, or all of it, if it matches a regular expression. */
export interface Beginning {
  readonly text: string;
  readonly whole: boolean;
}

/**
 * The texts of which one is at the beginning of everything that matches: `^(a|b)/.*` begins with `a/` or `b/`. Undefined
 * if the pattern does not say so.
 */
export function beginningsOf(pattern: string): readonly Beginning[] | undefined {
  if (!pattern.startsWith("^")) return undefined;
  const found = literalBeginnings(pattern.slice(1));
  return found?.some(({ text, whole }) => text === "" && !whole) ? undefined : found;
}

/** The text that is at the end of everything that matches: `^[^@]+@example\.com$` ends with `@example.com`. */
export function endingOf(pattern: string): string | undefined {
  const ending = /^(?:[^|()]*[^\\|()])?(@(?:[A-Za-z0-9-]|\\\.)+)\$$/.exec(pattern)?.[1];
  return ending?.replaceAll("\\.", ".");
}

function literalBeginnings(pattern: string): readonly Beginning[] | undefined {
  if (hasTopLevelAlternative(pattern)) return undefined;
  const group = /^\((?:\?:)?([^()[\]*+?{}^$]*)\)(?![*?{])/.exec(pattern);
  if (group !== null) {
    const rest = readLiteral(pattern.slice(group[0].length));
    const repeated = rest.text === "" && rest.rest.startsWith("+");
    return (group[1] ?? "").split("|").map((alternative) => {
      const head = readLiteral(alternative);
      const complete = head.rest === "" && !repeated;
      return complete
        ? { text: head.text + rest.text, whole: rest.rest === "$" }
        : { text: head.text, whole: false };
    });
  }
  const head = readLiteral(pattern);
  // A part that may be missing: with it, or without.
  const optional = /^\((?:\?:)?((?:[^()|?*{}\\]|\\[a-z])+)\)\?(?!\?)/.exec(head.rest);
  if (optional !== null) {
    const inside = readLiteral(optional[1] ?? "").text;
    const without = literalBeginnings(head.rest.slice(optional[0].length));
    return without
      ?.map((each) => ({ ...each, text: head.text + each.text }))
      .concat({
        text: head.text + inside,
        whole: false,
      });
  }
  const next = /^\((?:\?:)?([^()[\]*+?{}^$]*)\)(?![*?{])/.exec(head.rest);
  if (next !== null) {
    return literalBeginnings(head.rest)?.map((each) => ({ ...each, text: head.text + each.text }));
  }
  return [{ text: head.text, whole: head.rest === "$" }];
}

function readLiteral(pattern: string): { readonly text: string; readonly rest: string } {
  let text = "";
  let at = 0;
  while (at < pattern.length) {
    const escaped = pattern[at] === "\\";
    const unit = pattern[at + (escaped ? 1 : 0)] ?? "";
    if (escaped ? /[A-Za-z0-9]|^$/.test(unit) : /[.[\]()*+?{}^$|]/.test(unit)) break;
    const width = escaped ? 2 : 1;
    // What may be missing or repeated is not literal.
    if (/[*?{]/.test(pattern[at + width] ?? "")) break;
    text += unit;
    at += width;
    if (pattern[at] === "+") break;
  }
  return { text, rest: pattern.slice(at) };
}

function hasTopLevelAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === "\\") i++;
    else if (inClass) inClass = pattern[i] !== "]";
    else if (pattern[i] === "[") {
      inClass = true;
      if (pattern[i + 1] === "^") i++;
      if (pattern[i + 1] === "]") i++;
    } else if (pattern[i] === "(") depth++;
    else if (pattern[i] === ")") depth--;
    else if (pattern[i] === "|" && depth === 0) return true;
  }
  return false;
}
