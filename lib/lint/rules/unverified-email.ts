import { walk } from "../../cel/ast.ts";
import { findExpression, type LintContext, type LintIssuer } from "../context.ts";
import { addItems, toFix } from "../edits.ts";
import { claimsOf, findRead } from "../names.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { presenceOf, readOf } from "../tree.ts";

/** User names from e-mail addresses that were not verified. */
export const unverifiedEmail: LintRule = {
  id: "unverified-email",
  title: "An e-mail address that is not verified",
  explanation:
    "An issuer may let a user enter any address. `claim: email` refuses a token whose email_verified is there and not " +
    "true; an expression must look at it itself. The server asks for that, but sees only `claims.email` and `claims.?email`.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, issuer: LintIssuer): LintFinding[] {
  const expression = findExpression(issuer, "username");
  if (!issuer.names.username.patterns.some((each) => claimsOf(each).includes("email"))) return [];
  const path = `${issuer.path}.claimMappings.username.${expression ? "expression" : "claim"}`;
  if (expression === undefined) {
    if (!issuer.provider?.id.startsWith("entra")) return [];
    return [
      {
        severity: "warning",
        path,
        span: context.locate(path).span,
        message:
          "Entra sends no email_verified, so its addresses pass unverified; people outside the tenant can set them.",
        hint: "Map oid, or sub.",
      },
    ];
  }
  const looks = issuer.expressions.some(
    ({ role, expr }) =>
      (role === "claim-rule" || role === "username" || role === "extra") && readsVerified(expr),
  );
  const required = issuer.jwt.claimValidationRules.some(({ claim }) => claim === "email_verified");
  if (looks || required) return [];
  const rule = {
    expression: "claims.?email_verified.orValue(true) == true",
    message: "the e-mail address is not verified",
  };
  const edits = addItems(context, issuer.path, "claimValidationRules", [rule]);
  const node = findRead(issuer, "username", "email");
  return [
    {
      severity: "warning",
      path,
      span: node ? expression.spanOf(node) : expression.span,
      message:
        "No rule reads email_verified, so a user who can enter an address at the issuer can be its owner here.",
      ...(edits && { fixes: [toFix(context, "Add a rule on email_verified", edits)] }),
    },
  ];
}

// Its presence alone says nothing.
function readsVerified(expr: Parameters<typeof walk>[0]): boolean {
  let found = false;
  walk(expr, (node) => {
    found ||= readOf(node)?.claim === "email_verified" && presenceOf(node) === undefined;
  });
  return found;
}
