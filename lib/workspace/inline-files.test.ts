import { expect, test } from "vitest";
import { inlineFiles } from "./inline-files.ts";

const configuration = `# who gets in
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt: []
`;
const patch = `machine:
  files:
  - path: /etc/a.yaml
    content: |
      apiVersion: apiserver.config.k8s.io/v1
      kind: AuthenticationConfiguration
      jwt: []
`;
const role = "kind: Role\nmetadata: {name: r}\n";
const head = "apiVersion: claimcheck/v1alpha1\nkind: Workspace\n";

function inline(body: string, files: Readonly<Record<string, string>>) {
  return inlineFiles(head + body, "d/w.yaml", new Map(Object.entries(files)));
}

test("the configuration and the bindings come in, and the rest keeps its comments and its order", () => {
  const body = `# of production
configurationFrom: {path: authn.yaml} # the file
bindingsFrom: {paths: ["rbac/*.yaml"]}
tests:
  # a test
  - name: t
    expect: {loads: true}
`;
  const files = { "d/authn.yaml": configuration, "d/rbac/a.yaml": role, "d/rbac/b.yaml": role };
  expect(inline(body, files)).toEqual({
    text: `${head}# of production
configuration: |
  # who gets in
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
  jwt: []
bindings: |
  kind: Role
  metadata: {name: r}
  ---
  kind: Role
  metadata: {name: r}
tests:
  # a test
  - name: t
    expect: { loads: true }
`,
    used: ["d/authn.yaml", "d/rbac/a.yaml", "d/rbac/b.yaml"],
    missing: [],
  });
});

test("a configuration is taken out of what wraps it", () => {
  const { text } = inline("configurationFrom: {path: patch.yaml}\n", { "d/patch.yaml": patch });
  expect(text).toBe(
    `${head}configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
  jwt: []
`,
  );
});

test("claims come in, a token does not", () => {
  const body = `tests:
  - name: a
    claimsFrom: {path: claims.json}
  - name: b
    tokenFrom: {path: token.jwt}
`;
  const files = { "d/claims.json": '{"sub": "jane"}', "d/token.jwt": "a.b.c" };
  const { text, used, missing } = inline(body, files);
  expect(text).toBe(`${head}tests:
  - name: a
    claims:
      sub: jane
  - name: b
    tokenFrom: { path: token.jwt }
`);
  expect([used, missing]).toEqual([["d/claims.json"], []]);
});

test.each([
  { name: "claims that are no object", claims: "[1]" },
  { name: "claims that do not parse", claims: "{" },
  { name: "a number that JavaScript cannot hold", claims: '{"id": 12345678901234567890}' },
])("$name stay a path", ({ claims }) => {
  const body = "tests:\n  - name: a\n    claimsFrom: {path: c.json}\n";
  expect(inline(body, { "d/c.json": claims }).text).toBe(head + body);
});

test("what is not there is told, and the text stays", () => {
  const body = `configurationFrom: {path: ../authn.yaml}\nbindingsFrom: {paths: ["rbac/*.yaml"]}\n`;
  expect(inline(body, { "d/other.yaml": role })).toEqual({
    text: head + body,
    used: [],
    missing: ["../authn.yaml", "rbac/*.yaml"],
  });
});

test("each of several workspaces gets its files", () => {
  const body = `configurationFrom: {path: a.yaml}\n---\n${head}configurationFrom: {path: b.yaml}\n`;
  const { text } = inline(body, { "d/a.yaml": "a: 1\n", "d/b.yaml": "b: 1\n" });
  expect(text).toBe(`${head}configuration: |\n  a: 1\n---\n${head}configuration: |\n  b: 1\n`);
});

test.each([
  { name: "no YAML", body: "configurationFrom: [" },
  { name: "a path that is no text", body: "configurationFrom: {path: [a]}\n" },
  { name: "a list in the place of a map", body: "configurationFrom: [a.yaml]\n" },
  { name: "a text in the place of a map", body: "bindingsFrom: a.yaml\ntests: none\n" },
  { name: "too deep", body: `tests: ${"[".repeat(5_000)}` },
])("$name stays as it is", ({ body }) => {
  expect(inline(body, { "d/a.yaml": role })).toEqual({ text: head + body, used: [], missing: [] });
});
