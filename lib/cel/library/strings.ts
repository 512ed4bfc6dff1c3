import { countRunes } from "../../go/byte-string.ts";
import type { Minor } from "../../kube/minor.ts";
import { dyn, int, list, string } from "../types.ts";
import { formatGo } from "../values/format.ts";
import {
  CelError,
  type CelList,
  type CelResult,
  type CelValue,
  elementsOf,
  noSuchOverload,
  stringList,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import { costOfFirst } from "./cost.ts";
import type { Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { FormatFailure, formatString } from "./format-string.ts";
import {
  costOfMaking,
  costOfParsing,
  costOfRewriting,
  costOfTraversal,
} from "./kubernetes-cost.ts";

const functions: readonly FunctionDeclaration[] = [
  declare(
    "charAt",
    "The character at an index counted from 0; empty just behind the last one.",
    [
      ["'hello'.charAt(4)", "'o'"],
      ["'hello'.charAt(5)", "''"],
      ["'hello'.charAt(6)", "index out of range: 6"],
    ],
    [receiver("string_char_at_int", [string, int], string, charAt)],
  ),
  declare(
    "indexOf",
    "The index of the first occurrence of a string, at or behind an offset if one is given; -1 if there is none.",
    [
      ["'hello mellow'.indexOf('ello')", "1"],
      ["'hello mellow'.indexOf('ello', 2)", "7"],
      ["'hello mellow'.indexOf('jello')", "-1"],
    ],
    [
      receiver("string_index_of_string", [string, string], int, indexOf, {
        cost: costOfTraversal,
      }),
      receiver("string_index_of_string_int", [string, string, int], int, indexOfOffset, {
        cost: costOfTraversal,
      }),
    ],
    { cost: costOfTraversal },
  ),
  declare(
    "lastIndexOf",
    "The index of the last occurrence of a string, at or before an offset if one is given; -1 if there is none.",
    [
      ["'hello mellow'.lastIndexOf('ello')", "7"],
      ["'hello mellow'.lastIndexOf('ello', 6)", "1"],
    ],
    [
      receiver("string_last_index_of_string", [string, string], int, lastIndexOf, {
        cost: costOfTraversal,
      }),
      receiver("string_last_index_of_string_int", [string, string, int], int, lastIndexOfOffset, {
        cost: costOfTraversal,
      }),
    ],
    { cost: costOfTraversal },
  ),
  declare(
    "lowerAscii",
    "The string with the letters A to Z in lower case; other characters stay.",
    [["'TacoCÆt'.lowerAscii()", "'tacocÆt'"]],
    [receiver("string_lower_ascii", [string], string, on1(lowerAscii), { cost: costOfParsing })],
  ),
  declare(
    "replace",
    "The string with every occurrence of a string replaced, or as many as are asked for from the left.",
    [
      ["'hello hello'.replace('he', 'we')", "'wello wello'"],
      ["'hello hello'.replace('he', 'we', 1)", "'wello hello'"],
      ["'ab'.replace('', '_')", "'_a_b_'"],
    ],
    [
      receiver("string_replace_string_string", [string, string, string], string, replace, {
        cost: costOfRewriting,
      }),
      receiver("string_replace_string_string_int", [string, string, string, int], string, replace, {
        cost: costOfRewriting,
      }),
    ],
    { cost: costOfRewriting },
  ),
  declare(
    "split",
    "The parts between the occurrences of a separator, at most as many as are asked for. As groups or extra the bare result fails on a server: write .map(x, x) behind it.",
    [
      ["'a,b,c'.split(',')", "['a', 'b', 'c']"],
      ["'a,b,c'.split(',', 2)", "['a', 'b,c']"],
      ["'a,b'.split(',', 0)", "[]"],
      ["'ab'.split('')", "['a', 'b']"],
    ],
    [
      receiver("string_split_string", [string, string], list(string), split, {
        cost: costOfRewriting,
      }),
      receiver("string_split_string_int", [string, string, int], list(string), split, {
        cost: costOfRewriting,
      }),
    ],
    { cost: costOfRewriting },
  ),
  declare(
    "substring",
    "The part of the string from an index on, or from one index to just before another.",
    [
      ["'tacocat'.substring(4)", "'cat'"],
      ["'tacocat'.substring(0, 4)", "'taco'"],
      ["'tacocat'.substring(2, 1)", "invalid substring range. start: 2, end: 1"],
    ],
    [
      receiver("string_substring_int", [string, int], string, substring, { cost: costOfParsing }),
      receiver("string_substring_int_int", [string, int, int], string, substring, {
        cost: costOfParsing,
      }),
    ],
    { cost: costOfParsing },
  ),
  declare(
    "trim",
    "The string without the white space at its ends.",
    [["'  trim\\n '.trim()", "'trim'"]],
    [receiver("string_trim", [string], string, on1(trim), { cost: costOfParsing })],
  ),
  declare(
    "upperAscii",
    "The string with the letters a to z in upper case; other characters stay.",
    [["'TacoCæt'.upperAscii()", "'TACOCæT'"]],
    [receiver("string_upper_ascii", [string], string, on1(upperAscii), { cost: costOfParsing })],
  ),
  declare(
    "format",
    "The string with its clauses replaced by the values of a list in order: %s text, %d whole number, %f number with .n places, %e scientific, %b binary, %x and %X hexadecimal, %o octal, %% a percent sign.",
    [
      ["'%s has %d groups'.format(['jane', 3])", "'jane has 3 groups'"],
      ["'%.2f'.format([1234.5])", "'1,234.50'"],
      ["'%x'.format(['hi'])", "'6869'"],
      ["'%s'.format([{'b': [1.5], 'a': true}])", '\'{"a":true, "b":[1.500000]}\''],
    ],
    [
      receiver("string_format", [string, list(dyn)], string, format, {
        cost: costOfFirst,
        isVariadic: true,
      }),
    ],
  ),
  declare(
    "strings.quote",
    "The string in double quotes, with its quotes, backslashes and control characters escaped.",
    [["strings.quote('first\\nsecond')", "'\"first\\\\nsecond\"'"]],
    [global("strings_quote", [string], string, on1(quote), { cost: costOfFirst })],
  ),
  declare(
    "join",
    "The strings of a list in one, with a separator between them if one is given.",
    [
      ["['a', 'b'].join('-')", "'a-b'"],
      ["['a', 'b'].join()", "'ab'"],
    ],
    [
      receiver("list_join", [list(string)], string, join, { cost: costOfMaking }),
      receiver("list_join_string", [list(string), string], string, join, { cost: costOfMaking }),
    ],
    { cost: costOfMaking },
  ),
];

/** Functions on strings: version 2 of cel-go's library (ext/strings.go). Positions and lengths count code points. */
export const stringsLibrary: Library = {
  name: "strings",
  title: "Strings",
  doc: "Search in text, cut it, join it and format values into it. Positions count characters from 0.",
  since: 30,
  functions,
};

function on1(evaluate: (text: string) => CelResult): Evaluate {
  return ([text]) => (typeof text === "string" ? evaluate(text) : noSuchOverload);
}

function charAt([text, index]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof index !== "bigint") return noSuchOverload;
  const runes = Array.from(text);
  if (index < 0n || index > runes.length) return outOfRange(index);
  return runes[Number(index)] ?? "";
}

function indexOf([text, part]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string" || typeof part !== "string") return noSuchOverload;
  // Up to 1.31 even the start of an empty string was out of range.
  if (text === "" && part !== "" && minor < 32) return outOfRange(0n);
  const found = text.indexOf(part);
  return found < 0 ? -1n : BigInt(countRunes(text.slice(0, found)));
}

function indexOfOffset([text, part, offset]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string" || typeof part !== "string" || typeof offset !== "bigint") {
    return noSuchOverload;
  }
  const decided = checkOffset(text, part, offset, minor);
  if (decided !== undefined) return decided;
  const runes = Array.from(text);
  const wanted = Array.from(part);
  for (let at = Number(offset); at <= runes.length - wanted.length; at++) {
    if (startsAt(runes, wanted, at)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOf([text, part]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string" || typeof part !== "string") return noSuchOverload;
  // Before the check on lengths came in, the search began behind an empty string.
  if (text === "" && part !== "") return minor < 34 ? outOfRange(-1n) : -1n;
  const found = text.lastIndexOf(part);
  return found < 0 ? -1n : BigInt(countRunes(text.slice(0, found)));
}

function lastIndexOfOffset([text, part, offset]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string" || typeof part !== "string" || typeof offset !== "bigint") {
    return noSuchOverload;
  }
  const decided = checkOffset(text, part, offset, minor);
  if (decided !== undefined) return decided;
  const runes = Array.from(text);
  const wanted = Array.from(part);
  for (let at = Math.min(Number(offset), runes.length - wanted.length); at >= 0; at--) {
    if (startsAt(runes, wanted, at)) return BigInt(at);
  }
  return -1n;
}

// What an offset decides alone; 1.32 and 1.37 changed it.
function checkOffset(
  text: string,
  part: string,
  offset: bigint,
  minor: Minor,
): CelResult | undefined {
  if (part === "" && minor < 37) return offset;
  if (offset < 0n) return outOfRange(offset);
  const size = BigInt(countRunes(text));
  if (part === "") return offset > size ? size : offset;
  if (offset < size) return undefined;
  return minor < 32 ? outOfRange(offset) : -1n;
}

function startsAt(runes: readonly string[], wanted: readonly string[], at: number): boolean {
  return wanted.every((rune, i) => runes[at + i] === rune);
}

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function replace([text, old, by, count]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof old !== "string" || typeof by !== "string") {
    return noSuchOverload;
  }
  if (count === undefined) return replaceFirst(text, old, by, -1);
  return typeof count === "bigint" ? replaceFirst(text, old, by, toCount(count)) : noSuchOverload;
}

// strings.Replace: an empty old matches before each character and at the end; count -1 is all.
function replaceFirst(text: string, old: string, by: string, count: number): string {
  if (count === 0 || old === by) return text;
  const limit = count < 0 ? Infinity : count;
  if (old === "") {
    const runes = Array.from(text);
    const spread = runes.map((rune, i) => (i < limit ? by + rune : rune)).join("");
    return runes.length < limit ? spread + by : spread;
  }
  const parts = text.split(old);
  if (parts.length - 1 <= limit) return parts.join(by);
  return parts.slice(0, limit + 1).join(by) + old + parts.slice(limit + 1).join(old);
}

function split([text, separator, count]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof separator !== "string") return noSuchOverload;
  if (count !== undefined && typeof count !== "bigint") return noSuchOverload;
  const limit = count === undefined ? -1 : toCount(count);
  if (limit === 0) return stringList([]);
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (limit < 0 || parts.length <= limit) return stringList(parts);
  return stringList([...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)]);
}

