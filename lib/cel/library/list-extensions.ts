import { sortSlice } from "../../go/sort.ts";
import type { Minor } from "../../kube/minor.ts";
import { dyn, formatType, int, list, param } from "../types.ts";
import { equals } from "../values/equality.ts";
import { goTypeName } from "../values/go-types.ts";
import {
  CelError,
  type CelList,
  type CelResult,
  type CelValue,
  elementsOf,
  isList,
  isUint,
  listOf,
  noSuchOverload,
  Panic,
  typeName,
} from "../values.ts";
import { spendWork } from "../work.ts";
import { declare, global, receiver } from "./build.ts";
import { stringTraversalCost } from "./cost.ts";
import type {
  Cost,
  Evaluate,
  FunctionDeclaration,
  Library,
  MacroDeclaration,
} from "./declaration.ts";
import { actualSize } from "./kubernetes-cost.ts";
import { comparableTypes, isComparable, orderOf } from "./lists.ts";

const t = param("T");
const listOfT = list(t);

/** A call and the list that it makes. */
const costOfResult: Cost = (_args, result, minor) =>
  // From 1.38 on a failure has no size.
  costOfAllocating(1, minor >= 38 && result instanceof CelError ? 0 : actualSize(result));

/**
 * Every element of the list against every other; strings and bytes a little dearer. What is no list, an error among
 * the arguments included, crashes in Go and ends the evaluation.
 */
const costOfSelfComparison =
  (position: number): Cost =>
  (args) => {
    const values: CelResult = args[position] ?? null;
    if (typeof values !== "object" || values === null || !isList(values)) {
      throw new Panic(
        `interface conversion: ${goTypeName(values)} is not traits.Lister: missing method ${missingMethod(values)}`,
      );
    }
    if (values.size === 0) return costOfAllocating(2, 0);
    const first = values.at(0);
    const isText = typeof first === "string" || first instanceof Uint8Array;
    return costOfAllocating(isText ? 2 + stringTraversalCost : 2, values.size * values.size);
  };

/** As often through the list as it is flattened; a depth that is no whole number crashes in Go. */
const costOfFlattening: Cost = (args, _result, minor) => {
  const depth = args.length < 2 ? 1n : (args[1] ?? null);
  if (typeof depth !== "bigint") {
    // From 1.38 on Go looks at the type first.
    if (minor >= 38) return costOfAllocating(1, actualSize(args[0]));
    throw new Panic(`interface conversion: ref.Val is ${goTypeName(depth)}, not types.Int`);
  }
  const negative = minor >= 38 ? 0 : 1;
  const factor = depth < 0n && minor >= 37 ? negative : Number(depth);
  const size = actualSize(args[0]);
  // Go counts without a sign: what has no place in 64 bits becomes their half, what falls below zero enormous.
  const fits = factor * size < 2 ** 64 && factor * size >= -(2 ** 63);
  const cost = fits ? costOfAllocating(factor, size) : costOfAllocating(1, 2 ** 63);
  return cost < 0 ? 2 ** 64 + cost : cost;
};

const functions: readonly FunctionDeclaration[] = [
  declare(
    "slice",
    "The elements from one index to just before another.",
    [
      ["[1, 2, 3, 4].slice(1, 3)", "[2, 3]"],
      ["[1].slice(0, 2)", "cannot slice(0, 2), list is length 1"],
    ],
    [receiver("list_slice", [listOfT, int, int], listOfT, slice, { cost: costOfResult })],
  ),
  declare(
    "flatten",
    "The list with the lists in it replaced by their elements, one level deep or as deep as is asked for.",
    [
      ["[[1, 2], [3]].flatten()", "[1, 2, 3]"],
      ["[[[1]], [[2]]].flatten(2)", "[1, 2]"],
    ],
    [
      receiver("list_flatten", [list(listOfT)], listOfT, undefined, { cost: costOfFlattening }),
      receiver("list_flatten_int", [list(dyn), int], list(dyn), undefined, {
        cost: costOfFlattening,
      }),
    ],
    { evaluate: flatten },
  ),
  declare(
    "sort",
    "The elements in ascending order; they must be of one type that has an order.",
    [
      ["[3, 1, 2].sort()", "[1, 2, 3]"],
      ["['b', 'a'].sort()", "['a', 'b']"],
    ],
    comparableTypes.map(([, type]) =>
      receiver(`list_${formatType(type)}_sort`, [list(type)], list(type), undefined, {
        cost: costOfSelfComparison(0),
      }),
    ),
    { evaluate: onLists("sort", (values) => sortByKeys(values, values)) },
  ),
  declare(
    "@sortByAssociatedKeys",
    "What the macro sortBy becomes: the elements in the order of a list of keys.",
    [],
    comparableTypes.map(([, type]) =>
      receiver(
        `list_${formatType(type)}_sortByAssociatedKeys`,
        [listOfT, list(type)],
        listOfT,
        undefined,
        { cost: costOfSelfComparison(1) },
      ),
    ),
    { evaluate: onLists("@sortByAssociatedKeys", sortByKeys) },
  ),
  declare(
    "lists.range",
    "The whole numbers from 0 to just before n.",
    [["lists.range(4)", "[0, 1, 2, 3]"]],
    [global("lists_range", [int], list(int), range, { cost: costOfResult })],
  ),
  declare(
    "reverse",
    "The elements in the opposite order.",
    [["[1, 2, 3].reverse()", "[3, 2, 1]"]],
    [
      receiver(
        "list_reverse",
        [listOfT],
        listOfT,
        onList((values) => listOf(readAll(values).reverse())),
        {
          cost: costOfResult,
        },
      ),
    ],
  ),
  declare(
    "distinct",
    "The elements without those that are equal to an earlier one.",
    [["['a', 'b', 'a'].distinct()", "['a', 'b']"]],
    [
      receiver("list_distinct", [listOfT], listOfT, onList(distinct), {
        cost: costOfSelfComparison(0),
      }),
    ],
  ),
];

