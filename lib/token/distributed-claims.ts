import { fromByteString } from "../go/byte-string.ts";
import { decodeString, decodeStringMap, foldKey, mismatch } from "../go/decode-json.ts";
import { goField, goValue } from "../go/json-messages.ts";
import { type GoJson, rawText } from "../go/parse-json.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import { formatUrl, parseUrl } from "../go/url.ts";
import {
  decodeIdToken,
  type RawClaim,
  type RawClaims,
  readClaims,
  readUntrustedIssuer,
} from "./id-token.ts";
import {
  checkAlgorithm,
  checkAudience,
  checkAudiences,
  checkExpiry,
  checkIssuer,
  checkNotBefore,
  parsePayload,
  parseToken,
} from "./id-token-checks.ts";
import type { Jws } from "./jws.ts";
import { pass, refuse, type Stage, type State } from "./stage.ts";

/** claimResolver.expand of oidc.go: only the claim behind `groups.claim` is ever fetched. */
export const distributedClaimsStage: Stage = {
  slots: (issuer) =>
    issuer.groups?.kind === "claim"
      ? [
          {
            kind: "distributed-claims",
            path: `${issuer.groups.path}.claim`,
            span: issuer.groups.span,
            name: "distributed-claims",
            title: "A groups claim at another server is fetched",
          },
        ]
      : [],
  run(state) {
    const { groups } = state.issuer;
    if (groups?.kind !== "claim") return { outcomes: [] };
    const claims = [groups.claim, "_claim_names", "_claim_sources"];
    const certain = state.unknowns.length;
    const expanded = expand(state, groups.claim);
    switch (expanded.kind) {
      case "nothing":
        return pass("Nothing to fetch", { claims });
      case "fetched": {
        const seen = {
          claims,
          input: expanded.url,
          output: fromByteString(rawText(expanded.claim.text, expanded.claim.node)),
        };
        const summary = `${groups.claim} was fetched from ${expanded.url}`;
        const doubt = state.unknowns[certain];
        return doubt === undefined
          ? pass(summary, seen)
          : { outcomes: [{ verdict: "unknown", summary: `${summary}. ${doubt}`, ...seen }] };
      }
      case "missing": {
        const summary = `The server would fetch ${groups.claim} from ${expanded.url}: ${expanded.reason}`;
        state.unknowns.push(summary);
        state.awaited = groups.claim;
        return { outcomes: [{ verdict: "unknown", summary, claims, input: expanded.url }] };
      }
      case "error":
        return refuse(
          `${groups.claim} cannot be fetched`,
          `oidc: could not expand distributed claims: ${expanded.message}`,
          { claims, ...(expanded.url !== undefined && { input: expanded.url }) },
        );
    }
  },
};

type Expanded =
  | { readonly kind: "nothing" }
  | { readonly kind: "fetched"; readonly url: string; readonly claim: RawClaim }
  | { readonly kind: "missing"; readonly url: string; readonly reason: string }
  | Refusal;

interface Refusal {
  readonly kind: "error";
  readonly message: string;
  /** Where the endpoint's answer is what is wrong. */
  readonly url?: string;
}

function expand(state: State, claim: string): Expanded {
  const { claims } = state;
  if (claims.has(claim)) return { kind: "nothing" };
  const names = claims.get("_claim_names");
  if (names === undefined) return { kind: "nothing" };
  const claimToSource = decodeStringMap(names.text, names.node);
  if (claimToSource.kind === "error") {
    return refusal(`oidc: error parsing distributed claim names: ${claimToSource.message}`);
  }
  const rawSources = claims.get("_claim_sources");
  if (rawSources === undefined) return refusal("oidc: no claim sources");
  const sources = decodeEndpoints(rawSources);
  if (sources.kind === "error") {
    return refusal(`oidc: could not parse claim sources: ${sources.message}`);
  }
  const source = claimToSource.value.get(claim);
  if (source === undefined) return { kind: "nothing" };
  const endpoint = sources.value.get(source);
  if (endpoint === undefined) {
    return refusal(`id token _claim_names contained a source ${source} missing in _claims_sources`);
  }
  if (endpoint === "") return { kind: "nothing" };
  const resolved = resolveClaim(state, claim, endpoint);
  if (resolved.kind === "fetched") claims.set(claim, resolved.claim);
  return resolved;
}

function refusal(message: string, url?: string): Refusal {
  return { kind: "error", message, ...(url !== undefined && { url }) };
}

