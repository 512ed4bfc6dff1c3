import type { CelType } from "../types.ts";
import { bool, double, int, object, string } from "../types.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  noSuchOverload,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import type { Evaluate, FunctionDeclaration, Library, Overload } from "./declaration.ts";
import { costOfParsing, nominalCost } from "./kubernetes-cost.ts";
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityOfInteger,
  signOf,
  subtractQuantities,
  toApproximateFloat,
  toInteger,
  tooLarge,
} from "./quantity-value.ts";

const quantityType = object("kubernetes.Quantity");

interface QuantityValue extends CelObject {
  readonly quantity: Quantity;
  /** A Go pointer: what add and sub return. Nothing is equal to one, while it is equal to other quantities. */
  readonly isPointer: boolean;
}

const functions: readonly FunctionDeclaration[] = [
  declare(
    "quantity",
    "An amount with a unit, as in resource requests: 1.5, 500m, 2Gi, 3e6.",
    [
      ["quantity('1.5Gi').isGreaterThan(quantity('1500M'))", "true"],
      [
        "quantity('1 Gi')",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      ],
    ],
    [global("string_to_quantity", [string], quantityType, toQuantity, { cost: costOfParsing })],
  ),
  declare(
    "isQuantity",
    "Whether the text is an amount that quantity takes.",
    [
      ["isQuantity('1.3G')", "true"],
      ["isQuantity('1,3G')", "false"],
    ],
    [
      global(
        "is_quantity_string",
        [string],
        bool,
        ([text]) => (typeof text === "string" ? parseQuantity(text).kind === "ok" : noSuchOverload),
        { cost: costOfParsing },
      ),
    ],
  ),
  declare(
    "sign",
    "1, 0 or -1.",
    [["sign(quantity('-5'))", "-1"]],
    [
      global(
        "quantity_sign",
        [quantityType],
        int,
        on1((quantity) => BigInt(signOf(quantity))),
        {
          cost: nominalCost,
        },
      ),
    ],
  ),
  declare(
    "isInteger",
    "Whether asInteger works: no fraction in the way it is written, and no more than 64 bits.",
    [
      ["quantity('50k').isInteger()", "true"],
      ["quantity('5.0').isInteger()", "false"],
    ],
    [
      method(
        "quantity_is_integer",
        [],
        bool,
        on1((quantity) => toInteger(quantity) !== undefined),
      ),
    ],
  ),
  declare(
    "asInteger",
    "The amount as a whole number, or an error.",
    [
      ["quantity('50k').asInteger()", "50000"],
      ["quantity('500m').asInteger()", "cannot convert value to integer"],
    ],
    [
      method(
        "quantity_get_int",
        [],
        int,
        on1((quantity) => toInteger(quantity) ?? new CelError("cannot convert value to integer")),
      ),
    ],
  ),
  declare(
    "asApproximateFloat",
    "The amount as a double, which may lose precision.",
    [["quantity('500m').asApproximateFloat()", "0.5"]],
    [method("quantity_get_float", [], double, on1(toApproximateFloat))],
  ),
  comparison(
    "isGreaterThan",
    "quantity_is_greater_than",
    bool,
    "Whether it is more than another amount.",
    (order) => order > 0,
    ["quantity('200M').isGreaterThan(quantity('100M'))", "true"],
  ),
  comparison(
    "isLessThan",
    "quantity_is_less_than",
    bool,
    "Whether it is less than another amount.",
    (order) => order < 0,
    ["quantity('50M').isLessThan(quantity('50Mi'))", "true"],
  ),
  comparison(
    "compareTo",
    "quantity_compare_to",
    int,
    "0 if the amounts are equal, 1 if it is more, -1 if it is less.",
    (order) => BigInt(order),
    ["quantity('1k').compareTo(quantity('1000'))", "0"],
  ),
  arithmetic("add", "quantity_add", "Adds an amount or a whole number.", addQuantities, [
    "quantity('50k').add(20) == quantity('50020')",
    "true",
  ]),
  arithmetic("sub", "quantity_sub", "Subtracts an amount or a whole number.", subtractQuantities, [
    "quantity('50k').sub(quantity('20k')) == quantity('30k')",
    "true",
  ]),
];

/** Amounts with units. Follows apiserver pkg/cel/library/quantity.go. */
export const quantityLibrary: Library = {
  name: "quantity",
  title: "Quantities",
  doc: "Calculate with amounts and units as Kubernetes writes them. Write a sum on the left of ==, never on the right.",
  since: 30,
  functions,
};

function comparison(
  name: string,
  id: string,
  result: CelType,
  doc: string,
  decide: (order: number) => CelResult,
  example: readonly [string, string],
): FunctionDeclaration {
  const evaluate: Evaluate = ([left, right]) =>
    isQuantityValue(left) && isQuantityValue(right)
      ? decide(compareQuantities(left.quantity, right.quantity))
      : noSuchOverload;
  return declare(name, doc, [example], [method(id, [quantityType], result, evaluate)], {
    cost: nominalCost,
  });
}

function arithmetic(
  name: string,
  id: string,
  doc: string,
  calculate: (left: Quantity, right: Quantity) => Quantity | undefined,
  example: readonly [string, string],
): FunctionDeclaration {
  const evaluate: Evaluate = ([left, right]) => {
    const other = typeof right === "bigint" ? quantityOfInteger(right) : quantityBehind(right);
    if (!isQuantityValue(left) || other === undefined) return noSuchOverload;
    const result = calculate(left.quantity, other);
    return result === undefined ? new CelError(tooLarge) : newQuantity(result, true);
  };
  const overloads = [
    method(id, [quantityType], quantityType, evaluate),
    method(`${id}_int`, [int], quantityType, evaluate),
  ];
  return declare(name, doc, [example], overloads, { cost: nominalCost });
}

function method(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  evaluate: Evaluate,
): Overload {
  return receiver(id, [quantityType, ...parameters], result, evaluate, { cost: nominalCost });
}

function on1(evaluate: (quantity: Quantity) => CelResult): Evaluate {
  return ([value]) => (isQuantityValue(value) ? evaluate(value.quantity) : noSuchOverload);
}

function toQuantity([text]: readonly CelValue[]): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  const parsed = parseQuantity(text);
  return parsed.kind === "ok" ? newQuantity(parsed.value, false) : new CelError(parsed.message);
}

function newQuantity(quantity: Quantity, isPointer: boolean): QuantityValue {
  return {
    kind: "object",
    type: quantityType,
    typeName: "kubernetes.Quantity",
    get text() {
      return formatQuantity(quantity);
    },
    quantity,
    isPointer,
    equals: (other) =>
      isQuantityValue(other) && !other.isPointer
        ? compareQuantities(quantity, other.quantity) === 0
        : noSuchOverload,
  };
}

function isQuantityValue(value: CelValue | undefined): value is QuantityValue {
  return typeof value === "object" && value !== null && "quantity" in value;
}

function quantityBehind(value: CelValue | undefined): Quantity | undefined {
  return isQuantityValue(value) ? value.quantity : undefined;
}
