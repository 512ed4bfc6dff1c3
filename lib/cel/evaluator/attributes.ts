import { indexBehind } from "../values/containers.ts";
import { formatGo } from "../values/format.ts";
import { goTypeName } from "../values/go-types.ts";
import type { CelOptional, CelResult, CelValue } from "../values.ts";
import { CelError, isList, isMap, isUint, noSuchOverload } from "../values.ts";
import { isMessage } from "./messages.ts";
import { label, type Run } from "./run.ts";

/*
 * Variables and what is selected from them. cel-go resolves `a.b[c]` as one attribute with qualifiers, which decides
 * what is evaluated, observed and paid. Follows cel-go interpreter/attributes.go and the watchers of interpretable.go.
 */

/** What gives an attribute or a qualifier its value; mirrors of cel-go's types. */
export type Attribute = AbsoluteAttribute | RelativeAttribute | ConditionalAttribute;

/** A variable and what is read in it: `claims.a.b`. */
export interface AbsoluteAttribute {
  readonly kind: "absolute";
  /** The id of the last qualifier, else of the name: what cel-go's ID() says. */
  id: number;
  readonly nameId: number;
  readonly name: string;
  /** Finds the variable; undefined if there is none. */
  readonly resolve: (run: Run) => CelResult | undefined;
  readonly qualifiers: Qualifier[];
}

/** What is read in a computed value: `f(x).a`. */
export interface RelativeAttribute {
  readonly kind: "relative";
  id: number;
  readonly operand: (run: Run) => CelResult;
  readonly qualifiers: Qualifier[];
}

/** What is read in one of two: `(c ? claims.a : claims.b).d`. */
export interface ConditionalAttribute {
  readonly kind: "conditional";
  id: number;
  readonly ownId: number;
  readonly condition: (run: Run) => CelResult;
  readonly conditionId: () => number;
  readonly truthy: Attribute;
  readonly falsy: Attribute;
}

/** One step into a value: `.a`, `["a"]`, `.?a`. */
export interface Qualifier {
  readonly id: number;
  /** A constant key, or what computes one. */
  readonly key: { readonly kind: "constant"; readonly value: CelValue } | DynamicKey;
  readonly optional: boolean;
  /** `has()`: only whether it is there. */
  readonly testOnly: boolean;
}

/** A key that is read or computed while the program runs. */
export interface DynamicKey {
  readonly kind: "attribute";
  readonly attribute: Attribute;
  /** Whether cel-go observes the key as an attribute of its own (a computed index) and cleans its stack for it. */
  readonly computed: boolean;
}

/** Selects one step more. */
export function addQualifier(attribute: Attribute, qualifier: Qualifier): void {
  if (attribute.kind === "conditional") {
    addQualifier(attribute.truthy, qualifier);
    addQualifier(attribute.falsy, qualifier);
    attribute.id =
      attribute.truthy.id === attribute.falsy.id ? attribute.truthy.id : attribute.ownId;
    return;
  }
  attribute.qualifiers.push(qualifier);
  attribute.id = qualifier.id;
}

/** The value of an attribute, unlabelled errors included. */
export function resolveAttribute(run: Run, attribute: Attribute): CelResult {
  switch (attribute.kind) {
    case "absolute": {
      const value = attribute.resolve(run);
      if (value === undefined) {
        return new CelError(`no such attribute(s): ${attribute.name}`);
      }
      run.record(attribute.nameId, value);
      return value instanceof CelError ? value : applyQualifiers(run, value, attribute.qualifiers);
    }
    case "relative": {
      const value = attribute.operand(run);
      return value instanceof CelError ? value : applyQualifiers(run, value, attribute.qualifiers);
    }
    case "conditional": {
      const condition = attribute.condition(run);
      if (condition === true) return resolveAttribute(run, attribute.truthy);
      if (condition === false) return resolveAttribute(run, attribute.falsy);
      return condition instanceof CelError ? condition : noSuchOverload;
    }
  }
}

/** Charges and records an attribute as a step of its own, once it has its value. */
export function observeAttribute(
  run: Run,
  attribute: Attribute,
  id: number,
  testOnly: boolean,
  value: CelResult,
): void {
  if (attribute.kind === "conditional") {
    run.drop(attribute.falsy.id);
    run.drop(attribute.truthy.id);
    run.drop(attribute.conditionId());
    // Up to 1.37 a presence test gives back the step's cost, which a conditional has not paid.
    if (testOnly && run.minor < 38) run.cost--;
  } else {
    run.drop(attribute.id);
    if (!testOnly) run.cost++;
  }
  run.push(id, value);
}

