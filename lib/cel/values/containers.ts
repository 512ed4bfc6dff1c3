import type { CelList, CelResult, CelValue } from "../values.ts";
import {
  CelError,
  elementsOf,
  isError,
  isList,
  isMap,
  isUint,
  maxInt,
  minInt,
  noSuchOverload,
  Panic,
  typeName,
} from "../values.ts";
import { equals } from "./equality.ts";
import { formatGo, formatTypeName } from "./format.ts";
import { goTypeName } from "./go-types.ts";
import { isDuration, isTimestamp, withoutTrait } from "./operands.ts";
import { countCharacters } from "./size.ts";

/* Lists, maps and sizes, as cel-go's common/types/list.go and map.go have them. */

/** A list that a comprehension is building: cel-go appends to it in place. */
export class MutableList implements CelList {
  readonly kind = "list";
  readonly backing = "values";
  readonly values: CelValue[] = [];

  get size(): number {
    return this.values.length;
  }

  at(index: number): CelValue {
    return this.values[index] as CelValue;
  }
}

/** Both lists as one; an empty side gives the other list itself, with what is behind it. */
export function concatenate(left: CelList, right: CelList): CelList {
  if (left instanceof MutableList) {
    const size = right.size;
    for (let index = 0; index < size; index++) left.values.push(right.at(index));
    return left;
  }
  if (left.size === 0) {
    return right;
  }
  // What unescapes names stays behind on the left, because the list inside does the adding.
  const first = left.raw ?? left;
  if (right.size === 0) {
    return first;
  }
  const { size } = first;
  return {
    kind: "list",
    size: size + right.size,
    at: (index) => (index < size ? first.at(index) : right.at(index - size)),
    backing: "joined",
  };
}

/** The position in a list that a value names, or cel-go's words why it names none. */
export function indexBehind(index: CelValue): bigint | CelError {
  if (typeof index === "bigint") {
    return index;
  }
  if (typeof index === "number") {
    return Number.isInteger(index) && BigInt(index) > minInt && BigInt(index) < maxInt
      ? BigInt(index)
      : new CelError(`unsupported index value ${formatGo(index)} in list`);
  }
  if (isUint(index)) {
    return index.value <= maxInt
      ? index.value
      : new CelError(`unsupported index value ${index.value} in list`);
  }
  return new CelError(`unsupported index type '${formatTypeName(typeName(index))}' in list`);
}

/** `container[key]` called by name; the planner has its own way for what it sees as an attribute. */
export function index(container: CelValue, key: CelValue): CelResult {
  if (isList(container)) {
    const position = indexBehind(key);
    if (isError(position)) {
      return position;
    }
    return position >= 0n && position < BigInt(container.size)
      ? container.at(Number(position))
      : new CelError(`index '${position}' out of range in list size '${container.size}'`);
  }
  if (isMap(container)) {
    const found = container.find(key);
    return found === undefined ? new CelError(`no such key: ${formatGo(key)}`) : found;
  }
  return withoutTrait("_[_]", container);
}

/** `element in container`. */
export function containsElement(container: CelValue, element: CelValue): CelResult {
  if (isList(container)) {
    return elementsOf(container).some((each) => equals(element, each) === true);
  }
  if (isMap(container) && container.typeName === undefined) {
    if (container.backing === undefined) hashable(element);
    return (container.raw ?? container).find(element) !== undefined;
  }
  return noSuchOverload;
}

/** `size(value)`. */
export function sizeOf(value: CelValue): CelResult {
  if (typeof value === "string") {
    return BigInt(countCharacters(value));
  }
  if (value instanceof Uint8Array) {
    return BigInt(value.length);
  }
  if (isList(value) || (isMap(value) && value.typeName === undefined)) {
    return BigInt(value.size);
  }
  return isTimestamp(value) || isDuration(value) ? noSuchOverload : withoutTrait("size", value);
}

/** Go cannot look up such a value in a map: the server ends the evaluation. */
export function hashable(key: CelValue): CelValue {
  const type = goTypeName(key);
  if (unhashable.has(type)) throw new Panic(`runtime error: hash of unhashable type ${type}`);
  return key;
}

const unhashable: ReadonlySet<string> = new Set(["types.Bytes", "cel.Semver", "cel.Format"]);
