import type { Location } from "../authn/types.ts";
import type { Span } from "../source/span.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { quoteDouble, quoteScalar } from "../yaml/quote.ts";

/** A string of the document, to point into and to change without touching what is around it. */
export interface StringPlace {
  /** The text of a range of the value. */
  spanOf(range: Span): Span;
  /** Changes of the text that change the value so; they keep the scalar's style if it can hold the new value. */
  edit(replacements: readonly Replacement[]): readonly TextEdit[];
}

/** A range of the value and what shall be there. Ranges do not overlap. */
export interface Replacement extends Span {
  readonly text: string;
}

/** Makes the place of a string from where the loader found it. `value` is the string as it was decoded. */
export function createStringPlace(text: string, location: Location, value: string): StringPlace {
  const { span } = location;
  const style = styleOf(text, span);
  const inFlow = () =>
    /^(?:\s|(?<=\s)#[^\n]*(?:\n|$))*[,\]}]/.test(text.slice(span.end, span.end + 1000));
  let known: readonly number[] | undefined;
  const offsets = () => {
    known ??= location.offsets?.() ?? [];
    return known;
  };
  const startOf = (at: number) => offsets()[at] ?? offsets().at(-1) ?? span.start;
  // The end of the unit before, since the next one may be on another line.
  const endOf = (at: number) =>
    at <= 0 ? startOf(0) : startOf(at - 1) + widthAt(text, startOf(at - 1), style);
  const toSpan = ({ start, end }: Span): Span => {
    const from = start === value.length ? endOf(start) : startOf(start);
    return { start: from, end: Math.max(end > start ? endOf(end) : from, from) };
  };
  return {
    spanOf: toSpan,
    edit: (replacements) => {
      const next = applyReplacements(value, replacements);
      if (
        !location.exact ||
        offsets().length !== value.length + 1 ||
        !holds(style, next, inFlow())
      ) {
        return [
          {
            span: wholeOf(text, span, style),
            newText: style === "double" ? quoteDouble(next) : quoteScalar(next),
          },
        ];
      }
      return replacements.map((each) => ({
        span: toSpan(each),
        newText: escapeFor(style, each.text),
      }));
    },
  };
}

/** How a scalar is written; "other" if it is none that could be changed in its parts. */
type Style = "plain" | "single" | "double" | "block" | "other";

function styleOf(text: string, span: Span): Style {
  const first = text[span.start];
  if (span.end <= span.start) return "other";
  if (first === "'") return "single";
  if (first === '"') return "double";
  if (first === "|" || first === ">") return "block";
  return "plain";
}

// How much of the text one unit of the value takes.
function widthAt(text: string, at: number, style: Style): number {
  if (style === "single") return text.startsWith("''", at) ? 2 : 1;
  if (style !== "double" || text[at] !== "\\") return 1;
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? ""] ?? 0;
  return 2 + digits;
}

function applyReplacements(value: string, replacements: readonly Replacement[]): string {
  let next = value;
  for (const { start, end, text } of [...replacements].sort((a, b) => b.start - a.start)) {
    next = next.slice(0, start) + text + next.slice(end);
  }
  return next;
}

// Whether a scalar of the style can say the value. Of a plain one a little more is asked than YAML does.
function holds(style: Style, value: string, inFlow: boolean): boolean {
  if (style === "other") return false;
  if (style !== "plain") return true;
  if (!/^[A-Za-z_/.(]\P{Cc}*$/u.test(value) || /: |:$| #|\s$/.test(value)) return false;
  if (inFlow && /[,[\]{}?]/.test(value)) return false;
  return !/^(?:true|false|null|yes|no|on|off|y|n|~|[-+.0-9].*)$/i.test(value);
}

function escapeFor(style: Style, text: string): string {
  if (style === "single") return text.replaceAll("'", "''");
  if (style === "double") return quoteDouble(text).slice(1, -1);
  return text;
}

// A block scalar ends behind its line break, which stays.
function wholeOf(text: string, span: Span, style: Style): Span {
  if (style !== "block") return span;
  let end = span.end;
  while (end > span.start && /[\r\n]/.test(text[end - 1] ?? "")) end--;
  return { start: span.start, end };
}