const macros: readonly MacroDeclaration[] = [
  {
    name: "sortBy",
    style: "receiver",
    usage: "list.sortBy(x, key)",
    doc: "The elements in ascending order of a key computed from each; the keys must be of one type that has an order.",
    examples: [
      { expression: "['ccc', 'a', 'bb'].sortBy(x, size(x))", result: "['a', 'bb', 'ccc']" },
    ],
  },
];

/** cel-go's functions on lists, version 3. Follows ext/lists.go. */
export const listExtensionsLibrary: Library = {
  name: "lists-extended",
  title: "Lists, extended",
  doc: "Cut, sort and rearrange lists. The results can be used directly as groups or extra.",
  since: 34,
  functions,
  macros,
};

function costOfAllocating(factor: number, size: number): number {
  return Math.trunc(size * factor) + 1 + 10;
}

// Numbers, strings, bytes and times can be added; of the others Go misses Add first.
function missingMethod(value: CelResult): "Add" | "Contains" {
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    return isTime(value) || isUint(value) ? "Contains" : "Add";
  }
  return value === null || typeof value === "boolean" ? "Add" : "Contains";
}

// For one implementation behind all overloads cel-go looks only whether the first argument is a list; strings and times
// are asked themselves, and have no such function.
function onLists(name: string, evaluate: (values: CelList, keys: CelList) => CelResult): Evaluate {
  return ([values = null, keys = values]) => {
    if (typeof values === "string" || isTime(values)) return noSuchOverload;
    if (values === null || !isList(values)) return new CelError(`no such overload: ${name}`);
    return keys !== null && isList(keys) ? evaluate(values, keys) : noSuchOverload;
  };
}

function isTime(value: CelResult): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return value.kind === "timestamp" || value.kind === "duration";
}

function onList(evaluate: (values: CelList) => CelResult): Evaluate {
  return ([values]) => evaluate(values as CelList);
}

function readAll(values: CelList): CelValue[] {
  return Array.from({ length: values.size }, (_, i) => values.at(i));
}

function slice([values, start, end]: readonly CelValue[]): CelResult {
  const from = start as bigint;
  const to = end as bigint;
  const elements = values as CelList;
  const refuse = (reason: string) => new CelError(`cannot slice(${from}, ${to}), ${reason}`);
  if (from < 0n || to < 0n) return refuse("negative indexes not supported");
  if (from > to) return refuse("start index must be less than or equal to end index");
  if (to > BigInt(elements.size)) return refuse(`list is length ${elements.size}`);
  return listOf(readAll(elements).slice(Number(from), Number(to)));
}

function flatten([values, depth]: readonly CelValue[], minor: Minor): CelResult {
  const shownDepth = depth === undefined ? "" : shownType(depth, minor);
  if (
    values === undefined ||
    !isList(values) ||
    (depth !== undefined && typeof depth !== "bigint")
  ) {
    return new CelError(
      `no such overload: ${values === undefined ? "" : shownType(values, minor)}.flatten(${shownDepth})`,
    );
  }
  if (depth !== undefined && depth < 0n) return new CelError("level must be non-negative");
  return listOf(flattenInto([], values, Number(depth ?? 1n)));
}

function flattenInto(flat: CelValue[], values: CelList, depth: number): CelValue[] {
  for (const element of elementsOf(values)) {
    if (depth > 0 && isList(element)) flattenInto(flat, element, depth - 1);
    else flat.push(element);
  }
  return flat;
}

// How Go prints the type of a value: with its parameters.
function shownType(value: CelValue, minor: Minor): string {
  const name = typeName(value);
  if (name === "list") return "list(dyn)";
  if (name === "optional_type" && minor >= 37) return "optional_type(dyn)";
  return name === "map" ? "map(dyn, dyn)" : name;
}

function sortByKeys(values: CelList, keyList: CelList): CelResult {
  if (values.size !== keyList.size) {
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${values.size} and ${keyList.size} elements respectively`,
    );
  }
  const keys = readAll(keyList);
  const first = keys[0];
  if (first === undefined) return values;
  if (!isComparable(first)) return new CelError("list elements must be comparable");
  const type = typeName(first);
  let isMixed = false;
  const order = keys.map((_, i) => i);
  sortSlice(order, (i, j) => {
    spendWork(16);
    const left = keys[i] as CelValue;
    const right = keys[j] as CelValue;
    if (typeName(left) !== type || typeName(right) !== type) {
      isMixed = true;
      return false;
    }
    return orderOf(left, right) === -1;
  });
  if (isMixed) return new CelError("list elements must have the same type");
  return listOf(order.map((i) => values.at(i)));
}

function range([size]: readonly CelValue[], minor: Minor): CelResult {
  const count = size as bigint;
  if (minor >= 37 && count < 0n) {
    return new CelError(`lists.range: size must be non-negative, got ${count}`);
  }
  if (minor >= 37 && count > maxRange) {
    return new CelError(`lists.range: size ${count} exceeds maximum allowed (${maxRange})`);
  }
  // Not written out: up to 1.36 there is no limit but that of the cost.
  return {
    kind: "list",
    size: count < 0n ? 0 : Number(count),
    at: (index) => BigInt(index),
    backing: "values",
  };
}

function distinct(values: CelList): CelResult {
  if (values.size === 0) return values;
  const unique: CelValue[] = [];
  for (const value of readAll(values)) {
    if (!unique.some((other) => equals(value, other) === true)) unique.push(value);
  }
  return listOf(unique);
}

const maxRange = 1_000_000n;
