import { couldBe, literalOf } from "../../authn/names/match.ts";
import type { FieldNames, NamePattern } from "../../authn/names/names.ts";
import type { LintContext, LintIssuer } from "../context.ts";
import { beginningOf, claimsOf, endingOf, isUnknown } from "../names.ts";
import { prefixFixes } from "../prefix.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Names that carry nothing of where they come from. */
export const missingPrefix: LintRule = {
  id: "missing-prefix",
  title: "Names without a prefix",
  explanation:
    "Without a prefix, a user or group of the issuer has the same name as one from a client certificate, a second " +
    "issuer or an example manifest, and gets what is bound to it. A prefix such as `oidc:` keeps them apart.",
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
    "Names of two issuers with the same prefix, or with none, share one name space: a person who controls a name at the weaker " +
    "issuer has the permissions of the same name at the other.",
  check: (context) =>
    context.issuers.flatMap((issuer, at) =>
      (["username", "groups"] as const).flatMap((field) => {
        const other = context.issuers.slice(0, at).find((each) => shareNames(each, issuer, field));
        return other === undefined ? [] : [describeCollision(context, other, issuer, field)];
      }),
    ),
};

function checkPrefix(
  context: LintContext,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFinding[] {
  const bare = issuer.names[field].patterns.find(
    (pattern) =>
      literalOf(pattern) === undefined && beginningOf(pattern) + endingOf(pattern) === "",
  );
  const [claim] = bare === undefined ? [] : claimsOf(bare);
  if (bare === undefined || claim === undefined || isUnknown(bare)) return [];
  // Something else than a claim's value in the middle keeps names apart as well.
  if (bare.parts.some(({ kind }) => kind === "text")) return [];
  if (claim === "email" && field === "username") return [];
  const path =
    issuer.jwt.claimMappings[field].claim === ""
      ? issuer.names[field].path
      : `${issuer.path}.claimMappings.${field}.prefix`;
  const what = field === "username" ? "User names" : "Groups";
  return [
    {
      severity: "info",
      path,
      span: context.locate(path).span,
      message: `${what} from the claim ${claim} have no prefix, so one can be equal to a name from another source.`,
      fixes: prefixFixes(context, issuer, field),
    },
  ];
}

// Two issuers whose names have the same beginning and end, or one of which gives a fixed name of the other.
function shareNames(a: LintIssuer, b: LintIssuer, field: "username" | "groups"): boolean {
  const [first, second] = [a.names[field], b.names[field]];
  const fixed = (from: typeof first, to: typeof first) =>
    from.patterns.some((pattern) => {
      const name = literalOf(pattern);
      return name !== undefined && couldBe(onlyOpen(to), name);
    });
  const frames = new Set(first.patterns.flatMap(frameOf));
  return (
    second.patterns.some((pattern) => frameOf(pattern).some((frame) => frames.has(frame))) ||
    fixed(first, second) ||
    fixed(second, first)
  );
}

// That both give the same fixed name is written down, and so is meant.
function onlyOpen(names: FieldNames): FieldNames {
  return { ...names, patterns: names.patterns.filter((each) => literalOf(each) === undefined) };
}

function frameOf(pattern: NamePattern): string[] {
  if (literalOf(pattern) !== undefined || isUnknown(pattern)) return [];
  return [JSON.stringify([beginningOf(pattern), endingOf(pattern)])];
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
