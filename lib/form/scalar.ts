import type { Span } from "../source/span.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { indentAt, lineBreakOf, lineStartOf, trimmedEnd } from "../yaml/lines.ts";
import { locateString } from "../yaml/locate.ts";
import { quoteDouble, writeInFlow, writeLine, writeLiteral } from "../yaml/quote.ts";
import type { Written } from "./written.ts";

type WrittenScalar = Extract<Written, { kind: "scalar" }>;

/**
 * Ways to give a text another value, the one that changes least first: inside of its quotes, then written anew in its own
 * style, then in another one. Which of them says the value is for the reader to tell.
 */
export function editString(
  text: string,
  scalar: WrittenScalar,
  value: string,
  inFlow: boolean,
): readonly TextEdit[] {
  const { span, style, string } = scalar;
  if (style === "json")
    return [...editInside(text, scalar, value), whole(span, quoteDouble(value))];
  const end = contentEndOf(text, scalar);
  const rewrite = (newText: string) => whole({ start: span.start, end }, newText);
  const own = {
    plain: [],
    "single-quoted": [rewrite(`'${value.replaceAll("'", "''")}'`)],
    "double-quoted": [rewrite(quoteDouble(value))],
    literal: [rewrite(rewriteLiteral(text, scalar, value))],
    folded: [],
  }[style];
  const other = inFlow
    ? [rewrite(writeInFlow(value))]
    : value.includes("\n")
      ? [rewrite(rewriteLiteral(text, scalar, value))]
      : [rewrite(writeLine(value))];
  // The quotes of an empty text say nothing of the one that is typed.
  const styled =
    string?.value === "" && style !== "literal" ? [...other, ...own] : [...own, ...other];
  const all = [...editInside(text, scalar, value), ...styled, rewrite(quoteDouble(value))];
  // What is not written has no place inside of it; a blank parts it from the colon.
  if (string?.scalar?.context !== undefined) return all;
  return all.map(({ newText }) => whole(span, ` ${newText}`));
}

// Without the line breaks that belong to a block.
function contentEndOf(text: string, { span, style }: WrittenScalar): number {
  return style === "literal" || style === "folded" ? trimmedEnd(text, span) : span.end;
}

// The piece in which the two values differ, where it is.
function editInside(text: string, scalar: WrittenScalar, value: string): readonly TextEdit[] {
  const { string, style } = scalar;
  if (string === undefined || value === "" || string.value === "") return [];
  const before = string.value;
  const offsets = locateString(text, string);
  if (offsets.length !== before.length + 1) return [];
  const { start, end, newText } = differ(before, value);
  const endOf = (at: number) => {
    // The indent of the next line goes with the line break of a block.
    if (before[at - 1] === "\n" && at < before.length) return offsets[at] ?? 0;
    const from = offsets[at - 1] ?? scalar.span.start;
    return from + widthAt(text, from, style);
  };
  const from = start < before.length ? (offsets[start] ?? 0) : endOf(before.length);
  const to = end > start ? endOf(end) : from;
  if (to < from) return [];
  return [whole({ start: from, end: to }, escapeFor(text, scalar, offsets[0] ?? 0, newText))];
}

function differ(before: string, after: string): Span & { readonly newText: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // A pair of surrogates stays together.
  if (/[\ud800-\udbff]$/.test(before.slice(0, start))) start--;
  if (tail > 0 && /^[\udc00-\udfff]/.test(before.slice(before.length - tail))) tail--;
  return {
    start,
    end: before.length - tail,
    newText: after.slice(start, after.length - tail),
  };
}

// How much of the text one unit of the value takes.
function widthAt(text: string, at: number, style: WrittenScalar["style"]): number {
  if (style === "single-quoted") return text.startsWith("''", at) ? 2 : 1;
  if ((style !== "double-quoted" && style !== "json") || text[at] !== "\\") return 1;
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? ""] ?? 0;
  return 2 + digits;
}

function escapeFor(text: string, { style }: WrittenScalar, first: number, added: string): string {
  switch (style) {
    case "single-quoted":
      return added.replaceAll("'", "''");
    case "double-quoted":
    case "json":
      return quoteDouble(added).slice(1, -1);
    case "literal":
      return added.replaceAll("\n", lineBreakOf(text) + indentAt(text, first));
    default:
      return added;
  }
}

// A block of its own indent, or two blanks deeper than its line.
function rewriteLiteral(
  text: string,
  { span, style, string }: WrittenScalar,
  value: string,
): string {
  const first =
    style === "literal" && string !== undefined && string.value.trim() !== ""
      ? locateString(text, string)[string.value.search(/\S/)]
      : undefined;
  const own = first === undefined ? undefined : /^ */.exec(text.slice(lineStartOf(text, first)));
  const lead = /^[ -]*/.exec(text.slice(lineStartOf(text, span.start)))?.[0] ?? "";
  const indent = own?.[0] ?? `${" ".repeat(lead.length)}  `;
  return writeLiteral(value, indent).join(lineBreakOf(text)).slice(1);
}

function whole(span: Span, newText: string): TextEdit {
  return { span, newText };
}
