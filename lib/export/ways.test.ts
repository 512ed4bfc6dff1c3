import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readAgentConfiguration } from "../identity/gitlab-agent.ts";
import { type Bundle, exportBundle } from "./bundle.ts";
import type { ExportInput } from "./types.ts";

const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: dev-view, namespace: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
`;

const agent: NonNullable<ExportInput["agent"]> = {
  gitlab: "https://gitlab.example.com/",
  name: "prod",
  number: "42",
  config: "user_access:\n  access_as:\n    user: {}\n  groups:\n    - id: my-team\n",
  groups: ["gitlab:user", "gitlab:group_role:7:developer"],
};

function bundleOf(over: Partial<ExportInput>): Extract<Bundle, { kind: "files" }> {
  const bundle = exportBundle(
    {
      ...{ configuration: "", bindings: "", minor: 34, comments: "kept", issuers: [] },
      cluster: { name: "prod", server: "https://api.example.com:6443" },
      ...over,
    },
    "kubeadm",
  );
  if (bundle.kind === "refused") throw new Error(bundle.problems[0]);
  return bundle;
}

function textOf({ files }: Bundle, name: string): string {
  return files.find(({ path }) => path === name)?.text ?? `no file ${name}`;
}

test.each<{ name: string; input: Partial<ExportInput>; want: readonly string[] }>([
  {
    name: "role bindings alone",
    input: { bindings },
    want: ["README.md", "rbac/apply.sh", "rbac/prove.sh", "rbac/rbac.yaml"],
  },
  {
    name: "one client certificate",
    input: { certificates: [{ username: "jane", groups: ["dev"] }] },
    want: [
      "README.md",
      "clients/x509/approve.sh",
      "clients/x509/certificate-signing-request.yaml",
      "clients/x509/kubeconfig.yaml",
      "clients/x509/request.sh",
    ],
  },
  {
    name: "several, two of which become one name",
    input: {
      certificates: [
        { username: "jane", groups: [] },
        { username: "Jane", groups: [] },
      ],
    },
    want: [
      "README.md",
      ...["jane-2", "jane"].flatMap((name) => [
        `clients/x509/${name}/approve.sh`,
        `clients/x509/${name}/certificate-signing-request.yaml`,
        `clients/x509/${name}/kubeconfig.yaml`,
        `clients/x509/${name}/request.sh`,
      ]),
    ],
  },
  {
    name: "the GitLab agent",
    input: { agent },
    want: [
      "README.md",
      "clients/gitlab-agent/config.yaml",
      "clients/gitlab-agent/glab.sh",
      "clients/gitlab-agent/impersonation.yaml",
      "clients/gitlab-agent/install.sh",
      "clients/gitlab-agent/kubeconfig-glab.yaml",
      "clients/gitlab-agent/kubeconfig-pat.yaml",
      "clients/gitlab-agent/values.yaml",
    ],
  },
])("files without an issuer: $name", ({ input, want }) => {
  const { files, problems } = bundleOf(input);
  expect(files.map(({ path }) => path).sort()).toEqual(want);
  expect(problems).toEqual([]);
});

test.each(["", "a: 1\n", "kind: Pod\n"])("nothing at all is still refused: %j", (text) => {
  const input: ExportInput = {
    ...{ configuration: "", bindings: text, minor: 34, comments: "kept", issuers: [] },
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  };
  expect(exportBundle(input, "kubeadm").kind).toBe("refused");
});

test("the README of both ways and the bindings", () => {
  const certificates = [{ username: "jane", groups: ["dev"], hours: 12 }];
  const readme = textOf(bundleOf({ bindings, certificates, agent }), "README.md");
  expect(readme).toBe(`# Access without an issuer for kubeadm, Kubernetes 1.34

Made by Claimcheck. Angle brackets mark what only you know. Commands are run in this folder.

- Needs: A cluster that runs, of any version. There is no AuthenticationConfiguration here.
- Takes effect: At once: the API server keeps its settings and is not restarted.
- Place: Nothing is put on a node.
- Meanwhile: Every way in goes on working.
- Secrets: 15 files were looked at for tokens, private keys, passwords and random words. Nothing was masked. Nothing that looks like a secret is left in them.

## Order

