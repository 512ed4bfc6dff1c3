import { expect, test } from "vitest";
import { placeOfText } from "./place-file.ts";

const cases = [
  {
    name: "a configuration",
    input: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n",
    want: "configuration",
  },
  {
    name: "a configuration in JSON",
    input: '{"apiVersion":"x",\n "kind": "AuthenticationConfiguration"}',
    want: "configuration",
  },
  {
    name: "a manifest with flags that a configuration replaces",
    input:
      "kind: Pod\nspec:\n  containers:\n  - command:\n    - --oidc-issuer-url=https://a.test\n",
    want: "configuration",
  },
  {
    name: "a kubeconfig with kubelogin's flags",
    input:
      "kind: Config\nusers:\n- user:\n    exec:\n      args: [oidc-login, --oidc-issuer-url=https://a.test]\n",
    want: "token",
  },
  { name: "a binding", input: "---\nkind: ClusterRoleBinding\nmetadata: {}\n", want: "bindings" },
  {
    name: "a list of kubectl",
    input: "apiVersion: v1\nitems:\n- apiVersion: rbac\n  kind: Role\nkind: List\n",
    want: "bindings",
  },
  { name: "a kubeconfig", input: "apiVersion: v1\nkind: Config\nusers: []\n", want: "token" },
  { name: "a header", input: "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.x", want: "token" },
  { name: "a token in quotes", input: '"eyJhbGciOiJSUzI1NiJ9.e30.x"', want: "token" },
  { name: "claims", input: '{\n  "iss": "https://a.test"\n}', want: "token" },
  { name: "something else", input: "hello: world\n", want: undefined },
] as const;

test.each(cases)("placeOfText finds the place of a dropped text: $name", ({ input, want }) => {
  expect(placeOfText(input)).toEqual(want);
});

test.each([
  { name: "blank lines", input: "\n".repeat(100_000) },
  { name: "blanks", input: " ".repeat(100_000) },
  { name: "lines of blanks", input: "    \n".repeat(20_000) },
  { name: "dashes", input: "- ".repeat(50_000) },
])("a long text of nothing takes no longer than its length: $name", ({ input }) => {
  expect(placeOfText(input)).toBeUndefined();
});
