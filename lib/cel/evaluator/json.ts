import { formatNative } from "../values/format.ts";
import { formatDurationSeconds, formatTimestamp } from "../values/time.ts";
import type { CelResult, CelValue } from "../values.ts";
import { elementsOf, isUint } from "../values.ts";

/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A value as protobuf's JSON has it; what has no such form is the text that Go prints for it. */
export function toJson(value: CelResult): Json {
  const json = toJsonValue(value);
  return json === undefined ? formatNative(value) : json;
}

/** A value as protobuf's JSON has it; undefined if it has no such form. */
export function toJsonValue(value: CelResult): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return safeNumber(value);
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value));
  if (isUint(value)) return safeNumber(value.value);
  switch (value.kind) {
    case "timestamp":
      return formatTimestamp(value);
    case "duration":
      return formatDurationSeconds(value.nanos);
    case "optional":
      return value.value === undefined ? undefined : toJsonValue(value.value);
    case "list": {
      const elements = elementsOf(value).map(
        value.backing === "joined" ? toNativeJsonValue : toJsonValue,
      );
      return elements.every((element) => element !== undefined) ? elements : undefined;
    }
    case "map": {
      if (value.typeName !== undefined) return undefined;
      const inner = value.raw ?? value;
      const entries: [string, Json][] = [];
      for (const key of inner.keys()) {
        const found = inner.find(key);
        const entry = found === undefined ? undefined : toJsonValue(found);
        const name = convertKey(key);
        if (name === undefined || entry === undefined) return undefined;
        entries.push([name, entry]);
      }
      return Object.fromEntries(entries);
    }
    case "object":
      return value.typeName === "google.protobuf.Empty" ? {} : undefined;
    default:
      return undefined;
  }
}

/** An element of a joined list, which holds the plain value behind it: a type's name, null for an optional without value. */
function toNativeJsonValue(value: CelValue): Json | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return toJsonValue(value);
  if (value.kind === "type") return value.name;
  if (value.kind !== "optional") return toJsonValue(value);
  return value.value === undefined ? null : toNativeJsonValue(value.value);
}

/** The string that a key converts to: strings, what an optional holds, addresses and URLs. */
function convertKey(key: CelValue): string | undefined {
  if (typeof key === "string") return key;
  if (typeof key !== "object" || key === null || !("kind" in key)) return undefined;
  if (key.kind === "optional") return key.value === undefined ? undefined : convertKey(key.value);
  return key.kind === "object" ? key.text : undefined;
}

/** Whole numbers beyond 2^53 are strings in protobuf's JSON. */
function safeNumber(value: bigint): number | string {
  return value <= 2n ** 53n - 1n && value >= -(2n ** 53n - 1n) ? Number(value) : String(value);
}
