import { readCertificate } from "../identity/certificate.ts";
import {
  type AgentEntry,
  checkImpersonation,
  gitlabJob,
  gitlabUser,
  impersonatedUser,
  readAgentConfiguration,
} from "../identity/gitlab-agent.ts";
import { parseServiceAccountName, serviceAccountUser } from "../identity/service-account.ts";
import { readStaticToken, staticTokenDrawbacks } from "../identity/static-token.ts";
import type { Minor } from "../kube/minor.ts";
import { anonymousUser, createUser, type UserInfo } from "../kube/user-info.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import type { AgentInput, Asker } from "./access-input.ts";

/** Who asks in another way than by the token. Texts are untrusted. */
export interface AskerReading {
  readonly user?: UserInfo;
  /** Why there is no user; absent while there is nothing to read yet. */
  readonly problem?: string;
  readonly notes: readonly string[];
  readonly agent?: AgentView;
}

/** What the GitLab agent's file says. */
export interface AgentView {
  readonly entries: readonly {
    readonly title: string;
    readonly as: AgentEntry["access"]["as"];
    readonly kind: "project" | "group";
    readonly path: string;
  }[];
  /** Of `entries`. */
  readonly entry: number;
  /** Projects and groups whose numbers are needed, which the file does not have. */
  readonly asked: readonly { readonly kind: "project" | "group"; readonly path: string }[];
  readonly findings: readonly {
    readonly severity: "error" | "warning";
    readonly message: string;
  }[];
}

/** Whether the agent's service account may act as the user: a line for each thing it must be allowed. */
export interface ImpersonationView {
  readonly account: string;
  readonly checks: readonly {
    readonly question: string;
    readonly verdict: "allowed" | "denied" | "unknown";
    readonly reason: string;
  }[];
}

/** The user behind what was typed; `now` in Unix seconds. */
export function readAsker(
  asker: Exclude<Asker, { kind: "token" }>,
  minor: Minor,
  now: number,
): AskerReading {
  switch (asker.kind) {
    case "anonymous":
      return {
        user: anonymousUser,
        notes: [
          "A request without credentials is anonymous if --anonymous-auth or the configuration allows it; else it is refused with 401.",
        ],
      };
    case "certificate":
      return readCertificateText(asker.text, now, minor);
    case "service-account": {
      if (asker.name.trim() === "") return { notes: [] };
      const found = parseServiceAccountName(asker.name);
      return found === undefined
        ? { problem: "Write it as namespace/name.", notes: [] }
        : { user: serviceAccountUser(found.namespace, found.name), notes: [] };
    }
    case "static-token": {
      if (asker.line.trim() === "") return { notes: [] };
      const read = readStaticToken(asker.line);
      return read.kind === "user"
        ? { user: read.user, notes: staticTokenDrawbacks }
        : { problem: read.message, notes: staticTokenDrawbacks };
    }
    case "manual": {
      const groups = splitList(asker.groups);
      return asker.username === "" && groups.length === 0
        ? { notes: [] }
        : { user: createUser(asker.username, groups), notes: [] };
    }
    case "gitlab-agent":
      return readAgent(asker.agent);
  }
}

/** What the agent's service account needs so that the cluster takes its word for the user. */
export function viewImpersonation(
  asker: Asker,
  user: UserInfo,
  authorizer: Authorizer,
): ImpersonationView | undefined {
  if (asker.kind !== "gitlab-agent") return undefined;
  const account = parseServiceAccountName(asker.agent.account);
  if (account === undefined) return undefined;
  const username = `system:serviceaccount:${account.namespace}:${account.name}`;
  if (user.username === username) return undefined;
  return {
    account: username,
    checks: checkImpersonation(authorizer, account, user).map(({ request, verdict, reason }) => ({
      question: formatQuestion(request),
      verdict,
      reason,
    })),
  };
}

function readCertificateText(text: string, now: number, minor: Minor): AskerReading {
  if (text.trim() === "") return { notes: [] };
  const read = readCertificate(text, now, minor);
  if (read.kind === "private-key" || read.kind === "unreadable") {
    return { problem: read.message, notes: [] };
  }
  return {
    ...(read.user === undefined ? {} : { user: read.user }),
    notes: [
      ...(read.kind === "request"
        ? ["This is a request: it is worth nothing until the cluster's authority signs it."]
        : []),
      ...(read.notAfter === undefined ? [] : [`Valid until ${formatDay(read.notAfter)}.`]),
      ...read.notes,
    ],
  };
}

