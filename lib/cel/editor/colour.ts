import type { Span } from "../../source/span.ts";
import { lex } from "../parser/lexer.ts";
import { type Token, tokenTypes as t } from "../parser/token.ts";

/** What a stretch of an expression is, for its colour. */
export type ColourKind =
  | "variable"
  | "field"
  | "function"
  | "string"
  | "number"
  | "keyword"
  | "operator"
  | "comment";

/** A stretch of one kind, UTF-16 in the expression. */
export interface Colour extends Span {
  readonly kind: ColourKind;
}

/** The stretches of an expression that have a colour, in order; it may be broken. Brackets, commas and dots have none. */
export function colourExpression(source: string): readonly Colour[] {
  const { tokens } = lex(source, true);
  const colours: Colour[] = [];
  let behind = 0;
  tokens.forEach((token, at) => {
    const { start, end, type } = token;
    // Only a comment can be between two tokens and hold more than space.
    const comment = source.indexOf("//", behind);
    if (comment >= 0 && comment < start) addComments(source, comment, start, colours);
    behind = end;
    const kind = type === t.EOF ? undefined : kindOf(source, tokens, at);
    if (kind !== undefined) colours.push({ start, end, kind });
  });
  return colours;
}

function addComments(source: string, from: number, to: number, colours: Colour[]): void {
  for (let start = from; start >= 0 && start < to; start = source.indexOf("//", start)) {
    const line = source.indexOf("\n", start);
    const end = line < 0 || line > to ? to : line;
    colours.push({ start, end, kind: "comment" });
    start = end;
  }
}

function kindOf(source: string, tokens: readonly Token[], at: number): ColourKind | undefined {
  const { start, end, type } = tokens[at] as Token;
  if (type === t.IDENTIFIER || type === t.ESC_IDENTIFIER) {
    if (tokens[at + 1]?.type === t.LPAREN) return "function";
    const before = tokens[at - 1]?.type;
    return before === t.DOT || (before === t.QUESTIONMARK && tokens[at - 2]?.type === t.DOT)
      ? "field"
      : "variable";
  }
  const text = source.slice(start, end);
  if (/["']$/.test(text)) return "string";
  if (/^\d|^\.\d/.test(text)) return "number";
  if (/^(?:true|false|null|in)$/.test(text)) return "keyword";
  return /^[-+*/%!=<>&|?:]+$/.test(text) ? "operator" : undefined;
}
