import { type CelUint, isCelUint } from "@bufbuild/cel";
import type { CelType } from "./types.ts";
import { spendWork } from "./work.ts";

/**
 * The values of CEL at run time. int is bigint, uint is @bufbuild/cel's CelUint, double is number.
 * Lists, maps and the rest are our own interfaces, because cel-go's behaviour depends on what is behind a value
 * (a Go `[]string` is no list for the authenticator's conversion; claims unescape their names).
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | CelUint
  | Uint8Array
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelOptional
  | CelTypeValue
  | CelObject;

/** A list, read by index, so that a claim needs no copy. */
export interface CelList {
  readonly kind: "list";
  readonly size: number;
  /** The element at `index`, which the caller has checked to be in `[0, size)`. */
  at(index: number): CelValue;
  /**
   * The Go type behind the list: CEL values, plain ones as in a claim ("native"), two lists one after the other
   * ("joined"). "strings" (`[]string`) is refused by the authenticator's conversion of groups and extra.
   */
  readonly backing: "values" | "strings" | "native" | "joined";
  /** The list inside, for one whose `at` unescapes names (a list in a claim): iteration and `in` look at this one. */
  readonly raw?: CelList;
}

/** A map, read by key, so that a claim needs no copy. */
export interface CelMap {
  readonly kind: "map";
  readonly size: number;
  /** The value at `key`, undefined if there is none. A lazy claim may fail. */
  find(key: CelValue): CelValue | CelError | undefined;
  keys(): readonly CelValue[];
  /** "native": a Go map of plain values is behind it, as in a claim. */
  readonly backing?: "native";
  /** The map inside, for one whose `find` unescapes names (an object in a claim): iteration and `in` look at this one. */
  readonly raw?: CelMap;
  /** Set for the variable itself if it is read lazily ("kubernetes.claims"): it can be selected from and walked, not more. */
  readonly typeName?: string;
}

/** Seconds and nanoseconds since the Unix epoch; nanos in [0, 1e9). */
export interface CelTimestamp {
  readonly kind: "timestamp";
  readonly seconds: bigint;
  readonly nanos: number;
  /** Seconds east of UTC of the zone it was written in, which shows only when it is printed; absent: UTC. */
  readonly offset?: number;
}

/** A signed length of time in nanoseconds, as Go's time.Duration. */
export interface CelDuration {
  readonly kind: "duration";
  readonly nanos: bigint;
}

/** `optional.of(value)`, `optional.none()`. */
export interface CelOptional {
  readonly kind: "optional";
  /** undefined for optional.none(). */
  readonly value: CelValue | undefined;
}

/** A type as a value: what `type(x)` gives. */
export interface CelTypeValue {
  readonly kind: "type";
  /** Runtime type name: "int", "list", "google.protobuf.Timestamp", "optional_type". */
  readonly name: string;
}

/** A value of a library's own type (net.IP, kubernetes.URL …) or of a type with fields (kubernetes.UserInfo). */
export interface CelObject {
  readonly kind: "object";
  readonly type: CelType;
  /** Runtime type name, what `type(x)` shows. */
  readonly typeName: string;
  /** What `==` says; absent: only the same object is equal. */
  equals?(other: CelValue): CelResult;
  /** What cost rules take for its size; absent: 1. */
  readonly size?: number;
  /** How Go prints the value behind it. */
  readonly text?: string;
}

/** A run-time failure: a value that travels, as in cel-go, until an operator absorbs it. */
export class CelError {
  readonly kind = "error";
  readonly message: string;
  /** The expression where it arose, set by the evaluator. */
  readonly id: number | undefined;
  constructor(message: string, id?: number) {
    this.message = message;
    this.id = id;
  }
}

/** What crashes in Go and is caught around the whole evaluation: "internal error: " and the message. */
export class Panic extends Error {}

/** What evaluation gives: errors are values here as in cel-go. */
export type CelResult = CelValue | CelError;

