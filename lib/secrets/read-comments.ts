import { createTextBuilder, type MappedText } from "./mapped-text.ts";

/** Where a value is: no comment begins inside. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The documents that are commented out in a text: each run of comment lines without its marks, cut at sentences. `values`
 * are the offsets of the values of the text, in order.
 */
export function readComments(mapped: MappedText, values: readonly Range[]): MappedText[] {
  if (!/#|\/\/|>/.test(mapped.text)) return [];
  const documents: MappedText[] = [];
  let run: Range[] = [];
  const close = () => {
    if (run.length > 0) documents.push(...readRun(mapped, run));
    run = [];
  };
  let value = 0;
  for (let start = 0; start <= mapped.text.length; ) {
    const stop = mapped.text.indexOf("\n", start);
    const end = stop === -1 ? mapped.text.length : stop;
    while ((values[value]?.end ?? Number.POSITIVE_INFINITY) <= start) value++;
    const line = findComment(mapped.text, start, end, values, value);
    if (line !== undefined) run.push(line);
    else if (mapped.text.slice(start, end).trim() !== "") close();
    start = end + 1;
  }
  close();
  return documents;
}

/** The words of the comment of a line: behind `#`, `//` or `>` in front, or behind `#` after a blank. */
function findComment(
  text: string,
  start: number,
  lineEnd: number,
  values: readonly Range[],
  first: number,
): Range | undefined {
  const end = text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  const front = skipMark(text, at, end);
  if (front > at && !isInside(at, values, first)) return { start: front, end };
  let value = first;
  for (at = text.indexOf("#", at); at !== -1 && at < end; at = text.indexOf("#", at + 1)) {
    while ((values[value]?.end ?? Number.POSITIVE_INFINITY) <= at) value++;
    if (!isBlank(text.charCodeAt(at - 1)) || isInside(at, values, value)) continue;
    return { start: skipMark(text, at, end), end };
  }
  return undefined;
}

function isInside(at: number, values: readonly Range[], index: number): boolean {
  const value = values[index];
  return value !== undefined && value.start <= at && at < value.end;
}

/** The offset behind `#`, `//` or `>`; the same offset if there is none. */
function skipMark(text: string, from: number, end: number): number {
  const mark = text[from];
  if (mark === "/" && text[from + 1] === "/") return Math.min(end, from + 2);
  return mark === "#" || mark === ">" ? Math.min(end, from + 1) : from;
}

/** A line that can be of a document: a key, an item, a bracket or a quote. Prose has none of them in front. */
const structural =
  /^(?:-(?:[ \t]|$)|["'{}[\]?#>]|\/\/|---|\.\.\.|[\w.$@/][^:#]{0,120}:(?:[ \t]|$))/;

function readRun(mapped: MappedText, run: readonly Range[]): MappedText[] {
  const documents: MappedText[] = [];
  let lines: Range[] = [];
  let base = 0;
  const close = () => {
    const document = lines.length > 0 ? joinLines(mapped, lines, base) : undefined;
    if (document?.text.includes(":")) documents.push(document);
    lines = [];
  };
  for (const line of run) {
    let indent = 0;
    while (isBlank(mapped.text.charCodeAt(line.start + indent))) indent++;
    const words = mapped.text.slice(
      line.start + indent,
      Math.min(line.end, line.start + indent + 160),
    );
    if (words.trim() === "") {
      if (lines.length > 0) lines.push(line);
      continue;
    }
    const deeper = lines.length > 0 && indent > base;
    if (!deeper && (indent < base || /^[{[]/.test(words) || !structural.test(words))) close();
    if (!deeper && !structural.test(words)) continue;
    if (lines.length === 0) base = indent;
    lines.push(line);
  }
  close();
  return documents;
}

/** The lines one below the other, less the indentation of the first. */
function joinLines(mapped: MappedText, lines: readonly Range[], base: number): MappedText {
  const builder = createTextBuilder(mapped);
  for (const [index, { start, end }] of lines.entries()) {
    if (index > 0) builder.add("\n", start, start);
    builder.copy(Math.min(start + base, end), end);
  }
  return builder.build();
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0xfeff;
}
