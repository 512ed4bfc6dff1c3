import { celUint } from "@bufbuild/cel";
import { quote } from "../../go/quote.ts";
import { object } from "../types.ts";
import { formatTypeName } from "../values/format.ts";
import {
  CelError,
  type CelResult,
  type CelValue,
  isList,
  isMap,
  isUint,
  stringBehind,
  typeName,
} from "../values.ts";
import { toCel } from "./input.ts";
import { type GoType, refuseConversion, toNative } from "./native-conversion.ts";

/**
 * The value of a message literal of a well-known type, `google.protobuf.Int64Value{value: 1}`: wrappers, times and JSON
 * become what they represent. Follows cel-go common/types/provider.go NewValue.
 */
export function createMessage(name: string, fields: ReadonlyMap<string, CelValue>): CelResult {
  const types = fieldTypes[name] ?? {};
  const set = new Map<string, CelValue>();
  for (const [field, value] of fields) {
    const converted = convertField(`${name}.${field}`, types[field], value);
    if (converted instanceof CelError) return converted;
    set.set(field, converted);
  }
  return assemble(name.replace(/^google\.protobuf\./, ""), name, set);
}

// msgSetField: lists and maps element by element, all else by the value's own conversion.
function convertField(path: string, type: FieldType | undefined, value: CelValue): CelResult {
  if (type === undefined) return value;
  const fits = type === "list" ? isList(value) : type === "map" ? isMap(value) : true;
  if (!fits) {
    return new CelError(`unsupported field type for ${path}: ${formatTypeName(typeName(value))}`);
  }
  const goType =
    type === "list" ? "*structpb.ListValue" : type === "map" ? "*structpb.Struct" : type;
  const converted = toNative(value, goType);
  if (converted !== undefined && !(converted instanceof CelError)) return converted;
  const reason = converted?.message ?? refuseConversion(value, goType);
  return new CelError(`field type conversion error for ${path} value type: ${reason}`);
}

function assemble(short: string, name: string, set: ReadonlyMap<string, CelValue>): CelResult {
  switch (short) {
    case "BoolValue":
      return set.get("value") ?? false;
    case "StringValue":
      return set.get("value") ?? "";
    case "BytesValue":
      return set.get("value") ?? new Uint8Array();
    case "DoubleValue":
    case "FloatValue":
      return set.get("value") ?? 0;
    case "Int64Value":
    case "Int32Value":
      return set.get("value") ?? 0n;
    case "UInt64Value":
    case "UInt32Value":
      return set.get("value") ?? celUint(0n);
    case "Timestamp":
    case "Duration":
      return createTime(short, whole(set.get("seconds")), whole(set.get("nanos")));
    case "Struct":
      return set.get("fields") ?? toCel(new Map(), false);
    case "ListValue":
      return set.get("values") ?? toCel([], false);
    case "Value":
      return set.has("null_value") ? null : ([...set.values()].at(-1) ?? null);
    case "Any":
      return refuseAny(set);
    default:
      return createObject(name);
  }
}

function createTime(short: "Timestamp" | "Duration", seconds: bigint, nanos: bigint): CelValue {
  const total = seconds * 1_000_000_000n + nanos;
  if (short === "Duration") {
    const limit = 2n ** 63n;
    const clamped = total >= limit ? limit - 1n : total < -limit ? -limit : total;
    return { kind: "duration", nanos: clamped };
  }
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { kind: "timestamp", seconds: (total - rest) / 1_000_000_000n, nanos: Number(rest) };
}

function whole(value: CelValue | undefined): bigint {
  return typeof value === "bigint" ? value : 0n;
}

// What is packed in it is unknown here; Go prints the message as text.
function refuseAny(set: ReadonlyMap<string, CelValue>): CelError {
  const url = stringBehind(set.get("type_url") ?? "") ?? "";
  const text = url === "" ? "" : `type_url:${quote(url)}`;
  return new CelError(`unsupported conversion to ref.Val: (*dynamicpb.Message)${text}`);
}

// A message without fields: one is as good as the other.
function createObject(name: string): CelValue {
  return {
    kind: "object",
    type: object(name),
    typeName: name,
    equals: (other) => typeName(other) === name,
  };
}

/** Whether a value is a message of protobuf, whose fields are fixed. */
export function isMessage(value: CelValue): boolean {
  if (typeof value !== "object" || value === null || isUint(value)) return false;
  return (
    "kind" in value && value.kind === "object" && value.typeName.startsWith("google.protobuf.")
  );
}

/** A Go type, or the elements of a `ListValue` and the entries of a `Struct`. */
type FieldType = GoType | "list" | "map";

const fieldTypes: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  "google.protobuf.Any": { type_url: "string", value: "[]uint8" },
  "google.protobuf.BoolValue": { value: "bool" },
  "google.protobuf.BytesValue": { value: "[]uint8" },
  "google.protobuf.DoubleValue": { value: "float64" },
  "google.protobuf.Duration": { seconds: "int64", nanos: "int32" },
  "google.protobuf.FloatValue": { value: "float32" },
  "google.protobuf.Int32Value": { value: "int32" },
  "google.protobuf.Int64Value": { value: "int64" },
  "google.protobuf.ListValue": { values: "list" },
  "google.protobuf.StringValue": { value: "string" },
  "google.protobuf.Struct": { fields: "map" },
  "google.protobuf.Timestamp": { seconds: "int64", nanos: "int32" },
  "google.protobuf.UInt32Value": { value: "uint32" },
  "google.protobuf.UInt64Value": { value: "uint64" },
  "google.protobuf.Value": {
    null_value: "structpb.NullValue",
    number_value: "float64",
    string_value: "string",
    bool_value: "bool",
    struct_value: "*structpb.Struct",
    list_value: "*structpb.ListValue",
  },
};
