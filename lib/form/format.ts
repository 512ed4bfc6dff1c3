import type { DataNode } from "../yaml/data.ts";
import { quoteFlow, writeLine } from "../yaml/edit.ts";

/** `key: value` as lines of a block, each with the indent in front. */
export function formatEntry(key: string, value: DataNode, indent: string): readonly string[] {
  const [first = "", ...rest] = formatBelow(value, indent);
  return [`${indent}${key}:${first}`, ...rest];
}

/** `- value` as lines of a block. */
export function formatItem(value: DataNode, indent: string): readonly string[] {
  if (value.kind === "object" && value.members.length > 0) {
    const deeper = `${indent}  `;
    const lines = value.members.flatMap((member) => formatEntry(member.key, member.value, deeper));
    const [first = "", ...rest] = lines;
    return [`${indent}- ${first.slice(deeper.length)}`, ...rest];
  }
  if (value.kind === "array") return [`${indent}- ${formatFlow(value, false)}`];
  const [first = "", ...rest] = formatBelow(value, indent);
  return [`${indent}-${first}`, ...rest];
}

/**
 * What follows the colon of a key or the dash of an item: the first line begins with a blank, or is empty if the value
 * is on the lines below. Lists are as deep as their key.
 */
export function formatBelow(value: DataNode, indent: string): readonly string[] {
  switch (value.kind) {
    case "string":
      return value.value.includes("\n")
        ? formatLiteral(value.value, `${indent}  `)
        : oneLine(value);
    case "array":
      if (value.items.length === 0) return [" []"];
      return ["", ...value.items.flatMap((item) => formatItem(item, indent))];
    case "object": {
      if (value.members.length === 0) return [" {}"];
      const deeper = `${indent}  `;
      return ["", ...value.members.flatMap((each) => formatEntry(each.key, each.value, deeper))];
    }
    default:
      return oneLine(value);
  }
}

/** A value between brackets, or in JSON. */
export function formatFlow(value: DataNode, json: boolean): string {
  switch (value.kind) {
    case "array":
      return `[${value.items.map((item) => formatFlow(item, json)).join(", ")}]`;
    case "object": {
      const members = value.members.map(
        (member) => `${formatFlowKey(member.key, json)}: ${formatFlow(member.value, json)}`,
      );
      return `{${members.join(", ")}}`;
    }
    case "string":
      return json ? quoteDouble(value.value) : quoteFlow(value.value);
    default:
      return formatScalar(value);
  }
}

/** A key between brackets. */
export function formatFlowKey(key: string, json: boolean): string {
  return json ? quoteDouble(key) : quoteFlow(key);
}

/** A text as a literal block: the rest of the header's line, then the lines. */
export function formatLiteral(text: string, indent: string): readonly string[] {
  if (text === "") return [" |-"];
  const hint = /^[ \n]/.test(text) ? String(2) : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return [` |${hint}${chomp}`, ...lines.map((line) => (line === "" ? "" : indent + line))];
}

/** Double quotes that JSON and YAML read alike. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function oneLine(value: DataNode): readonly string[] {
  return [` ${value.kind === "string" ? writeLine(value.value) : formatScalar(value)}`];
}

function formatScalar(value: DataNode): string {
  switch (value.kind) {
    case "bool":
      return String(value.value);
    case "number":
      return typeof value.value === "bigint" ? String(value.value) : JSON.stringify(value.value);
    default:
      return "null";
  }
}