function readAgent(agent: AgentInput): AskerReading {
  if (agent.config.trim() === "") return { notes: [] };
  const { entries, findings } = readAgentConfiguration(agent.config);
  const index = Math.min(Math.max(agent.entry, 0), Math.max(entries.length - 1, 0));
  const entry = entries[index];
  const asked = entry === undefined ? [] : listAsked(entry, entries);
  const view: AgentView = {
    entries: entries.map((listed) => ({
      title: titleOf(listed),
      as: listed.access.as,
      kind: listed.kind,
      path: listed.path,
    })),
    entry: index,
    asked,
    findings: findings.map(({ severity, message }) => ({ severity, message })),
  };
  if (entry === undefined) {
    const message =
      "The file gives no user access: it has no project and no group under user_access or ci_access.";
    return { problem: findings[0]?.message ?? message, notes: [], agent: view };
  }
  const read = userOfEntry(entry, asked, agent);
  return { ...read, agent: view };
}

function userOfEntry(
  entry: AgentEntry,
  asked: AgentView["asked"],
  agent: AgentInput,
): Omit<AskerReading, "agent"> {
  const { access } = entry;
  if (access.as === "agent") {
    const account = parseServiceAccountName(agent.account);
    if (account === undefined) {
      return { problem: "Write the agent's service account as namespace/name.", notes: [] };
    }
    return {
      user: serviceAccountUser(account.namespace, account.name),
      notes: [
        "Every user who comes this way is the agent's service account: the cluster does not see which person it was.",
      ],
    };
  }
  if (access.as === "impersonate") return { user: impersonatedUser(access), notes: [] };
  const missing = asked.filter(({ kind, path }) => idOf(agent, kind, path) === undefined);
  const notes = missing.map(
    ({ kind, path }) =>
      `The number of the ${kind} ${path} is not in the file; without it its groups are missing here.`,
  );
  if (access.as === "user") {
    if (agent.username.trim() === "")
      return { problem: "Who asks? Type the GitLab user name.", notes };
    const memberships = asked.flatMap(({ kind, path }) => {
      const id = idOf(agent, kind, path);
      const role = agent.roles[`${kind}/${path}`] ?? "developer";
      return id === undefined || role === "" ? [] : [{ kind, id, role }];
    });
    return { user: gitlabUser({ username: agent.username.trim(), memberships }), notes };
  }
  const projectId = idOf(agent, "project", jobProject(entry));
  if (projectId === undefined) {
    return { problem: "The job's project has a number; type it.", notes: [] };
  }
  const environment = agent.environment.trim();
  return {
    user: gitlabJob({
      jobId: toNumber(agent.jobId) ?? 1,
      projectId,
      groupIds: splitList(agent.groupIds).flatMap((text) => toNumber(text) ?? []),
      ...(environment === ""
        ? {}
        : { environment: { slug: environment, tier: agent.tier || "other" } }),
    }),
    notes: [],
  };
}

/** user_access counts the membership in everything that it lists; a job has one project. */
function listAsked(entry: AgentEntry, entries: readonly AgentEntry[]): AgentView["asked"] {
  if (entry.access.as === "user") {
    return entries
      .filter(({ section }) => section === "user_access")
      .map(({ kind, path }) => ({ kind, path }));
  }
  return entry.access.as === "ci_job" ? [{ kind: "project", path: jobProject(entry) }] : [];
}

/** The project whose job it is; if a group is let in, any project of it. */
function jobProject(entry: AgentEntry): string {
  return entry.kind === "project" ? entry.path : `${entry.path}/…`;
}

function titleOf({ section, kind, path, access }: AgentEntry): string {
  const as = { agent: "as the agent", user: "as the GitLab user", ci_job: "as the job" };
  const how = access.as === "impersonate" ? `as ${access.username}` : as[access.as];
  return `${section}: ${kind} ${path}, ${how}`;
}

function idOf(agent: AgentInput, kind: string, path: string): number | undefined {
  return toNumber(agent.ids[`${kind}/${path}`] ?? "");
}

function toNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

function splitList(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function formatDay(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
