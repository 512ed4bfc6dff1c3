import type { CompiledExpression } from "../authn/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { lazyMap, toCel, toUnescaping, userValue } from "../cel/evaluator/input.ts";
import { type Program, planExpression } from "../cel/evaluator/plan.ts";
import { viewExpression } from "../cel/expression-view.ts";
import type { CheckedExpression } from "../cel/program.ts";
import { CelError, type CelMap, type CelResult, type CelValue } from "../cel/values.ts";
import { rawText, toAny } from "../go/parse-json.ts";
import type { PlainValue } from "../go/plain-value.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { findReads } from "./find-reads.ts";
import type { RawClaim, RawClaims } from "./id-token.ts";
import type { ExpressionView } from "./trace.ts";

/** `claims` or `user` of one token, made once and given to every expression. */
export type Variable = CelMap;

/** What an expression gave, and how. */
export interface ExpressionRun {
  readonly result: CelResult;
  /** Names of the claims that it reads. */
  readonly reads: readonly string[];
  /** The evaluation was stopped by us, so what the server's own gives is unknown. */
  readonly givenUp: boolean;
  readonly view?: () => ExpressionView;
}

/**
 * newClaimsValue of oidc.go: each claim is decoded when it is first read. Up to 1.33 all are decoded at once, into an
 * unstructured object, and one that cannot be fails the token.
 */
export function makeClaimsVariable(claims: RawClaims, minor: Minor): GoResult<Variable> {
  const decode = (name: string): GoResult<PlainValue> | undefined => {
    const claim = claims.get(name);
    return claim && toAny(claim.text, claim.node, "checked", minor >= 38);
  };
  if (minor >= 34) {
    return ok(
      lazyMap("kubernetes.claims", claims.keys(), (name) => {
        const decoded = decode(name);
        if (decoded === undefined) return undefined;
        if (decoded.kind === "ok") return toUnescaping(toCel(decoded.value, false));
        // Reading the claim is what fails: the map hands the error on.
        return new CelError(
          `claim ${quote(name)} failed to unmarshal: ${decoded.message}`,
        ) as unknown as CelValue;
      }),
    );
  }
  const object = new Map<string, PlainValue>();
  for (const [name, claim] of claims) {
    const decoded = toAny(claim.text, claim.node, "skipped");
    if (decoded.kind === "error") return fail(describeUnconvertible(claim, decoded.message));
    object.set(name, decoded.value);
  }
  return ok(toCel(object, true) as CelMap);
}

// Up to 1.33 a claim goes through sigs.k8s.io/json, which words a number within a list or an object differently.
function describeUnconvertible({ node, text }: RawClaim, message: string): string {
  const number = /number (\S+) into/.exec(message)?.[1] ?? rawText(text, node);
  const reason =
    node.kind === "number"
      ? message
      : `strconv.ParseFloat: parsing ${quote(number)}: value out of range`;
  return `oidc: could not convert claims to unstructured: error decoding ${node.kind} from json: ${reason}`;
}

/** newUserInfoValue of oidc.go. */
export function makeUserVariable(user: UserInfo, minor: Minor): Variable {
  return userValue(user, minor);
}

/** Evaluates an expression of the configuration over its variable. */
export function runExpression(expression: CompiledExpression, variable: Variable): ExpressionRun {
  const { checked } = expression;
  const program = programOf(checked);
  if (program === undefined) {
    return { result: new CelError("no such overload"), reads: [], givenUp: false };
  }
  const evaluation = evaluate(program, variable);
  return {
    result: evaluation.result,
    reads: readsOf(checked),
    givenUp: evaluation.givenUp,
    view: () => ({ ...viewExpression(checked, evaluation), offsets: expression.offsets() }),
  };
}

// An expression is planned once for all tokens, as on a server.
function programOf(checked: CheckedExpression): Program | undefined {
  let program = programs.get(checked);
  if (program === undefined && !programs.has(checked)) {
    const planned = planExpression(checked);
    program = planned.kind === "planned" ? planned.program : undefined;
    programs.set(checked, program);
  }
  return program;
}

function readsOf(checked: CheckedExpression): readonly string[] {
  let reads = readsByExpression.get(checked);
  if (reads === undefined) {
    reads = findReads(checked.expr);
    readsByExpression.set(checked, reads);
  }
  return reads;
}

const programs = new WeakMap<CheckedExpression, Program | undefined>();
const readsByExpression = new WeakMap<CheckedExpression, readonly string[]>();
