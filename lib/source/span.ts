/** A half-open range `[start, end)` of UTF-16 offsets in one document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The documents of a workspace, the things a span can point into. */
export type DocumentId = "configuration" | "running" | "bindings" | "token" | "keys" | "expression";
