import type {
  Expr,
  Expr_Call,
  Expr_Comprehension,
  Expr_CreateList,
  Expr_CreateStruct,
  Expr_Select,
} from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment } from "../environment.ts";
import { optionalOf } from "../environment.ts";
import type { CelReference } from "../program.ts";
import type { CelType } from "../types.ts";
import {
  bool,
  bytes,
  double,
  dyn,
  errorType,
  int,
  list,
  map,
  nullType,
  string,
  uint,
} from "../types.ts";
import {
  type Checker,
  type CheckerFinding,
  getType,
  newTypeVariable,
  report,
  setReference,
  setType,
} from "./checker.ts";
import {
  fieldTypeMismatch,
  limitMessages,
  notAComprehensionRange,
  notAMessageType,
  notAnOptionalFieldSelection,
  notAType,
  typeDoesNotSupportFieldSelection,
  typeMismatch,
  undeclaredReference,
  undefinedField,
  unexpectedFailedResolution,
} from "./errors.ts";
import { declaredTypeName } from "./format.ts";
import { wellKnownName } from "./messages.ts";
import type { ResolvedIdent, Scope } from "./names.ts";
import {
  lookupFunction,
  resolveIdent,
  resolveQualifiedIdent,
  resolveTypeIdent,
  toQualifiedName,
} from "./names.ts";
import { resolveOverloadOrError } from "./overloads.ts";
import { findSimilarNames } from "./similar-names.ts";
import {
  isAssignable,
  isDyn,
  isDynOrError,
  mostGeneral,
  newSubstitution,
  substitute,
  unspecified,
  unwrapOptional,
} from "./substitution.ts";
import { findFieldType } from "./type-names.ts";
import { limited, TypeTooLarge } from "./type-size.ts";

/** What checking gave: the type and the reference of each expression by id, and the findings. */
export interface CheckerResult {
  /** Types by expression id, type parameters resolved; also of the parts around an error. */
  readonly types: Map<bigint, CelType>;
  readonly references: Map<bigint, CelReference>;
  /** In the order of the walk. */
  readonly findings: readonly CheckerFinding[];
  /** A type outgrew what we follow: the last finding says so, and the rest was not checked. */
  readonly tooLarge?: true;
}

/**
 * Checks the types of a parsed expression. Resolved names are written into the tree: a qualified name becomes an
 * identifier, a namespaced function loses its receiver. Goes on after an error. Follows cel-go checker/checker.go.
 */
export function checkExpression(root: Expr, environment: Environment): CheckerResult {
  const checker: Checker = {
    environment,
    types: new Map(),
    references: new Map(),
    findings: [],
    substitution: newSubstitution(environment.minor),
    scope: undefined,
    freeTypeVariables: 0,
  };
  try {
    check(checker, root);
    for (const [id, type] of checker.types) {
      checker.types.set(id, limited(id, substitute(checker.substitution, type, true)));
    }
  } catch (error) {
    if (!(error instanceof TypeTooLarge)) throw error;
    checker.types.clear();
    const finding = { id: error.id, message: limitMessages.types };
    return {
      types: checker.types,
      references: checker.references,
      findings: [finding],
      tooLarge: true,
    };
  }
  return checker;
}

function check(checker: Checker, expr: Expr): void {
  const kind = expr.exprKind;
  switch (kind.case) {
    case "constExpr":
      setType(checker, expr, literalTypes[kind.value.constantKind.case ?? "nullValue"]);
      return;
    case "identExpr":
      checkIdent(checker, expr, kind.value.name);
      return;
    case "selectExpr":
      checkSelect(checker, expr, kind.value);
      return;
    case "callExpr":
      checkCall(checker, expr, kind.value);
      return;
    case "listExpr":
      checkCreateList(checker, expr, kind.value);
      return;
    case "structExpr":
      if (kind.value.messageName === "") checkCreateMap(checker, expr, kind.value);
      else checkCreateStruct(checker, expr, kind.value);
      return;
    case "comprehensionExpr":
      checkComprehension(checker, expr, kind.value);
      return;
    default:
      setType(checker, expr, errorType);
  }
}

