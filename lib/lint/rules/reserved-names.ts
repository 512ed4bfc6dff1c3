import { couldBegin, readPattern } from "../../authn/names/match.ts";
import type { NamePattern } from "../../authn/names/names.ts";
import { findExpression, type LintContext, type LintIssuer } from "../context.ts";
import { addItems, toFix } from "../edits.ts";
import { claimsOf, findRead, isUnknown } from "../names.ts";
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

function checkField(
  context: LintContext,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFinding[] {
  const open = issuer.names[field].patterns.find((pattern) => isOpen(issuer, field, pattern));
  if (open === undefined) return [];
  const { path } = issuer.names[field];
  const [claim] = claimsOf(open);
  const unknown = isUnknown(open);
  const expression = findExpression(issuer, field);
  const node = claim === undefined ? undefined : findRead(issuer, field, claim);
  const subject = claim === undefined || unknown ? "The expression" : claim;
  const message =
    field === "username"
      ? `${subject} can begin with system:, and so a user can take the name of a part of Kubernetes.`
      : `${subject} can hold system:masters, and a member of that group may do everything.`;
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

// A name that can be one of Kubernetes' own, unless it is made of claims without such texts.
function isOpen(issuer: LintIssuer, field: "username" | "groups", pattern: NamePattern): boolean {
  const possible =
    field === "username"
      ? couldBegin(pattern, "system:")
      : readPattern(pattern, "system:masters").length > 0;
  if (!possible) return false;
  const [first] = pattern.parts;
  const [claim] = claimsOf(pattern);
  return !(first?.kind === "claim" && claim !== undefined && isHarmless(issuer, claim));
}

// Claims whose text no user chooses: an address, ids, what a pipeline service writes.
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
