import { trimEndOf } from "../../source/trim-end.ts";
import { type FileSet, filesOnly, joinSets } from "../files.ts";
import { type ShellPiece, scriptFile, shell, word } from "../shell.ts";
import type { ExportInput } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";

/**
 * The GitLab agent: another way in, by impersonation through a tunnel; no AuthenticationConfiguration is involved
 * (docs.gitlab.com user/clusters/agent, docs.gitlab.com/cli/cluster/agent/update_kubeconfig). Tokens are placeholders.
 */
export function exportGitLabAgent(input: ExportInput, gitlab: string): FileSet {
  const host = trimEndOf(gitlab, "/");
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
  const folder = "clients/gitlab-agent";
  return joinSets(
    filesOnly({
      path: `${folder}/values.yaml`,
      language: "yaml",
      text: `# The chart binds the agent to cluster-admin, unless rbac.create is false or rbac.useExistingRole names another role. To
# impersonate, it must be allowed the verb impersonate on users, groups and userextras.
${writeYaml({ config: { kasAddress: kas, secretName: "gitlab-agent-token" } })}`,
    }),
    scriptFile(`${folder}/install.sh`, installScript),
    scriptFile(`${folder}/glab.sh`, glabScript(host)),
    filesOnly(
      {
        path: `${folder}/config.yaml`,
        language: "yaml",
        text: `# In the agent's project: .gitlab/agents/<agent name>/config.yaml
# The agent impersonates: bind roles to gitlab:user:<name> and gitlab:group_role:<group id>:<role> for people, and to
# gitlab:ci_job:<job id>, gitlab:project:<project id>, gitlab:group:<group id> for jobs, not to the names of OIDC tokens.
# To impersonate takes GitLab Premium; without it, access_as: {agent: {}} lets everybody act as the agent itself.
${writeYaml({
  user_access: {
    access_as: { user: {} },
    projects: [{ id: "<group/project>" }],
    groups: [{ id: "<group>" }],
  },
  ci_access: { projects: [{ id: "<group/project>", access_as: { ci_job: {} } }] },
})}`,
      },
      {
        path: `${folder}/kubeconfig-glab.yaml`,
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
                  args: ["cluster", "agent", "get-token", "--agent", "<agent id>"],
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
        path: `${folder}/kubeconfig-pat.yaml`,
        language: "yaml",
        text: `# The personal access token needs the scope k8s_proxy. Put it in yourself; this file is then a secret.
${writeYaml({ ...context("pat"), users: [{ name: "pat", user: { token: "pat:<agent id>:<personal access token>" } }] })}`,
      },
    ),
  );
}

const installScript = shell`#!/bin/sh
# Installs the agent. The token is asked for and kept in a Secret, not in a file or on a command line.
set -eu
kubectl create namespace gitlab-agent --dry-run=client -o yaml | kubectl apply -f -
printf 'Agent token: ' >&2
trap 'stty echo' EXIT; stty -echo; read -r token; stty echo; echo >&2
printf %s "$token" | kubectl -n gitlab-agent create secret generic gitlab-agent-token \\
  --from-file=token=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -
helm repo add --force-update gitlab https://charts.gitlab.io
helm upgrade --install gitlab-agent gitlab/gitlab-agent --namespace gitlab-agent --values values.yaml
`;

function glabScript(host: string): ShellPiece {
  return shell`#!/bin/sh
# Run by each user: logs in to GitLab and writes an entry like kubeconfig-glab.yaml into their own kubeconfig. glab mints
# a personal access token with the scope k8s_proxy and keeps it in the keyring if there is one.
set -eu
glab auth login --hostname ${word(host.replace(/^https:\/\//, ""))}
glab cluster agent update-kubeconfig --agent '<agent id>' --use-context
kubectl auth whoami
`;
}
