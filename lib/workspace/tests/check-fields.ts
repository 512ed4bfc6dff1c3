import { quote } from "../../go/quote.ts";
import type { Span } from "../../source/span.ts";
import { type DataNode, findMember } from "../../yaml/data.ts";
import type { FieldType, FileField } from "./fields.ts";
import type { FileFinding } from "./test-workspace.ts";

/** Whether a value has the type that the table says; what has not is reported with its place. */
export function checkFields(
  data: DataNode,
  fields: readonly FileField[],
  path = "",
): readonly FileFinding[] {
  return checkType(data, { kind: "object", fields }, path);
}

function checkType(data: DataNode, type: FieldType, path: string): readonly FileFinding[] {
  switch (type.kind) {
    case "text":
      if (data.kind !== "string") return [wrong(path, data.span, "must be a string")];
      if (type.values !== undefined && !type.values.includes(data.value)) {
        return [
          wrong(
            path,
            data.span,
            `must be ${describeValues(type.values)}, not ${quote(data.value)}`,
          ),
        ];
      }
      return [];
    case "number":
      return data.kind === "number" && typeof data.value === "bigint"
        ? []
        : [wrong(path, data.span, "must be a whole number")];
    case "flag":
      return data.kind === "bool" ? [] : [wrong(path, data.span, "must be true or false")];
    case "list":
      if (data.kind !== "array") return [wrong(path, data.span, "must be a list")];
      return data.items.flatMap((item, index) => checkType(item, type.items, `${path}[${index}]`));
    case "any-object":
      return data.kind === "object" ? [] : [wrong(path, data.span, "must be a mapping")];
    case "map":
      if (data.kind !== "object") return [wrong(path, data.span, "must be a mapping")];
      return data.members.flatMap(({ key, value }) =>
        checkType(value, type.values, `${path}[${quote(key)}]`),
      );
    case "object":
      return checkObject(data, type.fields, path);
  }
}

function checkObject(
  data: DataNode,
  fields: readonly FileField[],
  path: string,
): readonly FileFinding[] {
  if (data.kind !== "object") return [wrong(path, data.span, "must be a mapping")];
  const missing = fields
    .filter(({ name, required }) => required && findMember(data, name) === undefined)
    .map(({ name }) => wrong(join(path, name), head(data.span), "is required"));
  const own = data.members.flatMap(({ key, keySpan, value }) => {
    const field = fields.find(({ name }) => name === key);
    return field === undefined
      ? [wrong(join(path, key), keySpan, "is no field of this file")]
      : checkType(value, field.type, join(path, key));
  });
  return [...missing, ...own];
}

/** The longest list of values that a message spells out. */
const mostValues = 12;

function describeValues(values: readonly string[]): string {
  return values.length <= mostValues ? values.join(", ") : "one of the values of its JSON Schema";
}

/** A finding about a field. */
export function wrong(path: string, span: Span, message: string): FileFinding {
  const text = path === "" ? `The file ${message}.` : `${path} ${message}.`;
  return { code: "workspace/field", severity: "error", path, span, message: text };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

// A whole mapping is too much to underline.
function head({ start, end }: Span): Span {
  return { start, end: Math.min(end, start + 1) };
}
