import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment, EnvironmentFunction } from "../environment.ts";
import type { CelType } from "../types.ts";
import type { Identifier } from "./type-names.ts";

/**
 * What a name refers to. Follows cel-go checker/env.go and scopes.go; the server's container is empty, so that every
 * name has one candidate.
 */

/** The variables of the comprehensions around an expression, innermost first. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly name: string;
  readonly type: CelType;
}

/** What a name represents: a variable, a type, or a constant with its value. */
export interface ResolvedIdent {
  /** Fully qualified; a leading dot sets it apart from an iteration variable of the same name. */
  readonly name: string;
  readonly type: CelType;
  readonly value?: bigint;
}

/** Follows checker/env.go: LookupIdent up to 1.36, from 1.37 resolveSimpleIdent. */
export function resolveIdent(
  environment: Environment,
  scope: Scope | undefined,
  name: string,
): ResolvedIdent | undefined {
  const bare = withoutLeadingDot(name);
  const local = lookupLocal(scope, bare);
  const absolute = name !== bare && environment.minor >= 37;
  if (local !== undefined && !absolute) return local;
  const global = environment.identifiers.get(bare);
  return global && toResolved(local === undefined ? bare : `.${bare}`, global);
}

/** From 1.37 a local variable hides every name that it begins. */
export function resolveQualifiedIdent(
  environment: Environment,
  scope: Scope | undefined,
  qualified: string,
): ResolvedIdent | undefined {
  const name = withoutLeadingDot(qualified);
  const global = environment.identifiers.get(name);
  if (global === undefined) return undefined;
  if (environment.minor < 37) return toResolved(name, global);
  const local = lookupLocal(scope, name.slice(0, name.indexOf(".")));
  if (local === undefined) return toResolved(name, global);
  return name === qualified ? undefined : toResolved(`.${name}`, global);
}

/** The type of a message literal. Up to 1.36 a variable of that name goes before it. */
export function resolveTypeIdent(
  environment: Environment,
  scope: Scope | undefined,
  name: string,
): ResolvedIdent | undefined {
  if (environment.minor < 37) return resolveIdent(environment, scope, name);
  const bare = withoutLeadingDot(name);
  const found = environment.identifiers.get(bare);
  return found?.kind === "type" ? toResolved(bare, found) : undefined;
}

/** The function of a name, which may have a leading dot. */
export function lookupFunction(
  environment: Environment,
  name: string,
): EnvironmentFunction | undefined {
  return environment.functions.get(withoutLeadingDot(name));
}

/** `a.b.c` if the expression is nothing but names. Follows common/containers ToQualifiedName. */
export function toQualifiedName(expr: Expr): string | undefined {
  const kind = expr.exprKind;
  if (kind.case === "identExpr") return kind.value.name;
  if (kind.case !== "selectExpr" || kind.value.testOnly || kind.value.operand === undefined) {
    return undefined;
  }
  const prefix = toQualifiedName(kind.value.operand);
  return prefix === undefined ? undefined : `${prefix}.${kind.value.field}`;
}

function toResolved(name: string, { type, value }: Identifier): ResolvedIdent {
  return { name, type, ...(value !== undefined && { value }) };
}

function lookupLocal(innermost: Scope | undefined, name: string): ResolvedIdent | undefined {
  for (let scope = innermost; scope !== undefined; scope = scope.outer) {
    if (scope.name === name) return scope;
  }
  return undefined;
}

function withoutLeadingDot(name: string): string {
  return name.startsWith(".") ? name.slice(1) : name;
}
