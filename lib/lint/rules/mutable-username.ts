import type { Severity } from "../../diagnostics/diagnostic.ts";
import { findExpression, type LintContext, type LintIssuer } from "../context.ts";
import { fixString } from "../edits.ts";
import { claimsOf, findRead } from "../names.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** User names from claims that their owners can change, or that may go to another person. */
export const mutableUsername: LintRule = {
  id: "mutable-username",
  title: "A user name that can change hands",
  explanation:
    "Bindings name users. If a user can choose the name, they can take one that a binding already names; if a name " +
    "can be given to another person later, so are its permissions. `sub` is the claim that an issuer never reuses.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, issuer: LintIssuer): LintFinding[] {
  const { username } = issuer.jwt.claimMappings;
  const expression = findExpression(issuer, "username");
  const path = `${issuer.path}.claimMappings.username`;
  const found = new Map<string, LintFinding>();
  for (const pattern of issuer.names.username.patterns) {
    const claims = claimsOf(pattern);
    // With an id beside it, the name is only for people to read.
    if (claims.some((claim) => stable.has(claim))) continue;
    for (const claim of claims) {
      const name = claim.toLowerCase();
      const why = Object.hasOwn(changeable, name) ? changeable[name] : undefined;
      if (why === undefined || found.has(claim)) continue;
      const field = username.claim === "" ? `${path}.expression` : `${path}.claim`;
      const node = findRead(issuer, "username", claim);
      const range = node && expression?.rangeOf(node);
      const title = "Name users by sub (bindings must follow)";
      const fix =
        // A name without a prefix would only trade one finding for another.
        expression === undefined && username.prefix !== ""
          ? fixString(context, field, title, username.claim, "sub")
          : undefined;
      found.set(claim, {
        severity: why.severity,
        path: field,
        span: range && expression ? expression.place.spanOf(range) : context.locate(field).span,
        message: `${claim} ${why.text}.`,
        hint: "If bindings name users, map sub or another id that the issuer never reuses.",
        ...(fix && { fixes: [fix] }),
      });
    }
  }
  return [...found.values()];
}

const own = "can be changed by its owner at most issuers, so a user can take a name that is bound";
const passes = "can be given to another person, who then has everything that is bound to the name";

const changeable: Readonly<Record<string, { readonly severity: Severity; readonly text: string }>> =
  {
    preferred_username: { severity: "warning", text: own },
    nickname: { severity: "warning", text: own },
    name: { severity: "warning", text: own },
    given_name: { severity: "warning", text: own },
    family_name: { severity: "warning", text: own },
    username: { severity: "warning", text: own },
    user_name: { severity: "warning", text: own },
    login: { severity: "warning", text: own },
    upn: { severity: "warning", text: passes },
    unique_name: { severity: "warning", text: passes },
    spn: { severity: "warning", text: own },
    actor: { severity: "warning", text: own },
    user_login: { severity: "warning", text: own },
    email: { severity: "info", text: passes },
    user_email: { severity: "info", text: passes },
  };

const stable = new Set(["sub", "oid", "uid", "user_id", "actor_id", "repository_id", "project_id"]);
