import { beforeAll, describe, expect, test } from "vitest";
import { type ApiResource, loadApiResources } from "../rbac/api-resources.ts";
import { decodePolicy } from "../rbac/manifest/decode.ts";
import { proveBindings } from "./proof.ts";

let resources: readonly ApiResource[] = [];
beforeAll(async () => {
  resources = await loadApiResources();
});

const group = "rbac.authorization.k8s.io";

function policyOf(namespaced: boolean, rules: string, kind = "Group"): string {
  const place = namespaced ? ", namespace: team" : "";
  return `apiVersion: ${group}/v1
kind: ClusterRole
metadata: {name: r}
rules: ${rules}
---
apiVersion: ${group}/v1
kind: ${namespaced ? "RoleBinding" : "ClusterRoleBinding"}
metadata: {name: b${place}}
roleRef: {apiGroup: ${group}, kind: ClusterRole, name: r}
subjects: [{kind: ${kind}, name: g${kind === "ServiceAccount" ? ", namespace: team" : ""}}]
`;
}

/** The lines of the script that ask or say what is not asked, and the here-documents below them. */
function proofOf(bindings: string): { questions: number; lines: string[] } {
  const { script, questions } = proveBindings(decodePolicy(bindings).policy, resources);
  const lines = (script.refused.length === 0 ? script.text : "refused").split("\n");
  const from = lines.lastIndexOf("}") + 2;
  const to = lines.findIndex((line) => line.startsWith('echo "$asked'));
  return { questions, lines: lines.slice(from, to - 1) };
}

const review = (
  attributes: object,
  who = `"user":"claimcheck-proof","groups":["g","system:authenticated"]`,
) =>
  `{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{${who},${JSON.stringify(attributes).slice(1)}}`;

