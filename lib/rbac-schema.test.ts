import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { catalogue, loadExample } from "./examples/catalogue.ts";
import { loadDefaultPolicy } from "./rbac/default-policy/load.ts";
import { buildRbacSchema, listSharedFields } from "./rbac/json-schema.ts";
import { decodePolicy } from "./rbac/manifest/decode.ts";
import { describedRbacFields, rbacKinds } from "./rbac/schema.ts";
import type { DataNode } from "./yaml/data.ts";
import { readYaml } from "./yaml/document.ts";

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  buildRbacSchema("https://example.com/schema/rbac.json"),
);

/** What the decoder takes, by kind, in the words of its own finding about unknown fields. */
const unknownFields = (text: string) =>
  decodePolicy(text).diagnostics.filter(({ code }) => code === "rbac/unknown-field");

describe("the schema of roles and bindings", () => {
  const all = rbacKinds.flatMap((kind) =>
    describedRbacFields(kind).map((field) => ({ kind, field })),
  );

  test.each(all)(
    "$kind: the example of $field.path is YAML that the decoder knows",
    ({ kind, field }) => {
      const names = field.path.split(".");
      const fields = describedRbacFields(kind);
      // From the inside out: a list holds one item.
      let value = field.example;
      for (let depth = names.length; depth > 1; depth--) {
        const parent = names.slice(0, depth - 1).join(".");
        const isList = fields.find(({ path }) => path === parent)?.type === "list";
        const map = `{${names[depth - 1]}: ${value}}`;
        value = isList ? `[${map}]` : map;
      }
      const head =
        field.path === "kind" ? `kind: ${kind}\n` : `kind: ${kind}\n${names[0]}: ${value}\n`;
      expect([readYaml(head).kind, unknownFields(head)]).toEqual(["read", []]);
    },
  );

  test("has every field of the decoder's table", () => {
    const paths = (kind: (typeof rbacKinds)[number]) =>
      describedRbacFields(kind).map(({ path }) => path);
    const metadata = (namespaced: boolean) => [
      "metadata",
      "metadata.name",
      "metadata.generateName",
      ...(namespaced ? ["metadata.namespace"] : []),
      "metadata.labels",
      "metadata.annotations",
    ];
    const rules = ["apiGroups", "resources", "verbs", "resourceNames", "nonResourceURLs"];
    const role = ["rules", ...rules.map((name) => `rules.${name}`)];
    const selectors = "aggregationRule.clusterRoleSelectors";
    const binding = [
      "roleRef",
      ...["apiGroup", "kind", "name"].map((name) => `roleRef.${name}`),
      "subjects",
      ...["kind", "name", "apiGroup", "namespace"].map((name) => `subjects.${name}`),
    ];
    expect(Object.fromEntries(rbacKinds.map((kind) => [kind, paths(kind)]))).toEqual({
      Role: ["apiVersion", "kind", ...metadata(true), ...role],
      ClusterRole: [
        "apiVersion",
        "kind",
        ...metadata(false),
        ...role,
        "aggregationRule",
        selectors,
        `${selectors}.matchLabels`,
        `${selectors}.matchExpressions`,
        ...["key", "operator", "values"].map((name) => `${selectors}.matchExpressions.${name}`),
      ],
      RoleBinding: ["apiVersion", "kind", ...metadata(true), ...binding],
      ClusterRoleBinding: ["apiVersion", "kind", ...metadata(false), ...binding],
    });
  });

  test("is listed once a field for the reference", () => {
    const paths = listSharedFields().map(({ field }) => field.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set(paths)).toEqual(new Set(all.map(({ field }) => field.path)));
  });
});

describe("the JSON Schema of roles and bindings", () => {
  test("accepts the bindings of every example", async () => {
    for (const { id } of catalogue) {
      const bindings = (await loadExample(id))?.bindings ?? "";
      for (const text of bindings.split(/^---$/m))
        expect([id, validate(toValue(text))]).toEqual([id, true]);
    }
  });

  test("accepts every default role and binding of Kubernetes", async () => {
    const { roles, bindings } = await loadDefaultPolicy(37);
    const objects = [
      ...roles.map(({ kind, name, namespace, labels, rules, aggregation }) => ({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind,
        metadata: { name, labels, ...(namespace !== "" && { namespace }) },
        rules,
        ...(aggregation && { aggregationRule: { clusterRoleSelectors: aggregation } }),
      })),
      ...bindings.map(({ kind, name, namespace, roleRef, subjects }) => ({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind,
        metadata: { name, ...(namespace !== "" && { namespace }) },
        roleRef,
        subjects: subjects.map(({ namespace: own, ...rest }) => ({
          ...rest,
          ...(own !== "" && { namespace: own }),
        })),
      })),
    ];
    expect(objects.filter((object) => !validate(object))).toEqual([]);
  });

  test.each([
    {
      name: "a list of them",
      text: "{apiVersion: v1, kind: List, items: [{apiVersion: rbac.authorization.k8s.io/v1, kind: Role}]}",
      want: true,
    },
    {
      name: "metadata that a server wrote",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a, uid: b}}",
      want: true,
    },
    { name: "an unknown kind", text: "{apiVersion: v1, kind: Pod}", want: false },
    {
      name: "an unknown field",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, spec: {}}",
      want: false,
    },
    {
      name: "a binding without a role",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding}",
      want: false,
    },
    {
      name: "a field of another kind",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, subjects: []}",
      want: false,
    },
    {
      name: "a Role for the whole cluster",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, roleRef: {kind: Role, name: a}}",
      want: false,
    },
    {
      name: "a text for a list",
      text: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: [{verbs: get}]}",
      want: false,
    },
  ])("$name: $want", ({ text, want }) => {
    expect(validate(toValue(text))).toBe(want);
  });
});

function toValue(text: string): unknown {
  const read = readYaml(text);
  return read.kind === "read" ? plain(read.data) : undefined;
}

function plain(data: DataNode): unknown {
  switch (data.kind) {
    case "null":
      return null;
    case "array":
      return data.items.map(plain);
    case "object":
      return Object.fromEntries(data.members.map(({ key, value }) => [key, plain(value)]));
    case "number":
      return Number(data.value);
    default:
      return data.value;
  }
}
