import { type CelUint, celUint, isCelUint } from "@bufbuild/cel";
import type { CelType } from "./types.ts";
import { spendWork } from "./work.ts";

/**
 * The values of CEL at run time. int is bigint, uint is @bufbuild/cel's CelUint, double is number.
 * Lists, maps and the rest are our own interfaces, because cel-go's behaviour depends on what stands behind a value
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
  /** The value at `key`, undefined where there is none. A lazy claim may fail. */
  find(key: CelValue): CelValue | CelError | undefined;
  keys(): readonly CelValue[];
  /** "native": a Go map of plain values stands behind it, as in a claim. */
  readonly backing?: "native";
  /** The map inside, for one whose `find` unescapes names (an object in a claim): iteration and `in` look at this one. */
  readonly raw?: CelMap;
  /** Set for the variable itself where it is read lazily ("kubernetes.claims"): it can be selected from and walked, not more. */
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

/** What evaluation gives: errors are values here as in cel-go. */
export type CelResult = CelValue | CelError;

/** cel-go's answer where no implementation takes the operands. */
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

/** Throws a RangeError, which ends an evaluation as too costly, where a list is longer than any step may walk. */
function assertWalkable(list: CelList): void {
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

/** A map that keeps the order in which entries came; a later entry with the same key replaces an earlier one. */
export function mapOf(entries: Iterable<readonly [CelValue, CelValue]>): CelMap {
  const table = new KeyTable();
  for (const [key, value] of entries) {
    table.set(key, value);
  }
  return mapOfTable(table);
}

/** A map over a table that may still grow, as comprehensions that build maps do. */
export function mapOfTable(table: KeyTable): CelMap {
  return {
    kind: "map",
    get size() {
      return table.size;
    },
    find: (key) => table.find(key),
    keys: () => table.keys(),
  };
}

/** Entries by key with Go's equality of keys: 1, 1u and 1.0 are three keys that find each other. */
export class KeyTable {
  readonly #entries = new Map<unknown, readonly [CelValue, CelValue]>();
  /** Keys of types that JavaScript compares by identity, under a text of their own. */
  readonly #texts = new Map<string, readonly [CelValue, CelValue]>();

  get size(): number {
    return this.#entries.size + this.#texts.size;
  }

  set(key: CelValue, value: CelValue): void {
    const text = keyText(key);
    if (text === undefined) {
      this.#entries.set(key, [this.#entries.get(key)?.[0] ?? key, value]);
    } else {
      this.#texts.set(text, [key, value]);
    }
  }

  delete(key: CelValue): void {
    const text = keyText(key);
    if (text === undefined) {
      this.#entries.delete(key);
    } else {
      this.#texts.delete(text);
    }
  }

  find(key: CelValue): CelValue | undefined {
    const found = this.#get(key);
    if (found !== undefined) {
      return found;
    }
    if (typeof key === "number") {
      if (!Number.isInteger(key)) {
        return undefined;
      }
      const whole = BigInt(key);
      const asInt = whole > minInt && whole < maxInt ? this.#get(whole) : undefined;
      if (asInt !== undefined) return asInt;
      return whole >= 0n && whole <= maxUint ? this.#get(celUint(whole)) : undefined;
    }
    if (typeof key === "bigint") {
      return key >= 0n ? this.#get(celUint(key)) : undefined;
    }
    return isUint(key) && key.value <= maxInt ? this.#get(key.value) : undefined;
  }

  keys(): CelValue[] {
    const keys: CelValue[] = [];
    for (const [key] of this.#entries.values()) {
      keys.push(key);
    }
    for (const [key] of this.#texts.values()) {
      keys.push(key);
    }
    return keys;
  }

  #get(key: CelValue): CelValue | undefined {
    const text = keyText(key);
    if (text !== undefined) {
      return this.#texts.get(text)?.[1];
    }
    return Number.isNaN(key) ? undefined : this.#entries.get(key)?.[1];
  }
}

/** The least and greatest values of int and uint. */
export const minInt = -(2n ** 63n);
/** The greatest int. */
export const maxInt = 2n ** 63n - 1n;
/** The greatest uint. */
export const maxUint = 2n ** 64n - 1n;

/** cel-go's types.Equal. An error only where the lazily read variable is compared with something else. */
export function equals(left: CelValue, right: CelValue): boolean | CelError {
  spendWork(1);
  if (left === null || right === null) {
    return left === right;
  }
  switch (typeof left) {
    case "string":
    case "boolean":
      return left === right;
    case "bigint":
    case "number":
      return compareNumbers(left, right) === 0;
  }
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array && compareBytes(left, right) === 0;
  }
  if (!("kind" in left)) {
    return compareNumbers(left, right) === 0;
  }
  switch (left.kind) {
    case "list":
      return equalLists(left.raw ?? left, right);
    case "map":
      return equalMaps(left, right);
    case "timestamp":
      return (
        isKind(right, "timestamp") && left.seconds === right.seconds && left.nanos === right.nanos
      );
    case "duration":
      return isKind(right, "duration") && left.nanos === right.nanos;
    case "type":
      return isKind(right, "type") && left.name === right.name;
    case "optional":
      if (!isKind(right, "optional") || left.value === undefined || right.value === undefined) {
        return isKind(right, "optional") && left.value === right.value;
      }
      return equals(left.value, right.value);
    case "object": {
      const same = left.equals ? left.equals(right) : left === right;
      return typeof same === "boolean" || isError(same) ? same : noSuchOverload;
    }
  }
}

