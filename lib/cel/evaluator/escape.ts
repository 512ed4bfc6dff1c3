/* The names under which CEL reaches fields that are no identifiers. Follows apiserver pkg/cel/escaping.go. */

/** Words that CEL reserves, and that are escaped to name a field. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
  ],
  ...["let", "loop", "package", "namespace", "return", "var", "void", "while"],
]);

const symbols: Readonly<Record<string, string>> = {
  underscores: "__",
  dot: ".",
  dash: "-",
  slash: "/",
};

/** "a__dot__b" to "a.b"; undefined if the name holds an escape that does not exist. */
export function unescapeName(escaped: string): string | undefined {
  if (!escaped.includes("__")) return escaped;
  let valid = true;
  const name = escaped.replace(/__[^_]+__/g, (found) => {
    const content = found.slice(2, -2);
    const symbol = Object.hasOwn(symbols, content) ? symbols[content] : undefined;
    if (symbol !== undefined) return symbol;
    if (reservedWords.has(content)) {
      if (found.length !== escaped.length) valid = false;
      return content;
    }
    valid = false;
    return "";
  });
  return valid ? name : undefined;
}

/** "a.b" to "a__dot__b", the way to select a field; undefined if no identifier can name it. */
export function escapeName(name: string): string | undefined {
  if (name === "" || /^\d/.test(name)) return undefined;
  if (reservedWords.has(name)) return `__${name}__`;
  if (/[^a-zA-Z0-9_./-]/.test(name)) return undefined;
  return name.replace(/__|[-./]/g, (found) => {
    const word = Object.entries(symbols).find(([, symbol]) => symbol === found)?.[0] ?? "";
    return `__${word}__`;
  });
}
