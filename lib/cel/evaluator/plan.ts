import type {
  Expr,
  Expr_Call,
  Expr_Comprehension,
  Expr_CreateList,
  Expr_CreateStruct,
  Expr_Select,
} from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../../kube/minor.ts";
import { literalValue } from "../checker/literals.ts";
import { type Environment, environmentFor } from "../environment.ts";
import type { CheckedExpression } from "../program.ts";
import type { CelResult } from "../values.ts";
import { Panic } from "../values.ts";
import { addQualifier } from "./attributes.ts";
import {
  attributeStep,
  constant,
  type Instruction,
  idOf,
  PlanFailure,
  relativeAttribute,
  testStep,
} from "./instruction.ts";
import { planFunction } from "./plan-call.ts";
import { type Initialize, planAccumulator, planFold } from "./plan-comprehension.ts";
import { planList, planMap, planMessage } from "./plan-literals.ts";
import { conditional, equality, logical, optionalOr, planIndex } from "./plan-operators.ts";
import { createScratch, type Fold, type Run, type Scratch } from "./run.ts";

/** An expression ready to be evaluated any number of times. */
export interface Program {
  readonly checked: CheckedExpression;
  readonly minor: Minor;
  readonly scratch: Scratch;
  readonly execute: (run: Run) => CelResult;
}

/** A program, or why the server cannot make one of an expression that compiled. */
export type PlanResult =
  | { readonly kind: "planned"; readonly program: Program }
  | {
      readonly kind: "failed";
      /** What follows "program instantiation failed: ", or Go's words if the server panics. */
      readonly message: string;
      /** The expression where it happened. */
      readonly id?: bigint;
      /** The real planner panics. */
      readonly crash?: true;
    };

/**
 * Turns a checked expression into closures, folding what is constant. Follows cel-go interpreter/planner.go and
 * decorators.go, with the steps that OptOptimize and OptTrackCost add.
 */
export function planExpression(checked: CheckedExpression): PlanResult {
  const planner: Planner = {
    checked,
    environment: environmentFor(checked.environment),
    minor: checked.environment.minor,
    scopes: [],
    foldCount: 0,
    idCount: 1,
  };
  try {
    const root = plan(planner, checked.expr);
    const program = {
      checked,
      minor: planner.minor,
      scratch: createScratch(planner.idCount),
      execute: root.execute,
    };
    return { kind: "planned", program };
  } catch (error) {
    if (error instanceof PlanFailure) {
      const id = error.id === undefined ? undefined : BigInt(error.id);
      return { kind: "failed", message: error.message, ...(id !== undefined && { id }) };
    }
    if (error instanceof Panic) return { kind: "failed", message: error.message, crash: true };
    throw error;
  }
}

interface Planner {
  readonly checked: CheckedExpression;
  readonly environment: Environment;
  readonly minor: Minor;
  /** The comprehensions around, innermost last, with the names that are visible there. */
  readonly scopes: Scope[];
  foldCount: number;
  idCount: number;
}

interface Scope {
  readonly fold: number;
  readonly names: ReadonlyMap<string, "accumulator" | "first" | "second">;
  readonly initialize: Initialize;
}

function plan(planner: Planner, expr: Expr | undefined): Instruction {
  if (expr === undefined) throw new PlanFailure("unsupported expr: <nil>");
  planner.idCount = Math.max(planner.idCount, Number(expr.id) + 1);
  const kind = expr.exprKind;
  switch (kind.case) {
    case "constExpr":
      return constant(Number(expr.id), literalValue(expr) ?? null);
    case "identExpr":
      return planIdent(planner, expr, kind.value.name);
    case "selectExpr":
      return planSelect(planner, expr, kind.value);
    case "callExpr":
      return planCall(planner, expr, kind.value);
    case "listExpr":
      return planCreateList(planner, expr, kind.value);
    case "structExpr":
      return kind.value.messageName === ""
        ? planCreateMap(planner, expr, kind.value)
        : planCreateStruct(planner, expr, kind.value);
    case "comprehensionExpr":
      return planComprehension(planner, expr, kind.value);
    default:
      throw new PlanFailure("unsupported expr: <nil>");
  }
}

function planIdent(planner: Planner, expr: Expr, name: string): Instruction {
  const id = Number(expr.id);
  const reference = planner.checked.references.get(expr.id);
  if (reference?.value !== undefined) return constant(id, reference.value);
  const resolved = reference?.name ?? name;
  if (reference !== undefined && planner.checked.types.get(expr.id)?.kind === "type") {
    // An iteration variable whose values are types is taken for a type's name, too.
    const found = planner.environment.identifiers.get(resolved);
    if (found?.kind !== "type" || !found.planned) {
      throw new PlanFailure(`reference to undefined type: ${resolved}`, id);
    }
    return constant(id, { kind: "type", name: resolved });
  }
  return attributeStep({
    kind: "absolute",
    id,
    nameId: id,
    name: resolved.replace(/^\./, ""),
    resolve: planVariable(planner, resolved),
    qualifiers: [],
  });
}

