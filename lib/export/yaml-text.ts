import { stringify } from "yaml";

/** A value as a YAML document: block style, two blanks, strings quoted where YAML 1.1 or 1.2 would read them otherwise. */
export function writeYaml(value: unknown): string {
  return stringify(value, {
    version: "1.1",
    lineWidth: 0,
    indent: 2,
    aliasDuplicateObjects: false,
    defaultStringType: "PLAIN",
  });
}

/** Several documents in one file. */
export function joinDocuments(documents: readonly string[]): string {
  return documents.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("---\n");
}

/** A text under a literal block scalar (`|`), each line indented; empty lines stay empty. */
export function indentBlock(text: string, blanks: number): string {
  const pad = " ".repeat(blanks);
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (line === "" ? "" : pad + line))
    .join("\n");
}

/**
 * The header of the literal block scalar that holds `text` so that a parser gives it back as it is: "|", "|-" or "|+",
 * with an indentation indicator where the first line begins with a blank.
 */
export function blockHeader(text: string, blanks: number): string {
  const first = text.split("\n").find((line) => line !== "") ?? "";
  const indicator = first.startsWith(" ") ? String(blanks) : "";
  if (!text.endsWith("\n")) return `|${indicator}-`;
  return text.endsWith("\n\n") ? `|${indicator}+` : `|${indicator}`;
}

/** A word of a POSIX shell command: quoted where it holds anything beyond plain characters. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