const none: CelOptional = { kind: "optional", value: undefined };

function applyQualifiers(run: Run, start: CelValue, qualifiers: readonly Qualifier[]): CelResult {
  let value = start;
  let optional = false;
  if (isOptional(start)) {
    if (start.value === undefined) return start;
    value = start.value;
    optional = true;
  }
  for (const qualifier of qualifiers) {
    optional ||= qualifier.optional;
    const next = optional
      ? qualifyIfPresent(run, qualifier, value)
      : qualify(run, qualifier, value);
    if (next === undefined) return none;
    if (next instanceof CelError) return next;
    value = next;
  }
  return optional ? { kind: "optional", value } : value;
}

/** evalWatchConstQual.Qualify and its like: the value, observed. */
function qualify(run: Run, qualifier: Qualifier, operand: CelValue): CelResult {
  const key = resolveKey(run, qualifier);
  let value: CelResult;
  if (key instanceof CelError) {
    value = key;
  } else if (qualifier.testOnly) {
    const present = lookUp(operand, key);
    value = present instanceof CelError ? present : present !== undefined;
  } else {
    const found = lookUp(operand, key);
    value = found === undefined ? missing(operand, key) : found;
  }
  const labelled = label(qualifier.id, value);
  observeQualifier(run, qualifier, labelled);
  return labelled;
}

/** The value if it is there; undefined, unobserved, if it is not. */
function qualifyIfPresent(
  run: Run,
  qualifier: Qualifier,
  operand: CelValue,
): CelResult | undefined {
  const key = resolveKey(run, qualifier);
  const value = key instanceof CelError ? key : lookUp(operand, key);
  if (value === undefined) return undefined;
  if (value instanceof CelError) {
    // Only from 1.38 on a failure is paid here.
    if (run.minor >= 38) run.cost++;
    return label(qualifier.id, value);
  }
  observeQualifier(run, qualifier, value);
  return value;
}

function observeQualifier(run: Run, { id, key }: Qualifier, value: CelResult): void {
  if (key.kind === "attribute" && key.computed) run.drop(id);
  run.cost++;
  run.push(id, value);
}

/** The key to look for, or why it can be none. */
function resolveKey(run: Run, { key }: Qualifier): CelResult {
  if (key.kind === "constant") return key.value;
  const value = resolveAttribute(run, key.attribute);
  if (value instanceof CelError || isKey(value)) return value;
  const type = isPlain(run, key.attribute) ? plainTypeName(value) : goTypeName(value, run.minor);
  return new CelError(`invalid qualifier type: ${type}`);
}

/** Up to 1.33 what is selected from the variable is no CEL value yet, but what Go's JSON decoder made. */
function isPlain(run: Run, attribute: Attribute): boolean {
  const { variable } = run;
  const lazy = variable?.kind === "map" && variable.typeName !== undefined;
  return !lazy && attribute.kind === "absolute" && attribute.qualifiers.length > 0;
}

function plainTypeName(value: CelValue): string {
  if (value === null) return "<nil>";
  if (isList(value)) return "[]interface {}";
  return isMap(value) ? "map[string]interface {}" : goTypeName(value);
}

/** Whether cel-go has a qualifier for a value of this type. */
export function isKey(value: CelValue): boolean {
  return (typeof value !== "object" || isUint(value)) && value !== null;
}

/** refQualify: the value, undefined if it is missing. */
function lookUp(operand: CelValue, key: CelValue): CelResult | undefined {
  if (isMap(operand)) return operand.find(key);
  if (isList(operand)) {
    const index = indexBehind(key);
    if (index instanceof CelError) return index;
    return index >= 0n && index < BigInt(operand.size) ? operand.at(Number(index)) : undefined;
  }
  if (!isMessage(operand)) return undefined;
  return typeof key === "string" ? new CelError(`no such field '${key}'`) : noSuchOverload;
}

function missing(operand: CelValue, key: CelValue): CelError {
  return new CelError(
    `${isList(operand) ? "index out of bounds" : "no such key"}: ${formatGo(key)}`,
  );
}

function isOptional(value: CelValue): value is CelOptional {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "optional"
  );
}
