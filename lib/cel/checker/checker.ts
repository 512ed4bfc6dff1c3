import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment } from "../environment.ts";
import type { CelReference } from "../program.ts";
import type { CelType } from "../types.ts";
import { errorType, formatType, param } from "../types.ts";
import { incompatibleType } from "./errors.ts";
import type { Scope } from "./names.ts";
import type { Substitution } from "./substitution.ts";
import { isExactType } from "./substitution.ts";

import { limited } from "./type-size.ts";

/** A finding about the expression with this id; its position is looked up when it is printed. */
export interface CheckerFinding {
  readonly id: bigint;
  readonly message: string;
}

/** What a check knows so far. */
export interface Checker {
  readonly environment: Environment;
  readonly types: Map<bigint, CelType>;
  readonly references: Map<bigint, CelReference>;
  readonly findings: CheckerFinding[];
  readonly substitution: Substitution;
  /** Innermost variable of the comprehensions around. */
  scope: Scope | undefined;
  freeTypeVariables: number;
}

/** A type that is still to be found. */
export function newTypeVariable(checker: Checker): CelType {
  return param(`_var${checker.freeTypeVariables++}`);
}

/** Notes the type of an expression; another one than before is reported. */
export function setType(checker: Checker, expr: Expr, type: CelType): void {
  const old = checker.types.get(expr.id);
  if (old !== undefined && !isExactType(old, type)) {
    report(checker, expr.id, incompatibleType(expr.id, formatType(old), formatType(type)));
    return;
  }
  checker.types.set(expr.id, limited(expr.id, type));
}

/** The type of an expression that was checked; the error type if there is none. */
export function getType(checker: Checker, expr: Expr): CelType {
  return checker.types.get(expr.id) ?? errorType;
}

/** Notes what an expression refers to. */
export function setReference(checker: Checker, expr: Expr, reference: CelReference): void {
  checker.references.set(expr.id, reference);
}

/** Reports a finding about an expression. */
export function report(checker: Checker, id: bigint, message: string): void {
  checker.findings.push({ id, message });
}
