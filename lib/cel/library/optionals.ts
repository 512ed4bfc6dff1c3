import type { CelType } from "../types.ts";
import { bool, dyn, int, list, map, optional, param, string, typeOf } from "../types.ts";
import { formatGo } from "../values/format.ts";
import type { CelOptional, CelResult, CelValue } from "../values.ts";
import { CelError, elementsOf, isList, listOf, noSuchOverload } from "../values.ts";
import type { Evaluate, FunctionDeclaration, Library, Overload } from "./declaration.ts";

/* Values that may be missing. Follows optionalLib of cel-go's cel/library.go. */

const k = param("K");
const v = param("V");
const listOfV = list(v);
const mapOfKV = map(k, v);
const optionalV = optional(v);

const none: CelOptional = { kind: "optional", value: undefined };

const functions: readonly FunctionDeclaration[] = [
  declare("optional.of", "An optional with a value.", "optional.of(1).value()", "1", [
    overload("optional_of", "global", [v], optionalV, ([value]) => ({ kind: "optional", value })),
  ]),
  declare(
    "optional.ofNonZeroValue",
    "An optional with a value, or none if the value is null, false, zero or empty. A list or object of a claim counts as a value even if it is empty.",
    "optional.ofNonZeroValue('').hasValue()",
    "false",
    [
      overload("optional_ofNonZeroValue", "global", [v], optionalV, ([value]) =>
        value !== undefined && isZero(value) ? none : { kind: "optional", value },
      ),
    ],
  ),
  declare("optional.none", "The optional without a value.", "optional.none().hasValue()", "false", [
    overload("optional_none", "global", [], optionalV, () => none),
  ]),
  declare(
    "value",
    "The optional's value; an error if it has none.",
    "optional.of(1).value()",
    "1",
    [overload("optional_value", "receiver", [optionalV], v, (args) => unwrap(args[0] as CelValue))],
  ),
  declare("hasValue", "Whether the optional has a value.", "optional.of(1).hasValue()", "true", [
    overload("optional_hasValue", "receiver", [optionalV], bool, ([value]) =>
      isOptional(value) ? value.value !== undefined : noSuchOverload,
    ),
  ]),
  declare(
    "or",
    "This optional if it has a value, else the other one, which is evaluated only then.",
    "optional.none().or(optional.of(1)).value()",
    "1",
    [overload("optional_or_optional", "receiver", [optionalV, optionalV], optionalV)],
  ),
  declare(
    "orValue",
    "The optional's value, else the other value, which is evaluated only then.",
    "claims.?groups.orValue([])",
    "[]",
    [overload("optional_orValue_value", "receiver", [optionalV, v], v)],
  ),
  declare(
    "_?._",
    "The field as an optional: none if it is missing. What is selected after it is optional too.",
    "{'a': 1}.?b.orValue(2)",
    "2",
    [overload("select_optional_field", "global", [dyn, string], optionalV)],
  ),
  declare(
    "_[?_]",
    "The element or entry as an optional: none if it is missing.",
    "['a', 'b'][?5].orValue('c')",
    "'c'",
    [
      overload("list_optindex_optional_int", "global", [listOfV, int], optionalV),
      overload(
        "optional_list_optindex_optional_int",
        "global",
        [optional(listOfV), int],
        optionalV,
      ),
      overload("map_optindex_optional_value", "global", [mapOfKV, k], optionalV),
      overload("optional_map_optindex_optional_value", "global", [optional(mapOfKV), k], optionalV),
    ],
  ),
  declare(
    "_[_]",
    "The element or entry of the optional's value.",
    "optional.of([1, 2])[1].value()",
    "2",
    [
      overload("optional_list_index_int", "global", [optional(listOfV), int], optionalV),
      overload("optional_map_index_value", "global", [optional(mapOfKV), k], optionalV),
    ],
  ),
  {
    ...declare(
      "last",
      "The last element of a list as an optional.",
      "[1, 2, 3].last().value()",
      "3",
      [overload("list_last", "receiver", [listOfV], optionalV, ([value]) => elementAt(value, -1))],
    ),
    since: 33,
  },
  {
    ...declare(
      "first",
      "The first element of a list as an optional.",
      "[1, 2, 3].first().value()",
      "1",
      [overload("list_first", "receiver", [listOfV], optionalV, ([value]) => elementAt(value, 0))],
    ),
    since: 33,
  },
  {
    ...declare(
      "optional.unwrap",
      "The values of the optionals of a list, without the empty ones.",
      "optional.unwrap([optional.of(1), optional.none()])",
      "[1]",
      [
        overload("optional_unwrap", "global", [list(optionalV)], listOfV, ([value]) =>
          unwrapAll(value),
        ),
      ],
    ),
    since: 33,
  },
  {
    ...declare(
      "unwrapOpt",
      "The values of the optionals of a list, without the empty ones.",
      "[optional.of(1), optional.none()].unwrapOpt()",
      "[1]",
      [
        overload("optional_unwrapOpt", "receiver", [list(optionalV)], listOfV, ([value]) =>
          unwrapAll(value),
        ),
      ],
    ),
    since: 33,
  },
];

