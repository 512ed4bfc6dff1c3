import type { Expr, Expr_Call } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment } from "../environment.ts";
import { isKey } from "../evaluator/attributes.ts";
import { goTypeName } from "../evaluator/go-types.ts";
import type { CelValue } from "../values.ts";
import { isError, isList, listOf, mapOf } from "../values.ts";
import type { CheckerFinding, CheckerResult } from "./check.ts";
import { crashMessages, invalidQualifierType, undefinedType } from "./errors.ts";
import { evaluateUnary, literalValue, regularExpressionError } from "./literals.ts";

export type PlanResult =
  | { readonly kind: "planned" }
  /** What follows "program instantiation failed: ". */
  | { readonly kind: "failed"; readonly finding: CheckerFinding }
  | { readonly kind: "crash"; readonly finding: CheckerFinding };

/**
 * What the server finds when it makes a program of a checked expression: it folds constant literals, evaluates
 * conversions of constants, compiles constant patterns and looks up types. The first failure ends it.
 * Follows cel-go interpreter/planner.go and decorators.go.
 */
export function planExpression(
  root: Expr,
  checked: CheckerResult,
  environment: Environment,
): PlanResult {
  const planner: Planner = { environment, checked, failure: undefined };
  plan(planner, root);
  return planner.failure ?? { kind: "planned" };
}

interface Planner {
  readonly environment: Environment;
  readonly checked: CheckerResult;
  failure: PlanResult | undefined;
}

/** The value of a part that is constant once planned; undefined for every other part, and after a failure. */
function plan(planner: Planner, expr: Expr): CelValue | undefined {
  if (planner.failure !== undefined) return undefined;
  const kind = expr.exprKind;
  switch (kind.case) {
    case "constExpr":
      return literalValue(expr);
    case "identExpr":
      return planIdent(planner, expr);
    case "selectExpr":
      if (kind.value.operand !== undefined) plan(planner, kind.value.operand);
      return undefined;
    case "callExpr":
      return planCall(planner, expr, kind.value);
    case "listExpr": {
      const elements = kind.value.elements.map((element) => plan(planner, element));
      return elements.every((element) => element !== undefined) ? listOf(elements) : undefined;
    }
    case "structExpr":
      return planStruct(planner, expr);
    case "comprehensionExpr": {
      const { accuInit, iterRange, loopCondition, loopStep, result } = kind.value;
      for (const part of [accuInit, iterRange, loopCondition, loopStep, result]) {
        if (part !== undefined) plan(planner, part);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function planIdent(planner: Planner, expr: Expr): CelValue | undefined {
  const reference = planner.checked.references.get(expr.id);
  if (reference?.value !== undefined) return reference.value;
  // Every name whose type is the type of a type is taken for a type's name, an iteration variable too.
  if (planner.checked.types.get(expr.id)?.kind !== "type") return undefined;
  const name = reference?.name ?? "";
  const found = planner.environment.identifiers.get(name);
  if (found?.kind === "type" && found.planned) return { kind: "type", name };
  return fail(planner, expr, undefinedType(name));
}

function planCall(planner: Planner, expr: Expr, call: Expr_Call): CelValue | undefined {
  const operands = call.target === undefined ? call.args : [call.target, ...call.args];
  const args = operands.map((operand) => plan(planner, operand));
  if (planner.failure !== undefined) return undefined;
  const [first, second] = args;
  switch (call.function) {
    case "_[_]":
    case "_[?_]":
      if (second !== undefined && !isKey(second)) {
        return fail(planner, expr, invalidQualifierType(goTypeName(second)));
      }
      return undefined;
    case "@in": {
      const overloads = planner.checked.references.get(expr.id)?.overloads;
      const inList = overloads?.length === 1 && overloads[0] === "in_list";
      return inList && second !== undefined && isList(second) && second.size === 0
        ? false
        : undefined;
    }
    case "matches":
    case "find":
    case "findAll": {
      const error = typeof second === "string" ? regularExpressionError(second) : undefined;
      return error === undefined ? undefined : fail(planner, expr, error);
    }
    default: {
      if (!conversions.has(call.function) || args.length !== 1 || first === undefined) {
        return undefined;
      }
      const overloads = planner.checked.references.get(expr.id)?.overloads;
      const value = evaluateUnary(planner.environment, call.function, first, overloads);
      return isError(value) ? fail(planner, expr, value.message) : value;
    }
  }
}

function planStruct(planner: Planner, expr: Expr): CelValue | undefined {
  if (expr.exprKind.case !== "structExpr") return undefined;
  const { messageName, entries } = expr.exprKind.value;
  const constants: [CelValue, CelValue][] = [];
  for (const { keyKind, value } of entries) {
    const key = keyKind.case === "mapKey" ? plan(planner, keyKind.value) : undefined;
    const planned = value && plan(planner, value);
    if (key !== undefined && planned !== undefined) constants.push([key, planned]);
  }
  if (planner.failure !== undefined || messageName !== "") return undefined;
  if (constants.length < entries.length) return undefined;
  if (constants.some(([key]) => key instanceof Uint8Array)) {
    planner.failure = { kind: "crash", finding: { id: expr.id, message: crashMessages.bytesKey } };
    return undefined;
  }
  return mapOf(constants);
}

function fail(planner: Planner, expr: Expr, message: string): undefined {
  planner.failure = { kind: "failed", finding: { id: expr.id, message } };
}

/** Functions of one argument that are evaluated where it is constant. Follows common/overloads IsTypeConversionFunction. */
const conversions: ReadonlySet<string> = new Set([
  ...["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"],
]);
