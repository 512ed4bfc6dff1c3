import {
  assertWalkable,
  type CelError,
  type CelList,
  type CelMap,
  type CelValue,
  isError,
  isKind,
  isList,
  isMap,
  isUint,
  noSuchOverload,
} from "../values.ts";
import { spendWork } from "../work.ts";

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

/** Less than 0, 0 or greater for two numbers of any types; undefined if one is no number or NaN. */
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
