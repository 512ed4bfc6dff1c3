import type { CompiledExpression, CompiledIssuer, CompiledMapping } from "../authn/compile.ts";
import { CelError, type CelResult, convertToStringList, isError } from "../cel/values.ts";
import { fromByteString } from "../go/byte-string.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import { decodeBool, decodeString, decodeStrings } from "./go-decode.ts";
import { rawText } from "./go-json.ts";
import type { RawClaim } from "./id-token.ts";
import {
  type ExpressionRun,
  makeClaimsVariable,
  makeUserVariable,
  runExpression,
} from "./run-expression.ts";
import {
  type Outcome,
  pass,
  refuse,
  type Slot,
  type Stage,
  type StageResult,
  type State,
} from "./stage.ts";
import type { StepKind } from "./trace.ts";

/** getUsername of oidc.go. */
export const usernameStage: Stage = {
  slots: (issuer) => [mappingSlot("username", issuer.username, "The user's name")],
  run(state) {
    const mapping = state.issuer.username;
    const unreadable = makeVariable(state);
    if (unreadable !== undefined) return refuse("The claims cannot be converted", unreadable);
    const made =
      mapping.kind === "claim"
        ? readUsername(state, mapping.claim, mapping.prefix)
        : evaluateUsername(state, mapping.expression);
    if (made.result.kind === "error") return refuse("No user name", made.result.message, made.seen);
    state.username = made.result.value;
    return pass(`Username → ${state.username}`, { ...made.seen, output: state.username });
  },
};

/** getGroups of oidc.go. */
export const groupsStage: Stage = {
  slots: ({ groups }) =>
    groups === undefined ? [] : [mappingSlot("groups", groups, "The user's groups")],
  run(state) {
    const mapping = state.issuer.groups;
    if (mapping === undefined) return { outcomes: [] };
    const made =
      mapping.kind === "claim"
        ? readGroups(state, mapping.claim, mapping.prefix)
        : evaluateGroups(state, mapping.expression);
    if (made.result.kind === "error") return refuse("No groups", made.result.message, made.seen);
    state.groups = [...made.result.value];
    const shown = state.groups.join(", ");
    return pass(shown === "" ? "Groups → none" : `Groups → ${shown}`, {
      ...made.seen,
      output: shown,
    });
  },
};

/** getUID of oidc.go. */
export const uidStage: Stage = {
  slots: ({ uid }) => (uid === undefined ? [] : [mappingSlot("uid", uid, "The user's UID")]),
  run(state) {
    const mapping = state.issuer.uid;
    if (mapping === undefined) return { outcomes: [] };
    const made =
      mapping.kind === "claim"
        ? readUid(state, mapping.claim)
        : evaluateUid(state, mapping.expression);
    if (made.result.kind === "error") return refuse("No UID", made.result.message, made.seen);
    state.uid = made.result.value;
    return pass(`UID → ${state.uid}`, { ...made.seen, output: state.uid });
  },
};

/** getCredentialID of oidc.go: a jti that is no string is no error. */
export const credentialIdStage: Stage = {
  slots: (issuer) => [
    {
      kind: "extra",
      path: issuer.path,
      name: "credential-id",
      title: "The token's id becomes an extra",
    },
  ],
  applies: (state) => state.run.minor >= 32 && state.claims.has("jti"),
  run(state) {
    const id = unmarshalClaim(state, "jti", decodeString);
    if (id.kind === "error" || id.value === "") {
      return pass("jti is no text, so there is no credential-id", { claims: ["jti"] });
    }
    const value = `JTI=${id.value}`;
    state.extra[credentialIdKey] = [value];
    return pass(`${credentialIdKey} → ${value}`, { claims: ["jti"], output: value });
  },
};

