import type { Minor } from "../../kube/minor.ts";
import type { EnvironmentFunction, EnvironmentOverload } from "../environment.ts";
import type { CelType } from "../types.ts";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, isList, isMap, noSuchOverload, typeName } from "../values.ts";
import type { Cost } from "./declaration.ts";

/** What a call runs and costs, decided once. */
export interface Callable {
  readonly evaluate: ((args: readonly CelValue[]) => CelResult) | undefined;
  /** Whether every argument is evaluated before an error among them counts: cel-go's calls of one and two arguments. */
  readonly eager: boolean;
  readonly cost: Cost | undefined;
}

/**
 * Finds the implementation of a call: that of the one overload that the checker left, the function's own, or the first
 * overload that takes the arguments. Follows planCall of cel-go's planner.go and Bindings of common/decls/decls.go.
 */
export function resolveCall(
  found: EnvironmentFunction | undefined,
  overloadIds: readonly string[],
  argumentCount: number,
  minor: Minor,
): Callable {
  if (found === undefined)
    return { evaluate: undefined, eager: argumentCount < 3, cost: undefined };
  const resolved =
    overloadIds.length === 1
      ? found.overloads.find((overload) => overload.id === overloadIds[0])
      : undefined;
  const cost = overloadIds.length === 1 ? resolved?.cost : found.declaration.cost;
  const single = found.evaluate;
  if (single !== undefined) {
    return { evaluate: (args) => single(args, minor), eager: argumentCount < 3, cost };
  }
  const bound = found.overloads.filter((overload) => overload.evaluate !== undefined);
  const only = resolved?.evaluate ? resolved : bound.length === 1 ? bound[0] : undefined;
  if (only !== undefined) {
    return {
      evaluate: (args) =>
        takes(only, args) ? run(only, args, minor) : missingOverload(found.name, args, minor),
      eager: argumentCount < 3 && !only.isVariadic,
      cost,
    };
  }
  const dispatch = (args: readonly CelValue[]) => {
    const fitting = bound.find((overload) => takes(overload, args));
    return fitting === undefined
      ? missingOverload(found.name, args, minor)
      : run(fitting, args, minor);
  };
  return { evaluate: bound.length === 0 ? undefined : dispatch, eager: false, cost };
}

/** Whether a value may be passed for a parameter. Follows IsAssignableRuntimeType of cel-go's common/types/types.go. */
function isAssignableAtRunTime(type: CelType, value: CelValue): boolean {
  switch (type.kind) {
    case "dyn":
    case "any":
    case "param":
      return true;
    case "list":
      return (
        isList(value) && (value.size === 0 || isAssignableAtRunTime(type.element, firstOf(value)))
      );
    case "map":
      return (
        isMap(value) && value.typeName === undefined && takesFirstEntry(type.key, type.value, value)
      );
    case "wrapper":
      return value === null || isAssignableAtRunTime(type.of, value);
    case "opaque":
    case "object":
      return typeName(value) === (type.name === "optional" ? "optional_type" : type.name);
    default:
      return typeName(value) === (runTimeNames[type.kind] ?? type.kind);
  }
}

const runTimeNames: Partial<Record<CelType["kind"], string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

function takes(overload: EnvironmentOverload, args: readonly CelValue[]): boolean {
  const { parameters } = overload;
  if (parameters.length !== args.length) return false;
  for (let index = 0; index < args.length; index++) {
    if (!isAssignableAtRunTime(parameters[index] as CelType, args[index] as CelValue)) return false;
  }
  return true;
}

function run(overload: EnvironmentOverload, args: readonly CelValue[], minor: Minor): CelResult {
  const result = overload.evaluate?.(args, minor);
  return result === undefined ? noSuchOverload : result;
}

function missingOverload(name: string, args: readonly CelValue[], minor: Minor): CelError {
  return new CelError(
    `no such overload: ${name}(${args.map((arg) => typeName(arg, minor)).join(", ")})`,
  );
}

function firstOf(value: CelValue): CelValue {
  return isList(value) ? (value.raw ?? value).at(0) : null;
}

function takesFirstEntry(key: CelType, entry: CelType, value: CelValue): boolean {
  if (!isMap(value) || value.size === 0) return true;
  const inner = value.raw ?? value;
  const first = inner.keys()[0];
  if (first === undefined) return true;
  const found = inner.find(first);
  return (
    isAssignableAtRunTime(key, first) &&
    found !== undefined &&
    !(found instanceof CelError) &&
    isAssignableAtRunTime(entry, found)
  );
}