const literalTypes = {
  boolValue: bool,
  bytesValue: bytes,
  doubleValue: double,
  durationValue: errorType,
  int64Value: int,
  nullValue: nullType,
  stringValue: string,
  timestampValue: errorType,
  uint64Value: uint,
} as const;

function checkIdent(checker: Checker, expr: Expr, name: string): void {
  const found = resolveIdent(checker.environment, checker.scope, name);
  if (found === undefined) {
    setType(checker, expr, errorType);
    report(checker, expr.id, undeclaredReference(checker.environment, name));
    return;
  }
  referToIdent(checker, expr, found);
}

function checkSelect(checker: Checker, expr: Expr, select: Expr_Select): void {
  // A qualified name goes before a selection.
  const qualified = select.testOnly ? undefined : toQualifiedName(expr);
  const found =
    qualified === undefined
      ? undefined
      : resolveQualifiedIdent(checker.environment, checker.scope, qualified);
  if (found !== undefined) {
    referToIdent(checker, expr, found);
    return;
  }
  if (qualified !== undefined && isNearMiss(checker, qualified, withoutLast(qualified))) {
    refuseName(checker, expr, qualified);
    return;
  }
  const { operand } = select;
  if (operand === undefined) return;
  const fieldType = checkSelectField(checker, expr, operand, select.field, false);
  const type = select.testOnly ? bool : fieldType;
  setType(checker, expr, substitute(checker.substitution, type, false));
}

function checkOptSelect(checker: Checker, expr: Expr, call: Expr_Call): void {
  const [operand, field] = call.args;
  if (operand === undefined || field === undefined) return;
  const literal =
    field.exprKind.case === "constExpr" ? field.exprKind.value.constantKind : undefined;
  if (literal?.case !== "stringValue") {
    report(checker, field.id, notAnOptionalFieldSelection(""));
    return;
  }
  const type = checkSelectField(checker, expr, operand, literal.value, true);
  setType(checker, expr, substitute(checker.substitution, type, false));
  setReference(checker, expr, { overloads: ["select_optional_field"] });
}

function checkSelectField(
  checker: Checker,
  expr: Expr,
  operand: Expr,
  field: string,
  optional: boolean,
): CelType {
  check(checker, operand);
  const operandType = substitute(checker.substitution, getType(checker, operand), false);
  const unwrapped = unwrapOptional(operandType);
  const target = unwrapped ?? operandType;
  let result: CelType;
  switch (target.kind) {
    case "map":
      result = target.value;
      break;
    case "object":
      result = lookupFieldType(checker, expr.id, target.name, field) ?? errorType;
      break;
    case "param":
      // Bound to dyn, so that a later use does not bind it to something narrower.
      isAssignable(checker.substitution, dyn, target);
      result = dyn;
      break;
    default:
      if (!isDynOrError(target)) {
        report(checker, expr.id, typeDoesNotSupportFieldSelection(target));
      }
      result = dyn;
  }
  return unwrapped !== undefined || optional ? optionalOf(checker.environment, result) : result;
}

function checkCall(checker: Checker, expr: Expr, call: Expr_Call): void {
  if (call.function === "_?._") {
    checkOptSelect(checker, expr, call);
    return;
  }
  for (const argument of call.args) check(checker, argument);
  const { target } = call;
  if (target === undefined) {
    const found = lookupFunction(checker.environment, call.function);
    if (found === undefined) {
      report(checker, expr.id, undeclaredReference(checker.environment, call.function));
      setType(checker, expr, errorType);
      return;
    }
    call.function = found.name;
    resolveOverloadOrError(checker, expr, found, undefined, call.args);
    return;
  }
  // a.b.c() is a function a.b.c, or c with the receiver a.b.
  const prefix = toQualifiedName(target);
  if (prefix !== undefined) {
    const found = lookupFunction(checker.environment, `${prefix}.${call.function}`);
    if (found !== undefined) {
      delete call.target;
      call.function = found.name;
      resolveOverloadOrError(checker, expr, found, undefined, call.args);
      return;
    }
  }
  const whole = `${prefix ?? ""}.${call.function}`;
  if (prefix !== undefined && isNearMiss(checker, whole, prefix)) {
    refuseName(checker, expr, whole);
    return;
  }
  check(checker, target);
  const found = lookupFunction(checker.environment, call.function);
  if (found !== undefined) {
    resolveOverloadOrError(checker, expr, found, target, call.args);
    return;
  }
  setType(checker, expr, errorType);
  report(checker, expr.id, undeclaredReference(checker.environment, call.function));
}

