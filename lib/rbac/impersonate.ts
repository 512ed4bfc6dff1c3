import type { Minor } from "../kube/minor.ts";
import { anonymousUser, authenticatedGroup, unauthenticatedGroup } from "../kube/user-info.ts";
import { decideAccess } from "./authorization-modes.ts";
import type { Authorizer } from "./authorize.ts";
import type { AccessRequest, User } from "./types.ts";

/** How one user may act as another: impersonate as ever, or one of the constrained modes (KEP-5284). */
export type ImpersonationMode =
  | "associated-node"
  | "arbitrary-node"
  | "serviceaccount"
  | "user-info"
  | "legacy";

/** Who is to be acted as: the headers of kubectl's --as, --as-group, --as-uid, as they are sent. */
export interface WantedUser {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

/** One question to the authorizer, and its answer. */
export interface ImpersonationCheck {
  readonly request: AccessRequest & { readonly kind: "resource" | "path" };
  readonly verdict: Verdict;
}

type Verdict = "allowed" | "denied" | "unknown";

/** A mode that applies to the wanted user, with the grants that it needs: all of them. */
export interface ImpersonationAttempt {
  readonly mode: ImpersonationMode;
  readonly verdict: Verdict;
  readonly checks: readonly ImpersonationCheck[];
  /** Why it is refused or unknown whatever is granted. */
  readonly reason?: string;
  /** Who acts then, with the groups that the server gives. */
  readonly user: User;
}

/** Whether a user may act as another for one request. */
export interface ImpersonationDecision {
  readonly verdict: Verdict;
  /** The attempt that decides: the first that is allowed, else the first that is unknown. */
  readonly by?: ImpersonationAttempt;
  /** In the order in which the server tries them. */
  readonly attempts: readonly ImpersonationAttempt[];
}

/** From which version on the constrained modes are tried: ConstrainedImpersonation, beta and on by default. */
const constrainedSince: Minor = 36;

/**
 * Whether `requestor` may act as `wanted` for `request`: in a constrained mode it needs `impersonate:<mode>` on the
 * identity and `impersonate-on:<mode>:<verb>` on what is done, else `impersonate` on the identity. What only a running
 * server knows is "unknown". Follows apiserver pkg/endpoints/filters/impersonation/mode.go and
 * constrained_impersonation.go.
 */
export function decideImpersonation(
  { authorizer, modes, minor }: ImpersonationServer,
  requestor: User,
  wanted: WantedUser,
  request: AccessRequest,
): ImpersonationDecision {
  const ask = (asked: AccessRequest): ImpersonationCheck => ({
    request: asked,
    verdict: decideAccess(modes, authorizer, requestor, asked).verdict,
  });
  const tried = minor >= constrainedSince ? listModes(requestor, wanted) : [];
  const attempts = [
    ...tried.map((mode) => tryConstrained(mode, wanted, request, ask)),
    tryLegacy(wanted, ask),
  ];
  const by =
    attempts.find(({ verdict }) => verdict === "allowed") ??
    attempts.find(({ verdict }) => verdict === "unknown");
  return { verdict: by?.verdict ?? "denied", ...(by && { by }), attempts };
}

/** The server that decides. */
export interface ImpersonationServer {
  readonly authorizer: Authorizer;
  /** --authorization-mode, in order. */
  readonly modes: readonly string[];
  readonly minor: Minor;
}

type Ask = (request: AccessRequest) => ImpersonationCheck;

/** The groups that the server gives to a user who is acted as with the headers of kubectl's --as and --as-group. */
export function groupsActedWith(wanted: WantedUser): readonly string[] {
  return groupsOf(wanted, false);
}

// The filters of the modes: which of them apply to the wanted user at all.
function listModes(requestor: User, wanted: WantedUser): ImpersonationMode[] {
  const bare = wanted.groups.length === 0 && (wanted.uid ?? "") === "";
  if (nodeOf(wanted.username) !== undefined) {
    if (!bare) return [];
    // A service account says in its token on which node its pod runs; its name does not.
    const fromPod = serviceAccountOf(requestor.username) !== undefined;
    return fromPod ? ["associated-node", "arbitrary-node"] : ["arbitrary-node"];
  }
  if (serviceAccountOf(wanted.username) !== undefined) return bare ? ["serviceaccount"] : [];
  return ["user-info"];
}

function tryConstrained(
  mode: ImpersonationMode,
  wanted: WantedUser,
  request: AccessRequest,
  ask: Ask,
): ImpersonationAttempt {
  const verb = `impersonate:${mode}`;
  const checks = [
    ask({ ...request, verb: `impersonate-on:${mode}:${request.verb}` }),
    ...identityRequests(wanted, verb, authentication, mode === "associated-node").map(ask),
  ];
  const groups = checkGroups(wanted.groups, verb, authentication, true, ask);
  const all = [...checks, ...groups.checks];
  const verdict = groups.reason === undefined ? join(all) : "denied";
  const user = { username: wanted.username, groups: groupsOf(wanted, true) };
  if (mode === "associated-node" && verdict === "allowed") {
    const reason =
      "It holds if the service account's token is of a pod on this node, which only the token says.";
    return { mode, verdict: "unknown", checks: all, reason, user };
  }
  return { mode, verdict, checks: all, user, ...(groups.reason && { reason: groups.reason }) };
}

function tryLegacy(wanted: WantedUser, ask: Ask): ImpersonationAttempt {
  const checks = [
    ...identityRequests(wanted, "impersonate", "", false).map(ask),
    ...checkGroups(wanted.groups, "impersonate", "", false, ask).checks,
  ];
  const user = { username: wanted.username, groups: groupsOf(wanted, false) };
  return { mode: "legacy", verdict: join(checks), checks, user };
}

// authorizeUsername and authorizeUID.
function identityRequests(
  { username, uid = "" }: WantedUser,
  verb: string,
  apiGroup: string,
  anyNode: boolean,
): AccessRequest[] {
  const account = serviceAccountOf(username);
  const node = apiGroup === "" ? undefined : nodeOf(username);
  const who =
    account !== undefined
      ? resourceRequest(verb, apiGroup, "serviceaccounts", account.name, account.namespace)
      : node !== undefined
        ? resourceRequest(verb, apiGroup, "nodes", anyNode ? "*" : node)
        : resourceRequest(verb, apiGroup, "users", username);
  return uid === "" ? [who] : [who, resourceRequest(verb, authentication, "uids", uid)];
}

// authorizeGroups: constrained modes refuse two groups outright and ask for all at once if there are many.
function checkGroups(
  groups: readonly string[],
  verb: string,
  apiGroup: string,
  constrained: boolean,
  ask: Ask,
): { readonly checks: readonly ImpersonationCheck[]; readonly reason?: string } {
  const each = () => groups.map((name) => ask(resourceRequest(verb, apiGroup, "groups", name)));
  if (!constrained) return { checks: each() };
  if (groups.includes("")) {
    return { checks: [], reason: "impersonating the empty string group is not allowed" };
  }
  if (groups.includes("system:masters")) {
    return { checks: [], reason: "impersonating the system:masters group is not allowed" };
  }
  if (groups.length >= manyGroups) {
    const every = ask(resourceRequest(verb, apiGroup, "groups", "*"));
    if (every.verdict === "allowed") return { checks: [every] };
  }
  return { checks: each() };
}

function groupsOf({ username, groups }: WantedUser, constrained: boolean): readonly string[] {
  const account = serviceAccountOf(username);
  const own =
    constrained && nodeOf(username) !== undefined
      ? ["system:nodes"]
      : account !== undefined && groups.length === 0
        ? ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`]
        : groups;
  const added = username === anonymousUser.username ? unauthenticatedGroup : authenticatedGroup;
  if (own.includes(added) || own.includes(unauthenticatedGroup)) return own;
  return [...own, added];
}

function join(checks: readonly ImpersonationCheck[]): Verdict {
  if (checks.some(({ verdict }) => verdict === "denied")) return "denied";
  return checks.some(({ verdict }) => verdict === "unknown") ? "unknown" : "allowed";
}

function resourceRequest(
  verb: string,
  apiGroup: string,
  resource: string,
  name: string,
  namespace = "",
): AccessRequest & { kind: "resource" } {
  return { kind: "resource", verb, apiGroup, resource, subresource: "", name, namespace };
}

/** serviceaccount.SplitUsername: a namespace and a name, each valid as one. */
function serviceAccountOf(username: string) {
  const found = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  const [, namespace = "", name = ""] = found ?? [];
  if (!label.test(namespace) || namespace.length > 63 || !isSubdomain(name)) return undefined;
  return { namespace, name };
}

function nodeOf(username: string): string | undefined {
  const prefix = "system:node:";
  const name = username.slice(prefix.length);
  return username.startsWith(prefix) && isSubdomain(name) ? name : undefined;
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split(".").every((part) => label.test(part));
}

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const authentication = "authentication.k8s.io";
const manyGroups = 4;
