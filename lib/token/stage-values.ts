import type { CompiledExpression } from "../authn/compile.ts";
import { CelError, isError } from "../cel/values.ts";
import { fromByteString } from "../go/byte-string.ts";
import { rawText } from "../go/parse-json.ts";
import { fail, type GoResult } from "../go/result.ts";
import type { RawClaim } from "./id-token.ts";
import {
  type ExpressionRun,
  makeClaimsVariable,
  makeUserVariable,
  runExpression,
  type Variable,
} from "./run-expression.ts";
import type { Outcome, StageResult, State } from "./stage.ts";

/** Evaluations of one stage, up to the first that failed. */
export interface Runs {
  readonly runs: readonly ExpressionRun[];
  /** The first evaluation that failed: no result is looked at. */
  readonly error?: string;
}

/** mapper.eval of pkg/authentication/cel/mapper.go; `where` heads the error of the one that fails. */
export function evaluateAll(
  state: State,
  expressions: readonly CompiledExpression[],
  variable: "claims" | "user",
  where?: string,
): Runs {
  const runs: ExpressionRun[] = [];
  const user =
    variable === "user" && expressions.length > 0
      ? makeUserVariable(state, state.run.minor)
      : undefined;
  for (const expression of expressions) {
    const run = user === undefined ? evaluate(state, expression) : runOver(state, expression, user);
    runs.push(run);
    if (isError(run.result)) {
      const message = describeFailure(expression, run);
      return { runs, error: where === undefined ? message : `${where}: ${message}` };
    }
  }
  return { runs };
}

/** The outcomes of evaluations: each judged, until one is an error; `failure` sums up one that could not be evaluated. */
export function collect(
  { runs, error }: Runs,
  judge: (run: ExpressionRun, at: number) => Outcome & { error?: string },
  failure: string,
): StageResult {
  const outcomes: Outcome[] = [];
  for (const [at, run] of runs.entries()) {
    if (error !== undefined && at === runs.length - 1) {
      outcomes.push({ verdict: "failed", summary: failure, message: error, ...describeRun(run) });
      return { outcomes, error };
    }
    const { error: own, ...outcome } = judge(run, at);
    outcomes.push(outcome);
    if (own !== undefined) return { outcomes, error: own };
  }
  return { outcomes };
}

/** Makes the claims a value before the first mapping, if some expression reads them; its error is the token's. */
export function makeVariable(state: State): string | undefined {
  const { username, groups, uid, extra, claimRules } = state.issuer;
  const mappings = [username, groups, uid];
  if (
    extra.length + claimRules.length === 0 &&
    !mappings.some((mapping) => mapping?.kind === "expression")
  ) {
    return undefined;
  }
  const variable = makeClaimsVariable(state.claims, state.run.minor);
  if (variable.kind === "error") return variable.message;
  state.variable = variable.value;
  return undefined;
}

/** Evaluates an expression over the claims. */
export function evaluate(state: State, expression: CompiledExpression): ExpressionRun {
  const { variable } = state;
  if (variable === undefined)
    return { result: new CelError("no such attribute(s): claims"), reads: [], givenUp: false };
  return runOver(state, expression, variable);
}

function runOver(state: State, expression: CompiledExpression, variable: Variable): ExpressionRun {
  const run = runExpression(expression, variable);
  if (run.givenUp && isError(run.result)) state.givenUp = run.result.message;
  return run;
}

/** The words around the error of an evaluation. */
export function describeFailure(expression: CompiledExpression, run: ExpressionRun): string {
  const message = isError(run.result) ? run.result.message : "";
  return `expression '${expression.checked.source}' resulted in error: ${message}`;
}

/** What a step shows of an evaluation. */
export function describeRun(run: ExpressionRun): Omit<Outcome, "verdict" | "summary" | "message"> {
  return {
    claims: run.reads,
    ...(run.view !== undefined && { view: run.view }),
  };
}

/** A claim decoded into a Go type: claims.unmarshalClaim of oidc.go. */
export function unmarshalClaim<T>(
  state: State,
  claim: string,
  decode: (text: RawClaim["text"], node: RawClaim["node"]) => GoResult<T>,
): GoResult<T> {
  const found = state.claims.get(claim);
  return found === undefined ? fail("claim not present") : decode(found.text, found.node);
}

/** A claim as it is written in the token; "" if there is none. */
export function showClaim(state: State, claim: string): string {
  const found = state.claims.get(claim);
  return found === undefined ? "" : fromByteString(rawText(found.text, found.node));
}