/** Less than 0, 0 or greater for two numbers of any types; undefined where one is no number or NaN. */
export function compareNumbers(left: CelValue, right: CelValue): number | undefined {
  const a = numberBehind(left);
  const b = numberBehind(right);
  if (a === undefined || b === undefined) {
    return undefined;
  }
  if (typeof a === "number" && typeof b === "bigint") {
    return compareDoubleWithWhole(a, b, isUint(right));
  }
  if (typeof a === "bigint" && typeof b === "number") {
    const order = compareDoubleWithWhole(b, a, isUint(left));
    return order === undefined ? undefined : -order;
  }
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined;
}

/** -1, 0 or 1, as Go's bytes.Compare. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) {
      return Math.sign(difference);
    }
  }
  return Math.sign(left.length - right.length);
}

/** Whether a value is its type's zero (cel-go's traits.Zeroer). An object or list that stands in a claim never is. */
export function isZero(value: CelValue): boolean {
  switch (typeof value) {
    case "boolean":
      return !value;
    case "string":
      return value === "";
    case "bigint":
      return value === 0n;
    case "number":
      return value === 0;
  }
  if (value === null) {
    return true;
  }
  if (value instanceof Uint8Array) {
    return value.length === 0;
  }
  if (!("kind" in value)) {
    return value.value === 0n;
  }
  switch (value.kind) {
    case "list":
      return value.raw === undefined && value.size === 0;
    case "map":
      return value.raw === undefined && value.typeName === undefined && value.size === 0;
    case "duration":
      return value.nanos === 0n;
    case "timestamp":
      return value.seconds === -62135596800n && value.nanos === 0;
    case "object":
      // The one message that is an object here has no fields.
      return value.typeName === "google.protobuf.Empty";
    default:
      return false;
  }
}

/**
 * The size that cost rules count: characters, bytes, elements, entries, else 1. For cel-go's own rules, which give the
 * minor version, an optional counts as its value from 1.33; Kubernetes' rules do not look into it.
 */
export function sizeForCost(value: CelResult | undefined, minor = 0): number {
  if (typeof value === "string") {
    return countCharacters(value);
  }
  if (typeof value !== "object" || value === null) {
    return 1;
  }
  if (value instanceof Uint8Array) {
    return value.length;
  }
  if (!("kind" in value)) {
    return 1;
  }
  switch (value.kind) {
    case "list":
    case "map":
      return value.size;
    case "optional":
      return minor >= 33 && value.value !== undefined ? sizeForCost(value.value, minor) : 1;
    case "object":
      return value.size ?? 1;
    default:
      return 1;
  }
}

/** The length of a string in code points. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) {
      count--;
    }
  }
  return count;
}

/**
 * What the authenticator makes of the value of groups or extra: strings, or undefined where it says "expression must
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

function isKind<K extends "timestamp" | "duration" | "type" | "optional">(
  value: CelValue,
  kind: K,
): value is Extract<CelValue, { kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

function equalLists(left: CelList, right: CelValue): boolean | CelError {
  if (!isList(right) || left.size !== right.size) {
    return false;
  }
  assertWalkable(left);
  let failure: CelError | undefined;
  for (let index = 0; index < left.size; index++) {
    const equal = equals(left.at(index), right.at(index));
    if (equal === false) {
      return false;
    }
    if (isError(equal)) failure ??= equal;
  }
  // Only a joined list keeps the failure of a comparison (Equal of concatList); others take it for equal.
  return left.backing === "joined" ? (failure ?? true) : true;
}

function equalMaps(left: CelMap, right: CelValue): boolean | CelError {
  if (left.typeName !== undefined) {
    return isMap(right) && right.typeName !== undefined ? left === right : noSuchOverload;
  }
  const inner = left.raw ?? left;
  if (!isMap(right) || inner.size !== right.size) {
    return false;
  }
  for (const key of inner.keys()) {
    const other = right.find(key);
    if (other === undefined) {
      return false;
    }
    const own = inner.find(key);
    if (own !== undefined && !isError(own) && !isError(other) && equals(own, other) === false) {
      return false;
    }
  }
  return true;
}

function numberBehind(value: CelValue): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") {
    return value;
  }
  return isUint(value) ? value.value : undefined;
}

/** cel-go compares in doubles within the range of the whole number's type. */
function compareDoubleWithWhole(
  double: number,
  whole: bigint,
  unsigned: boolean,
): number | undefined {
  if (Number.isNaN(double)) {
    return undefined;
  }
  if (double < (unsigned ? 0 : -(2 ** 63))) {
    return -1;
  }
  if (double > (unsigned ? 2 ** 64 : 2 ** 63)) {
    return 1;
  }
  const other = Number(whole);
  return double < other ? -1 : double > other ? 1 : 0;
}

/** A text for keys that JavaScript's Map would compare by identity although Go compares them by value. */
function keyText(key: CelValue): string | undefined {
  if (typeof key !== "object" || key === null || key instanceof Uint8Array) {
    return undefined;
  }
  if (!("kind" in key)) {
    return `uint ${key.value}`;
  }
  switch (key.kind) {
    case "timestamp":
      return `timestamp ${key.seconds} ${key.nanos}`;
    case "duration":
      return `duration ${key.nanos}`;
    default:
      return undefined;
  }
}
