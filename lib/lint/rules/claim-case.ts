import { walk } from "../../cel/ast.ts";
import type { LintContext, LintExpression, LintIssuer } from "../context.ts";
import { fixExpression, fixString } from "../edits.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";
import { presenceOf, readOf } from "../tree.ts";

/** Standard claims with capital letters. */
export const claimCase: LintRule = {
  id: "claim-case",
  title: "A standard claim in another case",
  explanation:
    "Names of claims are compared letter by letter: `claims.Email` is not `claims.email`. The server's own reading of iss, " +
    "aud or exp does not care about case, which makes it worse: a token with `Iss` passes, and `claims.iss` is another.",
  check: (context) =>
    context.issuers.flatMap((issuer) => [
      ...checkFields(context, issuer),
      ...issuer.expressions.flatMap((expression) => checkExpression(context, expression)),
    ]),
};

function checkFields(context: LintContext, { path, jwt }: LintIssuer): LintFinding[] {
  const { username, groups, uid } = jwt.claimMappings;
  const fields: [string, string][] = [
    [`${path}.claimMappings.username.claim`, username.claim],
    [`${path}.claimMappings.groups.claim`, groups.claim],
    [`${path}.claimMappings.uid.claim`, uid.claim],
    ...jwt.claimValidationRules.map(({ claim }, i): [string, string] => [
      `${path}.claimValidationRules[${i}].claim`,
      claim,
    ]),
  ];
  return fields.flatMap(([field, claim]) => {
    const meant = meantBy(claim);
    if (meant === undefined) return [];
    const fix = fixString(context, field, `Write ${meant}`, claim, meant);
    return [describeCase(field, context.locate(field).span, claim, meant, [fix])];
  });
}

function checkExpression(context: LintContext, expression: LintExpression): LintFinding[] {
  const found = new Map<string, LintFinding>();
  const replacements = new Map<string, { start: number; end: number; text: string }[]>();
  walk(expression.expr, (node) => {
    const claim = readOf(node)?.claim ?? presenceOf(node);
    const meant = claim === undefined ? undefined : meantBy(claim);
    const range = expression.rangeOf(node);
    if (claim === undefined || meant === undefined || range === undefined) return;
    const at = expression.source.slice(range.start, range.end).lastIndexOf(claim);
    if (at < 0) return;
    const start = range.start + at;
    const list = replacements.get(claim) ?? [];
    // A presence test is inside the read that it is made of.
    if (!list.some((each) => each.start === start)) {
      list.push({ start, end: start + claim.length, text: meant });
    }
    replacements.set(claim, list);
    if (!found.has(claim)) {
      found.set(claim, describeCase(expression.path, expression.spanOf(node), claim, meant, []));
    }
  });
  return [...found].map(([claim, finding]) => {
    const title = `Write ${meantBy(claim)}`;
    // The server asks for a look at email_verified as soon as it sees the address.
    if (expression.role === "username" && meantBy(claim) === "email") return finding;
    const fix = fixExpression(context, expression, title, replacements.get(claim) ?? []);
    return { ...finding, fixes: [fix] };
  });
}

function describeCase(
  path: string,
  span: LintFinding["span"],
  claim: string,
  meant: string,
  fixes: readonly LintFix[],
): LintFinding {
  return {
    severity: "warning",
    path,
    span,
    message: `The standard claim is ${meant}; ${claim} is another claim, which tokens do not have.`,
    ...(fixes.length > 0 && { fixes }),
  };
}

function meantBy(claim: string): string | undefined {
  const lower = claim.toLowerCase();
  return claim !== lower && standard.has(lower) ? lower : undefined;
}

/** RFC 7519 and OpenID Connect Core. */
const standard = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "azp",
  "nonce",
  "auth_time",
  "acr",
  "amr",
  "name",
  "given_name",
  "family_name",
  "nickname",
  "preferred_username",
  "email",
  "email_verified",
  "phone_number",
  "phone_number_verified",
  "updated_at",
]);