function resolveClaim(state: State, claim: string, url: string): Expanded {
  const parsed = parseUrl(url);
  const because = (message: string, asked?: string) =>
    refusal(`while getting distributed claim ${quote(claim)}: ${message}`, asked);
  if (parsed.kind === "error") return because(`while calling ${url}: ${parsed.message}`);
  const asked = formatUrl(parsed.value);
  const answer = state.run.external.fetch(asked);
  switch (answer.kind) {
    case "missing":
      return { kind: "missing", url: asked, reason: answer.reason };
    case "status":
      return because(`error while getting distributed claim JWT: ${answer.status}`, asked);
    case "error":
      return because(`Get ${quote(asked)}: ${answer.message}`, asked);
    case "body": {
      const found = readAnswer(state, claim, url, answer.body);
      return found.kind === "ok"
        ? { kind: "fetched", url: asked, claim: found.value }
        : refusal(found.message, asked);
    }
  }
}

// The rest of resolve, with the URL as it is written in the messages.
function readAnswer(state: State, claim: string, url: string, body: string): GoResult<RawClaim> {
  const untrusted = readUntrustedIssuer(body);
  if (untrusted.kind === "error") {
    return fail(
      `getting untrusted issuer from endpoint ${url} failed for claim ${quote(claim)}: ${untrusted.message}`,
    );
  }
  const keys = state.run.external.keysOf(untrusted.value);
  if (keys.kind === "unreachable") {
    return fail(
      `verifying untrusted issuer ${untrusted.value} failed: verifier not initialized for issuer: ${quote(untrusted.value)}`,
    );
  }
  const verified = verifyToken(state, body, untrusted.value);
  if (verified.kind === "error") {
    return fail(`verify distributed claim token: ${verified.message}`);
  }
  const value = verified.value.get(claim);
  return value === undefined
    ? fail(
        `jwt returned by distributed claim endpoint ${quote(url)} did not contain claim: ${claim}`,
      )
    : ok(value);
}

// IDTokenVerifier.Verify and verifyAudience in one, for a token that is not traced step by step.
function verifyToken(state: State, token: string, issuer: string): GoResult<RawClaims> {
  const { run } = state;
  const jws = parseToken(token, run.minor);
  if (jws.kind === "error") return jws;
  const late = run.minor < 36;
  const signature = () =>
    checkAlgorithm(jws.value, run.minor) ?? verifyQuietly(state, token, issuer, jws.value);
  const early = late ? undefined : signature();
  if (early !== undefined) return fail(early);
  const text = parsePayload(jws.value, run.parse);
  if (text.kind === "error") return text;
  const decoded = decodeIdToken(text.value, run.minor);
  if (decoded.kind === "error") return decoded;
  const { audiences } = state.issuer;
  const message =
    checkIssuer(decoded.value, issuer) ??
    (audiences.length === 1 ? checkAudience(decoded.value, audiences) : undefined) ??
    checkExpiry(decoded.value, run.now) ??
    checkNotBefore(decoded.value, run.now, run.minor) ??
    (late ? signature() : undefined) ??
    checkAudiences(decoded.value, audiences);
  return message === undefined ? ok(readClaims(text.value)) : fail(message);
}

function verifyQuietly(state: State, token: string, issuer: string, jws: Jws): string | undefined {
  const keys = state.run.external.keysOf(issuer);
  const verdict =
    keys.kind === "keys"
      ? state.run.checkSignature(token, issuer, jws, keys.keySet)
      : { kind: "unknown" as const, reason: `No keys of ${issuer} are known` };
  if (verdict.kind === "unknown") state.unknowns.push(verdict.reason);
  return verdict.kind === "invalid" ? `failed to verify signature: ${verdict.message}` : undefined;
}

// map[string]endpoint: the URL by the name of its source.
function decodeEndpoints({ text, node }: RawClaim): GoResult<ReadonlyMap<string, string>> {
  const endpoints = new Map<string, string>();
  if (node.kind === "null") return ok(endpoints);
  if (node.kind !== "object") return mismatch(node, goValue("map[string]oidc.endpoint"));
  let failure: GoResult<never> | undefined;
  node.keys.forEach((name, i) => {
    const source = node.values[i];
    endpoints.set(name, "");
    if (source === undefined || source.kind === "null") return;
    if (source.kind !== "object") {
      failure ??= mismatch(source, goValue("oidc.endpoint"));
      return;
    }
    source.keys.forEach((member, j) => {
      const field = endpointFields.get(foldKey(member));
      const value: GoJson | undefined = source.values[j];
      if (field === undefined || value === undefined || value.kind === "null") return;
      const decoded = decodeString(text, value, goField(`endpoint.${field}`, "string"));
      if (decoded.kind === "error") failure ??= decoded;
      else if (field === "endpoint") endpoints.set(name, decoded.value);
    });
  });
  return failure ?? ok(endpoints);
}

const endpointFields: ReadonlyMap<string, string> = new Map([
  ["endpoint", "endpoint"],
  ["access_token", "access_token"],
  ["jwt", "JWT"],
]);