/** Optional values, `.?`, `[?]` and the macros over them. */
export const optionalsLibrary: Library = {
  name: "optionals",
  title: "Optionals",
  doc: "Values that may be missing: select with .? or [?], take with orValue.",
  since: 30,
  functions,
  macros: [
    {
      name: "optMap",
      style: "receiver",
      usage: "optional.optMap(x, transform)",
      doc: "An optional with the transformed value; none stays none.",
      examples: [{ expression: "optional.of(2).optMap(x, x * 2).value()", result: "4" }],
    },
    {
      name: "optFlatMap",
      style: "receiver",
      usage: "optional.optFlatMap(x, transform)",
      doc: "Like optMap, but the transform returns an optional.",
      examples: [{ expression: "optional.of([1]).optFlatMap(x, x[?0]).value()", result: "1" }],
    },
  ],
  identifiers: [
    {
      name: "optional_type",
      type: typeOf(optionalV),
      doc: "The type of an optional, from Kubernetes 1.31.",
    },
  ],
};

function declare(
  name: string,
  doc: string,
  expression: string,
  result: string,
  overloads: readonly Overload[],
): FunctionDeclaration {
  return { name, doc, examples: [{ expression, result }], overloads };
}

function overload(
  id: string,
  style: "global" | "receiver",
  parameters: readonly CelType[],
  result: CelType,
  evaluate?: Evaluate,
): Overload {
  return { id, style, parameters, result, ...(evaluate && { evaluate }) };
}

function isOptional(value: CelValue | undefined): value is CelOptional {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "optional"
  );
}

function unwrap(value: CelValue): CelResult {
  if (!isOptional(value)) {
    return noSuchOverload;
  }
  return value.value === undefined ? new CelError("optional.none() dereference") : value.value;
}

function elementAt(value: CelValue | undefined, position: number): CelResult {
  if (value === undefined || !isList(value)) {
    return noSuchOverload;
  }
  return value.size === 0
    ? none
    : { kind: "optional", value: value.at(position < 0 ? value.size + position : position) };
}

function unwrapAll(value: CelValue | undefined): CelResult {
  if (value === undefined || !isList(value)) {
    return noSuchOverload;
  }
  const values: CelValue[] = [];
  for (const element of elementsOf(value)) {
    if (!isOptional(element)) {
      return new CelError(`value ${formatGo(element)} is not optional`);
    }
    if (element.value !== undefined) {
      values.push(element.value);
    }
  }
  return listOf(values);
}

/** Whether a value is its type's zero (cel-go's traits.Zeroer). An object or list that is in a claim never is. */
function isZero(value: CelValue): boolean {
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
