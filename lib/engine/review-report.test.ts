import { expect, test } from "vitest";
import { newestMinor } from "../kube/minor.ts";
import { createEngine } from "./engine.ts";

/** The report of a configuration with role bindings, without the lines of the hashes. */
async function reviewOf(
  configuration: string,
  bindings: string,
  running: { readonly running?: string; readonly runningBindings?: string } = {},
): Promise<string> {
  const bundle = await createEngine().export(
    {
      ...{ minor: newestMinor, configuration, bindings, token: "", keys: {}, now: 1_790_000_000 },
      ...{ target: "kubeadm", authorizationModes: ["Node", "RBAC"], disallowedIssuers: [] },
      ...{ defaultPolicy: true, ...running },
    },
    { comments: "kept", cluster: { name: "c", server: "https://c:6443" }, options: {} },
  );
  const review = bundle.files.find(({ path }) => path === "review.md")?.text ?? "";
  return review.slice(0, review.indexOf("\n## Hashes"));
}

const head = `# Review: who gets in, and what for

kubeadm, Kubernetes 1.37. Made of the configuration, the roles and the bindings only: no token and no claim's value is in here.
`;
const findings = `
## Findings

None.

`;
const tail = `## Not known

- The default roles are those of Kubernetes 1.37, before anybody changed or aggregated into them. To know it: compare with kubectl get clusterroles -o yaml.
- Who has an account at the issuers, and which claims they give to whom: that is decided there. To know it: look at the users and clients of the issuers.
- Bindings and roles of the cluster that were not given here. To know it: give all of them: kubectl get clusterroles,clusterrolebindings,roles,rolebindings -A -o yaml.
- Other ways in: client certificates, service accounts and webhooks. To know it: look at the flags of the API server and at what was signed with its client authority.
`;

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimValidationRules:
  - {expression: claims.exp - claims.iat <= 3600, message: too long}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
`;

const clusterRoleBinding = (
  name: string,
  role: string,
  subject: string,
) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [${subject}]
---
`;
const roleBinding = (
  namespace: string,
  role: string,
  subject: string,
) => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: team, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [${subject}]
---
`;
const group = (name: string) =>
  `{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "${name}"}`;

// Thirty bindings: admins, auditors, one to everybody who gets in, a service account, and 26 teams with a namespace each.
const teams = [..."abcdefghijklmnopqrstuvwxyz"];
const bindings = [
  clusterRoleBinding("admins", "cluster-admin", group("idp:admins")),
  clusterRoleBinding("auditors", "view", group("idp:auditors")),
  clusterRoleBinding("everybody", "view", group("system:authenticated")),
  clusterRoleBinding("controller", "edit", "{kind: ServiceAccount, name: ctl, namespace: ops}"),
  ...teams.map((team) => roleBinding(`team-${team}`, "edit", group(`idp:team-${team}`))),
].join("");

const summary = `
## Summary

Who can get in:

- \`https://idp.example.com\`: tokens for \`k8s\` that fulfil its rule
- Without a token: everybody, as system:anonymous, if the API server runs without --anonymous-auth=false

The worst that can happen, as far as these documents tell:

- **An outsider**, with no account or with one that everybody can make: nothing that these documents show.
- **A member**, with an ordinary account at an issuer: **medium**: gets \`ClusterRole\` \`cluster-admin\` in the whole cluster (\`ClusterRoleBinding\` \`admins\`) as \`Group\` \`idp:admins\`. This takes \`members of "admins" (claim groups) at https://idp.example.com\`, if \`claims.exp - claims.iat <= 3600\`.
- **Somebody who has left**: keeps their names, at worst \`ClusterRole\` \`cluster-admin\` in the whole cluster (\`ClusterRoleBinding\` \`admins\`) as \`Group\` \`idp:admins\`, until the token expires; a rule for each issuer looks at exp and iat.
`;

const whoever = `can be obtained by`;
const rule = "if `claims.exp - claims.iat <= 3600`";

const byIssuer = `
## By issuer

### \`https://idp.example.com\`

- audience: \`k8s\`
- user name: claim \`sub\`, with \`idp:\` before it
- groups: claim \`groups\`, with \`idp:\` before it
- rule: \`claims.exp - claims.iat <= 3600\`
`;

