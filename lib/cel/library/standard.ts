import type { CelType } from "../types.ts";
import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  nullType,
  param,
  string,
  timestamp,
  typeOf,
  uint,
} from "../types.ts";
import { sizeOf } from "../values/containers.ts";
import { convertTo } from "../values/conversions.ts";
import { regularExpressionMatches } from "../values/regular-expressions.ts";
import { durationPart, timestampPart } from "../values/time.ts";
import { type CelValue, noSuchOverload } from "../values.ts";
import { binary, declare, global, receiver, unary } from "./build.ts";
import {
  costOfFirst,
  costOfGlobalMatches,
  costOfMatches,
  costOfOther,
  costOfSearch,
} from "./cost.ts";
import type {
  Evaluate,
  Example,
  FunctionDeclaration,
  IdentifierDeclaration,
  Library,
  MacroDeclaration,
  Overload,
} from "./declaration.ts";
import { operators } from "./operators.ts";

/*
 * The operators, functions, macros and types that every CEL environment has, in the order of cel-go's
 * common/stdlib/standard.go: the checker tries overloads in this order.
 */

const a = param("A");
const b = param("B");
const listOfA = list(a);
const mapOfAB = map(a, b);

type Pair = readonly [expression: string, result: string];

const functions: readonly FunctionDeclaration[] = [
  declare(
    "size",
    "The number of elements, entries, characters or bytes.",
    [
      ["size('hello')", "5"],
      ["[1, 2, 3].size()", "3"],
    ],
    [
      global("size_bytes", [bytes], int),
      receiver("bytes_size", [bytes], int),
      global("size_list", [listOfA], int),
      receiver("list_size", [listOfA], int),
      global("size_map", [mapOfAB], int),
      receiver("map_size", [mapOfAB], int),
      global("size_string", [string], int),
      receiver("string_size", [string], int),
    ],
    { evaluate: unary(sizeOf) },
  ),
  declare(
    "type",
    "The type of a value.",
    [["type(1) == int", "true"]],
    [global("type", [a], typeOf(a))],
    { evaluate: ([value], minor) => convertTo(value as CelValue, "type", minor) },
  ),
  declare(
    "bool",
    "Converts a string to true or false.",
    [["bool('true')", "true"]],
    [identity("bool_to_bool", bool), conversion("string_to_bool", string, bool)],
  ),
  declare(
    "bytes",
    "Converts a string to its bytes in UTF-8.",
    [["bytes('hi')", "b'hi'"]],
    [
      identity("bytes_to_bytes", bytes),
      { ...conversion("string_to_bytes", string, bytes), cost: costOfFirst },
    ],
  ),
  declare(
    "double",
    "Converts a number or a string to a double.",
    [["double('1.5')", "1.5"]],
    [
      identity("double_to_double", double),
      conversion("int64_to_double", int, double),
      conversion("string_to_double", string, double),
      conversion("uint64_to_double", uint, double),
    ],
  ),
  declare(
    "duration",
    "Converts a string like '1h30m' to a length of time.",
    [["duration('90s')", "duration('1m30s')"]],
    [
      identity("duration_to_duration", duration),
      { ...conversion("int64_to_duration", int, duration), until: 36 },
      conversion("string_to_duration", string, duration),
    ],
  ),
  declare(
    "dyn",
    "The same value, without a type for the checker.",
    [["dyn(1) == 'a'", "false"]],
    [global("to_dyn", [a], dyn)],
    { evaluate: unary((value) => value) },
  ),
  declare(
    "int",
    "Converts a number, a string, a timestamp (seconds) or a duration (nanoseconds) to a whole number.",
    [
      ["int(3.9)", "3"],
      ["int('42')", "42"],
    ],
    [
      identity("int64_to_int64", int),
      conversion("double_to_int64", double, int),
      conversion("duration_to_int64", duration, int),
      conversion("string_to_int64", string, int),
      conversion("timestamp_to_int64", timestamp, int),
      conversion("uint64_to_int64", uint, int),
    ],
  ),
  declare(
    "string",
    "Converts a value to text. A large double is written in scientific notation.",
    [
      ["string(42)", "'42'"],
      ["string(1790000600.0)", "'1.7900006e+09'"],
    ],
    [
      identity("string_to_string", string),
      conversion("bool_to_string", bool, string),
      { ...conversion("bytes_to_string", bytes, string), cost: costOfFirst },
      conversion("double_to_string", double, string),
      conversion("duration_to_string", duration, string),
      conversion("int64_to_string", int, string),
      conversion("timestamp_to_string", timestamp, string),
      conversion("uint64_to_string", uint, string),
    ],
  ),
  declare(
    "timestamp",
    "Converts text in RFC 3339 or seconds since 1970 to a point in time.",
    [["timestamp('2026-01-01T00:00:00Z') > timestamp(0)", "true"]],
    [
      identity("timestamp_to_timestamp", timestamp),
      conversion("int64_to_timestamp", int, timestamp),
      conversion("string_to_timestamp", string, timestamp),
    ],
  ),
  declare(
    "uint",
    "Converts a number or a string to an unsigned whole number.",
    [["uint('42')", "42u"]],
    [
      identity("uint64_to_uint64", uint),
      conversion("double_to_uint64", double, uint),
      conversion("int64_to_uint64", int, uint),
      conversion("string_to_uint64", string, uint),
    ],
  ),
  declare(
    "contains",
    "Whether the string holds another one.",
    [["'hello world'.contains('o w')", "true"]],
    [{ ...receiver("contains_string", [string, string], bool), cost: costOfSearch }],
    { evaluate: strings((text, part) => text.includes(part)) },
  ),
  declare(
    "endsWith",
    "Whether the string ends with another one.",
    [["'jane@example.com'.endsWith('@example.com')", "true"]],
    [{ ...receiver("ends_with_string", [string, string], bool), cost: costOfOther }],
    { evaluate: strings((text, part) => text.endsWith(part)) },
  ),
  declare(
    "startsWith",
    "Whether the string starts with another one.",
    [["'system:node'.startsWith('system:')", "true"]],
    [{ ...receiver("starts_with_string", [string, string], bool), cost: costOfOther }],
    { evaluate: strings((text, part) => text.startsWith(part)) },
  ),
  declare(
    "matches",
    "Whether a regular expression (RE2) matches some part of the string; anchor it with ^ and $ to mean all of it.",
    [
      ["'team-7'.matches('^team-[0-9]+$')", "true"],
      ["matches('team-7', '[0-9]')", "true"],
    ],
    [
      { ...global("matches", [string, string], bool), cost: costOfGlobalMatches },
      { ...receiver("matches_string", [string, string], bool), cost: costOfMatches },
    ],
    { evaluate: binary(regularExpressionMatches) },
  ),
  part("getFullYear", "The year.", "timestamp_to_year", [
    "timestamp('2026-07-14T10:30:45Z').getFullYear()",
    "2026",
  ]),
  part("getMonth", "The month, January being 0.", "timestamp_to_month", [
    "timestamp('2026-07-14T10:30:45Z').getMonth()",
    "6",
  ]),
  part("getDayOfYear", "The day of the year, the first being 0.", "timestamp_to_day_of_year", [
    "timestamp('2026-01-02T00:00:00Z').getDayOfYear()",
    "1",
  ]),
  part("getDayOfMonth", "The day of the month, the first being 0.", "timestamp_to_day_of_month", [
    "timestamp('2026-07-14T10:30:45Z').getDayOfMonth()",
    "13",
  ]),
  part("getDate", "The day of the month, the first being 1.", "timestamp_to_day_of_month_1_based", [
    "timestamp('2026-07-14T10:30:45Z').getDate()",
    "14",
  ]),
  part("getDayOfWeek", "The day of the week, Sunday being 0.", "timestamp_to_day_of_week", [
    "timestamp('2026-07-14T10:30:45Z').getDayOfWeek()",
    "2",
  ]),
  part(
    "getHours",
    "The hour of a point in time, or all the hours of a duration.",
    "timestamp_to_hours",
    ["duration('3723s').getHours()", "1"],
    "duration_to_hours",
  ),
  part(
    "getMinutes",
    "The minute of a point in time, or all the minutes of a duration.",
    "timestamp_to_minutes",
    ["duration('3723s').getMinutes()", "62"],
    "duration_to_minutes",
  ),
  part(
    "getSeconds",
    "The second of a point in time, or all the seconds of a duration.",
    "timestamp_to_seconds",
    ["duration('3723.456s').getSeconds()", "3723"],
    "duration_to_seconds",
  ),
  part(
    "getMilliseconds",
    "The milliseconds within the second of a point in time, or all the milliseconds of a duration.",
    "timestamp_to_milliseconds",
    ["timestamp('2026-07-14T10:30:45.123Z').getMilliseconds()", "123"],
    "duration_to_milliseconds",
  ),
];