// checkUndeclaredIdent and checkUndeclaredFunction of 1.38: a qualified name of which nothing is declared, and which is
// spelt like one that is, is refused as a whole.
function isNearMiss(checker: Checker, qualified: string, prefix: string): boolean {
  const { environment, scope } = checker;
  if (environment.minor < 38 || prefix === "") return false;
  const parts = prefix.split(".");
  // A leading dot is a part of the first name.
  const [first = "", ...rest] = prefix.startsWith(".")
    ? [`.${parts[1] ?? ""}`, ...parts.slice(2)]
    : parts;
  let name = first;
  for (const part of [undefined, ...rest]) {
    if (part !== undefined) name = `${name}.${part}`;
    const known = name.slice(1).includes(".")
      ? resolveQualifiedIdent(environment, scope, name)
      : resolveIdent(environment, scope, name);
    if (known !== undefined) return false;
  }
  return findSimilarNames(environment, qualified).length > 0;
}

function refuseName(checker: Checker, expr: Expr, name: string): void {
  report(checker, expr.id, undeclaredReference(checker.environment, name));
  setType(checker, expr, errorType);
}

function withoutLast(qualified: string): string {
  return qualified.slice(0, qualified.lastIndexOf("."));
}

function checkCreateList(checker: Checker, expr: Expr, create: Expr_CreateList): void {
  let joined: CelType | undefined;
  create.elements.forEach((element, i) => {
    check(checker, element);
    let type = getType(checker, element);
    if (create.optionalIndices.includes(i)) type = checkOptionalEntry(checker, element, type);
    joined = joinTypes(checker, joined, type);
  });
  // What 1.32 left without a type counts as no element at all.
  const known = joined === unspecified ? undefined : joined;
  setType(checker, expr, list(known ?? newTypeVariable(checker)));
}

function checkCreateMap(checker: Checker, expr: Expr, create: Expr_CreateStruct): void {
  let keyType: CelType | undefined;
  let valueType: CelType | undefined;
  for (const entry of create.entries) {
    if (entry.keyKind.case !== "mapKey" || entry.value === undefined) continue;
    const key = entry.keyKind.value;
    check(checker, key);
    keyType = joinTypes(checker, keyType, getType(checker, key));
    check(checker, entry.value);
    let type = getType(checker, entry.value);
    if (entry.optionalEntry) type = checkOptionalEntry(checker, entry.value, type);
    valueType = joinTypes(checker, valueType, type);
  }
  if (keyType === undefined || keyType === unspecified) {
    keyType = newTypeVariable(checker);
    valueType = newTypeVariable(checker);
  }
  setType(checker, expr, map(keyType, valueType ?? unspecified));
}

/** The type inside an entry written with `?`, which must be an optional. */
function checkOptionalEntry(checker: Checker, value: Expr, type: CelType): CelType {
  const unwrapped = unwrapOptional(type);
  if (unwrapped !== undefined) return unwrapped;
  if (!isDyn(type)) {
    report(checker, value.id, typeMismatch(optionalOf(checker.environment, type), type));
  }
  return type;
}

