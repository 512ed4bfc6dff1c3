import type { Span } from "../../source/span.ts";
import type { EnvironmentFunction } from "../environment.ts";
import { formatSignature } from "../reference.ts";

/** One proposal. Proposals are in the order in which they should be shown. */
export interface Completion {
  readonly kind: "variable" | "field" | "function" | "macro" | "type" | "keyword" | "value";
  /** What the list shows. */
  readonly label: string;
  /** The text to be replaced, UTF-16 in the expression. */
  readonly span: Span;
  readonly insert: string;
  /** What the typed text is to be compared with, if `span` begins before the word being typed. */
  readonly filter?: string;
  /** Where the cursor goes, from the start of `insert`; behind it if absent. */
  readonly caret?: number;
  /** One line: a signature, a type, or the value in the sample token. Plain text, never HTML. */
  readonly detail?: string;
  readonly doc?: string;
}

/** A field that the environment's variable is known to have, without a sample of it: a claim of an issuer. */
export interface KnownField {
  readonly name: string;
  /** "string", "list of strings". */
  readonly type: string;
  readonly meaning: string;
}

/** A call of a function, with the signatures of the style that it is called in. */
export function proposeFunction(
  { name, declaration, overloads }: EnvironmentFunction,
  label: string,
  span: Span,
  style: "global" | "receiver",
): Completion {
  const shown = overloads.filter((overload) => overload.style === style);
  const takesArguments = shown.some(
    ({ parameters }) => parameters.length > (style === "receiver" ? 1 : 0),
  );
  const detail = shown.map((overload) => formatSignature(name, overload)).join("\n");
  return {
    ...callOf(label, takesArguments),
    ...{ kind: "function", label, span, detail, doc: declaration.doc },
  };
}

/** The text of a call, the cursor between its parentheses if it takes arguments. */
export function callOf(name: string, takesArguments: boolean): { insert: string; caret?: number } {
  const insert = `${name}()`;
  return takesArguments ? { insert, caret: insert.length - 1 } : { insert };
}

/** The last of those with one label, in the place of the first. */
export function uniqueByLabel(completions: readonly Completion[]): readonly Completion[] {
  return [...new Map(completions.map((completion) => [completion.label, completion])).values()];
}

/** A string literal of CEL. */
export function quoteName(name: string): string {
  return JSON.stringify(name);
}
