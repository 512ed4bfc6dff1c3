import type { CompiledExpression, CompiledMapping } from "../authn/compile.ts";
import { type CelResult, convertToStringList, isError } from "../cel/values.ts";
import { decodeBool, decodeString, decodeStrings } from "../go/decode-json.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import { credentialIdKey } from "../kube/user-info.ts";
import type { ExpressionRun } from "./run-expression.ts";
import { type Outcome, pass, refuse, type Slot, type Stage, type State } from "./stage.ts";
import {
  collect,
  describeFailure,
  describeRun,
  evaluate,
  evaluateAll,
  makeVariable,
  showClaim,
  unmarshalClaim,
} from "./stage-values.ts";
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
    return pass(`Username → ${state.username}`, { output: state.username, ...made.seen });
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
    if (mapping.kind === "claim" && mapping.claim === state.awaited) {
      const summary = "Groups → unknown until they are fetched";
      return { outcomes: [{ verdict: "unknown", summary, ...made.seen }] };
    }
    const shown = state.groups.join(", ");
    return pass(shown === "" ? "Groups → none" : `Groups → ${shown}`, {
      output: shown,
      ...made.seen,
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
    return pass(`UID → ${state.uid}`, { output: state.uid, ...made.seen });
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

interface Made<T> {
  readonly result: GoResult<T>;
  readonly seen: Omit<Outcome, "verdict" | "summary" | "message">;
}

function mappingSlot(kind: StepKind, mapping: CompiledMapping, title: string): Slot {
  return { kind, path: mapping.path, span: mapping.span, title };
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

// convertCELValueToStringList: "" and empty strings of a list mean nothing, and the Go type behind a list decides.
function toStringList(value: CelResult): GoResult<readonly string[]> {
  const strings = isError(value) ? undefined : convertToStringList(value);
  return strings === undefined ? noStrings : ok(strings);
}

const noStrings = fail("expression must return a string or a list of strings");