1. Apply the role bindings first, to the cluster itself and with a credential that works today: a user who can log in but has no binding can do nothing. These namespaces are made if they are not there: \`app\`.
   \`\`\`sh
   sh rbac/apply.sh
   \`\`\`
2. The GitLab agent: commit clients/gitlab-agent/config.yaml to the default branch of the agent’s project, as \`.gitlab/agents/prod/config.yaml\`.
3. In that project: Operate, Kubernetes clusters, Connect a cluster; the agent is called \`prod\`. GitLab shows its token once.
4. Install the agent with kubectl and helm, and with a credential that works today. The script asks for that token:
   \`\`\`sh
   sh clients/gitlab-agent/install.sh
   \`\`\`
5. Give clients/gitlab-agent/kubeconfig-glab.yaml or glab.sh to the people: they need glab, and log in to GitLab with it.
6. A client certificate for \`jane\`: the script is run on that person’s own machine, where the key stays, and the request it makes is brought here.
   \`\`\`sh
   sh clients/x509/request.sh
   \`\`\`
7. An administrator compares the name and the groups of the request of \`jane\`, and approves it:
   \`\`\`sh
   sh clients/x509/approve.sh
   \`\`\`
8. Give the certificate back to \`jane\` with kubeconfig.yaml, and the cluster’s own authority, which is public, beside them:
   \`\`\`sh
   kubectl -n default get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' > clients/x509/ca.crt
   \`\`\`

## Check

1. Each subject of the bindings has what its role gives; the script says what it does not ask:
   \`\`\`sh
   sh rbac/prove.sh
   \`\`\`
2. One of the people, who has logged in with \`glab auth login\`, asks through the agent who they are; the name begins with \`gitlab:user:\`:
   \`\`\`sh
   kubectl --kubeconfig clients/gitlab-agent/kubeconfig-glab.yaml auth whoami
   \`\`\`
3. With the certificate of \`jane\`:
   \`\`\`sh
   kubectl --kubeconfig clients/x509/kubeconfig.yaml auth whoami
   \`\`\`

## Go back

1. Delete the bindings again. This deletes every object of the file, also if it was there before:
   \`\`\`sh
   kubectl delete -f rbac/rbac.yaml --ignore-not-found
   \`\`\`
2. Uninstall the agent, and delete it in GitLab as well:
   \`\`\`sh
   helm uninstall gitlab-agent --namespace gitlab-agent
   \`\`\`
   \`\`\`sh
   kubectl delete -f clients/gitlab-agent/impersonation.yaml --ignore-not-found
   \`\`\`
   \`\`\`sh
   kubectl delete namespace gitlab-agent
   \`\`\`
3. A certificate cannot be revoked: without a binding the one of \`jane\` gives nothing, and it ends by itself \`12\` hours after its approval.
   \`\`\`sh
   kubectl delete csr jane --ignore-not-found
   \`\`\`

## Later changes

1. Change the documents, export them again and do the same steps: each of them can be repeated.

## Clients

The kubeconfigs look for the cluster's own authority, which is public, in ca.crt beside them. Every namespace holds it:

\`\`\`sh
kubectl -n default get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' > ca.crt
\`\`\`

## Files

- \`rbac/rbac.yaml\`
- \`rbac/apply.sh\`
- \`rbac/prove.sh\`
- \`clients/gitlab-agent/values.yaml\`
- \`clients/gitlab-agent/impersonation.yaml\`
- \`clients/gitlab-agent/install.sh\`
- \`clients/gitlab-agent/glab.sh\`
- \`clients/gitlab-agent/config.yaml\`
- \`clients/gitlab-agent/kubeconfig-glab.yaml\`
- \`clients/gitlab-agent/kubeconfig-pat.yaml\`
- \`clients/x509/request.sh\`
- \`clients/x509/certificate-signing-request.yaml\`
- \`clients/x509/approve.sh\`
- \`clients/x509/kubeconfig.yaml\`
`);
});

test("the agent's files: what is known is filled in, and it may impersonate its groups only", () => {
  const bundle = bundleOf({ agent });
  const config = textOf(bundle, "clients/gitlab-agent/config.yaml");
  expect(config).toContain("# In the agent's project: .gitlab/agents/prod/config.yaml\n");
  expect(readAgentConfiguration(config)).toMatchObject({
    entries: [{ section: "user_access", kind: "group", path: "my-team", access: { as: "user" } }],
    findings: [],
  });
  expect(parse(textOf(bundle, "clients/gitlab-agent/values.yaml"))).toEqual({
    config: {
      kasAddress: "wss://gitlab.example.com/-/kubernetes-agent/",
      secretName: "gitlab-agent-token",
    },
    rbac: { create: false },
    serviceAccount: { create: true, name: "gitlab-agent" },
  });
  const [role] = parseAllDocuments(textOf(bundle, "clients/gitlab-agent/impersonation.yaml")).map(
    (document) => document.toJS(),
  );
  expect(role.rules[1]).toEqual({
    apiGroups: [""],
    resources: ["groups"],
    resourceNames: ["gitlab:user", "gitlab:group_role:7:developer"],
    verbs: ["impersonate"],
  });
  const kubeconfig = parse(textOf(bundle, "clients/gitlab-agent/kubeconfig-glab.yaml"));
  expect(kubeconfig.clusters[0].cluster.server).toBe(
    "https://gitlab.example.com/-/kubernetes-agent/k8s-proxy",
  );
  expect(kubeconfig.users[0].user.exec.args.at(-1)).toBe("42");
  expect(bundle.files.map(({ text }) => text).join("\n")).not.toContain("<agent id>");
});

test("hours of a certificate, and an invisible character in the agent's file", () => {
  const certificates = [{ username: "jane", groups: [], hours: 12 }];
  const request = textOf(
    bundleOf({ certificates }),
    "clients/x509/certificate-signing-request.yaml",
  );
  expect(parse(request).spec.expirationSeconds).toBe(43_200);
  const hidden = bundleOf({ agent: { ...agent, config: `${agent.config}# \u202e\n` } });
  expect(hidden.problems).toEqual([
    "clients/gitlab-agent/config.yaml is not written: its text holds the invisible character U+202E.",
  ]);
});