function checkCreateStruct(checker: Checker, expr: Expr, create: Expr_CreateStruct): void {
  const found = resolveTypeIdent(checker.environment, checker.scope, create.messageName);
  if (found === undefined) {
    report(checker, expr.id, undeclaredReference(checker.environment, create.messageName));
    setType(checker, expr, errorType);
    return;
  }
  create.messageName = found.name;
  setReference(checker, expr, { name: found.name, overloads: [] });
  let message = found.name;
  let result: CelType = errorType;
  if (found.type.kind === "type" && found.type.of !== undefined) {
    const of = found.type.of;
    const known = wellKnownName(of);
    if (known !== undefined) {
      result = of;
      message = known;
    } else if (of.kind === "object") {
      result = of;
      message = of.name;
    } else {
      report(checker, expr.id, notAMessageType(declaredTypeName(of)));
    }
  } else if (found.type.kind !== "error") {
    report(checker, expr.id, notAType(checker.environment, declaredTypeName(found.type)));
  }
  setType(checker, expr, result);
  for (const entry of create.entries) {
    if (entry.keyKind.case !== "fieldKey" || entry.value === undefined) continue;
    const field = entry.keyKind.value;
    check(checker, entry.value);
    const fieldType = lookupFieldType(checker, entry.id, message, field) ?? errorType;
    let type = getType(checker, entry.value);
    if (entry.optionalEntry) type = checkOptionalEntry(checker, entry.value, type);
    if (!isAssignable(checker.substitution, fieldType, type)) {
      report(checker, entry.id, fieldTypeMismatch(field, fieldType, type));
    }
  }
}

function checkComprehension(checker: Checker, expr: Expr, fold: Expr_Comprehension): void {
  const { iterRange, accuInit, loopCondition, loopStep, result } = fold;
  if (!iterRange || !accuInit || !loopCondition || !loopStep || !result) return;
  check(checker, iterRange);
  check(checker, accuInit);
  const rangeType = substitute(checker.substitution, getType(checker, iterRange), false);
  const accuType = getType(checker, accuInit);
  const outer = checker.scope;
  const accumulator: Scope = { outer, name: fold.accuVar, type: accuType };
  const [first, second] = iterationTypes(checker, iterRange, rangeType, fold.iterVar2 !== "");
  let scope = accumulator;
  if (fold.iterVar2 !== "") scope = { outer: scope, name: fold.iterVar2, type: second };
  checker.scope = { outer: scope, name: fold.iterVar, type: first };
  check(checker, loopCondition);
  assertType(checker, loopCondition, bool);
  check(checker, loopStep);
  assertType(checker, loopStep, accuType);
  checker.scope = accumulator;
  check(checker, result);
  checker.scope = outer;
  setType(checker, expr, substitute(checker.substitution, getType(checker, result), false));
}

/** Types of the one or two iteration variables over a range. */
function iterationTypes(
  checker: Checker,
  range: Expr,
  type: CelType,
  two: boolean,
): readonly [CelType, CelType] {
  const typed = checker.environment.minor !== 32;
  switch (type.kind) {
    case "list":
      return two ? [int, type.element] : [type.element, dyn];
    case "map":
      return [type.key, type.value];
    case "dyn":
    case "error":
    case "param":
      isAssignable(checker.substitution, dyn, type);
      return [dyn, typed ? dyn : unspecified];
    default:
      report(checker, range.id, notAComprehensionRange(type));
      return [errorType, typed ? errorType : unspecified];
  }
}

/** The most general common type; dyn if there is none, which a validator may refuse later. */
function joinTypes(checker: Checker, previous: CelType | undefined, current: CelType): CelType {
  if (previous === undefined || previous === unspecified) return current;
  return isAssignable(checker.substitution, previous, current)
    ? mostGeneral(checker.substitution, previous, current)
    : dyn;
}

function assertType(checker: Checker, expr: Expr, type: CelType): void {
  const actual = getType(checker, expr);
  if (!isAssignable(checker.substitution, type, actual)) {
    report(checker, expr.id, typeMismatch(type, actual));
  }
}

function lookupFieldType(
  checker: Checker,
  id: bigint,
  message: string,
  field: string,
): CelType | undefined {
  const found = findFieldType(checker.environment, message, field);
  if (found === "no such type") report(checker, id, unexpectedFailedResolution(message));
  else if (found === "no such field") report(checker, id, undefinedField(field));
  else return found;
  return undefined;
}

function referToIdent(checker: Checker, expr: Expr, { name, type, value }: ResolvedIdent): void {
  setType(checker, expr, type);
  setReference(checker, expr, { name, overloads: [], ...(value !== undefined && { value }) });
  if (expr.exprKind.case === "identExpr") expr.exprKind.value.name = name;
  else expr.exprKind = { case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name } };
}