/** cel-go's answer if no implementation takes the operands. */
export const noSuchOverload = new CelError("no such overload");

/** Whether evaluation failed. */
export function isError(value: CelResult): value is CelError {
  return value instanceof CelError;
}

/** Whether a value is an unsigned integer. */
export function isUint(value: CelResult): value is CelUint {
  return typeof value === "object" && value !== null && isCelUint(value);
}

/** Whether a value is a list. */
export function isList(value: CelResult): value is CelList {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "list";
}

/** Whether a value is a map. */
export function isMap(value: CelResult): value is CelMap {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "map";
}

/** The run-time type's name, as `type(x)` and "no such overload: f(int)" show it; 1.30 has another name for optionals. */
export function typeName(value: CelResult, minor = 37): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
  }
  if (value === null) {
    return "null_type";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  if (!("kind" in value)) {
    return "uint";
  }
  switch (value.kind) {
    case "map":
      return value.typeName ?? "map";
    case "object":
      return value.typeName;
    case "optional":
      return minor === 30 ? "optional" : "optional_type";
    case "timestamp":
      return "google.protobuf.Timestamp";
    case "duration":
      return "google.protobuf.Duration";
    default:
      return value.kind;
  }
}

/** A list of values. */
export function listOf(values: readonly CelValue[]): CelList {
  return {
    kind: "list",
    size: values.length,
    at: (index) => values[index] as CelValue,
    backing: "values",
  };
}

/** A list that is a `[]string` in Go: what split and findAll return. */
export function stringList(values: readonly string[]): CelList {
  return {
    kind: "list",
    size: values.length,
    at: (index) => values[index] as string,
    backing: "strings",
  };
}

/**
 * The most elements that one step walks: going through more costs more than the limit anyway, and lists that were
 * added to themselves again and again are longer than any memory.
 */
const longestWalk = 10_000_000;

/** Throws a RangeError, which ends an evaluation as too costly, if a list is longer than any step may walk. */
export function assertWalkable(list: CelList): void {
  if (list.size > longestWalk) throw new RangeError("a list that is too long to walk");
}

/** The elements of a list in order. */
export function elementsOf(list: CelList): CelValue[] {
  const inner = list.raw ?? list;
  assertWalkable(inner);
  spendWork(inner.size);
  const elements: CelValue[] = new Array(inner.size);
  for (let index = 0; index < inner.size; index++) {
    elements[index] = inner.at(index);
  }
  return elements;
}

/** The least and greatest values of int and uint. */
export const minInt = -(2n ** 63n);
/** The greatest int. */
export const maxInt = 2n ** 63n - 1n;
/** The greatest uint. */
export const maxUint = 2n ** 64n - 1n;

/**
 * What the authenticator makes of the value of groups or extra: strings, or undefined if it says "expression must
 * return a string or a list of strings". Follows convertCELValueToStringList of the apiserver's oidc.go.
 */
export function convertToStringList(value: CelValue): readonly string[] | undefined {
  if (value === null) {
    return [];
  }
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  if (!isList(value) || value.backing === "strings" || value.size > longestWalk) {
    return undefined;
  }
  const strings: string[] = [];
  for (const element of elementsOf(value)) {
    const text = stringBehind(element);
    if (text === undefined) {
      return undefined;
    }
    if (text !== "") {
      strings.push(text);
    }
  }
  return strings;
}

/** Go's `value.Value().(string)`: also the name of a type, and what an optional holds. */
export function stringBehind(value: CelValue): string | undefined {
  if (typeof value === "string") {
    return value;
  }
  if (isKind(value, "type")) {
    return value.name;
  }
  return isKind(value, "optional") && value.value !== undefined
    ? stringBehind(value.value)
    : undefined;
}

/** Whether a value is of one of the kinds that have no test of their own. */
export function isKind<K extends "timestamp" | "duration" | "type" | "optional">(
  value: CelValue,
  kind: K,
): value is Extract<CelValue, { kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