const macros: readonly MacroDeclaration[] = [
  macro(
    "has",
    "global",
    "has(map.field)",
    "Whether a field is present; a missing field is no error here.",
    [["has({'a': 1}.a)", "true"]],
  ),
  macro(
    "all",
    "receiver",
    "list.all(x, test)",
    "Whether the test is true for every element (of a map: every key).",
    [["[1, 2].all(x, x > 0)", "true"]],
  ),
  macro(
    "exists",
    "receiver",
    "list.exists(x, test)",
    "Whether the test is true for some element (of a map: some key).",
    [["['a', 'b'].exists(x, x == 'b')", "true"]],
  ),
  macro(
    "exists_one",
    "receiver",
    "list.exists_one(x, test)",
    "Whether the test is true for exactly one element (of a map: key).",
    [["[1, 2, 2].exists_one(x, x == 1)", "true"]],
  ),
  macro(
    "map",
    "receiver",
    "list.map(x, transform) or list.map(x, test, transform)",
    "A list of the transformed elements (of a map: the transformed keys), only of those that pass the test if there is one.",
    [
      ["['a', 'b'].map(x, 'team:' + x)", "['team:a', 'team:b']"],
      ["[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"],
    ],
  ),
  macro(
    "filter",
    "receiver",
    "list.filter(x, test)",
    "A list of the elements (of a map: the keys) that pass the test.",
    [["['dev', 'x'].filter(x, x != 'x')", "['dev']"]],
  ),
];

