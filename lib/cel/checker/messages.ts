import type { CelType } from "../types.ts";
import {
  any,
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  object,
  string,
  timestamp,
  uint,
  wrapper,
} from "../types.ts";

/** A message type of protobuf that every environment knows: what it is in CEL, and its fields. */
export interface MessageType {
  readonly type: CelType;
  readonly fields: Readonly<Record<string, CelType>>;
}

/** The well-known messages. Follows cel-go common/types/pb/pb.go and checkedWellKnowns of common/types/types.go. */
export const wellKnownMessages: Readonly<Record<string, MessageType>> = {
  "google.protobuf.Any": { type: any, fields: { type_url: string, value: bytes } },
  "google.protobuf.BoolValue": { type: wrapper(bool), fields: { value: bool } },
  "google.protobuf.BytesValue": { type: wrapper(bytes), fields: { value: bytes } },
  "google.protobuf.DoubleValue": { type: wrapper(double), fields: { value: double } },
  "google.protobuf.Duration": { type: duration, fields: { seconds: int, nanos: int } },
  "google.protobuf.Empty": { type: object("google.protobuf.Empty"), fields: {} },
  "google.protobuf.FloatValue": { type: wrapper(double), fields: { value: double } },
  "google.protobuf.Int32Value": { type: wrapper(int), fields: { value: int } },
  "google.protobuf.Int64Value": { type: wrapper(int), fields: { value: int } },
  "google.protobuf.ListValue": { type: list(dyn), fields: { values: list(dyn) } },
  "google.protobuf.StringValue": { type: wrapper(string), fields: { value: string } },
  "google.protobuf.Struct": { type: map(string, dyn), fields: { fields: map(string, dyn) } },
  "google.protobuf.Struct.FieldsEntry": {
    type: object("google.protobuf.Struct.FieldsEntry"),
    fields: { key: string, value: dyn },
  },
  "google.protobuf.Timestamp": { type: timestamp, fields: { seconds: int, nanos: int } },
  "google.protobuf.UInt32Value": { type: wrapper(uint), fields: { value: uint } },
  "google.protobuf.UInt64Value": { type: wrapper(uint), fields: { value: uint } },
  "google.protobuf.Value": {
    type: dyn,
    fields: {
      null_value: int,
      number_value: double,
      string_value: string,
      bool_value: bool,
      struct_value: map(string, dyn),
      list_value: list(dyn),
    },
  },
};

/** The one enum value in those files. */
export const wellKnownEnumValues: Readonly<Record<string, bigint>> = {
  "google.protobuf.NullValue.NULL_VALUE": 0n,
};

/**
 * The message that represents a CEL type in a message literal; undefined if the type is no well-known one.
 * Follows checker.go isWellKnownType and getWellKnownTypeName.
 */
export function wellKnownName(type: CelType): string | undefined {
  switch (type.kind) {
    case "any":
      return "google.protobuf.Any";
    case "timestamp":
      return "google.protobuf.Timestamp";
    case "duration":
      return "google.protobuf.Duration";
    case "dyn":
      return "google.protobuf.Value";
    case "null":
      return "google.protobuf.NullValue";
    case "wrapper":
      return wrapperNames[type.of.kind];
    case "list":
      return type.element.kind === "dyn" ? "google.protobuf.ListValue" : undefined;
    case "map":
      return type.key.kind === "string" && type.value.kind === "dyn"
        ? "google.protobuf.Struct"
        : undefined;
    default:
      return undefined;
  }
}

const wrapperNames: Readonly<Record<string, string>> = {
  bool: "google.protobuf.BoolValue",
  bytes: "google.protobuf.BytesValue",
  double: "google.protobuf.DoubleValue",
  int: "google.protobuf.Int64Value",
  string: "google.protobuf.StringValue",
  uint: "google.protobuf.UInt64Value",
};
