import { celUint } from "@bufbuild/cel";
import type { CelType } from "../types.ts";
import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  param,
  string,
  timestamp,
  uint,
} from "../types.ts";
import { add, compare } from "../values/arithmetic.ts";
import { equals } from "../values/equality.ts";
import {
  CelError,
  type CelResult,
  type CelValue,
  elementsOf,
  isError,
  isList,
  isUint,
  noSuchOverload,
} from "../values.ts";
import { declare, receiver } from "./build.ts";
import type { Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { costOfTraversal } from "./kubernetes-cost.ts";

/** The types whose values have an order, in the order in which overloads are tried, with cel-go's names for them. */
export const comparableTypes: readonly (readonly [name: string, type: CelType])[] = [
  ["int", int],
  ["uint", uint],
  ["double", double],
  ["bool", bool],
  ["duration", duration],
  ["timestamp", timestamp],
  ["string", string],
  ["bytes", bytes],
];

const a = param("A");
const listOfA = list(a);
const options = { cost: costOfTraversal };

const functions: readonly FunctionDeclaration[] = [
  declare(
    "isSorted",
    "Whether every element is at least as great as the one before it.",
    [
      ["[1, 2, 2].isSorted()", "true"],
      ["['b', 'a'].isSorted()", "false"],
    ],
    comparableTypes.map(([name, type]) =>
      receiver(`list_${name}_is_sorted_bool`, [list(type)], bool, isSorted, options),
    ),
    options,
  ),
  declare(
    "sum",
    "The sum of numbers or durations; 0 for an empty list.",
    [
      ["[1, 3].sum()", "4"],
      ["[duration('1m'), duration('1s')].sum() == duration('61s')", "true"],
    ],
    [
      receiver("list_int_sum_int", [list(int)], int, sum(0n), options),
      receiver("list_uint_sum_uint", [list(uint)], uint, sum(celUint(0n)), options),
      receiver("list_double_sum_double", [list(double)], double, sum(0), options),
      receiver(
        "list_duration_sum_duration",
        [list(duration)],
        duration,
        sum({ kind: "duration", nanos: 0n }),
        options,
      ),
    ],
    options,
  ),
  extreme("max", "The greatest element; an error for an empty list.", -1, [
    ["[1, 3, 2].max()", "3"],
    ["[].max()", "max called on empty list"],
  ]),
  extreme("min", "The smallest element; an error for an empty list.", 1, [
    ["[3, 1, 2].min()", "1"],
    ["[].min()", "min called on empty list"],
  ]),
  declare(
    "indexOf",
    "The index of the first element that is equal; -1 if there is none.",
    [
      ["['a', 'b', 'b'].indexOf('b')", "1"],
      ["[1.0].indexOf(1.1)", "-1"],
    ],
    [receiver("list_a_index_of_int", [listOfA, a], int, indexOf, options)],
    options,
  ),
  declare(
    "lastIndexOf",
    "The index of the last element that is equal; -1 if there is none.",
    [["['a', 'b', 'b'].lastIndexOf('b')", "2"]],
    [receiver("list_a_last_index_of_int", [listOfA, a], int, lastIndexOf, options)],
    options,
  ),
  declare(
    "includes",
    "Whether the list has an element equal to the argument. A value that is not a list is compared itself. Useful for claims that are a string or a list.",
    [
      ["['dev', 'ops'].includes('ops')", "true"],
      ["'ops'.includes('ops')", "true"],
      ["'ops'.includes('o')", "false"],
    ],
    [receiver("list_includes_dyn_dyn", [dyn, dyn], bool, includes, options)],
    { ...options, since: 37 },
  ),
];

/** Kubernetes' own functions on lists. Follows apiserver pkg/cel/library/lists.go. */
export const listsLibrary: Library = {
  name: "lists",
  title: "Lists",
  doc: "Sum, compare and search lists.",
  since: 30,
  functions,
};

function extreme(
  name: "max" | "min",
  doc: string,
  replacedWhen: 1 | -1,
  examples: readonly (readonly [string, string])[],
): FunctionDeclaration {
  const evaluate: Evaluate = ([values]) => {
    const elements = readElements(values);
    if (elements === undefined) return noSuchOverload;
    let result: CelValue | undefined;
    for (const element of elements) {
      if (!isComparable(element)) return noSuchOverload;
      if (result === undefined || orderOf(result, element) === replacedWhen) result = element;
    }
    return result === undefined ? new CelError(`${name} called on empty list`) : result;
  };
  const overloads = comparableTypes.map(([type, celType]) =>
    receiver(`list_${type}_${name}_${type}`, [list(celType)], celType, evaluate, options),
  );
  return declare(name, doc, examples, overloads, options);
}

/** Go's traits.Comparer: whether a value takes part in an order at all. */
export function isComparable(value: CelValue): boolean {
  if (value === null) return false;
  if (typeof value !== "object" || value instanceof Uint8Array || isUint(value)) return true;
  return value.kind === "timestamp" || value.kind === "duration";
}

/** Comparer.Compare: -1, 0 or 1; undefined if the two have no order, NaN included. */
export function orderOf(left: CelValue, right: CelValue): number | undefined {
  const order = compare("<", left, right);
  return typeof order === "number" ? Math.sign(order) : undefined;
}

function readElements(values: CelValue | undefined): readonly CelValue[] | undefined {
  return values !== undefined && isList(values) ? elementsOf(values) : undefined;
}

function isSorted([values]: readonly CelValue[]): CelResult {
  const elements = readElements(values);
  if (elements === undefined) return noSuchOverload;
  let previous: CelValue | undefined;
  for (const element of elements) {
    if (!isComparable(element)) return noSuchOverload;
    if (previous !== undefined && orderOf(previous, element) === 1) return false;
    previous = element;
  }
  return true;
}

function sum(zero: CelValue): Evaluate {
  return ([values]) => {
    const elements = readElements(values);
    if (elements === undefined) return noSuchOverload;
    let total: CelValue = zero;
    for (const element of elements) {
      const next = add(total, element);
      if (isError(next)) return next;
      total = next;
    }
    return total;
  };
}

function indexOf([values, wanted]: readonly CelValue[]): CelResult {
  if (values === undefined || wanted === undefined || !isList(values)) return noSuchOverload;
  for (let i = 0; i < values.size; i++) {
    if (equals(values.at(i), wanted) === true) return BigInt(i);
  }
  return -1n;
}

function lastIndexOf([values, wanted]: readonly CelValue[]): CelResult {
  if (values === undefined || wanted === undefined || !isList(values)) return noSuchOverload;
  for (let i = values.size - 1; i >= 0; i--) {
    if (equals(values.at(i), wanted) === true) return BigInt(i);
  }
  return -1n;
}

function includes([target, wanted]: readonly CelValue[]): CelResult {
  if (target === undefined || wanted === undefined) return noSuchOverload;
  if (!isList(target)) return equals(target, wanted) === true;
  return elementsOf(target).some((element) => equals(element, wanted) === true);
}