const identifiers: readonly IdentifierDeclaration[] = [
  typeName("bool", bool, "true and false."),
  typeName("bytes", bytes, "A sequence of bytes."),
  typeName(
    "double",
    double,
    "A number with a fraction; every number of a token, from Kubernetes 1.34.",
  ),
  typeName("google.protobuf.Duration", duration, "A length of time."),
  typeName("int", int, "A whole number of 64 bits."),
  typeName("list", listOfA, "A list of values."),
  typeName("map", mapOfAB, "Values by key."),
  typeName("null_type", nullType, "The type of null."),
  typeName("string", string, "Text."),
  typeName("google.protobuf.Timestamp", timestamp, "A point in time."),
  typeName("type", { kind: "type", of: dyn }, "The type of a type."),
  typeName("uint", uint, "A whole number of 64 bits without a sign."),
];

/** The library that every environment has. */
export const standardLibrary: Library = {
  name: "standard",
  title: "Standard",
  doc: "Operators, conversions, text, time and the macros over lists and maps.",
  since: 30,
  functions: [...operators, ...functions],
  macros,
  identifiers,
};

function identity(id: string, type: CelType): Overload {
  return global(id, [type], type, (args) => args[0] as CelValue);
}

function conversion(id: string, from: CelType, to: CelType): Overload {
  return global(id, [from], to, (args) => convertTo(args[0] as CelValue, to.kind));
}

function strings(evaluate: (text: string, part: string) => boolean): Evaluate {
  return ([text, part]) =>
    typeof text === "string" && typeof part === "string" ? evaluate(text, part) : noSuchOverload;
}

/** A getter of timestamps, with and without a time zone, and of durations if it has an id for them. */
function part(
  name: string,
  doc: string,
  id: string,
  example: Pair,
  durationId?: string,
): FunctionDeclaration {
  const withZone = id === "timestamp_to_seconds" ? "timestamp_to_seconds_tz" : `${id}_with_tz`;
  const overloads = [
    receiver(id, [timestamp], int, (args) => timestampPart(name, args[0] as CelValue, "UTC")),
    receiver(withZone, [timestamp, string], int, (args) =>
      timestampPart(name, args[0] as CelValue, args[1] as CelValue),
    ),
  ];
  if (durationId !== undefined) {
    overloads.push(
      receiver(durationId, [duration], int, (args) => durationPart(name, args[0] as CelValue)),
    );
  }
  return declare(name, doc, [example], overloads);
}

function macro(
  name: string,
  style: "global" | "receiver",
  usage: string,
  doc: string,
  examples: readonly Pair[],
): MacroDeclaration {
  return { name, style, usage, doc, examples: toExamples(examples) };
}

function typeName(name: string, type: CelType, doc: string): IdentifierDeclaration {
  return { name, type: typeOf(type), doc };
}

function toExamples(pairs: readonly Pair[]): Example[] {
  return pairs.map(([expression, result]) => ({ expression, result }));
}
