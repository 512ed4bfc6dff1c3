import type { DescribedField } from "../authn/field-docs.ts";
import { describeField, type JsonSchema } from "../authn/json-schema.ts";
import {
  findRbacField,
  isOpenMapping,
  type RbacKind,
  rbacFieldsBelow,
  rbacKinds,
} from "./schema.ts";

/**
 * The JSON Schema of roles and bindings, for editors: one object of any of the four kinds, or a List of them. It accepts
 * what kubectl apply accepts; names, references and the rules about them it leaves to the server.
 */
export function buildRbacSchema(id: string): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title: "Roles and bindings",
    description:
      "Role, ClusterRole, RoleBinding and ClusterRoleBinding of rbac.authorization.k8s.io/v1.",
    type: "object",
    required: ["apiVersion", "kind"],
    oneOf: [...rbacKinds.map((kind) => ({ $ref: `#/definitions/${kind}` })), listSchema],
    definitions: Object.fromEntries(rbacKinds.map((kind) => [kind, kindSchema(kind)])),
  };
}

const listSchema: JsonSchema = {
  properties: {
    apiVersion: { type: "string", enum: ["v1"] },
    kind: { type: "string", enum: ["List"] },
    items: {
      type: "array",
      items: { oneOf: rbacKinds.map((kind) => ({ $ref: `#/definitions/${kind}` })) },
    },
  },
};

function kindSchema(kind: RbacKind): JsonSchema {
  const required = rbacFieldsBelow(kind, "").flatMap((field) =>
    field.required === true && field.name !== "metadata" ? [field.name] : [],
  );
  return { ...objectSchema(kind, ""), type: "object", required };
}

function objectSchema(kind: RbacKind, path: string): JsonSchema {
  if (path !== "" && isOpenMapping(path)) {
    return { type: ["object", "null"], additionalProperties: { type: "string" } };
  }
  const fields = rbacFieldsBelow(kind, path);
  return {
    type: ["object", "null"],
    properties: Object.fromEntries(
      fields.map((field) => [
        field.name,
        { description: describeField(field), ...valueSchema(kind, field) },
      ]),
    ),
    // Metadata has many more fields, which only a server writes.
    additionalProperties: path === "metadata",
  };
}

function valueSchema(kind: RbacKind, { path, type, items, values }: DescribedField): JsonSchema {
  switch (type) {
    case "boolean":
      return { type: ["boolean", "null"] };
    case "string":
      if (path === "kind" || path === "apiVersion") return { type: "string", enum: values };
      // An empty text is left out, and a service account's group has no other one.
      return { type: ["string", "null"], ...(values && { enum: [...values, "", null] }) };
    case "list":
      return {
        type: ["array", "null"],
        items: items === "string" ? { type: "string" } : objectSchema(kind, path),
      };
    case "object":
      return objectSchema(kind, path);
  }
}

/** A field, and the kinds that have it. */
export interface SharedField {
  readonly field: DescribedField;
  readonly kinds: readonly RbacKind[];
}

/** Every field of the four kinds once, in the order of the schema, for the reference. */
export function listSharedFields(): readonly SharedField[] {
  const paths: string[] = [];
  const visit = (kind: RbacKind, path: string): void => {
    for (const field of rbacFieldsBelow(kind, path)) {
      if (!paths.includes(field.path)) paths.push(field.path);
      visit(kind, field.path);
    }
  };
  for (const kind of rbacKinds) visit(kind, "");
  return paths.flatMap((path) => {
    const kinds = rbacKinds.filter((kind) => findRbacField(kind, path) !== undefined);
    const field = kinds[0] && findRbacField(kinds[0], path);
    if (field === undefined) return [];
    // Each kind has one value for its own kind: here they are all of them.
    return [{ field: path === "kind" ? { ...field, values: rbacKinds } : field, kinds }];
  });
}
