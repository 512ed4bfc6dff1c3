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
import { growingMap, seal } from "../library/comprehensions.ts";
import { costOfEquality } from "../library/cost.ts";
import { costOfEquals } from "../library/kubernetes-cost.ts";
import type { CheckedExpression } from "../program.ts";
import {
  CelError,
  type CelOptional,
  type CelResult,
  type CelValue,
  equals,
  isList,
  isMap,
  isUint,
  KeyTable,
  listOf,
  mapOfTable,
  noSuchOverload,
  stringBehind,
} from "../values.ts";
import { spendWork } from "../work.ts";
import {
  type Attribute,
  addQualifier,
  isKey,
  observeAttribute,
  type Qualifier,
  resolveAttribute,
} from "./attributes.ts";
import { resolveCall } from "./calls.ts";
import { MutableList } from "./containers.ts";
import { formatGo } from "./format.ts";
import { goTypeName } from "./go-types.ts";
import { createMessage } from "./messages.ts";
import { compileRegularExpression } from "./regular-expressions.ts";
import { createScratch, type Fold, label, Panic, type Run, type Scratch } from "./run.ts";

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
      /** What follows "program instantiation failed: ", or Go's words where the server panics. */
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

/** Ends planning with the words of the server. */
class PlanFailure extends Error {
  readonly id: number | undefined;
  constructor(message: string, id?: number) {
    super(message);
    this.id = id;
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
  /** Gives the accumulator its first value where cel-go does that late. */
  readonly initialize: (run: Run, fold: Fold) => void;
}

/** One step of a plan: cel-go's Interpretable with its watcher. */
interface Instruction {
  readonly id: number;
  readonly execute: (run: Run) => CelResult;
  readonly constant?: { readonly value: CelResult };
  readonly attribute?: Attribute;
  readonly testOnly?: boolean;
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

function constant(id: number, value: CelResult): Instruction {
  const execute = (run: Run) => {
    run.push(id, value);
    return value;
  };
  return { id, execute, constant: { value } };
}

function attributeStep(attribute: Attribute): Instruction {
  const execute = (run: Run) => {
    const value = label(attribute.id, resolveAttribute(run, attribute));
    observeAttribute(run, attribute, attribute.id, false, value);
    return value;
  };
  return { id: attribute.id, execute, attribute };
}

/** The ids of arguments, looked up when they are first needed: a select that follows still changes an attribute's. */
function idsOf(steps: readonly Instruction[]): () => readonly number[] {
  let ids: readonly number[] | undefined;
  return () => {
    ids ??= steps.map(idOf);
    return ids;
  };
}

/** The id that an argument's value has on the cost tracker's stack. */
function idOf(step: Instruction): number {
  return step.attribute !== undefined && !step.testOnly ? step.attribute.id : step.id;
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

function testStep(id: number, attribute: Attribute): Instruction {
  const execute = (run: Run) => {
    const resolved = resolveAttribute(run, attribute);
    const value = label(id, isOptional(resolved) ? resolved.value !== undefined : resolved);
    observeAttribute(run, attribute, id, true, value);
    return value;
  };
  return { id, execute, attribute, testOnly: true };
}

function relativeAttribute(id: number, operand: Instruction): Attribute {
  return { kind: "relative", id, operand: operand.execute, qualifiers: [] };
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
      if (first && second) return planIndex(id, first, second, false);
      break;
    case "_?._":
    case "_[?_]":
      if (first && second) return planIndex(id, first, second, true);
      break;
    case "or":
    case "orValue":
      if (first && second && args.length === 2) {
        return optionalOr(planner.minor, id, first, second, call.function === "orValue");
      }
      break;
  }
  return planFunction(planner, id, call.function, overloads, args);
}

function planFunction(
  planner: Planner,
  id: number,
  name: string,
  overloads: readonly string[],
  args: readonly Instruction[],
): Instruction {
  const { minor, environment } = planner;
  const callable = resolveCall(environment.functions.get(name), overloads, args.length, minor);
  if (args.length === 0 && callable.evaluate === undefined) {
    throw new PlanFailure(`no such overload: ${name}()`, id);
  }
  const pattern = patternFunctions.has(name) ? args[1]?.constant?.value : undefined;
  const compiled = typeof pattern === "string";
  const refusal = compiled ? compileRegularExpression(pattern) : undefined;
  if (refusal instanceof CelError) throw new PlanFailure(refusal.message, id);
  const eager = callable.eager && !compiled;
  const strict = name !== "@not_strictly_false";
  const evaluate = callable.evaluate ?? (() => missingFunction(name, id, args.length, minor));
  const cost = callable.cost;

  const compute = (run: Run): CelResult => {
    const values: CelValue[] = new Array(args.length);
    let failure: CelError | undefined;
    for (let index = 0; index < args.length; index++) {
      const value = (args[index] as Instruction).execute(run);
      if (value instanceof CelError) {
        if (!strict) {
          run.absorb(value, id);
          return true;
        }
        if (!eager) return value;
        failure ??= value;
        continue;
      }
      values[index] = value;
      // Most functions walk over a text; comparisons count a list's elements themselves.
      if (typeof value === "string") spendWork(value.length >> 3);
    }
    if (failure !== undefined) return failure;
    if (compiled) {
      const text = stringBehind(values[0] as CelValue);
      if (text === undefined) return label(id, noSuchOverload);
      values[0] = text;
      // So is the limit of findAll: an optional counts as what it holds.
      if (values[2] !== undefined) {
        const limit = intBehind(values[2]);
        if (limit === undefined) return label(id, noSuchOverload);
        values[2] = limit;
      }
    }
    return label(id, evaluate(values));
  };

  const inList = overloads.length === 1 && overloads[0] === "in_list";
  if (inList && args[0] && args[1]?.constant) {
    const optimized = setMembership(id, args[0], args[1].constant.value);
    if (optimized !== undefined) return optimized;
  }
  const argument = args[0]?.constant?.value;
  if (conversionFunctions.has(name) && args.length === 1 && argument !== undefined) {
    const value = argument instanceof CelError ? argument : evaluate([argument]);
    if (value instanceof CelError) throw new PlanFailure(value.message, id);
    return constant(id, value);
  }
  const ids = idsOf(args);
  const execute = (run: Run) => {
    const value = compute(run);
    const values = run.dropArguments(ids());
    if (values !== undefined) run.cost += cost === undefined ? 1 : cost(values, value, minor);
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** ref.Val.Value().(int64): what an optional holds too. */
function intBehind(value: CelValue): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return value.kind === "optional" && value.value !== undefined
    ? intBehind(value.value)
    : undefined;
}

/** Functions whose constant pattern is compiled with the program. */
const patternFunctions: ReadonlySet<string> = new Set(["matches", "find", "findAll"]);

/** Functions of one argument that are evaluated where it is constant. Follows common/overloads IsTypeConversionFunction. */
const conversionFunctions: ReadonlySet<string> = new Set([
  ...["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"],
]);

function missingFunction(name: string, id: number, count: number, minor: Minor): CelError {
  return new CelError(`no such overload: ${name}${count > 2 && minor > 30 ? ` ${id}` : ""}`);
}

/** `&&` (decided by false) and `||` (decided by true). An error counts only where nothing decides. */
function logical(id: number, terms: readonly Instruction[], decisive: boolean): Instruction {
  const ids = idsOf(terms);
  const execute = (run: Run) => {
    let value: CelResult = !decisive;
    let failure: CelError | undefined;
    for (const term of terms) {
      const result = term.execute(run);
      if (result === decisive) {
        value = decisive;
        if (failure !== undefined) run.absorb(failure, id);
        failure = undefined;
        break;
      }
      if (typeof result !== "boolean" && failure === undefined) {
        failure = label(id, result instanceof CelError ? result : noSuchOverload) as CelError;
      }
    }
    if (failure !== undefined) value = failure;
    for (const term of ids()) run.drop(term);
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

function conditional(
  id: number,
  condition: Instruction,
  truthy: Instruction,
  falsy: Instruction,
): Instruction {
  const branch = (step: Instruction): Attribute =>
    step.attribute !== undefined
      ? step.attribute
      : { kind: "relative", id: idOf(step), operand: step.execute, qualifiers: [] };
  const [yes, no] = [branch(truthy), branch(falsy)];
  return {
    ...attributeStep({
      kind: "conditional",
      id: yes.id === no.id ? yes.id : id,
      ownId: id,
      condition: condition.execute,
      conditionId: () => idOf(condition),
      truthy: yes,
      falsy: no,
    }),
    id,
  };
}

function equality(id: number, left: Instruction, right: Instruction, wanted: boolean): Instruction {
  const ids = idsOf([left, right]);
  const cost = wanted ? costOfEquals : costOfEquality;
  const execute = (run: Run) => {
    const a = left.execute(run);
    const b = right.execute(run);
    let value: CelResult;
    if (a instanceof CelError) value = a;
    else if (b instanceof CelError) value = b;
    else {
      const equal = equals(a, b);
      value = wanted ? equal : equal !== true;
    }
    const values = run.dropArguments(ids());
    if (values !== undefined) run.cost += cost(values, value, run.minor);
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

function planIndex(
  id: number,
  operand: Instruction,
  index: Instruction,
  optional: boolean,
): Instruction {
  const attribute = operand.attribute ?? relativeAttribute(idOf(operand), operand);
  addQualifier(attribute, indexQualifier(id, index, optional));
  return operand.testOnly ? testStep(operand.id, attribute) : { ...attributeStep(attribute), id };
}

function indexQualifier(id: number, index: Instruction, optional: boolean): Qualifier {
  const base = { id, optional, testOnly: false };
  if (index.constant !== undefined) {
    const { value } = index.constant;
    if (value instanceof CelError || !isKey(value)) {
      throw new PlanFailure(`invalid qualifier type: ${goTypeName(value)}`, id);
    }
    return { ...base, key: { kind: "constant", value } };
  }
  const computed = index.attribute === undefined;
  const attribute = index.attribute ?? relativeAttribute(id, index);
  return { ...base, key: { kind: "attribute", attribute, computed } };
}

/** `or` and `orValue`, which look at their other side only where they must, and cost nothing. */
function optionalOr(
  minor: Minor,
  id: number,
  left: Instruction,
  right: Instruction,
  unwrap: boolean,
): Instruction {
  const execute = (run: Run) => {
    const first = left.execute(run);
    let value: CelResult;
    if (first instanceof CelError) value = first;
    // Up to 1.36 what is no optional is taken for the answer.
    else if (!isOptional(first)) value = minor >= 37 ? label(id, noSuchOverload) : first;
    else if (first.value === undefined) value = right.execute(run);
    else value = unwrap ? first.value : first;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** `x in [constants]`: a look into a set, which costs nothing; undefined where the list is no such set. */
function setMembership(id: number, element: Instruction, list: CelResult): Instruction | undefined {
  if (!isList(list)) return undefined;
  if (list.size === 0) return constant(id, false);
  const set = new KeyTable();
  for (let index = 0; index < list.size; index++) {
    const value = list.at(index);
    if (typeof value === "object" && !isUint(value)) return undefined;
    set.set(value, true);
    if (typeof value === "number") {
      if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) set.set(BigInt(value), true);
    } else if (typeof value === "bigint") {
      set.set(Number(value), true);
    } else if (isUint(value)) {
      set.set(Number(value.value), true);
    }
  }
  const execute = (run: Run) => {
    const value = element.execute(run);
    const result = value instanceof CelError ? value : set.find(hashable(value)) !== undefined;
    run.push(id, result);
    return result;
  };
  return { id, execute };
}

const unhashable: ReadonlySet<string> = new Set(["types.Bytes", "cel.Semver", "cel.Format"]);

/** Go cannot look up such a value in a map: the server ends the evaluation. */
function hashable(key: CelValue): CelValue {
  const type = goTypeName(key);
  if (unhashable.has(type)) throw new Panic(`runtime error: hash of unhashable type ${type}`);
  return key;
}

function planCreateList(planner: Planner, expr: Expr, list: Expr_CreateList): Instruction {
  const id = Number(expr.id);
  const elements = list.elements.map((element) => plan(planner, element));
  const optionals = new Set(list.optionalIndices);
  const create = (values: (element: Instruction) => CelResult): CelResult => {
    const result: CelValue[] = [];
    for (let index = 0; index < elements.length; index++) {
      const value = values(elements[index] as Instruction);
      if (value instanceof CelError) return value;
      if (!optionals.has(index)) {
        result.push(value);
      } else if (!isOptional(value)) {
        return new CelError(
          `cannot initialize optional list element from non-optional value ${formatGo(value)}`,
          id,
        );
      } else if (value.value !== undefined) {
        result.push(value.value);
      }
    }
    return listOf(result);
  };
  if (elements.every((element) => element.constant !== undefined)) {
    return constant(
      id,
      create((element) => element.constant?.value ?? null),
    );
  }
  const ids = idsOf(elements);
  const execute = (run: Run) => {
    const value = create((element) => element.execute(run));
    run.dropArguments(ids());
    run.cost += listCost;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

function planCreateMap(planner: Planner, expr: Expr, struct: Expr_CreateStruct): Instruction {
  const id = Number(expr.id);
  const entries = struct.entries.map((entry) => ({
    key: plan(planner, entry.keyKind.case === "mapKey" ? entry.keyKind.value : undefined),
    value: plan(planner, entry.value),
    optional: entry.optionalEntry,
  }));
  const create = (evaluate: (step: Instruction) => CelResult): CelResult => {
    const table = new KeyTable();
    for (const entry of entries) {
      const key = evaluate(entry.key);
      if (key instanceof CelError) return key;
      const value = evaluate(entry.value);
      if (value instanceof CelError) return value;
      if (!entry.optional) {
        table.set(hashable(key), value);
      } else if (!isOptional(value)) {
        const words = `'${formatGo(key)}' from non-optional value ${formatGo(value)}`;
        return new CelError(`cannot initialize optional entry ${words}`, id);
      } else if (value.value === undefined) {
        table.delete(hashable(key));
      } else {
        table.set(hashable(key), value.value);
      }
    }
    return mapOfTable(table);
  };
  const steps = entries.flatMap((entry) => [entry.key, entry.value]);
  if (steps.every((step) => step.constant !== undefined)) {
    return constant(
      id,
      create((step) => step.constant?.value ?? null),
    );
  }
  const ids = idsOf(steps);
  const execute = (run: Run) => {
    const value = create((step) => step.execute(run));
    run.dropArguments(ids());
    run.cost += mapCost;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** What making a list, a map or a message costs. Follows cel-go common/cost.go. */
const listCost = 10;
const mapCost = 30;
const structCost = 40;

function planCreateStruct(planner: Planner, expr: Expr, struct: Expr_CreateStruct): Instruction {
  const id = Number(expr.id);
  const name = planner.checked.references.get(expr.id)?.name ?? struct.messageName;
  const fields = struct.entries.map(({ keyKind, value, optionalEntry }) => ({
    name: keyKind.case === "fieldKey" ? keyKind.value : "",
    step: plan(planner, value),
    optional: optionalEntry,
  }));
  const create = (run: Run): CelResult => {
    const values = new Map<string, CelValue>();
    for (const field of fields) {
      const value = field.step.execute(run);
      if (value instanceof CelError) return value;
      if (!field.optional) {
        values.set(field.name, value);
      } else if (!isOptional(value)) {
        const words = `'${field.name}' from non-optional value ${formatGo(value)}`;
        return new CelError(`cannot initialize optional entry ${words}`, id);
      } else if (value.value !== undefined) {
        values.set(field.name, value.value);
      }
    }
    return label(id, createMessage(name, values));
  };
  const execute = (run: Run) => {
    const value = create(run);
    run.dropArguments(fields.map((field) => idOf(field.step)));
    run.cost += structCost;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

function planComprehension(
  planner: Planner,
  expr: Expr,
  comprehension: Expr_Comprehension,
): Instruction {
  const id = Number(expr.id);
  const { minor, scopes } = planner;
  const { accuVar, iterVar, iterVar2 } = comprehension;
  const index = planner.foldCount++;
  const accu = plan(planner, comprehension.accuInit);
  const range = plan(planner, comprehension.iterRange);
  const initialize = (run: Run, fold: Fold) => {
    fold.initialized = true;
    const within = run.place;
    run.place = fold.place;
    const value = accu.execute(run);
    run.place = within;
    fold.accumulator = isList(value) && value.size === 0 ? new MutableList() : value;
    if (minor >= 32 && isMap(value) && value.size === 0) fold.accumulator = growingMap();
  };
  const names = new Map<string, "accumulator" | "first" | "second">();
  if (iterVar2 !== "") names.set(iterVar2, "second");
  names.set(iterVar, "first");
  names.set(accuVar, "accumulator");
  scopes.push({ fold: index, names, initialize });
  const condition = plan(planner, comprehension.loopCondition);
  const step = plan(planner, comprehension.loopStep);
  scopes.pop();
  scopes.push({ fold: index, names: new Map([[accuVar, "accumulator"]]), initialize });
  const result = plan(planner, comprehension.result);
  scopes.pop();

  const iterate = (run: Run, fold: Fold, number: number): boolean => {
    run.iterate(fold.place, number);
    const goesOn = condition.execute(run);
    if (goesOn === false) return false;
    fold.accumulator = step.execute(run);
    fold.initialized = true;
    return true;
  };

  const compute = (run: Run): CelResult => {
    const elements = range.execute(run);
    if (elements instanceof CelError && (minor !== 32 || iterVar2 === "")) return elements;
    const kind =
      iterVar2 === ""
        ? "got '%', expected iterable type"
        : "unsupported comprehension range type: %";
    if (!isList(elements) && !isMap(elements)) {
      return new CelError(kind.replace("%", goTypeName(elements)), id);
    }
    const { place } = run;
    const fold: Fold = { accumulator: null, initialized: false, first: null, second: null, place };
    run.folds[index] = fold;
    if (minor < 32) initialize(run, fold);
    walk(elements, iterVar2 !== "", (first, second, number) => {
      fold.first = first;
      fold.second = second;
      return iterate(run, fold, number);
    });
    run.place = place;
    return immutable(result.execute(run));
  };
  const execute = (run: Run) => {
    const value = compute(run);
    run.drop(idOf(range));
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** Gives a comprehension what it walks until it has enough: elements or keys, for two variables with index or value. */
function walk(
  range: CelValue,
  both: boolean,
  visit: (first: CelResult, second: CelResult, number: number) => boolean,
): void {
  if (isList(range)) {
    const list = both ? range : (range.raw ?? range);
    const { size } = list;
    for (let index = 0; index < size; index++) {
      const element = list.at(index);
      if (!(both ? visit(BigInt(index), element, index) : visit(element, null, index))) return;
    }
    return;
  }
  if (!isMap(range)) return;
  const map = range.raw ?? range;
  let number = 0;
  for (const key of map.keys()) {
    const own = both || range.typeName !== undefined ? map.find(key) : null;
    const value = own === undefined ? new CelError(`no such key: ${formatGo(key)}`) : own;
    let entry: readonly [CelResult, CelResult] = [key, value];
    if (range.typeName !== undefined) {
      // The variable itself is walked by its values, and a value is then taken for a key.
      const found = both && !(value instanceof CelError) ? map.find(value) : null;
      const second = found === undefined ? new CelError(`no such key: ${formatGo(value)}`) : found;
      entry = [value, second];
    }
    if (!visit(entry[0], entry[1], number++)) return;
  }
}

/** The list or map that a comprehension has built, no longer to be changed. */
function immutable(value: CelResult): CelResult {
  if (value instanceof MutableList) return listOf(value.values);
  if (isMap(value)) seal(value);
  return value;
}

function isOptional(value: CelResult): value is CelOptional {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "optional"
  );
}
