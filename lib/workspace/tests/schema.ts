import type { JsonSchema } from "../../authn/json-schema.ts";
import { type FieldType, type FileField, workspaceFields } from "./fields.ts";

/** The JSON Schema (draft 07) of the workspace file, for editors. Its reader checks the same table. */
export function buildWorkspaceSchema(id: string): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title: "Workspace",
    description: "A configuration with role bindings and tests of who gets in, for claimcheck.",
    ...objectSchema(workspaceFields),
  };
}

function objectSchema(fields: readonly FileField[]): JsonSchema {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(
      fields.map(({ name, text, type }) => [name, { description: text, ...typeSchema(type) }]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function typeSchema(type: FieldType): JsonSchema {
  switch (type.kind) {
    case "text":
      return { type: "string", ...(type.values && { enum: type.values }) };
    case "number":
      return { type: "integer" };
    case "flag":
      return { type: "boolean" };
    case "any-object":
      return { type: "object" };
    case "list":
      return { type: "array", items: typeSchema(type.items) };
    case "map":
      return { type: "object", additionalProperties: typeSchema(type.values) };
    case "object":
      return objectSchema(type.fields);
  }
}
