import { expect, test } from "vitest";
import type { Minor } from "../kube/minor.ts";
import { createAuthorizer } from "./authorize.ts";
import { decideImpersonation, type WantedUser } from "./impersonate.ts";
import { decodePolicy } from "./manifest/decode.ts";
import type { AccessRequest } from "./types.ts";

const requestor = { username: "jane", groups: ["system:authenticated"] };
const listPods: AccessRequest = {
  ...{ kind: "resource", verb: "list", apiGroup: "", resource: "pods" },
  ...{ subresource: "", name: "", namespace: "app" },
};

/** A ClusterRole with these rules, bound to jane. */
function bind(rules: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules: [${rules}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
`;
}

const onPods = (mode: string, verb = "list") =>
  `{verbs: ["impersonate-on:${mode}:${verb}"], apiGroups: [""], resources: [pods]}`;
const identity = (mode: string, resource: string, names = "") =>
  `{verbs: ["impersonate:${mode}"], apiGroups: [authentication.k8s.io], resources: [${resource}]${names && `, resourceNames: [${names}]`}}`;
const legacy = (resource: string) =>
  `{verbs: [impersonate], apiGroups: [""], resources: [${resource}]}`;

interface Case {
  readonly name: string;
  readonly rules: readonly string[];
  readonly wanted: Partial<WantedUser>;
  readonly minor?: Minor;
  readonly from?: string;
  readonly want: string;
}

const cases: readonly Case[] = [
  { name: "no grant", rules: [], wanted: {}, want: "denied" },
  {
    name: "both grants",
    rules: [onPods("user-info"), identity("user-info", "users")],
    wanted: {},
    want: "allowed user-info",
  },
  {
    name: "the identity alone",
    rules: [identity("user-info", "users")],
    wanted: {},
    want: "denied",
  },
  { name: "the action alone", rules: [onPods("user-info")], wanted: {}, want: "denied" },
  {
    name: "another verb",
    rules: [onPods("user-info", "get"), identity("user-info", "users")],
    wanted: {},
    want: "denied",
  },
  {
    name: "another name",
    rules: [onPods("user-info"), identity("user-info", "users", "bob")],
    wanted: { username: "eve" },
    want: "denied",
  },
  {
    name: "before 1.36",
    rules: [onPods("user-info"), identity("user-info", "users")],
    wanted: {},
    minor: 35,
    want: "denied",
  },
  { name: "legacy", rules: [legacy("users")], wanted: {}, want: "allowed legacy" },
  {
    name: "legacy before 1.36",
    rules: [legacy("users")],
    wanted: {},
    minor: 30,
    want: "allowed legacy",
  },
  {
    name: "a group that is not granted",
    rules: [onPods("user-info"), identity("user-info", "users")],
    wanted: { groups: ["dev"] },
    want: "denied",
  },
  {
    name: "a group",
    rules: [onPods("user-info"), identity("user-info", "'users', 'groups'")],
    wanted: { groups: ["dev"] },
    want: "allowed user-info",
  },
  {
    name: "system:masters, which only legacy impersonation gives",
    rules: [onPods("user-info"), identity("user-info", "'users', 'groups'")],
    wanted: { groups: ["system:masters"] },
    want: "denied",
  },
  {
    name: "many groups by a wildcard",
    rules: [
      onPods("user-info"),
      identity("user-info", "users"),
      identity("user-info", "groups", "'*'"),
    ],
    wanted: { groups: ["a", "b", "c", "d"] },
    want: "allowed user-info",
  },
  {
    name: "few groups, where a wildcard is a name",
    rules: [
      onPods("user-info"),
      identity("user-info", "users"),
      identity("user-info", "groups", "'*'"),
    ],
    wanted: { groups: ["a"] },
    want: "denied",
  },
  {
    name: "a service account",
    rules: [onPods("serviceaccount"), identity("serviceaccount", "serviceaccounts")],
    wanted: { username: "system:serviceaccount:app:bot" },
    want: "allowed serviceaccount",
  },
  {
    name: "a service account by the mode of users",
    rules: [onPods("user-info"), identity("user-info", "users")],
    wanted: { username: "system:serviceaccount:app:bot" },
    want: "denied",
  },
  {
    name: "a node",
    rules: [onPods("arbitrary-node"), identity("arbitrary-node", "nodes", "n1")],
    wanted: { username: "system:node:n1" },
    want: "allowed arbitrary-node",
  },
  {
    name: "its own node, which only the token says",
    rules: [onPods("associated-node"), identity("associated-node", "nodes")],
    wanted: { username: "system:node:n1" },
    from: "system:serviceaccount:app:agent",
    want: "unknown associated-node",
  },
];

test.each(cases)("impersonation: $name", ({ rules, wanted, minor = 37, from = "jane", want }) => {
  const text = bind(rules.join(", ")).replace("name: jane", `name: "${from}"`);
  const authorizer = createAuthorizer(decodePolicy(text).policy);
  const decision = decideImpersonation(
    { authorizer, modes: ["RBAC"], minor },
    { ...requestor, username: from },
    { username: "bob", groups: [], ...wanted },
    listPods,
  );
  expect([decision.verdict, decision.by?.mode].filter(Boolean).join(" ")).toBe(want);
});

test("a node gets its group in the constrained mode, and none by legacy impersonation", () => {
  const authorizer = createAuthorizer(decodePolicy("").policy);
  const { attempts } = decideImpersonation(
    { authorizer, modes: ["RBAC"], minor: 38 },
    requestor,
    { username: "system:node:n1", groups: [] },
    listPods,
  );
  expect(attempts.map(({ mode, user }) => [mode, user.groups])).toEqual([
    ["arbitrary-node", ["system:nodes", "system:authenticated"]],
    ["legacy", ["system:authenticated"]],
  ]);
});
