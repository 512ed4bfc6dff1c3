import { formatWhoami } from "../identity/whoami.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { writeSubjects } from "../rbac/manifest/write-manifest.ts";
import type { Authentication } from "../token/trace.ts";
import type { AnswerComparison } from "./compare-answer.ts";

/**
 * The user as kubectl prints it, and as bindings name it. `authentication` is what made the user of a token, `claims` are
 * the names of that token's claims: with them it is said why the user has no groups.
 */
export function viewIdentity(
  user: UserInfo,
  made?: { readonly authentication: Authentication; readonly claims: readonly string[] },
): IdentityView {
  const withoutGroups = made && explainNoGroups(user, made.authentication, made.claims);
  return {
    user,
    whoami: formatWhoami(user),
    subjects: writeSubjects(user),
    ...(withoutGroups !== undefined && { withoutGroups }),
  };
}

/** The user that came of the token, and how other tools write it. */
export interface IdentityView {
  readonly user: UserInfo;
  /** What `kubectl auth whoami` prints, byte for byte, with its last line end. */
  readonly whoami: string;
  /** A `subjects:` list for a manifest: the user and each of its groups. */
  readonly subjects: string;
  /** Why the token gave the user no groups, which is no error for the server. Untrusted text: it names claims. */
  readonly withoutGroups?: string;
  /** How the cluster's own answer differs, if one was pasted. */
  readonly compared?: AnswerComparison;
}

function explainNoGroups(
  user: UserInfo,
  { issuers, decidedBy }: Authentication,
  claims: readonly string[],
): string | undefined {
  if (user.groups.some((group) => group !== authenticatedGroup)) return undefined;
  const issuer =
    issuers.find(({ index }) => index === decidedBy) ??
    issuers.find(({ verdict }) => verdict === "passed" || verdict === "unknown");
  if (issuer === undefined) return undefined;
  const step = issuer.steps.find(({ kind }) => kind === "groups");
  if (step === undefined) {
    return "The issuer has no claimMappings.groups, so no groups are mapped.";
  }
  // A group with an empty name, or the server's own, is a group too; and what is awaited is not known.
  if (step.verdict !== "passed" || (step.output ?? "") !== "") return undefined;
  const nothing = "so no groups are mapped";
  if (step.expression === undefined) {
    const [claim = ""] = step.claims;
    const isMissing = (step.input ?? "") === "";
    return isMissing
      ? `This token has no claim ${claim}, ${nothing}.`
      : `The claim ${claim} is ${step.input}, ${nothing}.`;
  }
  const sentence = `The expression for groups gives an empty list, ${nothing}`;
  // What was fetched from elsewhere is no claim of the token itself.
  const missing = claims.includes("_claim_names")
    ? []
    : step.claims.filter((claim) => !claims.includes(claim));
  if (missing.length === 0) return `${sentence}.`;
  const named = missing.length === 1 ? "claim" : "claims";
  return `${sentence}: this token has no ${named} ${missing.join(", ")}.`;
}
