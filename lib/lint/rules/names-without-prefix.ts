import { findExpression, type LintContext, type LintIssuer } from "../context.ts";
import { beginningOf, endingOf, type NamePart, partsOf } from "../names.ts";
import { prefixFixes } from "../prefix.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Names that carry nothing of where they come from. */
export const missingPrefix: LintRule = {
  id: "missing-prefix",
  title: "Names without a prefix",
  explanation:
    "Without a prefix, a user or group of the issuer has the same name as one from a client certificate, a second " +
    "issuer or an example of somebody's manifest, and gets what is bound to it. A prefix such as `oidc:` keeps them apart.",
  check: (context) =>
    context.issuers.flatMap((issuer) =>
      (["username", "groups"] as const).flatMap((field) => checkPrefix(context, issuer, field)),
    ),
};

/** Two issuers that can give two people the same name. */
export const collidingNames: LintRule = {
  id: "colliding-names",
  title: "Two issuers whose names can collide",
  explanation:
    "Names of two issuers with the same prefix, or with none, are one name space: whoever controls a name at the weaker " +
    "issuer has the permissions of the same name at the other.",
  check: (context) => {
    const owners = {
      username: new Map<string, LintIssuer>(),
      groups: new Map<string, LintIssuer>(),
    };
    return context.issuers.flatMap((issuer) =>
      (["username", "groups"] as const).flatMap((field) => {
        const shapes = shapesOf(issuer, field);
        const [other] = shapes
          .flatMap((shape) => owners[field].get(shape) ?? [])
          .sort((a, b) => a.index - b.index);
        for (const shape of shapes) if (!owners[field].has(shape)) owners[field].set(shape, issuer);
        return other === undefined ? [] : [describeCollision(context, other, issuer, field)];
      }),
    );
  },
};

function checkPrefix(
  context: LintContext,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFinding[] {
  const mapping = issuer.jwt.claimMappings[field];
  const bare = waysOf(issuer, field).find(
    (way) => way.length > 0 && way.every(({ kind }) => kind !== "text"),
  );
  if (bare === undefined || bare.some(({ kind }) => kind === "other")) return [];
  const [first] = bare;
  const claim = first?.kind === "claim" ? first.claim : "";
  if (claim === "email" && field === "username") return [];
  const base = `${issuer.path}.claimMappings.${field}`;
  const path = mapping.claim === "" ? `${base}.expression` : `${base}.prefix`;
  const what = field === "username" ? "User names" : "Groups";
  return [
    {
      severity: "info",
      path,
      span: context.locate(path).span,
      message: `${what} are taken from ${claim} without a prefix, so one can be the same as a name from elsewhere.`,
      fixes: prefixFixes(context, issuer, field),
    },
  ];
}

// What surrounds the claims in the names of a mapping: two names of one shape can be the same.
function shapesOf(issuer: LintIssuer, field: "username" | "groups"): string[] {
  return waysOf(issuer, field)
    .filter((way) => way.some(({ kind }) => kind === "claim"))
    .filter((way) => way.every(({ kind }) => kind !== "other"))
    .map((way) => JSON.stringify([beginningOf(way), endingOf(way)]));
}

function describeCollision(
  context: LintContext,
  other: LintIssuer,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFinding {
  const mapping = issuer.jwt.claimMappings[field];
  const base = `${issuer.path}.claimMappings.${field}`;
  const path = `${base}.${mapping.claim === "" ? "expression" : "prefix"}`;
  const what = field === "username" ? "users" : "groups";
  return {
    severity: "warning",
    path,
    span: context.locate(path).span,
    message: `The ${what} of this issuer can have the same names as those of ${other.jwt.issuer.url}.`,
    hint: "Give each issuer a prefix of its own.",
    fixes: prefixFixes(context, issuer, field),
  };
}

function waysOf(
  issuer: LintIssuer,
  field: "username" | "groups",
): readonly (readonly NamePart[])[] {
  return partsOf(issuer.jwt.claimMappings[field], findExpression(issuer, field)?.expr);
}
