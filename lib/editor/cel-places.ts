import type { ExpressionPlace } from "../cel/editor/expression-place.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import { changedRange } from "./changed-range.ts";

/** What the editor knows of the expressions in its text. */
export interface CelContext {
  /** The text that `expressions` are in. */
  readonly text: string;
  readonly expressions: readonly ExpressionPlace[];
  readonly minor: Minor;
  /** JSON of the claims at hand, and the user that they become: samples of the two variables. */
  readonly claims: string | undefined;
  readonly user: unknown;
  /** What the mappings make of the token at hand, by the path of the field. */
  readonly outputs?: ReadonlyMap<string, string>;
  /** URLs of the issuers, in the order of the file. */
  readonly issuers?: readonly string[];
}

/** An offset of the text as a place in an expression. */
export interface CelPosition {
  readonly place: ExpressionPlace;
  /** UTF-16 in the expression. */
  readonly offset: number;
}

/**
 * Which expression an offset of `text` is in. `text` may be newer than the context by one edit within an
 * expression; undefined if it is outside of all, or if the edit is larger.
 */
export function findCelPosition(
  context: Pick<CelContext, "text" | "expressions">,
  text: string,
  offset: number,
): CelPosition | undefined {
  for (const place of align(context, text) ?? []) {
    const piece = place.pieces.find(
      ({ at, length }) => at <= offset && offset <= at + length && isInside(place, offset),
    );
    if (piece !== undefined) return { place, offset: piece.start + offset - piece.at };
  }
  return undefined;
}

/** A span of an expression as one of the text; undefined if YAML has something of its own between its ends. */
export function toTextSpan({ pieces }: ExpressionPlace, { start, end }: Span): Span | undefined {
  const piece = pieces.find((one) => one.start <= start && end <= one.start + one.length);
  if (piece === undefined) return undefined;
  return { start: piece.at + start - piece.start, end: piece.at + end - piece.start };
}

/** The parts of a span of an expression in the text, without what YAML has between them. */
export function toTextSpans({ pieces }: ExpressionPlace, { start, end }: Span): readonly Span[] {
  return pieces.flatMap((piece) => {
    const from = Math.max(start, piece.start);
    const to = Math.min(end, piece.start + piece.length);
    const shift = piece.at - piece.start;
    return from < to ? [{ start: from + shift, end: to + shift }] : [];
  });
}

/** Text of an expression as it must be written in the scalar that holds it. */
export function writeInScalar(text: string, place: ExpressionPlace, document: string): string {
  const before = document.charAt((place.pieces[0]?.at ?? 0) - 1);
  if (before === "'") return text.replaceAll("'", "''");
  if (before === '"') return text.replace(/["\\]/g, "\\$&");
  return text;
}

/** The sample of the expression's variable. */
export function sampleOf(context: CelContext, { variable }: ExpressionPlace): unknown {
  return variable === "user" ? context.user : claimsOf(context);
}

/** The claims of the token at hand, by name; undefined without one. */
export function claimsOf({
  claims,
}: Pick<CelContext, "claims">): Readonly<Record<string, unknown>> | undefined {
  if (claims === undefined) return undefined;
  try {
    return JSON.parse(claims);
  } catch {
    // Go reads some texts that JavaScript does not: then there is no sample.
    return undefined;
  }
}

function isInside({ pieces }: ExpressionPlace, offset: number): boolean {
  const last = pieces.at(-1);
  return last !== undefined && offset <= last.at + last.length;
}

function align(
  { text: before, expressions }: Pick<CelContext, "text" | "expressions">,
  text: string,
): readonly ExpressionPlace[] | undefined {
  const changed = changedRange(before, text);
  if (changed === undefined) return expressions;
  const { start, end, newText } = changed;
  // Line ends, quotes and backslashes mean something to YAML: only it can tell what became of the expression.
  if (/[\n\r'"\\]/.test(newText) || before.slice(start, end).includes("\n")) return undefined;
  const index = expressions.findIndex(({ pieces }) =>
    pieces.some(({ at, length }) => at <= start && end <= at + length),
  );
  if (index < 0) return undefined;
  const grown = newText.length - (end - start);
  return expressions.map((place, other) => {
    const own = other === index;
    const held = own
      ? place.pieces.findIndex(({ at, length }) => at <= start && end <= at + length)
      : -1;
    const piece = place.pieces[held];
    const pieces = place.pieces.map((one, number) => {
      if (number === held) return { ...one, length: one.length + grown };
      const at = one.at >= end ? one.at + grown : one.at;
      return own && number > held ? { ...one, at, start: one.start + grown } : { ...one, at };
    });
    if (piece === undefined) return { ...place, pieces };
    const from = piece.start + start - piece.at;
    const source = place.source.slice(0, from) + newText + place.source.slice(from + (end - start));
    return { ...place, source, pieces };
  });
}
