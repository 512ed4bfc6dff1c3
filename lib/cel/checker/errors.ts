import type { Environment } from "../environment.ts";
import type { CelType } from "../types.ts";
import { formatArguments, formatCheckedType } from "./format.ts";
import { findSimilarNames, formatSimilarNames } from "./similar-names.ts";

/**
 * Every message of the checker and the AST validators, in cel-go's words; the planner has its own.
 * Follows cel-go checker/errors.go, cel/validator.go and ext/formatting.go.
 */

/**
 * A name that nothing declares: an identifier, a function, a message type. Up to 1.37 with the container, which is
 * always empty here, from 1.38 on with names that are spelt alike.
 */
export function undeclaredReference(environment: Environment, name: string): string {
  const rest =
    environment.minor >= 38
      ? formatSimilarNames(name, findSimilarNames(environment, name))
      : " (in container '')";
  return `undeclared reference to '${name}'${rest}`;
}

/** A call whose arguments fit no overload. */
export function noMatchingOverload(
  name: string,
  types: readonly CelType[],
  receiver: boolean,
): string {
  return `found no matching overload for '${name}' applied to '${formatArguments(types, receiver)}'`;
}

/** A value of another type than wanted, also from the validator of homogeneous literals. */
export function typeMismatch(expected: CelType, actual: CelType): string {
  return `expected type '${formatCheckedType(expected)}' but found '${formatCheckedType(actual)}'`;
}

/** A macro over something that cannot be walked. */
export function notAComprehensionRange(type: CelType): string {
  return `expression of type '${formatCheckedType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
}

/** A selection from a type without fields. */
export function typeDoesNotSupportFieldSelection(type: CelType): string {
  return `type '${formatCheckedType(type)}' does not support field selection`;
}

/** A field that its type does not declare. */
export function undefinedField(field: string): string {
  return `undefined field '${field}'`;
}

/** A type that the checker met and the provider does not know. */
export function unexpectedFailedResolution(name: string): string {
  return `unexpected failed resolution of '${name}'`;
}

/** A field of a message literal given a value of another type. */
export function fieldTypeMismatch(name: string, field: CelType, value: CelType): string {
  return `expected type of field '${name}' is '${formatCheckedType(field)}' but provided type is '${formatCheckedType(value)}'`;
}

/** `x{}` where x is no type. */
export function notAType(environment: Environment, name: string): string {
  const rest =
    environment.minor >= 38 ? formatSimilarNames(name, findSimilarNames(environment, name)) : "";
  return `'${name}' is not a type${rest}`;
}

/** `x{}` where x is a type without fields. */
export function notAMessageType(name: string): string {
  return `'${name}' is not a message type`;
}

/** `.?` written as a call with a field that is no string literal. */
export function notAnOptionalFieldSelection(field: string): string {
  return `unsupported optional field selection: ${field}`;
}

/**
 * One expression id that is at two places with two types. cel-go prints the node before the id, in 1.30 as protobuf
 * text and later as an address; that part is left out.
 */
export function incompatibleType(id: bigint, old: string, next: string): string {
  return `incompatible type already exists for expression: (${id}) old:${old}, new:${next}`;
}

/** A literal that its function refuses: a regular expression, a duration, a timestamp. */
export function invalidArgument(functionName: string): string {
  return `invalid ${functionName} argument`;
}

/** More arguments than clauses in a format string. */
export function tooManyFormatArguments(expected: number, actual: number): string {
  return `too many arguments supplied to string.format (expected ${expected}, got ${actual})`;
}

/** What follows "unexpected compilation error: " where 1.32 lost the type of a second iteration variable. */
export const missingTypeConversion = "missing type conversion to proto: ";

/** The hint for what kills the real compiler. */
export const crashMessages = {
  optionalOfDynamic:
    "kube-apiserver crashes on this expression: an optional entry of a literal must have an optional type, not dyn or any",
  formatOfVariable:
    "kube-apiserver 1.31 crashes on this expression: format() is called on something else than a string literal",
} as const;

/** Where we end what grows without bound, on a server too. */
export const limitMessages = {
  nodes:
    "Claimcheck does not follow this expression: written out it has more than 200,000 parts, as each chained optMap and optFlatMap doubles what is before it; kube-apiserver would run out of time or memory on a longer chain",
  types:
    "Claimcheck does not follow this expression: one of its types has more than 10,000 parts; kube-apiserver would run out of time or memory on deeper nesting",
} as const;

/** The planner's panic in Go's words: "runtime error: hash of unhashable type types.Bytes". */
export function crashAtPlanning(panic: string): string {
  return `kube-apiserver crashes on this expression: ${panic}`;
}
