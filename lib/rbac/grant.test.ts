import { beforeAll, describe, expect, test } from "vitest";
import { type ApiResource, loadApiResources } from "./api-resources.ts";
import { createAuthorizer } from "./authorize.ts";
import { loadDefaultPolicy } from "./default-policy/load.ts";
import { formatQuestion } from "./format-question.ts";
import { proposeGrants, proposeIntent } from "./grant.ts";
import { cautionGrant } from "./grant-caution.ts";
import { nameRules } from "./grant-names.ts";
import { proveGrant, userOfSubject } from "./grant-proof.ts";
import { findIntent, type IntentId } from "./intents.ts";
import { decodePolicy, mergePolicies } from "./manifest/decode.ts";
import { groupSubject, userSubject } from "./manifest/write-manifest.ts";
import { parseQuestion } from "./parse-question.ts";
import type { AccessRequest, Policy, PolicyRule, Subject } from "./types.ts";
import { formatWish, widenWish } from "./wish.ts";

let resources: readonly ApiResource[] = [];
let defaults: Policy = { roles: [], bindings: [] };

beforeAll(async () => {
  resources = await loadApiResources();
  defaults = await loadDefaultPolicy(37);
});

const group = groupSubject("entra:5f0d");

function prove(id: IntentId, namespace: string, bindings = "") {
  const policy = mergePolicies(defaults, decodePolicy(bindings).policy);
  const before = createAuthorizer(policy);
  const intent = findIntent(id);
  if (intent === undefined) throw new Error(id);
  const proposal = proposeIntent(before, group, intent, namespace);
  const proof = proveGrant(before, proposal.objects, userOfSubject(group), resources);
  return { proposal, proof, gained: proof.gained.map(formatQuestion) };
}

/** Each verb for each resource, in the order of the server's resources. */
function each(verbs: string, names: readonly string[], scope: string): string[] {
  return names.flatMap((name) => verbs.split(" ").map((verb) => `${verb} ${name} ${scope}`));
}

