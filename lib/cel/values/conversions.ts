import { celUint } from "@bufbuild/cel";
import { formatFloat, parseFloat64 } from "../../go/float.ts";
import { parseBool, parseInt64, parseUint64 } from "../../go/int.ts";
import type { GoResult } from "../../go/result.ts";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, isUint, maxInt, typeName } from "../values.ts";
import { formatTypeName } from "./format.ts";
import {
  formatDurationSeconds,
  formatTimestamp,
  maxUnixSeconds,
  minUnixSeconds,
  parseDuration,
  parseTimestamp,
} from "./time.ts";

const intOverflow = new CelError("integer overflow");
const uintOverflow = new CelError("unsigned integer overflow");
const timestampOverflow = new CelError("timestamp overflow");
const invalidText = new CelError("invalid UTF-8 in bytes, cannot convert to string");

/** The kinds of types that values convert to, with the names that messages show. */
const targets: Readonly<Record<string, string>> = {
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

/** A value as another type: ConvertToType of cel-go's values. `kind` is a CelType's kind. */
export function convertTo(value: CelValue, kind: string, minor = 37): CelResult {
  if (kind === "type") {
    return { kind: "type", name: typeName(value, minor) };
  }
  return (
    convert(value, kind) ??
    new CelError(
      `type conversion error from '${formatTypeName(typeName(value))}' to '${targets[kind] ?? kind}'`,
    )
  );
}

function convert(value: CelValue, kind: string): CelResult | undefined {
  switch (typeof value) {
    case "string":
      return convertString(value, kind);
    case "bigint":
      return convertInt(value, kind);
    case "number":
      return convertDouble(value, kind);
    case "boolean":
      return kind === "string" ? String(value) : kind === "bool" ? value : undefined;
  }
  if (value === null) {
    return kind === "string" ? "null" : undefined;
  }
  if (value instanceof Uint8Array) {
    return kind === "string" ? decodeText(value) : kind === "bytes" ? value : undefined;
  }
  if (isUint(value)) {
    return convertUint(value.value, kind);
  }
  switch (value.kind) {
    case "timestamp":
      return kind === "string"
        ? formatTimestamp(value)
        : kind === "int"
          ? value.seconds
          : kind === "timestamp"
            ? value
            : undefined;
    case "duration":
      return kind === "string"
        ? formatDurationSeconds(value.nanos)
        : kind === "int"
          ? value.nanos
          : kind === "duration"
            ? value
            : undefined;
    case "type":
      return kind === "string" ? value.name : undefined;
    default:
      return undefined;
  }
}

function convertString(text: string, kind: string): CelResult | undefined {
  switch (kind) {
    case "string":
      return text;
    case "int":
      return okValue(parseInt64(text));
    case "uint": {
      const value = okValue(parseUint64(text));
      return value === undefined ? undefined : celUint(value);
    }
    case "double":
      return okValue(parseFloat64(text));
    case "bool":
      return okValue(parseBool(text));
    case "bytes":
      return new TextEncoder().encode(text);
    case "duration": {
      const nanos = parseDuration(text);
      return nanos === undefined ? undefined : { kind: "duration", nanos };
    }
    case "timestamp": {
      const time = parseTimestamp(text);
      return time === "overflow" ? timestampOverflow : time;
    }
    default:
      return undefined;
  }
}

function convertInt(value: bigint, kind: string): CelResult | undefined {
  switch (kind) {
    case "int":
      return value;
    case "uint":
      return value < 0n ? uintOverflow : celUint(value);
    case "double":
      return Number(value);
    case "string":
      return String(value);
    case "timestamp":
      return value < minUnixSeconds || value > maxUnixSeconds
        ? timestampOverflow
        : { kind: "timestamp", seconds: value, nanos: 0 };
    default:
      return undefined;
  }
}

function convertUint(value: bigint, kind: string): CelResult | undefined {
  switch (kind) {
    case "int":
      return value > maxInt ? intOverflow : value;
    case "uint":
      return celUint(value);
    case "double":
      return Number(value);
    case "string":
      return String(value);
    default:
      return undefined;
  }
}

function convertDouble(value: number, kind: string): CelResult | undefined {
  switch (kind) {
    case "int":
      return !Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63
        ? intOverflow
        : BigInt(Math.trunc(value));
    case "uint":
      return !Number.isFinite(value) || value < 0 || value >= 2 ** 64
        ? uintOverflow
        : celUint(BigInt(Math.trunc(value)));
    case "double":
      return value;
    case "string":
      return formatFloat(value, "g");
    default:
      return undefined;
  }
}

function decodeText(bytes: Uint8Array): CelResult {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return invalidText;
  }
}

function okValue<T>(result: GoResult<T>): T | undefined {
  return result.kind === "ok" ? result.value : undefined;
}
