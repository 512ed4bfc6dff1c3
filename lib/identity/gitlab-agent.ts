import { authenticatedGroup, type UserInfo } from "../kube/user-info.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import type { AccessRequest } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import { type DataNode, findMember } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { serviceAccountUser } from "./service-account.ts";

/** How requests of one part of the file reach the cluster. */
export type AgentAccess =
  /** As the agent's own service account: the cluster does not see who it was. */
  | { readonly as: "agent" }
  /** user_access: as the GitLab user. */
  | { readonly as: "user" }
  /** ci_access: as the job. */
  | { readonly as: "ci_job" }
  /** ci_access: as an identity that the file names. */
  | {
      readonly as: "impersonate";
      readonly username: string;
      readonly uid: string;
      readonly groups: readonly string[];
      readonly extra: Readonly<Record<string, readonly string[]>>;
    };

/** A project or group that the file lets in. */
export interface AgentEntry {
  readonly section: "user_access" | "ci_access";
  readonly kind: "project" | "group";
  /** Its path, `my-team/service-x`; the number that RBAC sees is not in the file. */
  readonly path: string;
  readonly access: AgentAccess;
  readonly span: Span;
}

/** A part of the file with which something is wrong. */
export interface AgentFinding {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly span: Span;
}

/** An agent's configuration file: whom it lets in, and what is wrong with it. */
export interface AgentConfiguration {
  readonly entries: readonly AgentEntry[];
  readonly findings: readonly AgentFinding[];
}

/** The GitLab agent's `.gitlab/agents/<name>/config.yaml`: who gets in, and as whom. Other settings are passed over. */
export function readAgentConfiguration(text: string): AgentConfiguration {
  const read = readYaml(text);
  if (read.kind === "failed") {
    return {
      entries: [],
      findings: [{ severity: "error", message: read.message, span: read.span }],
    };
  }
  const findings: AgentFinding[] = read.duplicates.map(({ message, span }) => ({
    severity: "error",
    message,
    span,
  }));
  const entries: AgentEntry[] = [];
  for (const section of ["user_access", "ci_access"] as const) {
    const member = findMember(read.data, section);
    if (member === undefined) continue;
    if (member.value.kind !== "object") {
      findings.push({
        severity: "error",
        message: `${section} is no mapping`,
        span: member.value.span,
      });
      continue;
    }
    const own = findMember(member.value, "access_as");
    const shared = readAccess(own?.value, section, findings);
    if (section === "user_access" && own === undefined) {
      const message = "user_access needs access_as: without it GitLab lets no user in";
      findings.push({ severity: "error", message, span: member.keySpan });
    }
    for (const kind of ["project", "group"] as const) {
      const list = findMember(member.value, `${kind}s`)?.value;
      if (list?.kind !== "array") continue;
      for (const item of list.items) {
        const id = textOf(findMember(item, "id")?.value);
        if (id === undefined) {
          findings.push({ severity: "error", message: `a ${kind} needs an id`, span: item.span });
          continue;
        }
        const access =
          section === "ci_access"
            ? readAccess(findMember(item, "access_as")?.value, section, findings)
            : shared;
        entries.push({ section, kind, path: id, access, span: item.span });
      }
    }
  }
  return { entries, findings };
}

/** What the file does not say about a GitLab user, and people know. */
export interface GitlabUserFacts {
  readonly username: string;
  /** Number and highest role in each project and group that user_access lists. */
  readonly memberships: readonly {
    readonly kind: "project" | "group";
    readonly id: number;
    readonly role: string;
  }[];
}

/** GitLab's roles from the least; a member has every role up to its own. */
const gitlabRoles = ["guest", "reporter", "developer", "maintainer", "owner"] as const;

/** As whom a GitLab user comes with `access_as: {user: {}}`. */
export function gitlabUser({ username, memberships }: GitlabUserFacts): UserInfo {
  const of = (kind: "project" | "group") =>
    memberships
      .filter((membership) => membership.kind === kind)
      .flatMap(({ id, role }) =>
        rolesUpTo(role).map((name) => `gitlab:${kind}_role:${id}:${name}`),
      );
  return {
    username: `gitlab:user:${username}`,
    uid: "",
    groups: ["gitlab:user", ...of("project"), ...of("group"), authenticatedGroup],
    extra: { "agent.gitlab.com/username": [username] },
  };
}

/** What the file does not say about a job. */
export interface GitlabJobFacts {
  readonly jobId: number;
  readonly projectId: number;
  /** Of every group that the project is in, outermost first. */
  readonly groupIds: readonly number[];
  readonly environment?: { readonly slug: string; readonly tier: string };
}

