import { describe, expect, test } from "vitest";
import type { Binding } from "../rbac/types.ts";
import { addBinding, type BindingChange, editBinding, readBindings } from "./bindings.ts";

const text = `# Reviewed in May.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get]}
--- # people
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: people   # those who look
  namespace: 'app'
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
# from Entra
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: "entra:1"   # on call
- kind: ServiceAccount
  name: bot
  namespace: app
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}]
`;

const list = `apiVersion: v1
kind: List
items:
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: one}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
  subjects:
  - {kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}
# the second
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: two}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
  subjects:
  - {kind: User, apiGroup: rbac.authorization.k8s.io, name: john}
`;

const user = (name: string) => ({ kind: "User", name, namespace: "" });

describe("one binding is changed, and the rest stays byte for byte", () => {
  const cases: {
    name: string;
    input?: string;
    index: number;
    change: BindingChange;
    /** What is replaced by what. */
    want: readonly [string, string];
  }[] = [
    {
      name: "a subject's name keeps its quotes and its comment",
      index: 0,
      change: {
        ...{ kind: "set-subject", index: 0 },
        subject: { kind: "Group", name: "entra:2", namespace: "" },
      },
      want: ['"entra:1"   # on call', '"entra:2"   # on call'],
    },
    {
      name: "a group becomes a user",
      index: 0,
      change: { ...{ kind: "set-subject", index: 0 }, subject: user("entra:1") },
      want: ["kind: Group", "kind: User"],
    },
    {
      name: "a service account becomes a user",
      index: 0,
      change: { ...{ kind: "set-subject", index: 1 }, subject: user("bot") },
      want: [
        "- kind: ServiceAccount\n  name: bot\n  namespace: app\n",
        "- kind: User\n  name: bot\n  apiGroup: rbac.authorization.k8s.io\n",
      ],
    },
    {
      name: "a subject is added",
      index: 0,
      change: { kind: "add-subject", subject: user("jane") },
      want: [
        "  name: bot\n  namespace: app\n",
        "  name: bot\n  namespace: app\n- apiGroup: rbac.authorization.k8s.io\n  kind: User\n  name: jane\n",
      ],
    },
    {
      name: "a subject is removed",
      index: 0,
      change: { kind: "remove-subject", index: 1 },
      want: ["- kind: ServiceAccount\n  name: bot\n  namespace: app\n", ""],
    },
    {
      name: "another role, in flow style",
      index: 1,
      change: { kind: "set-role", role: { kind: "ClusterRole", name: "edit" } },
      want: ["name: view}", "name: edit}"],
    },
    {
      name: "another namespace keeps its quotes",
      index: 0,
      change: { kind: "set-namespace", namespace: "web" },
      want: ["'app'", "'web'"],
    },
    {
      name: "a copy comes right behind it, with a name of its own",
      index: 1,
      change: { kind: "duplicate" },
      want: [
        text.slice(text.lastIndexOf("---\n")),
        text.slice(text.lastIndexOf("---\n")) +
          text.slice(text.lastIndexOf("---\n")).replace("name: all", "name: all-copy"),
      ],
    },
    {
      name: "a copy of an item of a list",
      input: list,
      index: 1,
      change: { kind: "duplicate" },
      want: [
        list.slice(list.indexOf("# the second")),
        list.slice(list.indexOf("# the second")) +
          list.slice(list.indexOf("# the second")).replace("name: two", "name: two-copy"),
      ],
    },
    {
      name: "a document changes places with the one before it, with its mark",
      index: 1,
      change: { kind: "move", by: -1 },
      want: [
        text.slice(text.indexOf("--- # people")),
        text.slice(text.lastIndexOf("---\n")) +
          text.slice(text.indexOf("--- # people"), text.lastIndexOf("---\n")),
      ],
    },
    {
      name: "an item of a list changes places with the one behind it",
      input: list,
      index: 0,
      change: { kind: "move", by: 1 },
      want: [
        list.slice(list.indexOf("- api")),
        `${list.slice(list.indexOf("# the second"))}${list.slice(list.indexOf("- api"), list.indexOf("# the second"))}`,
      ],
    },
    {
      name: "a document goes with the mark before it",
      index: 1,
      change: { kind: "remove" },
      want: [text.slice(text.lastIndexOf("---\n")), ""],
    },
    {
      name: "a subject of an item of a list",
      input: list,
      index: 1,
      change: { ...{ kind: "set-subject", index: 0 }, subject: user("joe") },
      want: ["name: john}", "name: joe}"],
    },
    {
      name: "an item of a list goes with the comment above it",
      input: list,
      index: 1,
      change: { kind: "remove" },
      want: [list.slice(list.indexOf("# the second")), ""],
    },
  ];
  test.each(cases)("$name", ({ input = text, index, change, want: [from, to] }) => {
    const edit = editBinding(input, index, change);
    expect(edit.kind === "edited" ? edit.text : edit.reason).toBe(input.replace(from, to));
    if (edit.kind !== "edited") return;
    let made = input;
    for (const { span, newText } of edit.edits)
      made = made.slice(0, span.start) + newText + made.slice(span.end);
    expect(made).toBe(edit.text);
  });

  test("the first document goes with the mark behind it", () => {
    const first = text.slice(text.indexOf("kind: RoleBinding"));
    const edit = editBinding(first, 0, { kind: "remove" });
    expect(edit.kind === "edited" ? edit.text : edit.reason).toBe(
      text.slice(text.lastIndexOf("---\n") + "---\n".length),
    );
  });

  test("the only document", () => {
    const only = text.slice(text.lastIndexOf("---\n") + "---\n".length);
    const edit = editBinding(only, 0, { kind: "remove" });
    expect(edit.kind === "edited" ? edit.text : edit.reason).toBe("");
  });

  test("a name is quoted if it has to be", () => {
    const edit = editBinding(text, 1, {
      ...{ kind: "set-subject", index: 0 },
      subject: user("a, b: #c"),
    });
    expect(edit.kind === "edited" && readBindings(edit.text).bindings[1]?.subjects[0]?.name).toBe(
      "a, b: #c",
    );
  });
});

