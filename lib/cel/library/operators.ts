import type { CelType } from "../types.ts";
import {
  bool,
  bytes,
  double,
  duration,
  int,
  list,
  map,
  param,
  string,
  timestamp,
  uint,
} from "../types.ts";
import { add, compare, divide, modulo, multiply, negate, subtract } from "../values/arithmetic.ts";
import { containsElement, index } from "../values/containers.ts";
import { type CelError, type CelValue, isList, isMap, noSuchOverload } from "../values.ts";
import { binary, declare, global, unary } from "./build.ts";
import { costOfEquality, costOfIn, costOfJoining } from "./cost.ts";
import type { FunctionDeclaration } from "./declaration.ts";

const a = param("A");
const b = param("B");
const listOfA = list(a);
const mapOfAB = map(a, b);

type Pair = readonly [expression: string, result: string];

/** The operators that every CEL environment has, in the order of cel-go's common/stdlib/standard.go. */
export const operators: readonly FunctionDeclaration[] = [
  declare(
    "_?_:_",
    "Picks the second value if the condition is true, else the third.",
    [["size('ab') == 2 ? 'two' : 'other'", "'two'"]],
    [global("conditional", [bool, a, a], a)],
    { evaluate: overloadsMissing },
  ),
  declare(
    "_&&_",
    "True if both sides are true. If one side is false, the result is false, even if the other side is an error.",
    [
      ["true && false", "false"],
      ["1 / 0 == 1 && false", "false"],
    ],
    [global("logical_and", [bool, bool], bool)],
    { evaluate: overloadsMissing },
  ),
  declare(
    "_||_",
    "True if one side is true, even if the other side is an error.",
    [
      ["true || false", "true"],
      ["1 / 0 == 1 || true", "true"],
    ],
    [global("logical_or", [bool, bool], bool)],
    { evaluate: overloadsMissing },
  ),
  declare(
    "!_",
    "Negates true and false.",
    [["!true", "false"]],
    [global("logical_not", [bool], bool)],
    { evaluate: ([value]) => (typeof value === "boolean" ? !value : noSuchOverload) },
  ),
  declare(
    "@not_strictly_false",
    "Whether a loop goes on: what is not false, an error included, counts as true.",
    [],
    [
      global("not_strictly_false", [bool], bool, (args) =>
        typeof args[0] === "boolean" ? args[0] : true,
      ),
    ],
  ),
  declare(
    "_==_",
    "Whether two values are equal; numbers of different types compare by their value.",
    [
      ["'a' == 'a'", "true"],
      ["dyn(3.0) == 3", "true"],
      ["[1, 2] == [1, 2]", "true"],
    ],
    [{ ...global("equals", [a, a], bool), cost: costOfEquality }],
    { evaluate: overloadsMissing },
  ),
  declare(
    "_!=_",
    "Whether two values differ.",
    [["1 != 2", "true"]],
    [{ ...global("not_equals", [a, a], bool), cost: costOfEquality }],
    { evaluate: overloadsMissing },
  ),
  declare(
    "_+_",
    "Adds numbers and times; joins strings, bytes and lists.",
    [
      ["1 + 2", "3"],
      ["'gitlab:' + 'jane'", "'gitlab:jane'"],
      ["['a'] + ['b']", "['a', 'b']"],
    ],
    [
      { ...global("add_bytes", [bytes, bytes], bytes), cost: costOfJoining },
      global("add_double", [double, double], double),
      global("add_duration_duration", [duration, duration], duration),
      global("add_duration_timestamp", [duration, timestamp], timestamp),
      global("add_timestamp_duration", [timestamp, duration], timestamp),
      global("add_int64", [int, int], int),
      global("add_list", [listOfA, listOfA], listOfA),
      { ...global("add_string", [string, string], string), cost: costOfJoining },
      global("add_uint64", [uint, uint], uint),
    ],
    { evaluate: binary(add) },
  ),
  declare(
    "_/_",
    "Divides; whole numbers lose their remainder.",
    [
      ["10 / 4", "2"],
      ["10.0 / 4.0", "2.5"],
    ],
    [
      global("divide_double", [double, double], double),
      global("divide_int64", [int, int], int),
      global("divide_uint64", [uint, uint], uint),
    ],
    { evaluate: binary(divide) },
  ),
  declare(
    "_%_",
    "The remainder of a division of whole numbers; it has the sign of the dividend.",
    [["7 % 3", "1"]],
    [global("modulo_int64", [int, int], int), global("modulo_uint64", [uint, uint], uint)],
    { evaluate: binary(modulo) },
  ),
  declare(
    "_*_",
    "Multiplies.",
    [["6 * 7", "42"]],
    [
      global("multiply_double", [double, double], double),
      global("multiply_int64", [int, int], int),
      global("multiply_uint64", [uint, uint], uint),
    ],
    { evaluate: binary(multiply) },
  ),
  declare(
    "-_",
    "The number with the other sign.",
    [["-(5)", "-5"]],
    [global("negate_double", [double], double), global("negate_int64", [int], int)],
    { evaluate: unary(negate) },
  ),
  declare(
    "_-_",
    "Subtracts numbers and times. A result below zero is an error for unsigned numbers.",
    [
      ["5 - 3", "2"],
      [
        "timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z')",
        "duration('86400s')",
      ],
    ],
    [
      global("subtract_double", [double, double], double),
      global("subtract_duration_duration", [duration, duration], duration),
      global("subtract_int64", [int, int], int),
      global("subtract_timestamp_duration", [timestamp, duration], timestamp),
      global("subtract_timestamp_timestamp", [timestamp, timestamp], duration),
      global("subtract_uint64", [uint, uint], uint),
    ],
    { evaluate: binary(subtract) },
  ),
  relation(
    "_<_",
    "less",
    "Whether the left value is smaller than the right one.",
    ["1 < 1.5", "true"],
    (order) => order < 0,
  ),
  relation(
    "_<=_",
    "less_equals",
    "Whether the left value is smaller than the right one or equal to it.",
    ["'a' <= 'a'", "true"],
    (order) => order <= 0,
  ),
  relation(
    "_>_",
    "greater",
    "Whether the left value is greater than the right one.",
    ["2u > 1u", "true"],
    (order) => order > 0,
  ),
  relation(
    "_>=_",
    "greater_equals",
    "Whether the left value is greater than the right one or equal to it.",
    ["duration('60s') >= duration('1m')", "true"],
    (order) => order >= 0,
  ),
  declare(
    "_[_]",
    "The element of a list at an index, counted from 0, or the value of a map at a key.",
    [
      ["['a', 'b'][1]", "'b'"],
      ["{'k': 1}['k']", "1"],
      ["{'k': 1}['x']", "no such key: x"],
    ],
    [global("index_list", [listOfA, int], a), global("index_map", [mapOfAB, a], b)],
    { evaluate: binary(index) },
  ),
  declare(
    "@in",
    "Whether a list holds a value or a map has a key.",
    [
      ["2 in [1, 2, 3]", "true"],
      ["'k' in {'k': 1}", "true"],
    ],
    [
      { ...global("in_list", [a, listOfA], bool), cost: costOfIn },
      global("in_map", [a, mapOfAB], bool),
    ],
    { evaluate: binary((element, container) => containsElement(container, element)) },
  ),
];

