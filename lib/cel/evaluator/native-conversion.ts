import type { PlainValue } from "../../go/plain-value.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  elementsOf,
  isList,
  isMap,
  isUint,
} from "../values.ts";
import { toCel } from "./input.ts";
import { type Json, toJsonValue } from "./json.ts";

/** The Go types that a message's fields have. */
export type GoType =
  | "string"
  | "bool"
  | "[]uint8"
  | "float64"
  | "float32"
  | "int64"
  | "int32"
  | "uint64"
  | "uint32"
  | "structpb.NullValue"
  | "*structpb.Struct"
  | "*structpb.ListValue"
  | "*structpb.Value";

/**
 * What a value becomes where Go wants a type, as a CEL value again; undefined if its type does not fit (see
 * refuseConversion), an error if it is too great or something in it does not fit. Follows the ConvertToNative
 * methods of cel-go common/types.
 */
export function toNative(value: CelValue, type: GoType): CelResult | undefined {
  if (isOptional(value)) {
    return value.value === undefined ? emptyOptional : toNative(value.value, type);
  }
  switch (type) {
    case "string":
      return typeof value === "string" ? value : textOf(value);
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "[]uint8":
      return value instanceof Uint8Array ? value : undefined;
    case "float64":
      return typeof value === "number" ? value : undefined;
    case "float32":
      return typeof value === "number" ? Math.fround(value) : undefined;
    case "int64":
      return typeof value === "bigint" ? value : undefined;
    case "int32":
      return wholeOf32(value);
    case "structpb.NullValue":
      return value === null ? 0n : wholeOf32(value);
    case "uint64":
      return isUint(value) ? value : undefined;
    case "uint32":
      if (!isUint(value)) return undefined;
      return value.value < 2n ** 32n ? value : uintOverflow;
    case "*structpb.Struct":
      return isMap(value) ? throughJson(value) : undefined;
    case "*structpb.ListValue":
      if (isMap(value) && value.size === 0) return toCel([], false);
      return isList(value) ? throughJson(value) : undefined;
    case "*structpb.Value":
      return throughJson(value);
  }
}

/** Go's words if a value's type does not fit. */
export function refuseConversion(value: CelValue, type: string): string {
  switch (typeof value) {
    case "bigint":
      return `unsupported type conversion from 'int' to ${type}`;
    case "number":
      return `type conversion error from Double to '${type}'`;
    case "string":
      return `unsupported native conversion from string to '${type}'`;
    case "boolean":
      return `type conversion error from bool to '${type}'`;
  }
  if (value === null) return `type conversion error from 'null_type' to '${type}'`;
  if (value instanceof Uint8Array) return `type conversion error from Bytes to '${type}'`;
  if (isUint(value)) return `unsupported type conversion from 'uint' to ${type}`;
  switch (value.kind) {
    case "list":
      return refuseList(value.size === 0 ? undefined : value.at(0), type);
    case "map":
      if (value.typeName !== undefined) {
        return `disallowed conversion from "${value.typeName}" to "${type}"`;
      }
      return type === "*structpb.ListValue"
        ? refuseFirstField(String(value.keys()[0]))
        : `type conversion error from map to '${type}'`;
    case "timestamp":
      return `type conversion error from 'Timestamp' to '${type}'`;
    case "duration":
      return `type conversion error from 'Duration' to '${type}'`;
    case "type":
      return "type conversion not supported for 'type'";
    case "optional":
      return value.value === undefined
        ? emptyOptional.message
        : refuseConversion(value.value, type);
    case "object":
      return `type conversion error from '${shortName(value)}' to '${type}'`;
  }
}

// Bytes are a slice to Go, whose elements a list is asked for.
function refuseList(first: CelValue | undefined, type: string): string {
  return type === "[]uint8" && first !== undefined
    ? refuseConversion(first, "uint8")
    : `type conversion error from list to '${type}'`;
}

// A map becomes a structure by the names of its fields in Go.
function refuseFirstField(key: string): string {
  const name = key.slice(0, 1).toUpperCase() + key.slice(1);
  return `type conversion error, no such field '${name}' in type 'structpb.ListValue'`;
}

function textOf(value: CelValue): string | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return value.kind === "object" && shortName(value) !== "Format" ? value.text : undefined;
}

function shortName({ typeName }: CelObject): string {
  if (typeName.startsWith("google.protobuf.")) return "*dynamicpb.Message";
  return typeName === "kubernetes.NamedFormat" ? "Format" : typeName.replace(/^.*\./, "");
}

function wholeOf32(value: CelValue): CelResult | undefined {
  if (typeof value !== "bigint") return undefined;
  return BigInt.asIntN(32, value) === value ? value : intOverflow;
}

const intOverflow = new CelError("integer overflow");
const uintOverflow = new CelError("unsigned integer overflow");
const emptyOptional = new CelError("optional.none() dereference");

function throughJson(value: CelValue): CelResult {
  const json = toJsonValue(value);
  if (json !== undefined) return toCel(toPlain(json), false);
  return new CelError(findRefusal(value) ?? "unsupported type conversion");
}

/** Why a value has no JSON: the words for the first part of it that has none. */
function findRefusal(value: CelValue): string | undefined {
  if (isList(value)) {
    return elementsOf(value)
      .map(findRefusal)
      .find((words) => words !== undefined);
  }
  if (isMap(value) && value.typeName === undefined) {
    const inner = value.raw ?? value;
    for (const key of inner.keys()) {
      if (typeof key !== "string") return refuseConversion(key, "string");
      const entry = inner.find(key);
      const words =
        entry === undefined || entry instanceof CelError ? undefined : findRefusal(entry);
      if (words !== undefined) return words;
    }
    return undefined;
  }
  return toJsonValue(value) === undefined ? refuseConversion(value, "*structpb.Value") : undefined;
}

function isOptional(value: CelValue): value is Extract<CelValue, { kind: "optional" }> {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "optional"
  );
}

function toPlain(json: Json): PlainValue {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(toPlain);
  return new Map(Object.entries(json).map(([name, value]) => [name, toPlain(value)]));
}