/** getExtra of oidc.go: all expressions are evaluated before the first result is looked at. */
export const extraStage: Stage = {
  slots: (issuer) =>
    issuer.extra.map((extra) => ({
      kind: "extra",
      path: extra.path,
      span: extra.span,
      title: `The extra ${extra.key}`,
    })),
  run(state) {
    const { extra } = state;
    const expressions = state.issuer.extra.map(({ expression }) => expression);
    const runs = evaluateAll(state, expressions, "claims");
    const convert = (run: ExpressionRun, at: number): Outcome & { error?: string } => {
      const { key = "", expression } = state.issuer.extra[at] ?? {};
      const seen = describeRun(run);
      if (runs.error !== undefined)
        return { verdict: "passed", summary: `${key} was evaluated`, ...seen };
      const values = toStringList(run.result);
      if (values.kind === "error") {
        const error = `oidc: error evaluating extra claim expression: ${expression?.checked.source}: ${values.message}`;
        return { verdict: "failed", summary: `No extra ${key}`, message: error, error, ...seen };
      }
      if (values.value.length > 0) extra[key] = values.value;
      const shown = values.value.join(", ");
      return {
        verdict: "passed",
        summary: shown === "" ? `${key} → left out` : `${key} → ${shown}`,
        ...seen,
        output: shown,
      };
    };
    return collect(runs, convert, "An extra's expression fails");
  },
};

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
      title: `The group ${allAuthenticated} is added`,
    },
  ],
  run(state) {
    const added = addSystemGroups(state) !== state;
    return pass(added ? `Groups + ${allAuthenticated}` : `${allAuthenticated} is not added`);
  },
};

/** A user with `system:authenticated`; the same object where it is not added: the anonymous name, or such a group already. */
export function addSystemGroups<
  T extends { readonly username: string; readonly groups: readonly string[] },
>(user: T): T {
  const { username, groups } = user;
  if (username === "system:anonymous") return user;
  if (groups.includes(allAuthenticated) || groups.includes("system:unauthenticated")) return user;
  return { ...user, groups: [...groups, allAuthenticated] };
}

interface Made<T> {
  readonly result: GoResult<T>;
  readonly seen: Omit<Outcome, "verdict" | "summary" | "message">;
}

function mappingSlot(kind: StepKind, mapping: CompiledMapping, title: string): Slot {
  return { kind, path: mapping.path, span: mapping.span, title };
}

function ruleSlot(kind: StepKind, rule: CompiledIssuer["claimRules"][number]): Slot {
  return {
    kind,
    path: rule.path,
    span: rule.span,
    title: rule.message === "" ? rule.expression.checked.source : rule.message,
  };
}

function readUsername(state: State, claim: string, prefix: string): Made<string> {
  const seen = {
    input: showClaim(state, claim),
    claims: claim === "email" ? [claim, "email_verified"] : [claim],
  };
  const name = unmarshalClaim(state, claim, decodeString);
  if (name.kind === "error") {
    return { result: fail(`oidc: parse username claims ${quote(claim)}: ${name.message}`), seen };
  }
  if (claim === "email" && state.claims.has("email_verified")) {
    const verified = unmarshalClaim(state, "email_verified", decodeBool);
    if (verified.kind === "error") {
      return { result: fail(`oidc: parse 'email_verified' claim: ${verified.message}`), seen };
    }
    if (!verified.value) return { result: fail("oidc: email not verified"), seen };
  }
  return { result: ok(prefix + name.value), seen };
}

function evaluateUsername(state: State, expression: CompiledExpression): Made<string> {
  const where = "oidc: error evaluating username claim expression";
  const made = evaluateToString(state, expression, where, "username");
  if (made.result.kind === "ok" && made.result.value === "") {
    return { ...made, result: fail("oidc: empty username via CEL expression is not allowed") };
  }
  return made;
}

function readGroups(state: State, claim: string, prefix: string): Made<readonly string[]> {
  const seen = { input: showClaim(state, claim), claims: [claim] };
  // groups.claim without the claim leaves the user without groups.
  const found = state.claims.get(claim);
  if (found === undefined) return { result: ok([]), seen };
  const list = decodeStrings(found.text, found.node);
  const groups = list.kind === "ok" ? list : decodeString(found.text, found.node);
  if (groups.kind === "error") {
    return { result: fail(`oidc: parse groups claim ${quote(claim)}: ${groups.message}`), seen };
  }
  const names = typeof groups.value === "string" ? [groups.value] : groups.value;
  return { result: ok(names.map((name) => prefix + name)), seen };
}

function evaluateGroups(state: State, expression: CompiledExpression): Made<readonly string[]> {
  const where = "oidc: error evaluating group claim expression";
  const run = evaluate(state, expression);
  const seen = describeRun(run);
  if (isError(run.result))
    return { result: fail(`${where}: ${describeFailure(expression, run)}`), seen };
  const groups = toStringList(run.result);
  return { result: groups.kind === "ok" ? groups : fail(`${where}: ${groups.message}`), seen };
}