/** As whom a job comes with `access_as: {ci_job: {}}`. */
export function gitlabJob({ jobId, projectId, groupIds, environment }: GitlabJobFacts): UserInfo {
  const groups = groupIds.flatMap((id) => [
    `gitlab:group:${id}`,
    ...(environment ? [`gitlab:group_env_tier:${id}:${environment.tier}`] : []),
  ]);
  const project = environment
    ? [
        `gitlab:project_env:${projectId}:${environment.slug}`,
        `gitlab:project_env_tier:${projectId}:${environment.tier}`,
      ]
    : [];
  return {
    username: `gitlab:ci_job:${jobId}`,
    uid: "",
    groups: [
      "gitlab:ci_job",
      ...groups,
      `gitlab:project:${projectId}`,
      ...project,
      authenticatedGroup,
    ],
    extra: {
      "agent.gitlab.com/project_id": [String(projectId)],
      "agent.gitlab.com/ci_job_id": [String(jobId)],
      ...(environment && {
        "agent.gitlab.com/environment_slug": [environment.slug],
        "agent.gitlab.com/environment_tier": [environment.tier],
      }),
    },
  };
}

/** As whom a request comes that `access_as: {impersonate: …}` names. */
export function impersonatedUser(access: Extract<AgentAccess, { as: "impersonate" }>): UserInfo {
  const { username, uid, groups, extra } = access;
  return { username, uid, groups: [...groups, authenticatedGroup], extra };
}

/** One thing that an impersonator must be allowed. */
export interface ImpersonationCheck {
  readonly request: AccessRequest;
  readonly verdict: "allowed" | "denied" | "unknown";
  readonly reason: string;
}

/**
 * Whether a service account, the agent's, may act as the user: a check for its name, each group, the UID and each value
 * of extra, as the impersonation filter of k8s.io/apiserver/pkg/endpoints/filters asks. The server adds
 * `system:authenticated` itself.
 */
export function checkImpersonation(
  authorizer: Authorizer,
  agent: { readonly namespace: string; readonly name: string },
  user: UserInfo,
): readonly ImpersonationCheck[] {
  const impersonator = serviceAccountUser(agent.namespace, agent.name);
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user.username);
  const authentication = "authentication.k8s.io";
  const requests: AccessRequest[] = [
    account === null
      ? impersonate("", "users", "", user.username, "")
      : impersonate("", "serviceaccounts", "", account[2] ?? "", account[1] ?? ""),
    ...(user.uid === "" ? [] : [impersonate(authentication, "uids", "", user.uid, "")]),
    ...user.groups
      .filter((group) => group !== authenticatedGroup)
      .map((group) => impersonate("", "groups", "", group, "")),
    ...Object.entries(user.extra).flatMap(([key, values]) =>
      values.map((value) => impersonate(authentication, "userextras", key, value, "")),
    ),
  ];
  return requests.map((request) => {
    const { verdict, reason } = authorizer.authorize(impersonator, request);
    return { request, verdict, reason };
  });
}

function impersonate(
  apiGroup: string,
  resource: string,
  subresource: string,
  name: string,
  namespace: string,
): AccessRequest {
  return {
    kind: "resource",
    verb: "impersonate",
    apiGroup,
    resource,
    subresource,
    name,
    namespace,
  };
}

function rolesUpTo(role: string): readonly string[] {
  const known: readonly string[] = gitlabRoles;
  const index = known.indexOf(role.toLowerCase());
  return index === -1 ? [role] : known.slice(0, index + 1);
}

function readAccess(
  data: DataNode | undefined,
  section: AgentEntry["section"],
  findings: AgentFinding[],
): AgentAccess {
  if (data === undefined) return { as: "agent" };
  const members = data.kind === "object" ? data.members : [];
  const [first] = members;
  if (members.length !== 1 || first === undefined) {
    const message = "access_as needs exactly one of its keys";
    findings.push({ severity: "error", message, span: data.span });
    return { as: "agent" };
  }
  const allowed =
    section === "user_access" ? ["agent", "user"] : ["agent", "ci_job", "impersonate"];
  if (!allowed.includes(first.key)) {
    const message = `access_as of ${section} knows ${allowed.join(", ")}, not ${first.key}`;
    findings.push({ severity: "error", message, span: first.keySpan });
    return { as: "agent" };
  }
  if (first.key !== "impersonate") return { as: first.key as "agent" | "user" | "ci_job" };
  const who = first.value;
  const username = textOf(findMember(who, "username")?.value) ?? "";
  if (username === "") {
    const message = "impersonate needs a username: the server refuses groups alone";
    findings.push({ severity: "error", message, span: first.keySpan });
  }
  const extra: Record<string, readonly string[]> = {};
  for (const item of itemsOf(findMember(who, "extra")?.value)) {
    const key = textOf(findMember(item, "key")?.value);
    if (key !== undefined) extra[key] = textsOf(findMember(item, "val")?.value);
  }
  return {
    as: "impersonate",
    username,
    uid: textOf(findMember(who, "uid")?.value) ?? "",
    groups: textsOf(findMember(who, "groups")?.value),
    extra,
  };
}

function itemsOf(data: DataNode | undefined): readonly DataNode[] {
  return data?.kind === "array" ? data.items : [];
}

function textsOf(data: DataNode | undefined): readonly string[] {
  return itemsOf(data).flatMap((item) => textOf(item) ?? []);
}

function textOf(data: DataNode | undefined): string | undefined {
  if (data?.kind === "string") return data.value;
  return data?.kind === "number" ? String(data.value) : undefined;
}
