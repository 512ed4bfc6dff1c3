import type { Minor } from "../../kube/minor.ts";
import type { CelType } from "../types.ts";
import { dyn, list, map, typeName, typeOf, typeParameters } from "../types.ts";

/**
 * What the type parameters of a check are bound to, by name. Follows cel-go checker/mapping.go, with a trail of
 * changes instead of a copy for each attempt.
 */
export interface Substitution {
  readonly bound: Map<string, CelType>;
  readonly trail: { readonly name: string; readonly previous: CelType | undefined }[];
  /** Whether it matters of what type a `type(…)` is, as it does from 1.38 on. */
  readonly typed: boolean;
}

/** An empty substitution. */
export function newSubstitution(minor: Minor): Substitution {
  return { bound: new Map(), trail: [], typed: minor >= 38 };
}

/** Whether a value of type `from` may be where `to` is wanted; binds parameters where it may, and nothing if not. */
export function isAssignable(substitution: Substitution, from: CelType, to: CelType): boolean {
  return commit(substitution, internalIsAssignable(substitution, from, to));
}

/** isAssignable for two lists of equal length, all or nothing. */
export function isAssignableList(
  substitution: Substitution,
  from: readonly CelType[],
  to: readonly CelType[],
): boolean {
  return commit(substitution, internalIsAssignableList(substitution, from, to));
}

/** The more general of two types that are known to unify. */
export function mostGeneral(
  { typed }: Pick<Substitution, "typed">,
  left: CelType,
  right: CelType,
): CelType {
  return isEqualOrLessSpecific(left, right, typed) ? left : right;
}

/** The type with every bound parameter replaced; unbound ones become `dyn` if `paramToDyn` is set. */
export function substitute(
  substitution: Substitution,
  type: CelType,
  paramToDyn: boolean,
): CelType {
  switch (type.kind) {
    case "param": {
      const bound = substitution.bound.get(type.name);
      if (bound !== undefined) return substitute(substitution, bound, paramToDyn);
      return paramToDyn ? dyn : type;
    }
    case "list": {
      const element = substitute(substitution, type.element, paramToDyn);
      return element === type.element ? type : list(element);
    }
    case "map": {
      const key = substitute(substitution, type.key, paramToDyn);
      const value = substitute(substitution, type.value, paramToDyn);
      return key === type.key && value === type.value ? type : map(key, value);
    }
    case "type": {
      if (type.of === undefined) return type;
      const of = substitute(substitution, type.of, paramToDyn);
      return of === type.of ? type : typeOf(of);
    }
    case "opaque": {
      if (type.parameters.length === 0) return type;
      const parameters = type.parameters.map((each) => substitute(substitution, each, paramToDyn));
      return { kind: "opaque", name: type.name, parameters };
    }
    default:
      return type;
  }
}

/** Whether the type is `dyn` or `any`. */
export function isDyn(type: CelType): boolean {
  return type.kind === "dyn" || type.kind === "any";
}

/** Whether the type is `dyn`, `any` or the type of a failed expression. */
export function isDynOrError(type: CelType): boolean {
  return isDyn(type) || type.kind === "error";
}

/** Whether two types are the same, parameters and their names included. Follows Type.IsExactType. */
export function isExactType(left: CelType, right: CelType): boolean {
  if (left === right) return !mentionsUnspecified(left);
  if (kindOf(left) !== kindOf(right) || typeName(left) !== typeName(right)) return false;
  const leftParameters = typeParameters(left);
  const rightParameters = typeParameters(right);
  return (
    leftParameters.length === rightParameters.length &&
    leftParameters.every((each, i) => isExactType(each, rightParameters[i] as CelType))
  );
}

/** The value type of an optional; undefined for every other type. */
export function unwrapOptional(type: CelType): CelType | undefined {
  if (type.kind !== "opaque" || type.parameters.length === 0) return undefined;
  // Up to 1.30 the type was called "optional".
  return type.name === "optional_type" || type.name === "optional" ? type.parameters[0] : undefined;
}

/**
 * The type that 1.32 gives the second iteration variable over a dynamic range: none at all. It prints as nothing and
 * fits nothing.
 */
export const unspecified: CelType = { kind: "opaque", name: "", parameters: [] };

/** Whether the type has a part that is `unspecified`. */
export function mentionsUnspecified(type: CelType): boolean {
  return type === unspecified || typeParameters(type).some(mentionsUnspecified);
}

/** A wrapper has the kind of what it wraps, as in cel-go. */
export function kindOf(type: CelType): CelType["kind"] {
  return type.kind === "wrapper" ? kindOf(type.of) : type.kind;
}

function commit(substitution: Substitution, assignable: boolean): boolean {
  const { bound, trail } = substitution;
  if (!assignable) {
    for (let i = trail.length - 1; i >= 0; i--) {
      const change = trail[i];
      if (change === undefined) continue;
      if (change.previous === undefined) bound.delete(change.name);
      else bound.set(change.name, change.previous);
    }
  }
  trail.length = 0;
  return assignable;
}

