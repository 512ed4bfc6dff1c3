import { decodePolicy } from "../rbac/manifest/decode.ts";
import { agentFolder, exportGitLabAgent } from "./clients/gitlab-agent.ts";
import { exportX509, requestName, x509Folder } from "./clients/x509.ts";
import { type FileSet, filesOnly, joinSets } from "./files.ts";
import { findInvisibleInText } from "./invisible.ts";
import { code, markdown } from "./markdown.ts";
import { command, word } from "./shell.ts";
import type {
  AgentFacts,
  CertificateFacts,
  ExportInput,
  TargetExport,
  TargetGuide,
} from "./types.ts";

/** Whether something is asked for that needs no issuer: role bindings, client certificates, the GitLab agent. */
export function needsNoIssuer({ configuration, bindings, ...input }: ExportInput): boolean {
  if (configuration.trim() !== "") return false;
  if ((input.certificates ?? []).length > 0 || input.agent !== undefined) return true;
  const { policy } = decodePolicy(bindings);
  return policy.roles.length + policy.bindings.length > 0;
}

/** What a target gets of no configuration at all: no files of its own, and steps that leave the API server alone. */
export const withoutIssuer: TargetExport = {
  files: [],
  changes: [],
  problems: [],
  guide: {
    minimum: "A cluster that runs, of any version. There is no AuthenticationConfiguration here.",
    activation: "At once: the API server keeps its settings and is not restarted.",
    location: "Nothing is put on a node.",
    order: [],
    bindings: "before",
    later: [
      "Change the documents, export them again and do the same steps: each of them can be repeated.",
    ],
    check: [],
    rollback: [],
    oldWay: "Every way in goes on working.",
  },
};

/** The files of the ways in without an issuer that were asked for. */
export function exportWays(input: ExportInput): FileSet {
  const { agent } = input;
  return joinSets(
    ...(agent === undefined ? [] : [exportAgent(input, agent)]),
    ...foldersOf(input).map(({ person, folder }) => exportX509(input, person, folder)),
  );
}

/** The steps of the ways in without an issuer, after those of the target and of the bindings. */
export function withWays(
  guide: TargetGuide,
  input: ExportInput,
  hasBindings: boolean,
): TargetGuide {
  const ways = [
    ...(input.agent === undefined ? [] : [agentSteps(input.agent)]),
    ...foldersOf(input).map(certificateSteps),
  ];
  const alone = input.configuration.trim() === "";
  const unbind =
    alone && hasBindings
      ? [
          "Delete the bindings again. This deletes every object of the file, also if it was there before:",
          command`kubectl delete -f rbac/rbac.yaml --ignore-not-found`,
        ]
      : [];
  return {
    ...guide,
    order: [...guide.order, ...ways.flatMap(({ order }) => order)],
    check: [...guide.check, ...ways.flatMap(({ check }) => check)],
    rollback: [...guide.rollback, ...unbind, ...ways.flatMap(({ rollback }) => rollback)],
  };
}

type Steps = Pick<TargetGuide, "order" | "check" | "rollback">;

function exportAgent(input: ExportInput, agent: AgentFacts): FileSet {
  const { files, problems } = exportGitLabAgent(input, agent);
  const invisible = findInvisibleInText(agent.config);
  return invisible === undefined
    ? { files, problems }
    : {
        files: files.filter(({ path }) => path !== `${agentFolder}/config.yaml`),
        problems: [
          ...problems,
          `${agentFolder}/config.yaml is not written: its text holds the invisible character ${invisible}.`,
        ],
      };
}

function agentSteps({ name, number, groups }: AgentFacts): Steps {
  const place = `.gitlab/agents/${name || "<agent name>"}/config.yaml`;
  const kubeconfig = `${agentFolder}/kubeconfig-glab.yaml`;
  const own = groups.length > 0;
  return {
    order: [
      markdown`The GitLab agent: commit clients/gitlab-agent/config.yaml to the default branch of the agent’s project, as ${code(place)}.`,
      markdown`In that project: Operate, Kubernetes clusters, Connect a cluster; the agent is called ${code(name || "<agent name>")}. GitLab shows its token once.`,
      "Install the agent with kubectl and helm, and with a credential that works today. The script asks for that token:",
      command`sh clients/gitlab-agent/install.sh`,
      number === ""
        ? "Put the agent’s number, which GitLab shows in its list, for `<agent id>` into clients/gitlab-agent/kubeconfig-glab.yaml and glab.sh, and give them to the people."
        : "Give clients/gitlab-agent/kubeconfig-glab.yaml or glab.sh to the people: they need glab, and log in to GitLab with it.",
    ],
    check: [
      "One of the people, who has logged in with `glab auth login`, asks through the agent who they are; the name begins with `gitlab:user:`:",
      command`kubectl --kubeconfig ${word(kubeconfig)} auth whoami`,
    ],
    rollback: [
      "Uninstall the agent, and delete it in GitLab as well:",
      command`helm uninstall gitlab-agent --namespace gitlab-agent`,
      ...(own
        ? [command`kubectl delete -f clients/gitlab-agent/impersonation.yaml --ignore-not-found`]
        : []),
      command`kubectl delete namespace gitlab-agent`,
    ],
  };
}

interface PersonFolder {
  readonly person: CertificateFacts;
  readonly folder: string;
}

/** One person's files lie in the folder itself, those of several in a folder each. */
function foldersOf({ certificates = [] }: ExportInput): readonly PersonFolder[] {
  if (certificates.length <= 1)
    return certificates.map((person) => ({ person, folder: x509Folder }));
  const names = certificates.map(({ username }) => requestName(username));
  return certificates.map((person, index) => {
    const name = names[index] ?? "";
    // Two names can become the same name of an object.
    const count = names.slice(0, index).filter((other) => other === name).length;
    return { person, folder: `${x509Folder}/${name}${count === 0 ? "" : `-${count + 1}`}` };
  });
}

function certificateSteps({ person: { username, hours = 24 }, folder }: PersonFolder): Steps {
  const who = code(username);
  const name = requestName(username);
  const authority = word(`${folder}/ca.crt`);
  return {
    order: [
      markdown`A client certificate for ${who}: the script is run on that person’s own machine, where the key stays, and the request it makes is brought here.`,
      command`sh ${word(`${folder}/request.sh`)}`,
      markdown`An administrator compares the name and the groups of the request of ${who}, and approves it:`,
      command`sh ${word(`${folder}/approve.sh`)}`,
      markdown`Give the certificate back to ${who} with kubeconfig.yaml, and the cluster’s own authority, which is public, beside them:`,
      command`kubectl -n default get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' > ${authority}`,
    ],
    check: [
      markdown`With the certificate of ${who}:`,
      command`kubectl --kubeconfig ${word(`${folder}/kubeconfig.yaml`)} auth whoami`,
    ],
    rollback: [
      markdown`A certificate cannot be revoked: without a binding the one of ${who} gives nothing, and it ends by itself ${code(`${hours}`)} hours after its approval.`,
      command`kubectl delete csr ${word(name)} --ignore-not-found`,
    ],
  };
}

/** The agent beside an issuer that is a GitLab, if nothing is known of it: with placeholders. */
export function exportUnknownAgent(input: ExportInput, gitlab: string): FileSet {
  if (input.agent !== undefined) return filesOnly();
  return exportGitLabAgent(input, { gitlab, name: "", number: "", config: "", groups: [] });
}
