import { findExpression, type LintContext, type LintIssuer } from "../context.ts";
import { addItems, toFix } from "../edits.ts";
import { keepsOut } from "../guards.ts";
import { areComparable, beginningOf, type NamePart, partsOf } from "../names.ts";
import { prefixFixes } from "../prefix.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";

/** User names that can begin with `system:`. */
export const systemNames: LintRule = {
  id: "system-names",
  title: "User names that can begin with system:",
  explanation:
    "Names under system: belong to Kubernetes itself: system:kube-controller-manager or a service account has its " +
    "permissions by name alone. The server does not keep such names out of tokens; a prefix or a userValidationRule does.",
  check: (context) => context.issuers.flatMap((issuer) => checkField(context, issuer, "username")),
};

/** Groups that can be `system:masters`. */
export const systemMasters: LintRule = {
  id: "system-masters",
  title: "Groups that can carry system:masters",
  explanation:
    "A member of system:masters may do everything, before any authorizer is asked. The server takes the group from a " +
    "token like any other; a prefix or a userValidationRule keeps it out.",
  check: (context) => context.issuers.flatMap((issuer) => checkField(context, issuer, "groups")),
};

function letsSystemThrough(issuer: LintIssuer, field: "username" | "groups"): boolean {
  return openPart(issuer, field) !== undefined && !keepsOut(issuer, field);
}

function checkField(
  context: LintContext,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFinding[] {
  if (!letsSystemThrough(issuer, field)) return [];
  const open = openPart(issuer, field);
  const mapping = issuer.jwt.claimMappings[field];
  const base = `${issuer.path}.claimMappings.${field}`;
  const path = mapping.claim === "" ? `${base}.expression` : `${base}.claim`;
  const expression = findExpression(issuer, field);
  const node = open?.kind === "claim" ? open.node : undefined;
  const claim = open?.kind === "claim" ? open.claim : undefined;
  const subject = claim === undefined ? "The expression" : claim;
  const message =
    field === "username"
      ? `${subject} can begin with system:, and so a user can take the name of a part of Kubernetes.`
      : `${subject} can hold system:masters, and whoever is in that group may do everything.`;
  return [
    {
      severity: "warning",
      path,
      span: node && expression ? expression.spanOf(node) : context.locate(path).span,
      message,
      fixes: [...guardFix(context, issuer, field), ...prefixFixes(context, issuer, field)],
    },
  ];
}

// The first piece of a name that can be, or go on to be, "system:".
function openPart(issuer: LintIssuer, field: "username" | "groups"): NamePart | undefined {
  const mapping = issuer.jwt.claimMappings[field];
  for (const way of partsOf(mapping, findExpression(issuer, field)?.expr)) {
    const beginning = beginningOf(way);
    const next = way.find(({ kind }) => kind !== "text");
    if (next === undefined) {
      if (beginning.startsWith("system:")) return way[0];
      continue;
    }
    if (!areComparable(beginning, "system:")) continue;
    if (beginning === "" && next.kind === "claim" && isHarmless(issuer, next.claim)) continue;
    return next;
  }
  return undefined;
}

// Claims in which nobody writes the text: an address, ids, what a pipeline service makes.
function isHarmless({ provider }: LintIssuer, claim: string): boolean {
  if (claim === "sub") return provider?.safeSubject === true;
  return (
    claim === "email" ||
    claim === "user_email" ||
    /(?:^|_)(?:id|uuid|guid)$|^(?:oid|tid)$/i.test(claim) ||
    (provider?.openTo !== undefined &&
      provider.pins?.some((pin) => pin.claim === claim && pin.list !== true) === true)
  );
}

function guardFix(
  context: LintContext,
  { path }: LintIssuer,
  field: "username" | "groups",
): LintFix[] {
  const edits = addItems(context, path, "userValidationRules", [guards[field]]);
  return edits ? [toFix(context, "Add a rule against system:", edits)] : [];
}

const guards = {
  username: {
    expression: "!user.username.startsWith('system:')",
    message: "names under system: are reserved",
  },
  groups: {
    expression: "user.groups.all(group, !group.startsWith('system:'))",
    message: "groups under system: are reserved",
  },
} as const;
