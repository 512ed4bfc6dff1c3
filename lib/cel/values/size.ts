import type { CelResult } from "../values.ts";

/**
 * The size that cost rules count: characters, bytes, elements, entries, else 1. For cel-go's own rules, which give the
 * minor version, an optional counts as its value from 1.33; Kubernetes' rules do not look into it.
 */
export function sizeForCost(value: CelResult | undefined, minor = 0): number {
  if (typeof value === "string") {
    return countCharacters(value);
  }
  if (typeof value !== "object" || value === null) {
    return 1;
  }
  if (value instanceof Uint8Array) {
    return value.length;
  }
  if (!("kind" in value)) {
    return 1;
  }
  switch (value.kind) {
    case "list":
    case "map":
      return value.size;
    case "optional":
      return minor >= 33 && value.value !== undefined ? sizeForCost(value.value, minor) : 1;
    case "object":
      return value.size ?? 1;
    default:
      return 1;
  }
}

/** The length of a string in code points. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) {
      count--;
    }
  }
  return count;
}
