import type { CompiledIssuer } from "../authn/compile.ts";
import { decodeString } from "../go/decode-json.ts";
import {
  anonymousUser,
  authenticatedGroup,
  type UserInfo,
  unauthenticatedGroup,
} from "../kube/user-info.ts";
import type { RawClaim } from "./id-token.ts";
import type { ExpressionRun } from "./run-expression.ts";
import {
  type Outcome,
  pass,
  type Slot,
  type Stage,
  type StageResult,
  type State,
} from "./stage.ts";
import { collect, describeRun, evaluateAll, showClaim } from "./stage-values.ts";
import type { StepKind } from "./trace.ts";

/** The required claims: strings, compared whole. Go walks them in no fixed order. */
export const requiredClaimsStage: Stage = {
  slots: (issuer) =>
    issuer.requiredClaims.map((required) => ({
      kind: "required-claim",
      path: required.path,
      span: required.span,
      title: `${required.claim} must be ${required.value}`,
    })),
  run(state) {
    const outcomes: Outcome[] = [];
    for (const { claim, value } of state.issuer.requiredClaims) {
      const message = checkRequired(state.claims.get(claim), claim, value);
      const seen = { input: showClaim(state, claim), output: value, claims: [claim] };
      if (message !== undefined) {
        outcomes.push({ verdict: "failed", summary: `${claim} is not ${value}`, message, ...seen });
        return { outcomes, error: message };
      }
      outcomes.push({ verdict: "passed", summary: `${claim} is ${value}`, ...seen });
    }
    return { outcomes };
  },
};

/** claimValidationRules with expressions. */
export const claimRulesStage: Stage = {
  slots: (issuer) => issuer.claimRules.map((rule) => ruleSlot("claim-rule", rule)),
  run: (state) => runRules(state, "claims"),
};

/** userValidationRules; the user has no system:authenticated yet. */
export const userRulesStage: Stage = {
  slots: (issuer) => issuer.userRules.map((rule) => ruleSlot("user-rule", rule)),
  run: (state) => runRules(state, "user"),
};

/** What the server adds to every user that an authenticator let in: authenticated_group_adder.go. */
export const systemGroupsStage: Stage = {
  slots: (issuer) => [
    {
      kind: "system-groups",
      path: issuer.path,
      name: "system-groups",
      title: `The group ${authenticatedGroup} is added`,
    },
  ],
  run(state) {
    return pass(
      needsSystemGroup(state)
        ? `Groups + ${authenticatedGroup}`
        : `${authenticatedGroup} is not added`,
    );
  },
};

/** A user with `system:authenticated`; the same object if it is not added: the anonymous name, or such a group already. */
export function addSystemGroups<
  T extends { readonly username: string; readonly groups: readonly string[] },
>(user: T): T {
  return needsSystemGroup(user) ? { ...user, groups: [...user.groups, authenticatedGroup] } : user;
}

function needsSystemGroup({ username, groups }: Pick<UserInfo, "username" | "groups">): boolean {
  if (username === anonymousUser.username) return false;
  return !groups.includes(authenticatedGroup) && !groups.includes(unauthenticatedGroup);
}

function ruleSlot(kind: StepKind, rule: CompiledIssuer["claimRules"][number]): Slot {
  return {
    kind,
    path: rule.path,
    span: rule.span,
    title: rule.message === "" ? rule.expression.checked.source : rule.message,
  };
}

function checkRequired(
  found: RawClaim | undefined,
  claim: string,
  value: string,
): string | undefined {
  if (found === undefined) return `oidc: required claim ${claim} not present in ID token`;
  const got = decodeString(found.text, found.node);
  if (got.kind === "error") return `oidc: parse claim ${claim}: ${got.message}`;
  if (got.value === value) return undefined;
  return `oidc: required claim ${claim} value does not match. Got = ${got.value}, want = ${value}`;
}

// checkValidationRulesEvaluation: all rules are evaluated, and an error of any comes before the first that is false.
function runRules(state: State, variable: "claims" | "user"): StageResult {
  const rules = variable === "claims" ? state.issuer.claimRules : state.issuer.userRules;
  const where =
    variable === "claims"
      ? "oidc: error evaluating claim validation expression"
      : "oidc: error evaluating user info validation rule";
  const runs = evaluateAll(
    state,
    rules.map(({ expression }) => expression),
    variable,
    where,
  );
  const judge = (run: ExpressionRun, at: number): Outcome & { error?: string } => {
    const rule = rules[at];
    const source = rule?.expression.checked.source ?? "";
    const label = rule?.message || source;
    const seen = describeRun(run);
    if (run.result === true) return { verdict: "passed", summary: `Holds: ${label}`, ...seen };
    if (runs.error !== undefined) {
      return {
        verdict: "failed",
        summary: `Does not hold, but the server reports the error of a later rule: ${label}`,
        ...seen,
      };
    }
    const error =
      run.result === false
        ? `${where}: validation expression '${source}' failed: ${rule?.message ?? ""}`
        : `${where}: validation expression must return a boolean`;
    return {
      verdict: "failed",
      summary: `Does not hold: ${label}`,
      message: error,
      error,
      ...seen,
    };
  };
  return collect(runs, judge, "The rule cannot be evaluated");
}
