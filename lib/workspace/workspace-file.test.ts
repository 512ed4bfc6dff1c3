import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Workspace } from "./workspace.ts";
import { readWorkspaceFile, writeWorkspaceFile } from "./workspace-file.ts";

const prod: Workspace = {
  apiVersion: "claimcheck/v1alpha1",
  kind: "Workspace",
  id: "w1",
  name: "prod",
  changed: 1790000000000,
  cluster: { version: "1.34", target: "kubeadm", authorizationModes: ["RBAC"] },
  configuration: "# mine\njwt:\n- issuer:\n    url: https://a.test\n",
  bindings: "",
  running: { bindings: "kind: Role\n" },
  defaultPolicy: false,
  export: { comments: "kept", cluster: "", server: "", namespace: "", shoot: "" },
};

/** As files are written today: they must be read by every later version. */
const text = `apiVersion: claimcheck/v1alpha1
kind: Workspace
id: w1
name: prod
changed: 1790000000000
cluster:
  version: "1.34"
  target: kubeadm
  authorizationModes:
    - RBAC
configuration: |
  # mine
  jwt:
  - issuer:
      url: https://a.test
bindings: ""
running:
  bindings: |
    kind: Role
defaultPolicy: false
export:
  comments: kept
  cluster: ""
  server: ""
  namespace: ""
  shoot: ""
`;

test("a workspace is written as YAML that can be read and edited", () => {
  expect(writeWorkspaceFile([prod])).toBe(text);
});

const tests = `# who must get in
- name: jane # a person
  claims: {sub: jane}
  expect: {}
# who must not
- name: stranger
  anonymous: true
  expect: {}
`;

test("tests are a list in the file, and come back as their text with its comments", () => {
  const file = writeWorkspaceFile([{ ...prod, tests }]);
  expect(file.slice(text.length)).toBe(`tests:
  # who must get in
  - name: jane # a person
    claims: { sub: jane }
    expect: {}
  # who must not
  - name: stranger
    anonymous: true
    expect: {}
`);
  const [back] = readWorkspaceFile(file) ?? [];
  expect(back).toEqual({
    workspace: { ...prod, tests: tests.replace("{sub: jane}", "{ sub: jane }") },
    dropped: [],
  });
});

test.each(["- name: [", "name: x", "- a: &x 1\n  b: *x\n"])(
  "a text %j of tests is kept",
  (given) => {
    const [back] = readWorkspaceFile(writeWorkspaceFile([{ ...prod, tests: given }])) ?? [];
    expect(back?.workspace.tests).toBe(given);
  },
);

const read = { workspace: prod, dropped: [] };
const cases: {
  readonly name: string;
  readonly input: string;
  readonly want: ReturnType<typeof readWorkspaceFile>;
}[] = [
  { name: "one workspace", input: text, want: [read] },
  { name: "two documents", input: `${text}---\n${text}`, want: [read, read] },
  {
    name: "the list that the error page saves, in JSON",
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: [prod] }),
    want: [read],
  },
  {
    name: "a field that is not known",
    input: `${text}later: 1\n`,
    want: [{ workspace: prod, dropped: [{ path: "later", expected: "nothing" }] }],
  },
  { name: "another file", input: "kind: AuthenticationConfiguration\n", want: undefined },
  { name: "a file of other things beside it", input: `${text}---\nkind: Role\n`, want: undefined },
  { name: "YAML with an error", input: `${text}  - x\n`, want: undefined },
  {
    name: "a text that mentions it",
    input: "# claimcheck/v1alpha1 Workspace\n",
    want: undefined,
  },
  { name: "nothing", input: "", want: undefined },
];

describe("a file is read", () => {
  test.each(cases)("$name", ({ input, want }) => {
    expect(readWorkspaceFile(input)).toEqual(want);
  });
});

test("aliases that grow without end are refused", () => {
  const bomb = `${text}a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c]\n`;
  expect(readWorkspaceFile(bomb)).toBeUndefined();
});

test("any texts come back as they were", () => {
  const words = fc.string({
    unit: fc.constantFrom(..."a: -#'\"|>\n\r\t é\u0085\u2028 \u{1f511}\0&*"),
  });
  fc.assert(
    fc.property(words, words, words, (configuration, bindings, name) => {
      const workspace = { ...prod, configuration, bindings, name: `n${name}` };
      expect(readWorkspaceFile(writeWorkspaceFile([workspace]))).toEqual([
        { workspace, dropped: [] },
      ]);
    }),
    { numRuns: 300 },
  );
});