describe("an intent turns just its questions from no to yes", () => {
  const app = "-n app";
  const manage = "get list watch create update patch delete";
  // What kubectl and Helm ask the server; kubernetes/kubernetes pull request 134577 for the two verbs of exec.
  const cases: { name: IntentId; namespace: string; want: readonly string[] }[] = [
    {
      name: "read-logs",
      namespace: "app",
      want: ["get pods -n app", "list pods -n app", "get pods --subresource=log -n app"],
    },
    {
      name: "read-logs",
      namespace: "",
      want: ["get pods -A", "list pods -A", "get pods --subresource=log -A"],
    },
    {
      name: "exec",
      namespace: "app",
      want: [
        ...each("get list", ["pods"], app),
        ...each("get create", ["pods --subresource=exec", "pods --subresource=portforward"], app),
      ],
    },
    {
      name: "deploy-apply",
      namespace: "app",
      want: [
        ...each(
          "get create patch",
          [
            ...["configmaps", "persistentvolumeclaims", "serviceaccounts", "services"],
            "horizontalpodautoscalers.autoscaling",
            "ingresses.networking.k8s.io",
            "poddisruptionbudgets.policy",
          ],
          app,
        ),
        ...each(
          "get list watch create patch",
          [
            ...["daemonsets.apps", "deployments.apps", "statefulsets.apps"],
            ...["cronjobs.batch", "jobs.batch"],
          ],
          app,
        ),
      ],
    },
    {
      name: "deploy-helm",
      namespace: "app",
      want: [
        ...each(
          manage,
          [
            ...["configmaps", "persistentvolumeclaims", "serviceaccounts", "services"],
            ...["daemonsets.apps", "deployments.apps", "statefulsets.apps"],
            ...["horizontalpodautoscalers.autoscaling", "cronjobs.batch", "jobs.batch"],
            ...["ingresses.networking.k8s.io", "poddisruptionbudgets.policy"],
          ],
          app,
        ),
        ...each("get list watch", ["pods", "replicasets.apps"], app),
        ...each("get list create update patch delete", ["secrets"], app),
      ],
    },
    {
      name: "read-nodes",
      namespace: "app",
      want: [
        ...each("get list watch", ["nodes"], "-A"),
        ...each("get list", ["nodes.metrics.k8s.io", "pods.metrics.k8s.io"], "-A"),
      ],
    },
  ];
  test.each(cases)('$name in "$namespace"', ({ name, namespace, want }) => {
    const { proof, gained } = prove(name, namespace);
    expect([...gained].sort()).toEqual([...want].sort());
    expect([proof.had, proof.perhaps]).toEqual([0, false]);
  });

  const defaultRoles: {
    name: IntentId;
    with: readonly string[];
    without: readonly string[];
  }[] = [
    {
      name: "view",
      with: [
        "get pods -n app",
        "get pods --subresource=log -n app",
        "watch deployments.apps -n app",
      ],
      without: [
        "get secrets -n app",
        "create pods -n app",
        "get roles.rbac.authorization.k8s.io -n app",
      ],
    },
    {
      name: "edit",
      with: ["get secrets -n app", "create pods -n app", "create pods --subresource=exec -n app"],
      without: ["create rolebindings.rbac.authorization.k8s.io -n app", "get nodes -A"],
    },
    {
      name: "admin",
      with: ["get secrets -n app", "create rolebindings.rbac.authorization.k8s.io -n app"],
      without: ["get nodes -A", "create namespaces -A"],
    },
    {
      name: "cluster-admin",
      with: ["create clusterrolebindings.rbac.authorization.k8s.io -A", "delete nodes -A", "* *"],
      without: ["get pods -n app"],
    },
  ];
  test.each(defaultRoles)("$name, the default role", ({ name, with: has, without }) => {
    const { proposal, gained } = prove(name, "app");
    expect(proposal.title).toBe(`Bind ClusterRole "${name}"`);
    expect(has.filter((question) => !gained.includes(question))).toEqual([]);
    expect(without.filter((question) => gained.includes(question))).toEqual([]);
    const scope = name === "cluster-admin" ? / (-A|\*)$/ : / -n app$/;
    expect(gained.filter((question) => !question.match(scope) && !question.includes("/"))).toEqual(
      [],
    );
  });

  test("what is allowed already is no gain", () => {
    const { proof, gained } = prove(
      "read-logs",
      "app",
      `kind: RoleBinding
metadata: {name: viewers, namespace: app}
roleRef: {kind: ClusterRole, name: view}
subjects: [{kind: Group, name: 'entra:5f0d'}]
`,
    );
    expect([gained, proof.had]).toEqual([[], 3]);
  });

  test("a binding to a role that was not supplied may give some of it already", () => {
    const { proof } = prove(
      "read-logs",
      "app",
      `kind: ClusterRoleBinding
metadata: {name: unknown}
roleRef: {kind: ClusterRole, name: company-reader}
subjects: [{kind: Group, name: 'entra:5f0d'}]
`,
    );
    expect(proof.perhaps).toBe(true);
  });

  test("nothing changes in another namespace, nor for others", () => {
    const before = createAuthorizer(defaults);
    const intent = findIntent("deploy-helm");
    if (intent === undefined) throw new Error();
    const { manifest } = proposeIntent(before, group, intent, "app");
    const after = createAuthorizer(mergePolicies(defaults, decodePolicy(manifest).policy));
    const request = (namespace: string): AccessRequest => {
      const read = parseQuestion("create deployments.apps", resources, namespace);
      if (read.kind === "unreadable") throw new Error(read.message);
      return read.request;
    };
    const member = userOfSubject(group);
    const ask = (user: typeof member, namespace: string) =>
      after.authorize(user, request(namespace)).verdict;
    expect([
      ask(member, "app"),
      ask(member, "other"),
      ask(member, ""),
      ask(userOfSubject(groupSubject("entra:other")), "app"),
    ]).toEqual(["allowed", "denied", "denied", "denied"]);
  });
});

describe("wishes", () => {
  test.each([
    {
      name: "* * is every API group",
      input: "* *",
      want: "every verb on every resource of every API group -n app",
      apiGroups: ["*"],
    },
    {
      name: "get *",
      input: "get * -A",
      want: "get every resource of every API group -A",
      apiGroups: ["*"],
    },
    {
      name: "the resources of one group",
      input: "get *.apps",
      want: "get every resource of the API group apps -n app",
      apiGroups: ["apps"],
    },
    { name: "one resource", input: "get pods", want: "get pods -n app", apiGroups: [""] },
  ])("the rule that a wish needs: $name", ({ input, want, apiGroups }) => {
    const read = parseQuestion(input, resources, "app");
    if (read.kind === "unreadable") throw new Error(read.message);
    const wish = widenWish(read.request);
    expect(formatWish(wish)).toBe(want);
    const [proposal] = proposeGrants(createAuthorizer(defaults), group, [wish], resources);
    const [role] = proposal?.objects ?? [];
    expect(role && "rules" in role ? role.rules.map((rule) => rule.apiGroups) : []).toEqual([
      apiGroups,
    ]);
  });

  test("* * gives deployments and Secrets", () => {
    const read = parseQuestion("* * -A", resources, "");
    if (read.kind === "unreadable") throw new Error(read.message);
    const before = createAuthorizer(defaults);
    const [proposal] = proposeGrants(before, group, [widenWish(read.request)], resources);
    const user = userOfSubject(group);
    const gained = proveGrant(before, proposal?.objects ?? [], user, resources).gained;
    const questions = gained.map(formatQuestion);
    expect(questions).toContain("delete deployments.apps -A");
    expect(questions).toContain("get secrets -A");
    expect(proposal?.title).toBe('Make ClusterRole "any-verb-all-resources"');
  });

  test("parts of aggregated roles are not offered", () => {
    const read = parseQuestion("get pods -n app", resources, "");
    if (read.kind === "unreadable") throw new Error(read.message);
    const titles = proposeGrants(createAuthorizer(defaults), group, [read.request], resources).map(
      ({ title }) => title,
    );
    expect(titles).toContain('Bind ClusterRole "view"');
    expect(titles.filter((title) => title.includes("aggregate-to"))).toEqual([]);
  });
});