function bind(substitution: Substitution, name: string, type: CelType): void {
  substitution.trail.push({ name, previous: substitution.bound.get(name) });
  substitution.bound.set(name, type);
}

function isEqualOrLessSpecific(left: CelType, right: CelType, typed: boolean): boolean {
  const eachPair = () =>
    everyPair(typeParameters(left), typeParameters(right), (one, other) =>
      isEqualOrLessSpecific(one, other, typed),
    );
  if (isDyn(left) || left.kind === "param") return true;
  if (isDyn(right) || right.kind === "param") return false;
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return false;
  switch (kind) {
    case "opaque":
      if (typeName(left) !== typeName(right)) return false;
      return eachPair();
    case "list":
    case "map":
      return eachPair();
    case "type":
      if (!typed || typeParameters(left).length === 0) return true;
      return typeParameters(right).length === 0 ? false : eachPair();
    default:
      return isExactType(left, right);
  }
}

function internalIsAssignable(substitution: Substitution, from: CelType, to: CelType): boolean {
  if (to.kind === "param") {
    const found = isValidTypeSubstitution(substitution, from, to);
    if (found.valid) return true;
    if (found.bound) return false;
  }
  if (from.kind === "param") return isValidTypeSubstitution(substitution, to, from).valid;
  if (isDynOrError(from) || isDynOrError(to)) return true;
  if (from === unspecified || to === unspecified) return false;
  if (from.kind === "null") return isNullable(to);
  if (to.kind === "null") return isNullable(from);
  switch (kindOf(from)) {
    case "type": {
      if (to.kind !== "type") return false;
      const [own] = typeParameters(from);
      const [wanted] = typeParameters(to);
      if (!substitution.typed || wanted === undefined) return true;
      if (own === undefined) return false;
      // Concrete types go together; what has a type parameter is unified.
      return !mentionsParameter(own) && !mentionsParameter(wanted)
        ? true
        : internalIsAssignable(substitution, own, wanted);
    }
    case "opaque":
    case "list":
    case "map":
      return (
        from.kind === to.kind &&
        typeName(from) === typeName(to) &&
        internalIsAssignableList(substitution, typeParameters(from), typeParameters(to))
      );
    default:
      return isAssignableType(to, from);
  }
}

function internalIsAssignableList(
  substitution: Substitution,
  from: readonly CelType[],
  to: readonly CelType[],
): boolean {
  return everyPair(from, to, (left, right) => internalIsAssignable(substitution, left, right));
}

/** Whether `param` can represent `type`, and whether it had a binding before. */
function isValidTypeSubstitution(
  substitution: Substitution,
  type: CelType,
  param: CelType & { kind: "param" },
): { readonly valid: boolean; readonly bound: boolean } {
  if (type.kind === "param" && type.name === param.name) return { valid: true, bound: true };
  const current = substitution.bound.get(param.name);
  if (current !== undefined) {
    // A type must not become a substitution for itself.
    if (isExactType(type, current)) return { valid: true, bound: true };
    if (!internalIsAssignable(substitution, type, current)) return { valid: false, bound: true };
    const general = mostGeneral(substitution, type, current);
    if (notReferencedIn(substitution, param, general)) bind(substitution, param.name, general);
    return { valid: true, bound: true };
  }
  if (!notReferencedIn(substitution, param, type)) return { valid: false, bound: false };
  bind(substitution, param.name, type);
  return { valid: true, bound: false };
}

/** The occurs check of unification. */
function notReferencedIn(
  substitution: Substitution,
  param: CelType & { kind: "param" },
  within: CelType,
): boolean {
  if (within.kind === "param") {
    if (within.name === param.name) return false;
    const bound = substitution.bound.get(within.name);
    return bound === undefined || notReferencedIn(substitution, param, bound);
  }
  return typeParameters(within).every((each) => notReferencedIn(substitution, param, each));
}

function mentionsParameter(type: CelType): boolean {
  return type.kind === "param" || typeParameters(type).some(mentionsParameter);
}

function isNullable(type: CelType): boolean {
  switch (type.kind) {
    case "opaque":
    case "object":
    case "any":
    case "duration":
    case "timestamp":
    case "null":
    case "wrapper":
    case "dyn":
      return true;
    default:
      return false;
  }
}

/** Type.IsAssignableType of cel-go's common/types: no substitution, wrappers take null. */
function isAssignableType(to: CelType, from: CelType): boolean {
  if (to.kind === "wrapper") return from.kind === "null" || isAssignableType(to.of, from);
  if (to === from || isDyn(to) || to.kind === "param") return true;
  return (
    to.kind === kindOf(from) &&
    typeName(to) === typeName(from) &&
    everyPair(typeParameters(to), typeParameters(from), isAssignableType)
  );
}

function everyPair(
  left: readonly CelType[],
  right: readonly CelType[],
  holds: (left: CelType, right: CelType) => boolean,
): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) {
    const l = left[i];
    const r = right[i];
    if (l === undefined || r === undefined || !holds(l, r)) return false;
  }
  return true;
}