/** How to find a variable: in the comprehension around it that declares the name, else in the input. */
function planVariable(planner: Planner, name: string): (run: Run) => CelResult | undefined {
  const global = name.startsWith(".");
  const plain = global ? name.slice(1) : name;
  for (let index = planner.scopes.length - 1; index >= 0 && !global; index--) {
    const scope = planner.scopes[index] as Scope;
    const slot = scope.names.get(plain);
    if (slot === undefined) continue;
    const { fold, initialize } = scope;
    if (slot !== "accumulator") return (run) => (run.folds[fold] as Fold)[slot];
    return (run) => {
      const state = run.folds[fold] as Fold;
      if (!state.initialized) initialize(run, state);
      return state.accumulator;
    };
  }
  if (plain === planner.checked.environment.variable) return (run) => run.variable;
  const type = planner.environment.identifiers.has(plain);
  return () => (type ? { kind: "type", name: plain } : undefined);
}

function planSelect(planner: Planner, expr: Expr, select: Expr_Select): Instruction {
  if (planner.checked.references.has(expr.id)) return planIdent(planner, expr, select.field);
  const id = Number(expr.id);
  const operand = plan(planner, select.operand);
  const attribute = operand.attribute ?? relativeAttribute(idOf(operand), operand);
  const { testOnly } = select;
  const key = { kind: "constant", value: select.field } as const;
  addQualifier(attribute, { id, key, optional: false, testOnly });
  // A presence test of a presence test is none of a step's parts again.
  const nested = operand.testOnly ? testStep(operand.id, attribute) : undefined;
  if (testOnly) return testStep(id, attribute);
  return nested ?? { ...attributeStep(attribute), id };
}

function planCall(planner: Planner, expr: Expr, call: Expr_Call): Instruction {
  const id = Number(expr.id);
  const args: Instruction[] = [];
  // A namespaced function is called as a member of its namespace, which is no value.
  const overloads = planner.checked.references.get(expr.id)?.overloads ?? [];
  if (call.target !== undefined) args.push(plan(planner, call.target));
  for (const arg of call.args) args.push(plan(planner, arg));
  const [first, second, third] = args;
  switch (call.function) {
    case "_&&_":
      return logical(id, args, false);
    case "_||_":
      return logical(id, args, true);
    case "_?_:_":
      if (first && second && third) return conditional(id, first, second, third);
      break;
    case "_==_":
      if (first && second) return equality(id, first, second, true);
      break;
    case "_!=_":
      if (first && second) return equality(id, first, second, false);
      break;
    case "_[_]":
      if (first && second) return planIndex(planner.minor, id, first, second, false);
      break;
    case "_?._":
    case "_[?_]":
      if (first && second) return planIndex(planner.minor, id, first, second, true);
      break;
    case "or":
    case "orValue":
      if (first && second && args.length === 2) {
        return optionalOr(planner.minor, id, first, second, call.function === "orValue");
      }
      break;
  }
  const declaration = planner.environment.functions.get(call.function);
  const { minor } = planner;
  return planFunction({ name: call.function, declaration, overloads, minor }, id, args);
}

function planCreateList(planner: Planner, expr: Expr, list: Expr_CreateList): Instruction {
  const optionals = new Set(list.optionalIndices);
  const elements = list.elements.map((element, index) => ({
    value: plan(planner, element),
    optional: optionals.has(index),
  }));
  return planList(Number(expr.id), elements);
}

function planCreateMap(planner: Planner, expr: Expr, struct: Expr_CreateStruct): Instruction {
  const entries = struct.entries.map(({ keyKind, value, optionalEntry }) => ({
    key: plan(planner, keyKind.case === "mapKey" ? keyKind.value : undefined),
    value: plan(planner, value),
    optional: optionalEntry,
  }));
  return planMap(Number(expr.id), entries);
}

function planCreateStruct(planner: Planner, expr: Expr, struct: Expr_CreateStruct): Instruction {
  const name = planner.checked.references.get(expr.id)?.name ?? struct.messageName;
  const fields = struct.entries.map(({ keyKind, value, optionalEntry }) => ({
    name: keyKind.case === "fieldKey" ? keyKind.value : "",
    value: plan(planner, value),
    optional: optionalEntry,
  }));
  return planMessage(Number(expr.id), name, fields);
}

function planComprehension(
  planner: Planner,
  expr: Expr,
  comprehension: Expr_Comprehension,
): Instruction {
  const { minor, scopes } = planner;
  const { accuVar, iterVar, iterVar2 } = comprehension;
  const fold = planner.foldCount++;
  const accumulator = plan(planner, comprehension.accuInit);
  const range = plan(planner, comprehension.iterRange);
  const initialize = planAccumulator(accumulator, minor);
  const names = new Map<string, "accumulator" | "first" | "second">();
  if (iterVar2 !== "") names.set(iterVar2, "second");
  names.set(iterVar, "first");
  names.set(accuVar, "accumulator");
  scopes.push({ fold, names, initialize });
  const condition = plan(planner, comprehension.loopCondition);
  const step = plan(planner, comprehension.loopStep);
  scopes.pop();
  scopes.push({ fold, names: new Map([[accuVar, "accumulator"]]), initialize });
  const result = plan(planner, comprehension.result);
  scopes.pop();
  const parts = { fold, range, condition, step, result, both: iterVar2 !== "", initialize };
  return planFold(Number(expr.id), parts, minor);
}
