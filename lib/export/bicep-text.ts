import { findInvisible } from "./invisible.ts";

/** What a Bicep expression can be here. */
export type BicepValue =
  | string
  | readonly BicepValue[]
  | { readonly [key: string]: BicepValue | undefined };

/** A value as Bicep, indented by that many blanks but for its first line. */
export function writeBicep(value: BicepValue, blanks: number): string {
  if (typeof value === "string") return quoteBicep(value);
  const pad = " ".repeat(blanks + 2);
  const end = " ".repeat(blanks);
  if (isList(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => `${pad}${writeBicep(item, blanks + 2)}\n`);
    return `[\n${items.join("")}${end}]`;
  }
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${pad}${key}: ${writeBicep(member, blanks + 2)}\n`],
  );
  return `{\n${members.join("")}${end}}`;
}

/** A text in single quotes on one line: nothing in it is interpolated, and what is invisible is an escape. */
function quoteBicep(text: string): string {
  let written = "";
  for (const character of text) {
    const plain = escapes.get(character);
    if (plain !== undefined) written += plain;
    else if (findInvisible(character) !== undefined)
      written += `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    else written += character;
  }
  return `'${written.replaceAll("${", "\\${")}'`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["'", "\\'"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function isList(value: BicepValue): value is readonly BicepValue[] {
  return Array.isArray(value);
}
