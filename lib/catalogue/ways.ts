import { gitlabUser } from "../identity/gitlab-agent.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { trimEndOf } from "../source/trim-end.ts";
import { writeYaml } from "../yaml/write.ts";
import { listOf, textOf } from "./answers.ts";
import type { Answers, CatalogueEntry, Source } from "./entry.ts";
import { byHand, caveats, documentation } from "./facts.ts";
import { choiceInput, digits, textInput } from "./inputs.ts";
import { gitlabUrl } from "./issuers/gitlab.ts";

/** A way into a cluster that needs no issuer and no AuthenticationConfiguration: its questions, and what follows. */
export interface Way
  extends Pick<CatalogueEntry, "id" | "title" | "words" | "inputs" | "caveats" | "setup"> {
  readonly kind: "way";
  /** What it is, in a sentence. */
  readonly lead: string;
  /** What is written from the answers, to look at: a title and a text. */
  written(answers: Answers): readonly { readonly title: string; readonly text: string }[];
  /** Who comes this way, and as whom the cluster sees them. The first one may be given something. */
  people(answers: Answers): readonly WayPerson[];
  /** What a binding for the first one would name. */
  subject(answers: Answers): { readonly kind: "User" | "Group"; readonly name: string };
}

/** A user who comes this way. Groups are without system:authenticated. */
export interface WayPerson {
  readonly title: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly source: Source;
}

const agentAccess = documentation(
  "GitLab: Grant users Kubernetes access",
  "https://docs.gitlab.com/user/clusters/agent/user_access/",
);
const agentInstall = documentation(
  "GitLab: Installing the agent",
  "https://docs.gitlab.com/user/clusters/agent/install/",
);
const requests = documentation(
  "Kubernetes: Certificate signing requests",
  "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
);
const clientCertificates = documentation(
  "Kubernetes: X.509 client certificates",
  "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates",
);

/** A member has every role up to its own; each is a group of its own. */
const roles = [
  "guest",
  "planner",
  "reporter",
  "security_manager",
  "developer",
  "maintainer",
  "owner",
];

const numbered = /^[^\s/]+(?:\/[^\s/]+)* \d{1,15}$/;

const gitlabAgent: Way = {
  id: "gitlab-agent",
  title: "GitLab agent",
  kind: "way",
  words: ["agentk", "kas", "tunnel", "impersonation"],
  lead: "People come through a tunnel of GitLab; the agent in the cluster acts as each of them.",
  inputs: [
    gitlabUrl,
    textInput({
      id: "agent",
      label: "Name of the agent",
      help: "The folder of its file in GitLab has the same name.",
      example: "prod",
      pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      wrong: "Lower-case letters, digits and dashes.",
    }),
    textInput({
      id: "groups",
      kind: "list",
      label: "Groups whose members get in",
      help: "Path, a blank and the number of the group, which GitLab shows on the group’s page.",
      example: ["my-team 7"],
      pattern: numbered,
      wrong: "The full path of the group, a blank, and its number.",
    }),
    textInput({
      id: "projects",
      kind: "list",
      label: "Projects whose members get in",
      help: "None is needed. Path, a blank and the number of the project.",
      example: ["my-team/app 12"],
      required: false,
      pattern: numbered,
      wrong: "The full path of the project, a blank, and its number.",
    }),
    choiceInput({
      id: "role",
      label: "The binding is for members who are at least",
      default: "developer",
      options: ["developer", "maintainer", "owner"].map((value) => ({ value, label: value })),
    }),
    textInput({
      id: "number",
      label: "Number of the agent",
      help: "GitLab gives it when the agent is registered. Without it the kubeconfigs have a placeholder.",
      example: "42",
      required: false,
      pattern: digits,
      wrong: "Digits.",
    }),
  ],
  written: (answers) => [
    {
      title: `.gitlab/agents/${textOf(answers, "agent")}/config.yaml`,
      text: configOf(answers),
    },
  ],
  people: (answers) => {
    const [group] = membershipsOf(answers, "group", "groups");
    if (group === undefined) return [];
    const least = textOf(answers, "role");
    return [...new Set([least, "owner"])].map((role, index) => {
      const user = gitlabUser({
        username: index === 0 ? "jane" : "olga",
        memberships: [{ kind: "group", id: group.id, role }],
      });
      return {
        title: `${role} of ${group.path}`,
        username: user.username,
        groups: user.groups.filter((name) => name !== authenticatedGroup),
        source: agentAccess,
      };
    });
  },
  subject: (answers) => {
    const [group] = membershipsOf(answers, "group", "groups");
    return {
      kind: "Group",
      name: group === undefined ? "" : `gitlab:group_role:${group.id}:${textOf(answers, "role")}`,
    };
  },
  caveats: [
    ...caveats(
      agentAccess,
      "It acts as the people only with GitLab Premium or Ultimate. In the free tier everybody is the agent’s own service account.",
      "Only groups and projects that the file names count, not those inside of them.",
      "Bindings name groups and projects by number: a new path changes nothing, another number does.",
    ),
  ],
  setup: [
    byHand(
      "Register the agent",
      agentInstall,
      "Make a project for the agent’s file and commit the config.yaml of the archive to it.",
      "In that project: Operate → Kubernetes clusters → Connect a cluster, with the same name. GitLab shows the token once.",
      "Run install.sh of the archive: it asks for the token.",
    ),
  ],
};

