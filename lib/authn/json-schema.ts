import { type DescribedField, fieldsBelow } from "./field-docs.ts";

/** A JSON Schema of draft 07, as yaml-language-server reads it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of AuthenticationConfiguration, for editors. It accepts every file that a server accepts; what needs more
 * than a schema (expressions, URLs, certificates, uniqueness) it leaves to the server.
 */
export function buildConfigurationSchema(id: string): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title: "AuthenticationConfiguration",
    description:
      "Structured authentication of kube-apiserver (--authentication-config), Kubernetes 1.30 and later.",
    ...objectSchema(""),
  };
}

function objectSchema(path: string): JsonSchema {
  const fields = fieldsBelow(path);
  return {
    // Every field may be null: the decoder then takes it for left out.
    type: ["object", "null"],
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    // Of an entry that is there; an empty file is refused for its kind.
    ...(path === "" && { type: "object", required: ["apiVersion", "kind"] }),
    additionalProperties: false,
  };
}

function fieldSchema(field: DescribedField): JsonSchema {
  return { description: describeField(field), ...valueSchema(field) };
}

function valueSchema({ path, type, items, values }: DescribedField): JsonSchema {
  switch (type) {
    case "boolean":
      return { type: ["boolean", "null"] };
    case "string":
      return {
        type: ["string", "null"],
        // The server compares case by case, and "" is what it takes for left out.
        ...(values && path === "kind" && { type: "string", enum: values }),
        ...(values && path === "apiVersion" && { type: "string", enum: values }),
        ...(values && path.includes(".") && { enum: [...values, "", null] }),
      };
    case "list":
      return {
        type: ["array", "null"],
        items: items === "string" ? { type: ["string", "null"] } : objectSchema(path),
      };
    case "object":
      return objectSchema(path);
  }
}

/** All there is to say about a field, as one text. */
export function describeField(field: DescribedField): string {
  const { text, needs, limits, since } = field;
  const fallback = field.default === undefined ? undefined : `Default: ${field.default}`;
  return [
    text,
    field.required === true ? "Required." : undefined,
    needs,
    limits,
    fallback,
    since === undefined ? undefined : `Since 1.${since}.`,
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}
