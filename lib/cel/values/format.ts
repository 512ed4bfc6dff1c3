import { formatFloat } from "../../go/float.ts";
import { formatDuration, formatTime } from "../../go/time.ts";
import type { CelList, CelMap, CelResult, CelValue } from "../values.ts";
import { elementsOf, isUint } from "../values.ts";
import { formatTimestamp } from "./time.ts";

/** How Go's fmt prints a value with %v: what is in the messages of the server. */
export function formatGo(value: CelResult): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return formatFloat(value, "g");
  }
  if (value === null) {
    // types.Null is an enum without a String method.
    return "0";
  }
  if (value instanceof Uint8Array) {
    return `[${value.join(" ")}]`;
  }
  if (isUint(value)) {
    return String(value.value);
  }
  switch (value.kind) {
    case "error":
      return value.message;
    case "list":
      // The wrapper around what is in a claim is a pointer to a structure.
      if (value.raw !== undefined) return `&{${formatGo(value.raw)}}`;
      return `[${elementsOf(value)
        .map((element) => (value.backing === "native" ? formatNative(element) : formatGo(element)))
        .join(", ")}]`;
    case "map":
      if (value.raw !== undefined) return `&{${formatGo(value.raw)}}`;
      return `{${entriesOf(value)
        .map(([key, entry]) => `${formatGo(key)}: ${formatGo(entry)}`)
        .join(", ")}}`;
    case "timestamp":
      return formatTime(value.seconds, value.nanos, value.offset);
    case "duration":
      return formatDuration(value.nanos);
    case "type":
      return formatTypeName(value.name);
    case "optional":
      return value.value === undefined ? "optional.none()" : `optional(${formatGo(value.value)})`;
    case "object":
      return value.text ?? value.typeName;
  }
}

/** How Go prints the plain value behind a CEL value: `fmt.Sprint(val.Value())`. */
export function formatNative(value: CelResult): string {
  if (value === null) {
    return "<nil>";
  }
  if (typeof value !== "object" || value instanceof Uint8Array || isUint(value)) {
    return formatGo(value);
  }
  switch (value.kind) {
    case "list":
      return `[${elementsOf(value)
        .map((element) => formatElement(element, value.backing))
        .join(" ")}]`;
    case "map":
      if (value.typeName !== undefined) {
        return "no such overload";
      }
      return `map[${entriesOf(value)
        .map(([key, entry]) => {
          const text = value.backing === "native" ? formatNative(entry) : formatGo(entry);
          return `${formatGo(key)}:${text}`;
        })
        .sort()
        .join(" ")}]`;
    case "type":
      return value.name;
    case "optional":
      return value.value === undefined ? "<nil>" : formatNative(value.value);
    default:
      return formatGo(value);
  }
}

function formatElement(element: CelValue, backing: CelList["backing"]): string {
  if (backing === "native") return formatNative(element);
  if (backing !== "joined") return formatGo(element);
  // The plain value behind CEL's own null is protobuf's.
  return element === null ? "NULL_VALUE" : formatNative(element);
}

/** A run-time type as Go prints it: with parameters if it has some. */
export function formatTypeName(name: string): string {
  return typesWithParameters[name] ?? name;
}

const typesWithParameters: Readonly<Record<string, string>> = {
  list: "list(dyn)",
  map: "map(dyn, dyn)",
  optional_type: "optional_type(dyn)",
};

/** A value in CEL's own notation, for people: what a trace shows. Long values are cut at `limit` characters. */
export function formatCel(value: CelResult, limit = 400): string {
  try {
    const text = writeCel(value, limit);
    return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  } catch (error) {
    // Nested deeper than there is stack, or a map with more entries than there is memory.
    if (error instanceof RangeError) return "…";
    throw error;
  }
}

function writeCel(value: CelResult, limit: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > limit ? value.slice(0, limit) : value);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return writeDouble(value);
  }
  if (value === null) {
    return "null";
  }
  if (value instanceof Uint8Array) {
    return `b"${[...value.subarray(0, limit)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
  }
  if (isUint(value)) {
    return `${value.value}u`;
  }
  switch (value.kind) {
    case "error":
      return value.message;
    case "list":
      return `[${writeParts((value.raw ?? value).size, limit, (index, rest) => writeCel((value.raw ?? value).at(index), rest))}]`;
    case "map":
      return `{${writeEntries(value, limit)}}`;
    case "timestamp":
      return `timestamp("${formatTimestamp(value)}")`;
    case "duration":
      return `duration("${formatDuration(value.nanos)}")`;
    case "type":
      return value.name;
    case "optional":
      return value.value === undefined
        ? "optional.none()"
        : `optional.of(${writeCel(value.value, limit)})`;
    case "object":
      return value.text ?? value.typeName;
  }
}

function writeEntries(map: CelMap, limit: number): string {
  const inner = map.raw ?? map;
  const keys = inner.keys();
  return writeParts(keys.length, limit, (index, rest) => {
    const key = keys[index] as CelValue;
    return `${writeCel(key, rest)}: ${writeCel(inner.find(key) ?? null, rest)}`;
  });
}

/** The parts until there are enough characters: a list may be longer than anyone reads. */
function writeParts(
  count: number,
  limit: number,
  write: (index: number, rest: number) => string,
): string {
  let text = "";
  for (let index = 0; index < count; index++) {
    if (text.length > limit) return `${text}, …`;
    text += `${text && ", "}${write(index, limit - text.length)}`;
  }
  return text;
}

function writeDouble(value: number): string {
  if (Number.isNaN(value)) {
    return 'double("NaN")';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'double("Infinity")' : 'double("-Infinity")';
  }
  const magnitude = Math.abs(value);
  const hasExponent = magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21);
  const text = formatFloat(value, hasExponent ? "e" : "f");
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function entriesOf(map: CelMap): [CelValue, CelResult][] {
  const inner = map.raw ?? map;
  return inner.keys().map((key) => [key, inner.find(key) ?? null]);
}
