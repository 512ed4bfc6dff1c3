import { celUint } from "@bufbuild/cel";
import { object } from "../types.ts";
import { CelError, type CelResult, type CelValue, isList, isMap, isUint } from "../values.ts";
import { toCel } from "./input.ts";
import { type Json, toJsonValue } from "./json.ts";
import type { PlainValue } from "./json-text.ts";

/**
 * The value of a message literal of a well-known type, `google.protobuf.Int64Value{value: 1}`: wrappers, times and JSON
 * become what they stand for. Follows cel-go common/types/provider.go NewValue.
 */
export function createMessage(name: string, fields: ReadonlyMap<string, CelValue>): CelResult {
  const short = name.replace(/^google\.protobuf\./, "");
  const value = fields.get("value");
  switch (short) {
    case "BoolValue":
      return set(name, "value", value, false, (each) =>
        typeof each === "boolean" ? each : undefined,
      );
    case "StringValue":
      return set(name, "value", value, "", (each) => (typeof each === "string" ? each : undefined));
    case "BytesValue":
      return set(name, "value", value, new Uint8Array(), (each) =>
        each instanceof Uint8Array ? each : undefined,
      );
    case "DoubleValue":
      return set(name, "value", value, 0, (each) => (typeof each === "number" ? each : undefined));
    case "FloatValue":
      return set(name, "value", value, 0, (each) =>
        typeof each === "number" ? Math.fround(each) : undefined,
      );
    case "Int64Value":
      return set(name, "value", value, 0n, (each) => wholeWithin(each, 64));
    case "Int32Value":
      return set(name, "value", value, 0n, (each) => wholeWithin(each, 32));
    case "UInt64Value":
      return set(name, "value", value, celUint(0n), (each) => (isUint(each) ? each : undefined));
    case "UInt32Value":
      return set(name, "value", value, celUint(0n), (each) =>
        isUint(each) ? (each.value < 2n ** 32n ? each : uintOverflow) : undefined,
      );
    case "Timestamp":
    case "Duration":
      return createTime(short, fields);
    case "Struct":
      return fields.has("fields")
        ? throughJson(fields.get("fields") as CelValue)
        : toCel(new Map(), false);
    case "ListValue":
      return fields.has("values")
        ? throughJson(fields.get("values") as CelValue)
        : toCel([], false);
    case "Value": {
      const last = [...fields.values()].at(-1);
      if (last === undefined || fields.has("null_value")) return null;
      return isList(last) || isMap(last) ? throughJson(last) : last;
    }
    case "Any":
      return new CelError("unsupported conversion to ref.Val: (*dynamicpb.Message)");
    default:
      return { kind: "object", type: object(name), typeName: name };
  }
}

const intOverflow = new CelError("integer overflow");
const uintOverflow = new CelError("unsigned integer overflow");

function createTime(
  short: "Timestamp" | "Duration",
  fields: ReadonlyMap<string, CelValue>,
): CelResult {
  const name = `google.protobuf.${short}`;
  const seconds = set(name, "seconds", fields.get("seconds"), 0n, (each) => wholeWithin(each, 64));
  const nanos = set(name, "nanos", fields.get("nanos"), 0n, (each) => wholeWithin(each, 32));
  if (typeof seconds !== "bigint") return seconds;
  if (typeof nanos !== "bigint") return nanos;
  const total = seconds * 1_000_000_000n + nanos;
  if (short === "Duration") {
    const limit = 2n ** 63n;
    const clamped = total >= limit ? limit - 1n : total < -limit ? -limit : total;
    return { kind: "duration", nanos: clamped };
  }
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const whole = (total - rest) / 1_000_000_000n;
  return { kind: "timestamp", seconds: whole, nanos: Number(rest) };
}

/** A field's value: the default where it is not set, an error where its type does not fit. */
function set(
  message: string,
  field: string,
  value: CelValue | undefined,
  initial: CelValue,
  accept: (value: CelValue) => CelResult | undefined,
): CelResult {
  if (value === undefined) return initial;
  const accepted = accept(value);
  if (accepted !== undefined && !(accepted instanceof CelError)) return accepted;
  const reason = accepted instanceof CelError ? accepted.message : "unsupported type conversion";
  return new CelError(`field type conversion error for ${message}.${field} value type: ${reason}`);
}

function wholeWithin(value: CelValue, bits: 32 | 64): CelResult | undefined {
  if (typeof value !== "bigint") return undefined;
  return BigInt.asIntN(bits, value) === value ? value : intOverflow;
}

function throughJson(value: CelValue): CelResult {
  const json = toJsonValue(value);
  return json === undefined
    ? new CelError("unsupported type conversion")
    : toCel(toPlain(json), false);
}

function toPlain(json: Json): PlainValue {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(toPlain);
  return new Map(Object.entries(json).map(([name, value]) => [name, toPlain(value)]));
}
