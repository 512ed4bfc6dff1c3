import { expect, test } from "vitest";
import { findRoleDefinition } from "./find-definition.ts";

const roles = `---
kind: ClusterRole
metadata: {name: reader}
---
kind: Role
metadata:
  name: deployer
  namespace: shop
---
kind: Role
metadata:
  name: deployer
  namespace: other
`;

test.each([
  {
    name: "a role of the cluster",
    at: "kind: ClusterRoleBinding\nroleRef:\n  kind: ClusterRole\n  name: rea|der\n",
    want: "reader",
    line: 3,
  },
  {
    name: "at the key",
    at: "kind: ClusterRoleBinding\nroleRef:\n  kind: ClusterRole\n  na|me: reader\n",
    want: "reader",
    line: 3,
  },
  {
    name: "in flow style",
    at: "kind: RoleBinding\nmetadata: {namespace: shop}\nroleRef: {kind: Role, name: dep|loyer}\n",
    want: "deployer",
    line: 7,
  },
  {
    name: "a role of the binding's namespace",
    at: "kind: RoleBinding\nmetadata: {namespace: other}\nroleRef: {kind: Role, name: dep|loyer}\n",
    want: "deployer",
    line: 12,
  },
  {
    name: "a role of another namespace",
    at: "kind: RoleBinding\nmetadata: {namespace: none}\nroleRef: {kind: Role, name: dep|loyer}\n",
    want: undefined,
    line: 0,
  },
  {
    name: "a role that is not there",
    at: "kind: ClusterRoleBinding\nroleRef:\n  kind: ClusterRole\n  name: vi|ew\n",
    want: undefined,
    line: 0,
  },
  {
    name: "outside of roleRef",
    at: "kind: ClusterRole|Binding\nroleRef:\n  kind: ClusterRole\n  name: reader\n",
    want: undefined,
    line: 0,
  },
])("the role of a binding: $name", ({ at, want, line }) => {
  const offset = at.indexOf("|");
  const text = at.replace("|", "") + roles;
  const found = findRoleDefinition(text, offset);
  expect(found && text.slice(found.start, found.end)).toBe(want);
  const before = at.replace("|", "").split("\n").length - 1;
  expect(found === undefined ? 0 : text.slice(0, found.start).split("\n").length - before).toBe(
    line,
  );
});
