import { compareText } from "../go/json.ts";
import type { GoJsonText } from "../go/parse-json.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import { allowedAlgorithms } from "./algorithms.ts";
import { describeTime, type IdToken, isBefore, quoteList } from "./id-token.ts";
import { type Jws, parseSigned } from "./jws.ts";

// The checks of IDTokenVerifier.Verify, go-oidc's verify.go, and of verifyAudience. Each gives undefined if the
// token passes, else the text that follows "verify token: ".

/** Header, claims and signature of a token; more than three parts have a text of their own in 1.36 and 1.37. */
export function parseToken(token: string, minor: Minor): GoResult<Jws> {
  if ((minor === 36 || minor === 37) && token.split(".").length > 3)
    return fail("oidc: malformed jwt");
  const parsed = parseSigned(token, minor);
  return parsed.kind === "error" ? fail(`oidc: malformed jwt: ${parsed.message}`) : parsed;
}

/** The claims as JSON. */
export function parsePayload(
  jws: Jws | undefined,
  parse: (bytes: string) => GoResult<GoJsonText>,
): GoResult<GoJsonText> {
  const parsed = parse(jws?.payload ?? "");
  return parsed.kind === "error"
    ? fail(`oidc: failed to unmarshal claims: ${parsed.message}`)
    : parsed;
}

/** The header's algorithm is one of those that a configuration file allows; 1.38 looks at it while it parses. */
export function checkAlgorithm({ algorithm }: Jws, minor: Minor): string | undefined {
  const allowed = allowedAlgorithms(minor);
  if (allowed.includes(algorithm)) return undefined;
  if (minor >= 38) {
    return `oidc: malformed jwt: unexpected signature algorithm ${quote(algorithm)}; expected ${quoteList(allowed)}`;
  }
  return `oidc: id token signed with unsupported algorithm, expected ${quoteList(allowed)} got ${quote(algorithm)}`;
}

/** The claim iss is the issuer's URL; Google's may lack the scheme. */
export function checkIssuer(token: IdToken, issuer: string): string | undefined {
  if (token.issuer === issuer) return undefined;
  if (issuer === "https://accounts.google.com" && token.issuer === "accounts.google.com")
    return undefined;
  return `oidc: id token issued by a different provider, expected ${quote(issuer)} got ${quote(token.issuer)}`;
}

/** The one audience of the configuration is among the token's. */
export function checkAudience(
  token: IdToken | undefined,
  audiences: readonly string[],
): string | undefined {
  const own = token?.audience ?? [];
  const [wanted = ""] = audiences;
  if (own.includes(wanted)) return undefined;
  return `oidc: expected audience ${quote(wanted)} got ${quoteList(own)}`;
}

/** One of several audiences of the configuration is among the token's. */
export function checkAudiences(
  token: IdToken | undefined,
  audiences: readonly string[],
): string | undefined {
  const own = token?.audience ?? [];
  if (own.some((each) => audiences.includes(each))) return undefined;
  return `oidc: expected audience in ${quoteList([...audiences].sort(compareText))} got ${quoteList(own)}`;
}

/** exp, Unix seconds, is now or later; no exp is the year 1. */
export function checkExpiry(token: IdToken | undefined, now: bigint): string | undefined {
  const expiry = token?.expiry;
  if (expiry !== undefined && !isBefore(expiry, now)) return undefined;
  return `oidc: token is expired (Token Expiry: ${describeTime(expiry)})`;
}

/** nbf is at most a minute ahead of now, Unix seconds; from 1.38 on five. */
export function checkNotBefore(
  token: IdToken | undefined,
  now: bigint,
  minor: Minor,
): string | undefined {
  const notBefore = token?.notBefore;
  if (notBefore === undefined || !isBefore(now + BigInt(notBeforeLeeway(minor)), notBefore))
    return undefined;
  return `oidc: current time ${describeTime(now)} before the nbf (not before) time: ${describeTime(notBefore)}`;
}

/** A leeway of whole minutes for people. */
export function describeLeeway(seconds: number): string {
  return seconds === 60 ? "a minute" : `${seconds / 60} minutes`;
}

/** By how many seconds a token may be too young. */
export function notBeforeLeeway(minor: Minor): number {
  return minor >= 38 ? 300 : 60;
}