/** What the planner gives its own nodes for; called only through a name that it does not know. */
function overloadsMissing(): CelError {
  return noSuchOverload;
}

function relation(
  name: string,
  stem: string,
  doc: string,
  example: Pair,
  holds: (order: number) => boolean,
): FunctionDeclaration {
  const operands: readonly (readonly [suffix: string, left: CelType, right: CelType])[] = [
    ["bool", bool, bool],
    ["int64", int, int],
    ["int64_double", int, double],
    ["int64_uint64", int, uint],
    ["uint64", uint, uint],
    ["uint64_double", uint, double],
    ["uint64_int64", uint, int],
    ["double", double, double],
    ["double_int64", double, int],
    ["double_uint64", double, uint],
    ["string", string, string],
    ["bytes", bytes, bytes],
    ["timestamp", timestamp, timestamp],
    ["duration", duration, duration],
  ];
  const overloads = operands.map(([suffix, left, right]) => {
    const overload = global(`${stem}_${suffix}`, [left, right], bool);
    return suffix === "string" || suffix === "bytes"
      ? { ...overload, cost: costOfEquality }
      : overload;
  });
  return declare(name, doc, [example], overloads, {
    evaluate: (args, minor) => {
      // From 1.38 on nothing is before or behind what is no number; before, that is an error.
      const [left = null, right = null] = args;
      const comparable = !isList(left) && !isMap(left) && left !== null;
      if (minor >= 38 && comparable && (Number.isNaN(left) || Number.isNaN(right))) return false;
      const order = compare(name, args[0] as CelValue, args[1] as CelValue);
      return typeof order === "number" ? holds(order) : order;
    },
  });
}
