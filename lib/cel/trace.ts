import type { CelResult } from "./values.ts";

/**
 * What an evaluation did, in its order: one event each time a sub-expression got its value. The same expression id
 * occurs once an iteration of the comprehensions around it; an id that does not occur was not evaluated.
 */
export interface TraceEvent {
  readonly id: number;
  /** Iteration numbers of the comprehensions around it, outermost first, counted from 0. */
  readonly iterations: readonly number[];
  readonly result: CelResult;
  /** Cost so far, this sub-expression included. */
  readonly cost: number;
  /** For an error that `&&`, `||`, `?:`, `all` or `exists` swallowed: the expression that did. */
  absorbedBy?: number;
}

/** What came of one evaluation of a program. */
export interface Evaluation {
  /** The value, or the error that the server's log shows. */
  readonly result: CelResult;
  /** cel-go's actual cost. */
  readonly cost: number;
  /** Made when first asked for: recording is cheap, showing is not. */
  readonly events: readonly TraceEvent[];
  /** Whether the error is our own: the server would have gone on, and what it finds is unknown. */
  readonly givenUp: boolean;
  /** Whether there were more events than are kept. */
  readonly truncated: boolean;
}
