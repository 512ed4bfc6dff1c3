import { Document, visit } from "yaml";

/** A value as a YAML document: block style, two blanks, strings quoted where YAML 1.1 or 1.2 would read them otherwise. */
export function writeYaml(value: unknown): string {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && otherwise.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  return document
    .toString({ lineWidth: 0, indent: 2, defaultStringType: "PLAIN" })
    .replace(lineEnds, escapeUnit);
}

// Octal numbers of 1.2, and what ends a line in 1.1 only: the package that writes looks for neither.
const otherwise = /^[-+]?0o[0-7]+$|[\x85\u2028\u2029\ufeff]/;
const lineEnds = /[\x85\u2028\u2029\ufeff]/g;

/** A text with lines, each indented; empty lines stay empty. */
export function indentBlock(text: string, blanks: number): string {
  const pad = " ".repeat(blanks);
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (line === "" ? "" : pad + line))
    .join("\n");
}

/**
 * What stands behind `key: ` so that a parser gives the text back as it is: a literal block scalar, its lines indented
 * by `blanks`, which is two more than the key; a quoted scalar where a block cannot hold it. Without a line end.
 */
export function blockScalar(text: string, blanks: number): string {
  // Tabs at the start, carriage returns and what YAML does not print as it is would come back changed.
  if (
    text.trim() === "" ||
    !/^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text)
  )
    return JSON.stringify(text).replaceAll(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escapeUnit);
  const first = text.split("\n").find((line) => line !== "") ?? "";
  const indicator = first.startsWith(" ") || text.startsWith("\n") ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text.endsWith("\n\n") ? "+" : "";
  return `|${indicator}${chomp}\n${indentBlock(text, blanks)}`;
}

/** Somebody else's text in a comment of YAML or of a shell: nothing in it ends the line. */
export function commentText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

/** A word of a POSIX shell command: quoted where it holds anything beyond plain characters. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
