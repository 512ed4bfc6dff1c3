import type { Authorizer, Decision } from "./authorize.ts";
import type { AccessRequest, User } from "./types.ts";

/** What the whole server says, in front of and around RBAC. */
export interface ServerDecision {
  readonly verdict: Decision["verdict"];
  /** The authorizer's own reason; empty if it gives none. */
  readonly reason: string;
  /** What people must know beside it: "RBAC does not allow; Webhook may". */
  readonly note?: string;
  /** RBAC's part, if RBAC was asked. */
  readonly rbac?: Decision;
}

/** The group that is allowed everything before any authorizer is asked (user.SystemPrivilegedGroup). */
export const privilegedGroup = "system:masters";

/**
 * The decision of a server with the authorization modes in their order. Follows pkg/kubeapiserver/authorizer/config.go:
 * privileged groups first, then each mode until one has an opinion. What only a server knows (Webhook, ABAC, Node) is
 * said, not guessed.
 */
export function decideAccess(
  modes: readonly string[],
  authorizer: Authorizer,
  user: User,
  request: AccessRequest,
): ServerDecision {
  if (user.groups.includes(privilegedGroup)) {
    return {
      verdict: "allowed",
      reason: "",
      note: `Members of ${privilegedGroup} are allowed everything before any authorizer is asked.`,
    };
  }
  const unseen: string[] = [];
  let rbac: Decision | undefined;
  for (const mode of modes) {
    if (mode === "AlwaysAllow") {
      const note = "The authorization mode AlwaysAllow allows everything.";
      return withRbac({ verdict: "allowed", reason: "", note }, rbac);
    }
    if (mode === "RBAC") {
      rbac = authorizer.authorize(user, request);
      if (rbac.verdict === "allowed") {
        const note = unseen.length > 0 ? `RBAC allows, unless ${join(unseen)} denies first.` : "";
        return { verdict: "allowed", reason: rbac.reason, rbac, ...(note !== "" && { note }) };
      }
    } else if (mode !== "AlwaysDeny" && (mode !== "Node" || isNode(user))) {
      unseen.push(mode);
    }
  }
  const subject = rbac === undefined ? "Nothing known here allows it" : "RBAC does not allow";
  if (unseen.length > 0) {
    const note = `${subject}; ${join(unseen)} may`;
    return withRbac({ verdict: "unknown", reason: rbac?.reason ?? "", note }, rbac);
  }
  if (rbac !== undefined) return { verdict: rbac.verdict, reason: rbac.reason, rbac };
  return { verdict: "denied", reason: "", note: "No authorization mode allows anything." };
}

/** Whether the Node authorizer has an opinion on the user (pkg/auth/nodeidentifier). */
function isNode(user: User): boolean {
  return user.username.startsWith("system:node:") && user.groups.includes("system:nodes");
}

function withRbac(decision: ServerDecision, rbac: Decision | undefined): ServerDecision {
  return rbac === undefined ? decision : { ...decision, rbac };
}

function join(names: readonly string[]): string {
  return names.join(" or ");
}
