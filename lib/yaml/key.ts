import { formatFloat } from "../go/float.ts";
import { maxInt64 } from "../go/int.ts";
import { quote } from "../go/quote.ts";
import type { DataNode } from "./data.ts";

/** A text for a key that is the same for keys that Go takes for equal: the number 1 is not the string "1". */
export function identify(key: DataNode): string {
  switch (key.kind) {
    case "string":
      return `s${key.value}`;
    case "number":
      return typeof key.value === "bigint" ? `i${key.value}` : `f${key.value}`;
    case "bool":
      return `b${key.value}`;
    default:
      return "n";
  }
}

/** The name that convertToJSONableObject of sigs.k8s.io/yaml gives a key; undefined if it refuses it. */
export function formatKey(key: DataNode): string | undefined {
  switch (key.kind) {
    case "string":
      return key.value;
    case "bool":
      return String(key.value);
    case "number":
      if (typeof key.value === "number") return formatFloat32(key.value);
      return key.value > maxInt64 ? undefined : String(key.value);
    default:
      return undefined;
  }
}

function formatFloat32(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) return formatFloat(shorter, "g");
  }
  return formatFloat(Number(single.toPrecision(9)), "g");
}

/**
 * A value as Go's %#v, with `plus` as %+#v, in which an unsigned integer is hexadecimal. `depth` is how deep it is in
 * what is shown; far down it is left out, where Go would go on.
 */
export function formatGo(data: DataNode, plus = false, depth = 0): string {
  const inner = (value: DataNode): string => formatGo(value, plus, depth + 1);
  switch (data.kind) {
    case "null":
      return depth > 0 ? "interface {}(nil)" : "<nil>";
    case "string":
      return quote(data.value);
    case "number":
      if (typeof data.value === "number") return formatFloat(data.value, "g");
      return data.value > maxInt64 ? `0x${data.value.toString(16)}` : String(data.value);
    case "bool":
      return String(data.value);
    case "array":
      if (depth > maxDepth) return "[]interface {}{…}";
      return `[]interface {}{${data.items.map(inner).join(", ")}}`;
    case "object": {
      if (depth > maxDepth) return "map[interface {}]interface {}{…}";
      const members = data.members.map(({ key, value }) => `${quote(key)}:${inner(value)}`);
      return `map[interface {}]interface {}{${members.join(", ")}}`;
    }
  }
}

const maxDepth = 100;