const byBinding = `
## By binding

### \`ClusterRoleBinding\` \`admins\`: \`ClusterRole\` \`cluster-admin\` in the whole cluster

Severity: medium

- **medium** \`Group\` \`idp:admins\`: ${whoever} \`members of "admins" (claim groups) at https://idp.example.com\`, ${rule}

### \`ClusterRoleBinding\` \`everybody\`: \`ClusterRole\` \`view\` in the whole cluster

Severity: medium

- **medium** \`Group\` \`system:authenticated\`: everybody who gets in, by whatever way

${teams
  .map(
    (team) => `### \`RoleBinding\` \`team\`: \`ClusterRole\` \`edit\` in \`team-${team}\`

Severity: low

- **low** \`Group\` \`idp:team-${team}\`: ${whoever} \`members of "team-${team}" (claim groups) at https://idp.example.com\`, ${rule}

`,
  )
  .join("")}### \`ClusterRoleBinding\` \`auditors\`: \`ClusterRole\` \`view\` in the whole cluster

Severity: info

- **info** \`Group\` \`idp:auditors\`: ${whoever} \`members of "auditors" (claim groups) at https://idp.example.com\`, ${rule}

### \`ClusterRoleBinding\` \`controller\`: \`ClusterRole\` \`edit\` in the whole cluster

Severity: info

- **info** \`ServiceAccount\` \`system:serviceaccount:ops:ctl\`: a service account of the cluster, whatever the issuers are
`;

const ofEdit = [
  "Read secrets. Reads credentials: tokens of service accounts, certificates, passwords.",
  "Request tokens. Gets a token of any service account of the namespace.",
  "Impersonate service accounts. Acts as any service account of the namespace.",
  "Create pods. Runs a pod as any service account of the namespace and mounts its secrets; without Pod Security, it takes the node.",
  "Run commands in pods. Acts as the service account of every running pod of the namespace.",
];

const roles = `
## What the roles lead to

- **critical** \`ClusterRole\` \`cluster-admin\` in the whole cluster: Everything. Every verb on every resource, those that come later included.
${["in the whole cluster", "in a namespace"]
  .flatMap((place) =>
    ofEdit.map((line) => `- **high** \`ClusterRole\` \`edit\` ${place}: ${line}\n`),
  )
  .join("")}`;

test("the report of a cluster of thirty bindings is the one that was written by hand", async () => {
  expect(await reviewOf(configuration, bindings)).toBe(
    `${head}${summary}${byIssuer}${byBinding}${roles}${findings}${tail}`,
  );
});

test("what a change gives and takes is said, and nothing that both have", async () => {
  const review = await reviewOf(
    configuration.replace('prefix: "idp:"}\n    groups', 'prefix: "idp2:"}\n    groups'),
    clusterRoleBinding("admins", "cluster-admin", group("idp:operators")),
    {
      running: configuration,
      runningBindings: clusterRoleBinding("admins", "cluster-admin", group("idp:admins")),
    },
  );
  const begin = review.indexOf("## What this change gives and takes");
  const has = "which has `ClusterRole` `cluster-admin` by `ClusterRoleBinding` `admins`";
  const admins =
    "`ClusterRoleBinding` `admins`: `ClusterRole` `cluster-admin` in the whole cluster";
  expect(
    review.slice(begin, review.indexOf("## By issuer")),
  ).toBe(`## What this change gives and takes

### It gives

- **medium** \`members of "operators" (claim groups) at https://idp.example.com\`, ${rule} can get \`Group\` \`idp:operators\`, ${has}
- ${admins} to \`Group\` \`idp:operators\`
- user names \`idp2:{sub}\` from \`https://idp.example.com\`, if \`claims.exp - claims.iat <= 3600\`

### It takes

- **medium** \`members of "admins" (claim groups) at https://idp.example.com\`, ${rule} can get \`Group\` \`idp:admins\`, ${has}
- ${admins} to \`Group\` \`idp:admins\`
- user names \`idp:{sub}\` from \`https://idp.example.com\`, if \`claims.exp - claims.iat <= 3600\`

`);
});

test("a configuration that cannot be read has a report, too", async () => {
  const review = await reviewOf("kind: [", "");
  expect(review).toContain("## Errors");
  expect(review).toContain(
    "- Nobody through this file: the API server does not load it. One that runs keeps its old file, and none starts with it",
  );
});