describe("what kubectl can ask is asked with kubectl, the rest with a SubjectAccessReview", () => {
  const asGroup = "--as=claimcheck-proof --as-group=g";
  const cases: { name: string; bindings: string; want: string[] }[] = [
    {
      name: "a resource of the core group, in a namespace",
      bindings: policyOf(true, "[{apiGroups: [''], resources: [pods], verbs: [list]}]"),
      want: [
        "# RoleBinding team/b",
        `ask 'RoleBinding team/b: Group g: list pods -n team' kubectl auth can-i list pods --namespace=team ${asGroup}`,
      ],
    },
    {
      name: "a named object and its subresource",
      bindings: policyOf(
        false,
        "[{apiGroups: [apps], resources: [deployments/scale], verbs: [patch], resourceNames: [web]}]",
      ),
      want: [
        "# ClusterRoleBinding b",
        `ask 'ClusterRoleBinding b: Group g: patch deployments.apps/web --subresource=scale -A' kubectl auth can-i patch deployments.apps/web --subresource=scale --all-namespaces ${asGroup}`,
      ],
    },
    {
      // rbac.go: only the ClusterRoleBindings' rules cover paths.
      name: "a RoleBinding passes over paths",
      bindings: policyOf(
        true,
        "[{nonResourceURLs: [/metrics], verbs: [get]}, {apiGroups: [''], resources: [pods], verbs: [get]}]",
      ),
      want: [
        "# RoleBinding team/b",
        `ask 'RoleBinding team/b: Group g: get pods -n team' kubectl auth can-i get pods --namespace=team ${asGroup}`,
      ],
    },
    {
      name: "a ClusterRoleBinding gives them",
      bindings: policyOf(false, "[{nonResourceURLs: [/metrics], verbs: [get]}]"),
      want: [
        "# ClusterRoleBinding b",
        `ask 'ClusterRoleBinding b: Group g: get /metrics' kubectl auth can-i get /metrics ${asGroup}`,
      ],
    },
    {
      // kubectl takes "*/scale" for the object scale of every resource, and the server says no.
      name: "*/scale is asked of a resource that has it",
      bindings: policyOf(true, "[{apiGroups: ['*'], resources: ['*/scale'], verbs: [get]}]"),
      want: [
        "# RoleBinding team/b",
        `ask 'RoleBinding team/b: Group g: get replicationcontrollers --subresource=scale -n team' kubectl auth can-i get replicationcontrollers --subresource=scale --namespace=team ${asGroup}`,
      ],
    },
    {
      // In no discovery, so kubectl loses their group.
      name: "signers",
      bindings: policyOf(
        false,
        "[{apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve], resourceNames: [example.com/*]}]",
      ),
      want: [
        "ask 'ClusterRoleBinding b: Group g: approve signers.certificates.k8s.io/example.com/* -A' review <<'END'",
        review({
          resourceAttributes: {
            verb: "approve",
            group: "certificates.k8s.io",
            resource: "signers",
            name: "example.com/*",
          },
        }),
        "END",
      ],
    },
    {
      name: "userextras",
      bindings: policyOf(
        false,
        "[{apiGroups: [authentication.k8s.io], resources: [userextras/scopes], verbs: [impersonate]}]",
        "User",
      ),
      want: [
        "ask 'ClusterRoleBinding b: User g: impersonate userextras.authentication.k8s.io --subresource=scopes -A' review <<'END'",
        review(
          {
            resourceAttributes: {
              verb: "impersonate",
              group: "authentication.k8s.io",
              resource: "userextras",
              subresource: "scopes",
            },
          },
          `"user":"g","groups":["system:authenticated"]`,
        ),
        "END",
      ],
    },
    {
      name: "a custom resource whose definition may not be there yet",
      bindings: policyOf(
        true,
        "[{apiGroups: [example.com], resources: [widgets], verbs: [get]}]",
        "ServiceAccount",
      ),
      want: [
        "ask 'RoleBinding team/b: ServiceAccount g: get widgets.example.com -n team' review <<'END'",
        review(
          {
            resourceAttributes: {
              namespace: "team",
              verb: "get",
              group: "example.com",
              resource: "widgets",
            },
          },
          `"user":"system:serviceaccount:team:g","groups":["system:serviceaccounts","system:serviceaccounts:team","system:authenticated"]`,
        ),
        "END",
      ],
    },
    {
      name: "everything",
      bindings: policyOf(false, "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]"),
      want: [
        "# ClusterRoleBinding b",
        `ask 'ClusterRoleBinding b: Group g: * * -A' kubectl auth can-i '*' '*' --all-namespaces ${asGroup}`,
      ],
    },
    {
      name: "a verb that looks like a flag",
      bindings: policyOf(false, "[{apiGroups: [''], resources: [pods], verbs: [--server=x]}]"),
      want: [
        "ask 'ClusterRoleBinding b: Group g: --server=x pods -A' review <<'END'",
        review({ resourceAttributes: { verb: "--server=x", resource: "pods" } }),
        "END",
      ],
    },
  ];
  for (const { name, bindings, want } of cases)
    test(name, () => expect(proofOf(bindings)).toEqual({ questions: 1, lines: want }));
});

describe("what is not asked is said", () => {
  const cases: { name: string; bindings: string; want: string }[] = [
    {
      name: "a role that was not supplied",
      bindings: policyOf(false, "[]").replace("name: r}\nrules", "name: other}\nrules"),
      want: "echo 'not asked: ClusterRoleBinding b: what ClusterRole r allows is not known here'",
    },
    {
      name: "a role without rules",
      bindings: policyOf(false, "[]"),
      want: "echo 'not asked: ClusterRoleBinding b: ClusterRole r gives nothing there'",
    },
    {
      name: "a RoleBinding of what has no namespace",
      bindings: policyOf(true, "[{apiGroups: [''], resources: [nodes], verbs: [get]}]"),
      want: "echo 'not asked: RoleBinding team/b: ClusterRole r gives nothing there'",
    },
    {
      name: "a binding with an error",
      bindings: policyOf(false, "[]").replace(
        "kind: ClusterRole, name: r",
        "kind: Cluster, name: r",
      ),
      want: `echo 'not asked: ClusterRoleBinding b: the binding has an error: Unsupported value: "Cluster": supported values: "ClusterRole"'`,
    },
    {
      name: "a name with what cannot be seen",
      bindings: policyOf(true, "[{apiGroups: [''], resources: [pods], verbs: [get]}]").replace(
        "name: g}",
        'name: "g\\u202e"}',
      ),
      want: "echo 'not asked: RoleBinding team/b: a name in it holds an invisible character'",
    },
  ];
  for (const { name, bindings, want } of cases)
    test(name, () => expect(proofOf(bindings)).toEqual({ questions: 0, lines: [want] }));
});
