import type { DataNode } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import type { MapTree } from "./tree.ts";

/** A mapping of block style as a text of its own. */
export interface CutOut {
  readonly text: string;
  /** The offset in the text around it. */
  readonly at: (offset: number) => number;
}

/** The lines of a block mapping without their indentation, comments included; undefined if it is written otherwise. */
export function cutOut(text: string, { span, entries }: MapTree): CutOut | undefined {
  if (entries.length === 0 || text[span.start] === "{") return undefined;
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
  const column = span.start - lineStart;
  if (!/^[ -]*$/.test(text.slice(lineStart, span.start))) return undefined;
  const starts: number[] = [];
  const origins: number[] = [];
  let made = "";
  for (let at = span.start; at < Math.max(span.end, span.start + 1); ) {
    const newline = text.indexOf("\n", at);
    const stop = newline === -1 ? text.length : newline + 1;
    starts.push(made.length);
    origins.push(at);
    made += text.slice(at, stop);
    at = stop;
    if (at >= span.end) break;
    const blanks = /^ */.exec(text.slice(at, at + column))?.[0].length ?? 0;
    const rest = text.slice(
      at,
      text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at),
    );
    if (blanks < column && rest.trim() !== "" && !/^\s*#/.test(rest)) return undefined;
    at += Math.min(blanks, column);
  }
  return {
    text: made.endsWith("\n") ? made : `${made}\n`,
    at: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return (origins[low] ?? span.start) + offset - (starts[low] ?? 0);
    },
  };
}

/** The members of a configuration that are kept: as lines, and as a value. Undefined if it cannot be read. */
export function bodyOf(
  configuration: string,
  keep: (key: string) => boolean,
): { readonly text: string; readonly value: unknown } | undefined {
  const result = readYaml(configuration);
  if (result.kind === "failed" || result.data.kind !== "object") return undefined;
  const members = [...result.data.members].sort((a, b) => a.keySpan.start - b.keySpan.start);
  const kept = members.filter(({ key }) => keep(key));
  const value = Object.fromEntries(kept.map((member) => [member.key, plain(member.value)]));
  const block = members.every(({ keySpan }) => isAtLineStart(configuration, keySpan.start));
  if (!block) return { text: `${JSON.stringify(value, null, 2)}\n`, value };
  let text = "";
  members.forEach(({ key, keySpan }, i) => {
    if (!keep(key)) return;
    const end = members[i + 1]?.keySpan.start ?? configuration.length;
    const part = configuration.slice(keySpan.start, end);
    text += part.endsWith("\n") ? part : `${part}\n`;
  });
  return { text, value };
}

/** The text with its lines indented, the first apart; empty lines stay empty. */
export function indentLines(text: string, column: number): string {
  const [first = "", ...rest] = text.split("\n");
  return [first, ...rest.map((line) => (line === "" ? "" : " ".repeat(column) + line))].join("\n");
}

function isAtLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n";
}

/** A decoded value as JSON has it, its keys in the order of the text. */
export function plain(node: DataNode): unknown {
  switch (node.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return node.value;
    case "number":
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    case "array":
      return node.items.map(plain);
    case "object": {
      // The reader sorts keys by name.
      const members = [...node.members].sort((a, b) => a.keySpan.start - b.keySpan.start);
      return Object.fromEntries(members.map(({ key, value }) => [key, plain(value)]));
    }
  }
}