describe("names", () => {
  const rule = (verbs: string[], names: string[], resourceNames: string[] = []): PolicyRule => ({
    ...{ verbs, resources: names, resourceNames, apiGroups: [""], nonResourceURLs: [] },
  });
  test.each([
    { name: "verbs", input: [rule(["get", "list"], ["pods"])], want: "get-list-pods" },
    {
      name: "two rules",
      input: [rule(["get"], ["pods/log"]), rule(["list"], ["pods"])],
      want: "get-pods-log-and-list-pods",
    },
    {
      name: "more than fit",
      input: [
        rule(["get", "list", "watch"], ["persistentvolumeclaims"]),
        rule(["get"], ["pods"]),
        rule(["get"], ["services"]),
      ],
      want: "get-list-watch-persistentvolumeclaims-and-2-more",
    },
    { name: "one object", input: [rule(["get"], ["secrets"], ["db"])], want: "get-secrets-db" },
    { name: "everything", input: [rule(["*"], ["*"])], want: "any-verb-all-resources" },
    {
      name: "a path",
      input: [{ ...rule(["get"], []), nonResourceURLs: ["/metrics"] }],
      want: "get-metrics",
    },
  ])("a role is named after its rules: $name", ({ input, want }) => {
    expect(nameRules(input)).toBe(want);
  });

  test("no object of another content gets replaced", () => {
    const policy = decodePolicy(`kind: Role
metadata: {name: read-logs, namespace: app}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
kind: RoleBinding
metadata: {name: read-logs-2-entra-5f0d, namespace: app}
roleRef: {kind: Role, name: read-logs}
subjects: [{kind: Group, name: entra-5f0d}]
`).policy;
    const intent = findIntent("read-logs");
    if (intent === undefined) throw new Error();
    const { objects } = proposeIntent(createAuthorizer(policy), group, intent, "app");
    expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Role read-logs-2",
      "RoleBinding read-logs-2-entra-5f0d-2",
    ]);
  });

  test("a role of the same rules is bound, not made again", () => {
    const intent = findIntent("read-logs");
    if (intent === undefined) throw new Error();
    const first = proposeIntent(createAuthorizer(defaults), group, intent, "app");
    const policy = mergePolicies(defaults, decodePolicy(first.manifest).policy);
    const again = proposeIntent(createAuthorizer(policy), userSubject("jane"), intent, "app");
    expect(again.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "RoleBinding read-logs-jane",
    ]);
  });
});

describe("what needs a second press", () => {
  const everything: PolicyRule = {
    ...{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [], nonResourceURLs: [] },
  };
  const little = { ...everything, verbs: ["get"] };
  const cases: {
    name: string;
    subject: Subject;
    rules: PolicyRule[];
    namespace: string;
    want: string | undefined;
  }[] = [
    {
      name: "system:anonymous",
      subject: userSubject("system:anonymous"),
      rules: [little],
      namespace: "app",
      want: "Everyone who reaches the API server gets it, without a token or a certificate, if the server admits anonymous requests.",
    },
    {
      name: "system:unauthenticated",
      subject: groupSubject("system:unauthenticated"),
      rules: [little],
      namespace: "",
      want: "Everyone who reaches the API server gets it, without a token or a certificate, if the server admits anonymous requests.",
    },
    {
      name: "system:authenticated",
      subject: groupSubject("system:authenticated"),
      rules: [little],
      namespace: "",
      want: "Everyone whom the server knows gets it: each user of each issuer, and each service account of the cluster.",
    },
    {
      name: "everything for one user",
      subject: userSubject("jane"),
      rules: [everything],
      namespace: "",
      want: "It gives everything in the whole cluster: reading every Secret, and giving anything to anybody.",
    },
    {
      name: "everything in a namespace",
      subject: userSubject("jane"),
      rules: [everything],
      namespace: "app",
      want: 'It gives everything in the namespace "app": reading every Secret, and giving the same to anybody.',
    },
    {
      name: "reading everything for one user",
      subject: userSubject("jane"),
      rules: [little],
      namespace: "",
      want: undefined,
    },
    {
      name: "a user of a group's name",
      subject: userSubject("system:authenticated"),
      rules: [little],
      namespace: "",
      want: undefined,
    },
  ];
  test.each(cases)("$name", ({ subject, rules, namespace, want }) => {
    expect(cautionGrant(subject, rules, namespace)).toBe(want);
  });
});