function readUid(state: State, claim: string): Made<string> {
  const seen = { input: showClaim(state, claim), claims: [claim] };
  const uid = unmarshalClaim(state, claim, decodeString);
  if (uid.kind === "ok") return { result: uid, seen };
  return { result: fail(`oidc: parse uid claim ${quote(claim)}: ${uid.message}`), seen };
}

function evaluateUid(state: State, expression: CompiledExpression): Made<string> {
  return evaluateToString(state, expression, "oidc: error evaluating uid claim expression", "uid");
}

function evaluateToString(
  state: State,
  expression: CompiledExpression,
  where: string,
  what: string,
): Made<string> {
  const run = evaluate(state, expression);
  const seen = describeRun(run);
  if (isError(run.result))
    return { result: fail(`${where}: ${describeFailure(expression, run)}`), seen };
  if (typeof run.result === "string") return { result: ok(run.result), seen };
  return { result: fail(`${where}: ${what} claim expression must return a string`), seen };
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

interface Runs {
  readonly runs: readonly ExpressionRun[];
  /** The first evaluation that failed: no result is looked at. */
  readonly error?: string;
}

// mapper.eval of pkg/authentication/cel/mapper.go.
function evaluateAll(
  state: State,
  expressions: readonly CompiledExpression[],
  variable: "claims" | "user",
  where?: string,
): Runs {
  const runs: ExpressionRun[] = [];
  const user =
    variable === "user" && expressions.length > 0
      ? makeUserVariable(state, state.run.minor)
      : undefined;
  for (const expression of expressions) {
    const run = user === undefined ? evaluate(state, expression) : runExpression(expression, user);
    runs.push(run);
    if (isError(run.result)) {
      const message = describeFailure(expression, run);
      return { runs, error: where === undefined ? message : `${where}: ${message}` };
    }
  }
  return { runs };
}

function collect(
  { runs, error }: Runs,
  judge: (run: ExpressionRun, at: number) => Outcome & { error?: string },
  failure: string,
): StageResult {
  const outcomes: Outcome[] = [];
  for (const [at, run] of runs.entries()) {
    if (error !== undefined && at === runs.length - 1) {
      outcomes.push({ verdict: "failed", summary: failure, message: error, ...describeRun(run) });
      return { outcomes, error };
    }
    const { error: own, ...outcome } = judge(run, at);
    outcomes.push(outcome);
    if (own !== undefined) return { outcomes, error: own };
  }
  return { outcomes };
}

// The claims are made a value before the first mapping, and only where some expression reads them.
function makeVariable(state: State): string | undefined {
  const { username, groups, uid, extra, claimRules } = state.issuer;
  const mappings = [username, groups, uid];
  if (
    extra.length + claimRules.length === 0 &&
    !mappings.some((mapping) => mapping?.kind === "expression")
  ) {
    return undefined;
  }
  const variable = makeClaimsVariable(state.claims, state.run.minor);
  if (variable.kind === "error") return variable.message;
  state.variable = variable.value;
  return undefined;
}

function evaluate(state: State, expression: CompiledExpression): ExpressionRun {
  const { variable } = state;
  if (variable === undefined)
    return { result: new CelError("no such attribute(s): claims"), reads: [] };
  return runExpression(expression, variable);
}

function describeFailure(expression: CompiledExpression, run: ExpressionRun): string {
  const message = isError(run.result) ? run.result.message : "";
  return `expression '${expression.checked.source}' resulted in error: ${message}`;
}

function describeRun(run: ExpressionRun): Omit<Outcome, "verdict" | "summary" | "message"> {
  return {
    claims: run.reads,
    ...(run.view !== undefined && { view: run.view }),
  };
}

function unmarshalClaim<T>(
  state: State,
  claim: string,
  decode: (text: RawClaim["text"], node: RawClaim["node"]) => GoResult<T>,
): GoResult<T> {
  const found = state.claims.get(claim);
  return found === undefined ? fail("claim not present") : decode(found.text, found.node);
}

function showClaim(state: State, claim: string): string {
  const found = state.claims.get(claim);
  return found === undefined ? "" : fromByteString(rawText(found.text, found.node));
}

// convertCELValueToStringList: "" and empty strings of a list mean nothing, and the Go type behind a list decides.
function toStringList(value: CelResult): GoResult<readonly string[]> {
  const strings = isError(value) ? undefined : convertToStringList(value);
  return strings === undefined ? noStrings : ok(strings);
}

const noStrings = fail("expression must return a string or a list of strings");

const allAuthenticated = "system:authenticated";

const credentialIdKey = "authentication.kubernetes.io/credential-id";
