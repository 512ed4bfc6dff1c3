import { trimEndOf } from "../../source/trim-end.ts";
import { type ExportedFile, type FileSet, filesOnly, joinSets } from "../files.ts";
import { markInvisible } from "../invisible.ts";
import { type ShellPiece, scriptFile, shell, word } from "../shell.ts";
import type { AgentFacts, ExportInput } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";

/**
 * The GitLab agent: another way in, by impersonation through a tunnel; no AuthenticationConfiguration is involved
 * (docs.gitlab.com user/clusters/agent, docs.gitlab.com/cli/cluster/agent/update_kubeconfig). Tokens are placeholders.
 */
export function exportGitLabAgent(input: ExportInput, facts: AgentFacts): FileSet {
  const host = trimEndOf(facts.gitlab, "/");
  const number = facts.number || "<agent id>";
  const dotCom = host === "https://gitlab.com";
  const proxy = dotCom
    ? "https://kas.gitlab.com/k8s-proxy"
    : `${host}/-/kubernetes-agent/k8s-proxy`;
  const kas = dotCom
    ? "wss://kas.gitlab.com"
    : `${host.replace(/^https:/, "wss:")}/-/kubernetes-agent/`;
  const cluster = { name: "gitlab-agent", cluster: { server: proxy } };
  const context = (user: string) => ({
    apiVersion: "v1",
    kind: "Config",
    clusters: [cluster],
    contexts: [{ name: input.cluster.name, context: { cluster: cluster.name, user } }],
    "current-context": input.cluster.name,
  });
  const config = { kasAddress: kas, secretName: "gitlab-agent-token" };
  const restricted = facts.groups.length > 0;
  return joinSets(
    filesOnly({
      path: `${agentFolder}/values.yaml`,
      language: "yaml",
      text: restricted
        ? `# impersonation.yaml gives the agent what it needs. With rbac.create the chart would bind it to cluster-admin.
${writeYaml({ config, rbac: { create: false }, serviceAccount: { create: true, name: account.name } })}`
        : `# The chart binds the agent to cluster-admin, unless rbac.create is false or rbac.useExistingRole names another role. To
# impersonate, it must be allowed the verb impersonate on users, groups and userextras.
${writeYaml({ config })}`,
    }),
    restricted ? filesOnly(impersonationFile(facts.groups)) : filesOnly(),
    scriptFile(`${agentFolder}/install.sh`, installScript(restricted)),
    scriptFile(`${agentFolder}/glab.sh`, glabScript(host, number)),
    filesOnly(
      {
        path: `${agentFolder}/config.yaml`,
        language: "yaml",
        text: `# In the agent's project: .gitlab/agents/${markInvisible(facts.name || "<agent name>")}/config.yaml
# The agent impersonates: bind roles to gitlab:user:<name> and gitlab:group_role:<group id>:<role> for people, and to
# gitlab:ci_job:<job id>, gitlab:project:<project id>, gitlab:group:<group id> for jobs, not to the names of OIDC tokens.
# To impersonate takes GitLab Premium; without it, access_as: {agent: {}} lets everybody act as the agent itself.
${facts.config || writeYaml(sampleConfig)}`,
      },
      {
        path: `${agentFolder}/kubeconfig-glab.yaml`,
        language: "yaml",
        text: writeYaml({
          ...context("glab"),
          users: [
            {
              name: "glab",
              user: {
                exec: {
                  apiVersion: "client.authentication.k8s.io/v1",
                  command: "glab",
                  args: ["cluster", "agent", "get-token", "--agent", number],
                  env: [{ name: "GITLAB_HOST", value: host }],
                  interactiveMode: "Never",
                  provideClusterInfo: false,
                },
              },
            },
          ],
        }),
      },
      {
        path: `${agentFolder}/kubeconfig-pat.yaml`,
        language: "yaml",
        text: `# The personal access token needs the scope k8s_proxy. Put it in yourself; this file is then a secret.
${writeYaml({ ...context("pat"), users: [{ name: "pat", user: { token: `pat:${number}:<personal access token>` } }] })}`,
      },
    ),
  );
}

/** Where its files are in the archive. */
export const agentFolder = "clients/gitlab-agent";

/** The service account that the chart makes with these files. */
const account = { kind: "ServiceAccount", name: "gitlab-agent", namespace: "gitlab-agent" };

const sampleConfig = {
  user_access: {
    access_as: { user: {} },
    projects: [{ id: "<group/project>" }],
    groups: [{ id: "<group>" }],
  },
  ci_access: { projects: [{ id: "<group/project>", access_as: { ci_job: {} } }] },
};

/** What docs.gitlab.com user/clusters/agent/user_access lists as extra of a user. */
const extras = ["id", "username", "config_project_id", "access_type"];

/** A role of its own instead of cluster-admin: the groups are known, the names of people are not. */
function impersonationFile(groups: readonly string[]): ExportedFile {
  const name = "gitlab-agent-impersonator";
  const rbac = "rbac.authorization.k8s.io";
  const verbs = ["impersonate"];
  const role = {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name },
    rules: [
      { apiGroups: [""], resources: ["users"], verbs },
      { apiGroups: [""], resources: ["groups"], resourceNames: groups, verbs },
      {
        apiGroups: ["authentication.k8s.io"],
        resources: extras.map((key) => `userextras/agent.gitlab.com/${key}`),
        verbs,
      },
    ],
  };
  const binding = {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
    subjects: [account],
  };
  return {
    path: `${agentFolder}/impersonation.yaml`,
    language: "yaml",
    text: `# What the agent needs to act as the people of config.yaml. It may take any user name, because the names are not known
# beforehand, but no other group: not system:masters. If a group or a role is added in GitLab, add its group here:
# the server's answer (403) names what is missing.
${writeYaml(role)}---
${writeYaml(binding)}`,
  };
}

function installScript(restricted: boolean): ShellPiece {
  return shell`#!/bin/sh
# Installs the agent. The token is asked for and kept in a Secret, not in a file or on a command line.
set -eu
cd "$(dirname "$0")"
kubectl create namespace gitlab-agent --dry-run=client -o yaml | kubectl apply -f -
${
  restricted
    ? shell`kubectl apply -f impersonation.yaml
`
    : shell``
}printf 'Agent token: ' >&2
trap '[ ! -t 0 ] || stty echo' EXIT; [ ! -t 0 ] || stty -echo; read -r token; [ ! -t 0 ] || stty echo; echo >&2
printf %s "$token" | kubectl -n gitlab-agent create secret generic gitlab-agent-token \\
  --from-file=token=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -
helm repo add --force-update gitlab https://charts.gitlab.io
helm upgrade --install gitlab-agent gitlab/gitlab-agent --namespace gitlab-agent --values values.yaml
`;
}

function glabScript(host: string, number: string): ShellPiece {
  return shell`#!/bin/sh
# Run by each user: logs in to GitLab and writes an entry like kubeconfig-glab.yaml into their own kubeconfig. glab mints
# a personal access token with the scope k8s_proxy and keeps it in the keyring if there is one.
set -eu
glab auth login --hostname ${word(host.replace(/^https:\/\//, ""))}
glab cluster agent update-kubeconfig --agent ${word(number)} --use-context
kubectl auth whoami
`;
}
