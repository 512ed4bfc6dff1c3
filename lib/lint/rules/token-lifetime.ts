import type { LintContext } from "../context.ts";
import { addItems, toFix } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { mentionsClaim } from "../tree.ts";

/** Tokens that live for days. */
export const tokenLifetime: LintRule = {
  id: "token-lifetime",
  title: "A token that lives long",
  explanation:
    "The server does not ask the issuer whether a token is still valid: until it expires, its holder is its user, also after the " +
    "account is closed or a group is left. A rule on `claims.exp - claims.iat` refuses tokens that were made to live longer.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(
  context: LintContext,
  { path, jwt, expressions }: LintContext["issuers"][number],
): LintFinding[] {
  const { issuer, issuedAt, expiresAt } = context.token;
  if (issuer !== jwt.issuer.url || issuedAt === undefined || expiresAt === undefined) return [];
  const life = expiresAt - issuedAt;
  if (!(life > longest)) return [];
  const limited = expressions.some(
    ({ role, expr }) =>
      role === "claim-rule" && mentionsClaim(expr, "exp") && mentionsClaim(expr, "iat"),
  );
  if (limited) return [];
  const rule = {
    expression: "claims.exp - claims.iat <= 86400",
    message: "the token lives longer than a day",
  };
  const edits = addItems(context, path, "claimValidationRules", [rule]);
  return [
    {
      severity: "info",
      path: `${path}.issuer.url`,
      span: context.locate(`${path}.issuer.url`).span,
      message: `The token at hand lives for ${formatLife(life)}, and nothing can revoke it before.`,
      hint: "Let the issuer make shorter ones.",
      ...(edits && { fixes: [toFix(context, "Refuse tokens made for more than a day", edits)] }),
    },
  ];
}

function formatLife(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  if (days >= 2) return `${days} days`;
  return `${Math.round(seconds / 3600)} hours`;
}

/** A day; a working day's tokens are common, longer ones are not needed if there are refresh tokens. */
const longest = 86_400;
