/** A string literal that was read from a text, and the offset behind its closing quote. */
export interface Unquoted {
  readonly value: string;
  readonly end: number;
}

/**
 * Reads the Go string literal in double quotes that begins at `at`, as strconv.Quote and `%q` write it. Undefined if
 * there is none or it does not end. An escape that Go does not write is kept as it is.
 */
export function readQuoted(text: string, at = 0): Unquoted | undefined {
  if (text[at] !== '"') return undefined;
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '"') return { value, end: i + 1 };
    if (char !== "\\") {
      value += char;
      continue;
    }
    const escaped = readEscape(text, i);
    value += escaped.value;
    i = escaped.end - 1;
  }
  return undefined;
}

// The escape that begins with the backslash at `at`.
function readEscape(text: string, at: number): Unquoted {
  const letter = text[at + 1] ?? "";
  const short = shortEscapes[letter];
  if (short !== undefined) return { value: short, end: at + 2 };
  const digits = hexEscapes[letter];
  const hex = digits === undefined ? "" : text.slice(at + 2, at + 2 + digits);
  const code = Number.parseInt(hex, 16);
  if (digits === undefined || hex.length < digits || !/^[0-9a-f]+$/i.test(hex) || code > 0x10ffff) {
    return { value: `\\${letter}`, end: at + 1 + Math.max(letter.length, 1) };
  }
  return { value: String.fromCodePoint(code), end: at + 2 + digits };
}

const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const shortEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "'": "'",
  "\\": "\\",
};
