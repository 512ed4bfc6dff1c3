import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { CelType } from "../../cel/types.ts";
import type { Alternatives, Fact } from "./fact.ts";
import type { Value, Way } from "./value.ts";

/** What the names of the expression's variables represent. */
export type Variables = ReadonlyMap<string, Value>;

/** Follows an expression without a token: the values that it can have, and when a condition holds. */
export interface Analyst {
  /** Every value that the expression can have. Errors are none: the server refuses the token. */
  evaluate(expr: Expr | undefined, variables: Variables): readonly Way[];
  /** What holds if the expression is `wanted`; none if it never is. */
  decide(expr: Expr | undefined, wanted: boolean, variables: Variables): Alternatives;
  /** A number that was not used before. */
  next(): number;
  /** The numbers that were given since one. */
  since(first: number): readonly number[];
  /** How an expression is written. */
  sourceOf(expr: Expr): string;
  typeOf(expr: Expr): CelType | undefined;
  /** From 1.34 names in claims are unescaped. */
  nameOf(field: string): string;
}

/** A value that is not followed. */
export function unknownWay(reason: string, expr: Expr, when: readonly Fact[] = []): Way {
  return { value: { kind: "unknown", reason }, when, node: expr.id };
}

/** The variable of an expression, also as it is written if an iteration hides it: `.claims`. */
export function rootVariables(name: "claims" | "user", value: Value): Variables {
  return new Map([
    [name, value],
    [`.${name}`, value],
  ]);
}

/** How many names there are outside of iterations. */
export const rootNames = 2;

/** More values than are followed: of such an expression nothing is said. */
export const mostWays = 64;
