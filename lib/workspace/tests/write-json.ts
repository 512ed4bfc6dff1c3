import type { DataNode } from "../../yaml/data.ts";

/** A value as JSON. Whole numbers keep all their digits. */
export function writeJson(data: DataNode): string {
  switch (data.kind) {
    case "null":
      return "null";
    case "bool":
    case "number":
      return String(data.value);
    case "string":
      return JSON.stringify(data.value);
    case "array":
      return `[${data.items.map(writeJson).join(",")}]`;
    case "object":
      return `{${data.members.map(({ key, value }) => `${JSON.stringify(key)}:${writeJson(value)}`).join(",")}}`;
  }
}
