import type { CompiledExpression } from "../authn/compile.ts";
import { CelError, type CelResult } from "../cel/values.ts";
import type { Minor } from "../kube/minor.ts";
import type { RawClaims } from "./id-token.ts";
import type { ExpressionView, UserInfo } from "./trace.ts";

/** `claims` or `user` of one token, made once and given to every expression. */
export interface ClaimsVariable {
  readonly kind: "claims" | "user";
}

/** What an expression gave, and how. */
export interface ExpressionRun {
  readonly result: CelResult;
  /** Names of the claims that it reads. */
  readonly reads: readonly string[];
  readonly view?: ExpressionView;
}

/** newClaimsValue of oidc.go. */
export function makeClaimsVariable(_claims: RawClaims, _minor: Minor): ClaimsVariable {
  return { kind: "claims" };
}

/** newUserInfoValue of oidc.go. */
export function makeUserVariable(_user: UserInfo, _minor: Minor): ClaimsVariable {
  return { kind: "user" };
}

/** Evaluates an expression of the configuration over its variable. */
export function runExpression(
  _expression: CompiledExpression,
  _variable: ClaimsVariable,
  _view: boolean,
): ExpressionRun {
  return { result: new CelError("not evaluated yet"), reads: [] };
}
