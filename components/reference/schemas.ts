import { buildConfigurationSchema, type JsonSchema } from "@/lib/authn/json-schema.ts";
import { buildRbacSchema } from "@/lib/rbac/json-schema.ts";
import { buildWorkspaceSchema } from "@/lib/workspace/tests/schema.ts";

/** The schemas that are served under /schema, by file name. */
const schemas: Readonly<Record<string, (id: string) => JsonSchema>> = {
  "authentication-configuration.json": buildConfigurationSchema,
  "rbac.json": buildRbacSchema,
  "workspace.json": buildWorkspaceSchema,
};

/** The schema of a file name, with its own address as its id; undefined if there is none. */
export function readSchema(file: string, id: string): JsonSchema | undefined {
  return Object.hasOwn(schemas, file) ? schemas[file]?.(id) : undefined;
}

/** The file names of all schemas. */
export const schemaFiles: readonly string[] = Object.keys(schemas);