const certificates: Way = {
  id: "x509",
  title: "Client certificates (X.509)",
  kind: "way",
  words: ["csr", "x.509", "mtls", "openssl", "certificate signing request", "tls"],
  lead: "Each person has a key; the cluster signs a certificate with the name and the groups in it.",
  inputs: [
    {
      id: "people",
      kind: "list",
      label: "People",
      help: "A name, then a colon, a blank and the groups with commas between them. CN is the name, each O a group.",
      example: ["jane: dev, ops"],
      required: true,
      validate: checkPerson,
    },
    {
      id: "hours",
      kind: "text",
      label: "Valid for, in hours",
      help: "It cannot be revoked: shorter is safer. The cluster may have a limit of its own.",
      example: "24",
      default: "24",
      required: true,
      validate: (text) =>
        /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 8760
          ? undefined
          : "A number from 1 to 8760, which is a year.",
    },
  ],
  written: (answers) => [
    {
      title: "Subjects of the requests",
      text: peopleOf(answers)
        .map(({ username, groups }) =>
          [`CN=${username}`, ...groups.map((group) => `O=${group}`)].join(", "),
        )
        .join("\n"),
    },
  ],
  people: (answers) =>
    peopleOf(answers).map(({ username, groups }) => ({
      title: `the certificate of ${username}`,
      username,
      groups,
      source: clientCertificates,
    })),
  subject: (answers) => {
    const [first] = peopleOf(answers);
    const [group] = first?.groups ?? [];
    return group === undefined
      ? { kind: "User", name: first?.username ?? "" }
      : { kind: "Group", name: group };
  },
  caveats: [
    ...caveats(
      requests,
      "The signer kubernetes.io/kube-apiserver-client signs it, which is on in kube-controller-manager unless it was turned off; a hosted control plane may not offer it.",
    ),
    ...caveats(
      clientCertificates,
      "A certificate cannot be revoked: it is good until it ends. Another group in it takes a new one.",
      "The API server needs --client-ca-file, which kubeadm and most others set.",
    ),
  ],
  setup: [
    byHand(
      "Hand out a certificate",
      requests,
      "The person runs request.sh and keeps the key; the request goes to an administrator.",
      "The administrator runs approve.sh: it shows the name and groups, asks, and writes the certificate.",
      "The person puts the certificate beside kubeconfig.yaml and the key.",
    ),
  ],
};

/** Every way that needs no issuer. */
export const ways: readonly Way[] = [gitlabAgent, certificates];

/** What the files of the agent are made of. The answers are complete. */
export function agentOf(answers: Answers) {
  const groups = (["group", "project"] as const).flatMap((kind) =>
    membershipsOf(answers, kind, `${kind}s`).flatMap(({ id }) =>
      roles.map((role) => `gitlab:${kind}_role:${id}:${role}`),
    ),
  );
  return {
    gitlab: textOf(answers, "url"),
    name: textOf(answers, "agent"),
    number: textOf(answers, "number"),
    config: configOf(answers),
    groups: ["gitlab:user", ...groups],
  };
}

/** Numbers of the groups and projects of an agent, as `group/path` and `project/path`. */
export function agentIds(answers: Answers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (["group", "project"] as const).flatMap((kind) =>
      membershipsOf(answers, kind, `${kind}s`).map(({ path, id }) => [`${kind}/${path}`, `${id}`]),
    ),
  );
}

/** Who gets a certificate, and for how long. The answers are complete. */
export function certificatesOf(answers: Answers) {
  const hours = Number(textOf(answers, "hours"));
  return peopleOf(answers).map((person) => ({ ...person, hours }));
}

function configOf(answers: Answers): string {
  const groups = membershipsOf(answers, "group", "groups").map(({ path }) => ({ id: path }));
  const projects = membershipsOf(answers, "project", "projects").map(({ path }) => ({ id: path }));
  return writeYaml({
    user_access: {
      access_as: { user: {} },
      projects: projects.length === 0 ? undefined : projects,
      groups,
    },
  });
}

function membershipsOf(answers: Answers, kind: "group" | "project", input: string) {
  return listOf(answers, input).map((text) => {
    const blank = text.lastIndexOf(" ");
    return { kind, path: text.slice(0, blank), id: Number(text.slice(blank + 1)) };
  });
}

interface Person {
  readonly username: string;
  readonly groups: readonly string[];
}

function peopleOf(answers: Answers): readonly Person[] {
  return listOf(answers, "people").map(readPerson);
}

/** "jane: dev, ops". A name may have a colon, as in "team:jane": a blank follows the one that ends it. */
function readPerson(text: string): Person {
  const at = text.indexOf(": ");
  const username = (at < 0 ? trimEndOf(text.trim(), ":") : text.slice(0, at)).trim();
  const groups = at < 0 ? [] : text.slice(at + 2).split(",");
  return { username, groups: groups.map((group) => group.trim()).filter((group) => group !== "") };
}

// RFC 5280, ub-common-name and ub-organization-name: openssl takes no more.
const longest = 64;

function checkPerson(text: string): string | undefined {
  const { username, groups } = readPerson(text);
  const names = [username, ...groups];
  if (username === "") return "A name comes first.";
  if (names.some((name) => /\s/.test(name)))
    return "No blanks in a name, and commas between groups.";
  if (names.some((name) => name.startsWith("system:")))
    return "system: is reserved for Kubernetes.";
  return names.some((name) => [...name].length > longest)
    ? `A certificate takes ${longest} characters in a name.`
    : undefined;
}
