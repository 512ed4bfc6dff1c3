import { findInvisible } from "./invisible.ts";

/** What an attribute of Terraform can be here. `raw` is an expression of our own. */
export type HclValue =
  | string
  | { readonly raw: string }
  | readonly string[]
  | { readonly map: Readonly<Record<string, string>> };

/** An attribute, or a block with attributes of its own. */
export type HclBody = Readonly<Record<string, HclValue | { readonly block: HclBody } | undefined>>;

/** Attributes and blocks as Terraform writes them, indented by that many blanks. */
export function writeHcl(body: HclBody, blanks: number): string {
  const pad = " ".repeat(blanks);
  return Object.entries(body)
    .flatMap(([key, value]) => {
      if (value === undefined) return [];
      if (typeof value === "object" && "block" in value)
        return [`${pad}${key} {\n${writeHcl(value.block, blanks + 2)}${pad}}\n`];
      return [`${pad}${key} = ${writeValue(value, pad)}\n`];
    })
    .join("");
}

function writeValue(value: HclValue, pad: string): string {
  if (typeof value === "string") return quoteHcl(value);
  if (isList(value)) return `[${value.map(quoteHcl).join(", ")}]`;
  if ("raw" in value) return value.raw;
  const members = Object.entries(value.map).map(
    ([key, member]) => `${pad}  ${quoteHcl(key)} = ${quoteHcl(member)}\n`,
  );
  return `{\n${members.join("")}${pad}}`;
}

/** A text in quotes on one line: nothing in it is interpolated, and what is invisible is an escape. */
function quoteHcl(text: string): string {
  let written = "";
  for (const character of text) {
    const plain = escapes.get(character);
    if (plain !== undefined) written += plain;
    else if (findInvisible(character) !== undefined) written += escapeInvisible(character);
    else written += character;
  }
  return `"${written.replaceAll(/([$%])\{/g, (_, sign) => `${sign}${sign}{`)}"`;
}

function escapeInvisible(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function isList(value: HclValue): value is readonly string[] {
  return Array.isArray(value);
}
