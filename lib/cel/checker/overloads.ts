import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { EnvironmentFunction } from "../environment.ts";
import type { CelType } from "../types.ts";
import { bool, dyn, errorType, list, map, param } from "../types.ts";
import { type Checker, getType, report, setReference, setType } from "./checker.ts";
import { noMatchingOverload, typeMismatch } from "./errors.ts";
import {
  isAssignable,
  isAssignableList,
  isDyn,
  isExactType,
  substitute,
  unspecified,
} from "./substitution.ts";

/** Finds the overloads that take the arguments, and notes their result; none is reported. Follows resolveOverload of checker.go. */
export function resolveOverloadOrError(
  checker: Checker,
  expr: Expr,
  found: EnvironmentFunction,
  target: Expr | undefined,
  args: readonly Expr[],
): void {
  const resolution = resolveOverload(checker, expr, found, target, args);
  if (resolution === undefined) {
    setType(checker, expr, errorType);
    return;
  }
  setType(checker, expr, resolution.type);
  setReference(checker, expr, { overloads: resolution.overloads });
}

function resolveOverload(
  checker: Checker,
  expr: Expr,
  found: EnvironmentFunction,
  target: Expr | undefined,
  args: readonly Expr[],
): { readonly type: CelType; readonly overloads: readonly string[] } | undefined {
  const argTypes = args.map((argument) => getType(checker, argument));
  if (target !== undefined) argTypes.unshift(getType(checker, target));
  const style = target === undefined ? "global" : "receiver";
  let resultType: CelType | undefined;
  const overloads: string[] = [];
  for (const overload of found.overloads) {
    if (overload.style !== style) continue;
    if (found.name === "_&&_" || found.name === "_||_") {
      return checkLogicalOperands(checker, args, argTypes)
        ? { type: bool, overloads: [overload.id] }
        : undefined;
    }
    const variables = overload.typeParameters;
    const first = checker.freeTypeVariables;
    checker.freeTypeVariables += variables.length;
    if (overload.parameters.length !== argTypes.length) continue;
    const parameters =
      variables.length === 0
        ? overload.parameters
        : overload.parameters.map((type) => instantiate(type, variables, first));
    if (!isAssignableList(checker.substitution, argTypes, parameters)) continue;
    overloads.push(overload.id);
    const type = substitute(
      checker.substitution,
      instantiate(overload.result, variables, first),
      false,
    );
    // What 1.32 left without a type counts as no result.
    if (resultType === undefined) resultType = type === unspecified ? undefined : type;
    else if (!isDyn(resultType) && !isExactType(type, resultType)) resultType = dyn;
  }
  if (resultType !== undefined) return { type: resultType, overloads };
  const printed = argTypes.map((type) => substitute(checker.substitution, type, true));
  report(checker, expr.id, noMatchingOverload(found.name, printed, target !== undefined));
  return undefined;
}

function checkLogicalOperands(
  checker: Checker,
  args: readonly Expr[],
  argTypes: readonly CelType[],
): boolean {
  let valid = true;
  args.forEach((argument, i) => {
    const type = argTypes[i] ?? errorType;
    if (isAssignable(checker.substitution, type, bool)) return;
    report(checker, argument.id, typeMismatch(bool, type));
    valid = false;
  });
  return valid;
}

/** The type with its parameters replaced by fresh variables, numbered from `first`. */
function instantiate(type: CelType, names: readonly string[], first: number): CelType {
  if (names.length === 0) return type;
  switch (type.kind) {
    case "param":
      return param(`_var${first + names.indexOf(type.name)}`);
    case "list":
      return list(instantiate(type.element, names, first));
    case "map":
      return map(instantiate(type.key, names, first), instantiate(type.value, names, first));
    case "type":
      return type.of === undefined
        ? type
        : { kind: "type", of: instantiate(type.of, names, first) };
    case "opaque":
      return {
        ...type,
        parameters: type.parameters.map((each) => instantiate(each, names, first)),
      };
    default:
      return type;
  }
}
