import { Document } from "yaml";
import { lineEnd } from "../../source/lines.ts";
import { readYaml } from "../../yaml/document.ts";

/** A test as the workspace file has it, to be written. */
export type TestItem = Readonly<Record<string, unknown>>;

/** The text of a list of tests with one more at its end; undefined if the text is no block list. */
export function addTest(text: string, item: TestItem): string | undefined {
  const starts = itemStarts(text);
  if (starts === undefined) return undefined;
  const [first] = starts;
  const written = new Document([item]).toString({ lineWidth: 0 });
  const before = text.trim() === "" ? "" : text.endsWith("\n") ? text : `${text}\n`;
  return before + indent(written, first === undefined ? 0 : columnOf(text, first));
}

/** The text of a list without one of its tests, comments of the others as they were; undefined if it is no block list. */
export function removeTest(text: string, index: number): string | undefined {
  const starts = itemStarts(text);
  const start = starts?.[index];
  if (starts === undefined || start === undefined) return undefined;
  const next = starts[index + 1];
  const from = start - columnOf(text, start);
  const to = next === undefined ? lastLine(text, start) : next - columnOf(text, next);
  return text.slice(0, from) + text.slice(to);
}

// Where the dash of each item is; undefined if the text is something else than a block list.
function itemStarts(text: string): readonly number[] | undefined {
  if (text.trim() === "") return [];
  const read = readYaml(text);
  if (read.kind === "failed") return undefined;
  const { data } = read;
  if (data.kind === "null") return [];
  if (data.kind !== "array") return undefined;
  const starts: number[] = [];
  for (const { span } of data.items) {
    const dash = text.lastIndexOf("-", span.start);
    // Between the dash and its item is nothing but blanks, line breaks and comments.
    const between = text.slice(dash + 1, span.start).replace(/#[^\n]*/g, "");
    if (
      dash < 0 ||
      between.trim() !== "" ||
      text.slice(dash - columnOf(text, dash), dash).trim() !== ""
    ) {
      return undefined;
    }
    starts.push(dash);
  }
  return starts;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

// Comments behind the last item stay.
function lastLine(text: string, start: number): number {
  const column = columnOf(text, start);
  let at = lineEnd(text, start);
  while (at < text.length) {
    const line = text.slice(at + 1, lineEnd(text, at + 1));
    if (line.trim() !== "" && line.length - line.trimStart().length <= column) return at + 1;
    at = lineEnd(text, at + 1);
  }
  return text.length;
}

function indent(text: string, column: number): string {
  if (column === 0) return text;
  const blank = " ".repeat(column);
  return text.replace(/^(?=.)/gm, blank);
}
