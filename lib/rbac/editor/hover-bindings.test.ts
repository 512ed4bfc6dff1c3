import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../../authn/load.ts";
import { namesOf } from "../../authn/names/names.ts";
import { offerNames } from "../../authn/names/offer.ts";
import { loadApiResources } from "../api-resources.ts";
import { describedRbacFields, rbacKinds } from "../schema.ts";
import { type BindingContext, defaultRole } from "./binding-values.ts";
import { hoverBindings } from "./hover-bindings.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://idp.example.com", audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: "oidc:"}
  claimValidationRules: [{claim: hd, requiredValue: example.com}]
`;

const context: BindingContext = {
  roles: [{ kind: "ClusterRole", name: "view", namespace: "", from: defaultRole }],
  subjects: offerNames(namesOf(loadConfiguration(configuration, { minor: 37 }))),
  resources: await loadApiResources(),
  namespaces: [],
};

const text = `kind: ClusterRoleBinding
metadata:
  name: viewers
roleRef:
  kind: ClusterRole
  name: view
subjects:
- kind: User
  name: oidc:jane
- kind: User
  name: okta:jane
- kind: Group
  name: system:authenticated
---
kind: ClusterRoleBinding
roleRef: {kind: ClusterRole, name: own}
---
kind: ClusterRoleBinding
roleRef: {kind: ClusterRole, name: missing}
---
kind: ClusterRole
metadata: {name: own}
rules:
- apiGroups: [apps]
  resources: [deployments, deployments/scale]
  verbs: [list, "*"]
# a comment
`;

describe("what is said in bindings", () => {
  test.each([
    {
      name: "a key",
      word: "roleRef:",
      path: "roleRef",
      want: "The role that the subjects get. It cannot be changed later: another role needs another binding.",
    },
    {
      name: "a default role",
      word: "view\n",
      path: "roleRef.name",
      want: "ClusterRole, default role of Kubernetes.",
    },
    {
      name: "a role of the text",
      word: "own}",
      path: "roleRef.name",
      want: "ClusterRole, this document.",
    },
    {
      name: "a role that is missing",
      word: "missing",
      path: "roleRef.name",
      want: "No role of this name is known: the binding gives nothing until there is one.",
    },
    {
      name: "a user of an issuer",
      word: "oidc:jane",
      path: "subjects[0].name",
      want: 'https://idp.example.com can give this name, as oidc:{sub}, if hd is "example.com".',
    },
    {
      name: "a user of no issuer",
      word: "okta:jane",
      path: "subjects[1].name",
      want: "No issuer of the configuration can give this name.",
    },
    {
      name: "a group of Kubernetes",
      word: "system:auth",
      path: "subjects[2].name",
      want: "A name of Kubernetes’ own.",
    },
    {
      name: "an API group",
      word: "apps]",
      path: "rules[0].apiGroups[0]",
      want: "apps: controllerrevisions, daemonsets, deployments, replicasets, statefulsets.",
    },
    {
      name: "a resource",
      word: "deployments,",
      path: "rules[0].resources[0]",
      want: "Deployment, apps, of a namespace.",
    },
    {
      name: "a subresource",
      word: "deployments/",
      path: "rules[0].resources[1]",
      want: "scale of Deployment, apps, of a namespace.",
    },
    { name: "a verb", word: "list,", path: "rules[0].verbs[0]", want: "list: read all objects." },
    {
      name: "every verb",
      word: '"*"',
      path: "rules[0].verbs[1]",
      want: "*: every verb, those that come later included.",
    },
  ])("says what $name is", ({ word, path, want }) => {
    const found = hoverBindings(text, text.indexOf(word) + 1, context);
    expect([found?.path, found?.facts[0]]).toEqual([path, want]);
  });

  test("says nothing over a comment", () => {
    expect(hoverBindings(text, text.indexOf("a comment"), context)).toBe(undefined);
  });
});

const keys = rbacKinds.flatMap((kind) =>
  describedRbacFields(kind).map(({ path, text: words }) => ({ kind, path, words })),
);

test.each(keys)("the key $path of a $kind has words", ({ kind, path, words }) => {
  const fields = describedRbacFields(kind);
  let source = path === "kind" ? "" : `kind: ${kind}`;
  let indent = "";
  let parent = "";
  for (const name of path.split(".")) {
    const owner = fields.find((field) => field.path === parent);
    const dash = owner?.type === "list" ? "- " : "";
    source += `${source === "" ? "" : "\n"}${indent}${dash}${name}:`;
    indent += `${dash === "" ? "" : "  "}  `;
    parent = parent === "" ? name : `${parent}.${name}`;
  }
  const found = hoverBindings(source, source.length - 2, context);
  expect([found?.field.path, found?.facts[0]]).toEqual([path, words]);
});
