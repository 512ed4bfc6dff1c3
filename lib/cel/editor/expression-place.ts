import type { CelVariable } from "../program.ts";

/** An expression of a document, with the place of each part of it in the text. An editor finds the one at its cursor by it. */
export interface ExpressionPlace {
  readonly path: string;
  readonly variable: CelVariable;
  readonly source: string;
  /** Runs that are the same in the text and in the expression; between them are indentation and escapes of YAML. */
  readonly pieces: readonly ExpressionPiece[];
}

/** A run of an expression that is the same in the document. */
export interface ExpressionPiece {
  /** UTF-16 offset in the expression. */
  readonly start: number;
  /** UTF-16 offset in the document. */
  readonly at: number;
  readonly length: number;
}
