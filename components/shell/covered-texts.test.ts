import { expect, test } from "vitest";
import { coverText } from "../ui/cover.ts";
import { emptyInputs } from "../workspace/inputs.ts";
import { listCoveredTexts } from "./covered-texts.ts";

const claims = JSON.stringify({
  iss: "https://issuer.example.com",
  sub: "42",
  email: "jane@example.com",
  groups: ["developers"],
  address: { street: "Main Street 5" },
});

test("values of claims, names that come of them, kept tokens and bound users are hidden", () => {
  const texts = listCoveredTexts(
    {
      ...emptyInputs,
      documents: {
        configuration: "url: https://issuer.example.com",
        bindings: `kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: everyone}
`,
      },
      token: claims,
      savedTokens: [{ id: "1", name: "Alice", text: "a.b.c" }],
    },
    {
      token: { kind: "claims", summary: "", claims: [], claimsText: claims },
      identity: {
        user: {
          username: "oidc:jane@example.com",
          uid: "",
          groups: ["oidc:developers", "system:authenticated"],
          extra: { "example.com/tenant": ["acme"] },
        },
        whoami: "",
        subjects: "",
      },
    },
  );
  expect(texts).toEqual([
    claims,
    "oidc:jane@example.com",
    "jane@example.com",
    "oidc:developers",
    "Main Street 5",
    "developers",
    "Alice",
    "a.b.c",
    "acme",
    "bob",
  ]);
});

test.each([
  { name: "nothing to hide", input: ["the user", []], want: "the user" },
  {
    name: "a name in a sentence",
    input: ["The user is oidc:jane.", ["jane"]],
    want: "The user is oidc:•••.",
  },
  { name: "the longer name first", input: ["jane-doe", ["jane-doe", "jane"]], want: "•••" },
  { name: "each place", input: ["a jane, b jane", ["jane"]], want: "a •••, b •••" },
] as const)("covers $name", ({ input: [text, texts], want }) => {
  expect(coverText(text, texts)).toBe(want);
});

test("a secret is hidden as a whole, an empty one stays empty", () => {
  expect([coverText("42", [], true), coverText("", [], true)]).toEqual(["•••", ""]);
});
