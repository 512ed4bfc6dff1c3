import { Document, parseAllDocuments, visit } from "yaml";
import { writeLiteral } from "../yaml/quote.ts";
import { findInvisibleInText } from "./invisible.ts";

/**
 * A value as a YAML document: block style, two blanks, strings quoted where YAML 1.1 or 1.2 would read them otherwise,
 * and invisible characters as escapes.
 */
export function writeYaml(value: unknown): string {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== "string") return;
      if (otherwise.test(node.value) || findInvisibleInText(node.value) !== undefined)
        node.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ lineWidth: 0, indent: 2, defaultStringType: "PLAIN" });
  return text.replace(invisibleInText, escapeCharacter);
}

/** Documents with invisible characters in them, written anew with escapes; comments are gone. */
export function rewriteYaml(text: string): string {
  const documents = parseAllDocuments(text, { version: "1.1", logLevel: "silent" });
  const values = "empty" in documents ? [] : documents.map((document) => document.toJS());
  return values.map(writeYaml).join("---\n");
}

// Octal numbers of 1.2, and what ends a line in 1.1 only: the package that writes looks for neither.
const otherwise = /^[-+]?0o[0-7]+$|[\x85\u2028\u2029\ufeff]/;
const invisibleInText = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/gu;

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
 * What is behind `key: ` so that a parser gives the text back as it is: a literal block scalar, its lines indented
 * by `blanks`, which is two more than the key; a quoted scalar if a block cannot hold it. Without a line end.
 */
export function blockScalar(text: string, blanks: number): string {
  // Carriage returns and what YAML does not print as it is would come back changed; tabs at a line's start too.
  if (
    text.trim() === "" ||
    findInvisibleInText(text) !== undefined ||
    !/^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text)
  )
    return JSON.stringify(text).replace(invisibleInText, escapeCharacter);
  return writeLiteral(text, " ".repeat(blanks)).join("\n").slice(1);
}

function escapeCharacter(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