function toCount(count: bigint): number {
  return Number(count < -1n ? -1n : count);
}

function substring([text, start, end]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof start !== "bigint") return noSuchOverload;
  const runes = Array.from(text);
  const size = BigInt(runes.length);
  if (end === undefined) {
    if (start < 0n || start > size) return outOfRange(start);
    return runes.slice(Number(start)).join("");
  }
  if (typeof end !== "bigint") return noSuchOverload;
  if (start > end) {
    return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > size) return outOfRange(start);
  if (end < 0n || end > size) return outOfRange(end);
  return runes.slice(Number(start), Number(end)).join("");
}

// Go's unicode.IsSpace is White_Space; JavaScript's trim takes U+FEFF and leaves U+0085. From the ends inwards, since an
// expression would look at a long run of spaces in the middle again and again.
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && space.test(text[start] ?? "")) start++;
  while (start < end && space.test(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function format([text, args]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  const formatted = formatString(text, args as CelList, minor);
  return formatted instanceof FormatFailure ? new CelError(formatted.message) : formatted;
}

function quote(text: string): string {
  const escaped = Array.from(text, (rune) => {
    const short = escapes[rune];
    return short === undefined ? rune : `\\${short}`;
  }).join("");
  return `"${escaped}"`;
}

function join([strings, separator = ""]: readonly CelValue[]): CelResult {
  if (typeof separator !== "string") return noSuchOverload;
  const texts: string[] = [];
  for (const element of elementsOf(strings as CelList)) {
    if (typeof element !== "string") {
      return new CelError(`join: invalid input: ${formatGo(element)}`);
    }
    texts.push(element);
  }
  return texts.join(separator);
}

const space = /^\p{White_Space}$/u;

const escapes: Readonly<Record<string, string>> = {
  "\x07": "a",
  "\b": "b",
  "\f": "f",
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "\v": "v",
  "\\": "\\",
  '"': '"',
};
