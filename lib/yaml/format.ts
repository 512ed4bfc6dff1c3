import type { DataNode } from "./data.ts";
import { quoteDouble, writeInFlow, writeLine, writeLiteral } from "./quote.ts";

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
      return value.value.includes("\n") ? writeLiteral(value.value, `${indent}  `) : oneLine(value);
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
      return json ? quoteDouble(value.value) : writeInFlow(value.value);
    default:
      return formatScalar(value);
  }
}

/** A key between brackets. */
export function formatFlowKey(key: string, json: boolean): string {
  return json ? quoteDouble(key) : writeInFlow(key);
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
