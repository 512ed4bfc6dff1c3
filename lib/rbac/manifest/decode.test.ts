import { describe, expect, test } from "vitest";
import { decodePolicy, mergePolicies } from "./decode.ts";
import { decodeDump, decodeDumpStream } from "./dump.ts";
import { readBlock } from "./read-block.ts";

const role = (name: string, verb = "get") => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [${verb}]
`;

const list = `apiVersion: v1
items:
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata:
    annotations:
      example.com/text: |
        items:
        - kind: ClusterRole
    name: a
  rules:
  - apiGroups:
    - ""
    resources:
    - pods
    verbs:
    - "*"
# between
- apiVersion: v1
  kind: Pod
  metadata: {name: p}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata:
    name: b
    namespace: app
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}
  subjects:
  - kind: User
    name: jane
kind: List
metadata:
  resourceVersion: ""
`;

const json = JSON.stringify(
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    items: [
      { metadata: { name: "a" }, rules: [{ verbs: ["*"], apiGroups: [""], resources: ["pods"] }] },
      { metadata: { name: 'b"{[' }, rules: null },
    ],
    kind: "ClusterRoleList",
  },
  null,
  2,
);

describe("decodePolicy", () => {
  const cases = [
    { name: "nothing", input: "", want: [] },
    { name: "a comment", input: "# nothing\n---\n# nothing\n", want: [] },
    { name: "one document", input: role("a"), want: ["ClusterRole a:1"] },
    {
      name: "several documents",
      input: `---\n${role("a")}---\n${role("b")}...\n---\n${role("c")}`,
      want: ["ClusterRole a:2", "ClusterRole b:11", "ClusterRole c:21"],
    },
    { name: "a list", input: list, want: ["ClusterRole a:3", "RoleBinding b:22"] },
    {
      name: "windows line ends",
      input: list.replaceAll("\n", "\r\n"),
      want: ["ClusterRole a:3", "RoleBinding b:22"],
    },
    { name: "a typed list in JSON", input: json, want: ["ClusterRole a:4", 'ClusterRole b"{[:22'] },
    {
      name: "JSON documents between separators",
      input:
        '{"kind":"ClusterRole","metadata":{"name":"a"}}\n---\n{"kind":"ClusterRole","metadata":{"name":"b"}}',
      want: ["ClusterRole a:1", "ClusterRole b:3"],
    },
    {
      name: "flow style that is no JSON",
      input: `{kind: ClusterRole, metadata: {name: a}}\n---\n${role("b")}`,
      want: ["ClusterRole a:1", "ClusterRole b:3"],
    },
    {
      name: "a list in flow style",
      input:
        "{kind: List, items: [\n{kind: ClusterRole, metadata: {name: a}},\n{kind: ClusterRole, metadata: {name: b}}]}",
      want: ["ClusterRole a:2", "ClusterRole b:3"],
    },
    {
      name: "a list with indented dashes",
      input:
        "kind: ClusterRoleList\nitems:\n  - metadata:\n      name: a\n  - metadata: {name: b}\n",
      want: ["ClusterRole a:3", "ClusterRole b:5"],
    },
    {
      name: "anchors and merge keys",
      input: "kind: ClusterRole\nmetadata: &m\n  name: a\nx: *m\n",
      want: ["ClusterRole a:1"],
    },
    { name: "an empty list", input: "kind: List\nitems: []\n", want: [] },
    {
      name: "a byte order mark",
      input: `\ufeff${JSON.stringify({ kind: "ClusterRole", metadata: { name: "a" } })}`,
      want: ["ClusterRole a:1"],
    },
    {
      name: "another group's Role",
      input: "apiVersion: authorization.openshift.io/v1\nkind: Role\nmetadata: {name: a}\n",
      want: [],
    },
  ];

  test.each(cases)("reads objects: $name", ({ input, want }) => {
    const { policy, diagnostics } = decodePolicy(input);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const objects = [...policy.roles, ...policy.bindings];
    expect(objects.map(({ kind, name, origin }) => `${kind} ${name}:${origin.line}`)).toEqual(want);
  });

  test("other kinds are counted", () => {
    expect(decodePolicy(list).skipped).toEqual({ Pod: 1 });
  });

  test("each object's text is known", () => {
    const { policy } = decodePolicy(list);
    const { start, end } = policy.bindings[0]?.origin.span ?? { start: 0, end: 0 };
    expect(list.slice(start, start + 15)).toBe("- apiVersion: r");
    expect(list.slice(end - 10, end)).toBe("name: jane");
  });

  test("an object of a later policy replaces one before it", () => {
    const merged = mergePolicies(
      decodePolicy(`${role("a")}---\n${role("b")}`).policy,
      decodePolicy(role("a", "list")).policy,
    );
    expect(merged.roles.map(({ name, rules }) => [name, rules[0]?.verbs])).toEqual([
      ["b", ["get"]],
      ["a", ["list"]],
    ]);
  });
});

test("of a key that stands twice the last one counts, as for kubectl", () => {
  const text = role("a").replace("  verbs: [get]", "  verbs: [get]\n  verbs: [list]");
  expect(decodePolicy(text).policy.roles[0]?.rules[0]?.verbs).toEqual(["list"]);
});

describe("what cannot be read", () => {
  const cases = [
    {
      name: "a value of another type",
      input: role("a").replace("verbs: [get]", "verbs: get"),
      want: ["error rbac/type 8: rules[0].verbs: expected a list, found the string get", "get\n"],
    },
    {
      name: "a number for a name",
      input: role("7"),
      want: ["error rbac/type 4: metadata.name: expected a string, found the bigint 7", "7\n"],
    },
    {
      name: "an unknown field",
      input: role("a").replace("  verbs:", "  verb: x\n  verbs:"),
      want: [
        'warning rbac/unknown-field 8: strict decoding error: unknown field "rules[0].verb"',
        "verb: x",
      ],
    },
    {
      name: "no kind",
      input: "metadata: {name: a}\n",
      want: ["error rbac/no-kind 1: no object: it has no kind", "metadata:"],
    },
    {
      name: "a key twice",
      input: `${role("x")}---\n${role("a")}kind: ClusterRole\n`,
      want: [
        'warning rbac/duplicate-key 18: key "kind" is here a second time: kubectl takes the last one, strict readers refuse the object',
        "kind",
      ],
    },
    {
      name: "broken YAML behind good",
      input: `${role("x")}---\nkind: [a\n`,
      want: ["error rbac/syntax 11: yaml: line 10: did not find expected ',' or ']'", ""],
    },
    {
      name: "a rule without verbs",
      input: role("a").replace("verbs: [get]", "verbs: []"),
      want: [
        "error rbac/invalid 8: rules[0].verbs: Required value: verbs must contain at least one value",
        "[]",
      ],
    },
    {
      name: "a subject of another group",
      input:
        "kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view}\nsubjects:\n- {kind: User, name: x, apiGroup: apps}\n",
      want: [
        'error rbac/invalid 5: subjects[0].apiGroup: Unsupported value: "apps": supported values: "rbac.authorization.k8s.io"',
        "apps}",
      ],
    },
    {
      name: "a service account without a namespace",
      input:
        "kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view}\nsubjects:\n- {kind: ServiceAccount, name: x}\n",
      want: [
        "error rbac/invalid 5: subjects[0].namespace: Required value",
        "{kind: ServiceAccount",
      ],
    },
    {
      name: "a ClusterRoleBinding of a Role",
      input: "kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: Role, name: view}\n",
      want: [
        'error rbac/invalid 3: roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
        "Role, name",
      ],
    },
    {
      name: "a name with a slash",
      input: role("a/b"),
      want: [
        `error rbac/invalid 4: metadata.name: Invalid value: "a/b": may not contain '/'`,
        "a/b",
      ],
    },
    {
      name: "a Role without a namespace",
      input: "kind: Role\nmetadata: {name: a}\nrules: []\n",
      want: [
        'warning rbac/no-namespace 2: Role "a" has no namespace: kubectl puts it into the namespace of its context, here it reaches nothing',
        "{name: a}",
      ],
    },
    {
      name: "the same object twice",
      input: `${role("a")}---\n${role("a")}`,
      want: [
        'warning rbac/duplicate 10: ClusterRole "a" is here a second time; the first is on line 1',
        "apiVersion:",
      ],
    },
  ];

  test.each(cases)("$name", ({ input, want: [message, text = ""] }) => {
    const [first, ...rest] = decodePolicy(input).diagnostics;
    expect(rest).toEqual([]);
    expect(`${first?.severity} ${first?.code} ${first?.line}: ${first?.message}`).toBe(message);
    expect(input.slice(first?.span.start).startsWith(text)).toBe(true);
  });
});

describe("dumps", () => {
  const texts = {
    "a list": list,
    JSON: json,
    "two documents": `---\n${role("a")}---\n${role("b")}`,
    "JSON after empty lines": `\n\n${json}`,
    "an empty text": "",
    spaces: "  \n",
  };

  test.each(Object.entries(texts))("%s in chunks reads as in one", async (_, text) => {
    const want = decodePolicy(text);
    for (const size of [1, 2, 3, 7, 64, 10_000]) {
      const reading = decodeDumpStream(chunksOf(text, size));
      let step = await reading.next();
      while (!step.done) step = await reading.next();
      expect(step.value).toEqual(want);
    }
    const reading = decodeDump(text);
    let step = reading.next();
    while (!step.done) step = reading.next();
    expect(step.value).toEqual(want);
  });
});

describe("readBlock", () => {
  const none = new Set<string>();
  const cases = [
    {
      name: "scalars",
      input: "a: b\nc: \"d e\"\nf: 'g'\nh:\n",
      want: { a: "b", c: "d e", f: "g", h: null },
    },
    {
      name: "a list as deep as its key",
      input: "a:\n- b\n- c: d\n  e: f\n",
      want: { a: ["b", { c: "d", e: "f" }] },
    },
    {
      name: "flow lists",
      input: "a: [b, \"c\", 'd']\ne: []\n",
      want: { a: ["b", "c", "d"], e: [] },
    },
    {
      name: "names with colons",
      input: "- system:masters\n- a:b\n",
      want: ["system:masters", "a:b"],
    },
    { name: "a boolean", input: "a: yes\n", want: undefined },
    { name: "a number", input: "a: 7\n", want: undefined },
    { name: "a block scalar", input: "a: |\n  b\n", want: undefined },
    { name: "a continued line", input: "a: b\n  c\n", want: undefined },
    { name: "an anchor", input: "a: &x b\n", want: undefined },
    { name: "a key twice", input: "a: b\na: c\n", want: undefined },
    { name: "a comment behind a value", input: "a: b # c\n", want: undefined },
    { name: "a colon and a blank", input: "a: b: c\n", want: undefined },
    { name: "an escape", input: 'a: "\\n"\n', want: undefined },
    { name: "a prototype", input: "__proto__: a\n", want: undefined },
  ];

  test.each(cases)("reads $name", ({ input, want }) => {
    expect(readBlock(input, none)).toEqual(want);
  });

  test("passes over what is not asked for", () => {
    const input = "a:\n  skipped: |\n    b\n   c\n  d: e\nskipped:\n- f\n";
    expect(readBlock(input, new Set(["skipped"]))).toEqual({
      a: { skipped: null, d: "e" },
      skipped: null,
    });
  });
});

describe("an object with many findings takes time in proportion to them", () => {
  const count = 60_000;
  test.each([
    { name: "one key again and again", line: () => "rules: []\n", code: "rbac/duplicate-key" },
    { name: "unknown keys", line: (i: number) => `k${i}: 1\n`, code: "rbac/unknown-field" },
  ])("many findings of one kind: $name", ({ line, code }) => {
    const lines = Array.from({ length: count }, (_, i) => line(i)).join("");
    const text = `kind: ClusterRole\nmetadata: {name: a}\n${lines}`;
    const found = decodePolicy(text).diagnostics.filter((diagnostic) => diagnostic.code === code);
    expect(found.length).toBeGreaterThanOrEqual(count - 1);
    const last = found.reduce((line, diagnostic) => Math.max(line, diagnostic.line), 0);
    expect(last).toBe(count + 2);
  });
});

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