test("a name of a copy that is taken is counted on", () => {
  const once = editBinding(text, 1, { kind: "duplicate" });
  const twice = once.kind === "edited" ? editBinding(once.text, 1, { kind: "duplicate" }) : once;
  expect(
    twice.kind === "edited" && readBindings(twice.text).bindings.map(({ name }) => name),
  ).toEqual(["people", "all", "all-copy-2", "all-copy"]);
});

test("what cannot be read is named with its line, and the rest is there", () => {
  const { bindings, unread } = readBindings(
    text.replace("kind: RoleBinding", "kind: [RoleBinding"),
  );
  expect(bindings.map(({ name }) => name)).toEqual(["all"]);
  expect(unread?.message).toBe("yaml: line 8: did not find expected ',' or ']'");
});

test("a document in flow style behind a mark is changed as YAML", () => {
  const flow = `# who
kind: Role
---
{kind: ClusterRoleBinding, metadata: {name: a}, roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}, subjects: []}
`;
  const edit = editBinding(flow, 0, {
    ...{ kind: "set-role" },
    role: { kind: "ClusterRole", name: "edit" },
  });
  expect(edit.kind === "edited" ? edit.text : edit.reason).toBe(flow.replace("view", "edit"));
});

test("what a shared anchor would change too is refused with the reason", () => {
  const shared = `kind: ClusterRoleBinding
metadata: {name: a}
roleRef: &role {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
again: *role
subjects: []
`;
  const edit = editBinding(shared, 0, {
    ...{ kind: "set-role" },
    role: { kind: "ClusterRole", name: "edit" },
  });
  expect(edit).toEqual({
    kind: "refused",
    reason:
      "The value on line 3 has the anchor &role, and line 4 uses it too: a change here would change both. Change it in the text.",
  });
});

test("a new binding comes behind the text", () => {
  const binding: Omit<Binding, "origin"> = {
    ...{ kind: "RoleBinding", name: "jane-view", namespace: "app" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [
      { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "jane", namespace: "" },
    ],
  };
  const manifest = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: jane-view
  namespace: app
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: User
  name: jane
`;
  const made = (input: string) => {
    const edit = addBinding(input, binding);
    return edit.kind === "edited" ? edit.text : edit.reason;
  };
  expect(made("")).toBe(manifest);
  expect(made("a: b")).toBe(`a: b\n---\n${manifest}`);
  expect(made("a: b\n")).toBe(`a: b\n---\n${manifest}`);
});
