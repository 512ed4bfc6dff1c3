import type { Minor } from "../../kube/minor.ts";
import type { EnvironmentFunction } from "../environment.ts";
import { resolveCall } from "../library/calls.ts";
import { hashable } from "../values/containers.ts";
import { KeyTable } from "../values/key-table.ts";
import { compileRegularExpression } from "../values/regular-expressions.ts";
import {
  CelError,
  type CelResult,
  type CelValue,
  isList,
  isUint,
  noSuchOverload,
  stringBehind,
} from "../values.ts";
import { spendWork } from "../work.ts";
import { constant, type Instruction, idsOf, PlanFailure } from "./instruction.ts";
import { label, type Run } from "./run.ts";

/** What a call names. */
export interface Callee {
  readonly name: string;
  readonly declaration: EnvironmentFunction | undefined;
  readonly overloads: readonly string[];
  readonly minor: Minor;
}

/** A call of a function of a library; `overloads` are those that the checker left. */
export function planFunction(
  { name, declaration, overloads, minor }: Callee,
  id: number,
  args: readonly Instruction[],
): Instruction {
  const callable = resolveCall(declaration, overloads, args.length, minor);
  if (args.length === 0 && callable.evaluate === undefined) {
    throw new PlanFailure(`no such overload: ${name}()`, id);
  }
  const pattern = patternFunctions.has(name) ? args[1]?.constant?.value : undefined;
  const compiled = typeof pattern === "string";
  const refusal = compiled ? compileRegularExpression(pattern) : undefined;
  if (refusal instanceof CelError) throw new PlanFailure(refusal.message, id);
  // From 1.38 on the first argument that fails ends a call, and one that is not made costs nothing.
  const direct = minor >= 38;
  const eager = callable.eager && !compiled && !direct;
  const strict = name !== "@not_strictly_false";
  const evaluate = callable.evaluate ?? (() => missingFunction(name, id, args.length, minor));
  const cost = callable.cost;

  const compute = (run: Run, values: CelValue[]): CelResult => {
    let failure: CelError | undefined;
    for (let index = 0; index < args.length; index++) {
      const value = (args[index] as Instruction).execute(run);
      if (value instanceof CelError) {
        if (!strict) {
          run.absorb(value, id);
          return true;
        }
        values[index] = value as unknown as CelValue;
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
  if (direct) {
    const execute = (run: Run) => {
      const values: CelValue[] = new Array(args.length);
      const value = compute(run, values);
      const failed = strict && values.some((each) => (each as unknown) instanceof CelError);
      // "To preserve legacy cost tracking": a negation is paid all the same.
      if (!failed || name === "!_") run.cost += cost === undefined ? 1 : cost(values, value, minor);
      run.push(id, value);
      return value;
    };
    return { id, execute };
  }
  const execute = (run: Run) => {
    const value = compute(run, new Array(args.length));
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

/** Functions of one argument that are evaluated if it is constant. Follows common/overloads IsTypeConversionFunction. */
const conversionFunctions: ReadonlySet<string> = new Set([
  ...["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"],
]);

function missingFunction(name: string, id: number, count: number, minor: Minor): CelError {
  return new CelError(`no such overload: ${name}${count > 2 && minor > 30 ? ` ${id}` : ""}`);
}

/** `x in [constants]`: a look into a set, which costs nothing; undefined if the list is no such set. */
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
