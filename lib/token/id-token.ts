import { decodeBase64UrlText } from "../go/base64.ts";
import {
  decodeString,
  decodeStrings,
  decodeUnixTime,
  foldKey,
  mismatch,
} from "../go/decode-json.ts";
import { goField, goPath, goValue } from "../go/json-messages.ts";
import { type GoJson, type GoJsonText, parseGoJson } from "../go/parse-json.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import { formatTime } from "../go/time.ts";
import type { Minor } from "../kube/minor.ts";
import { trimEndOf } from "../source/trim-end.ts";

/** The claims that go-oidc reads itself, found without regard to case; the last of several counts. */
export interface IdToken {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Unix seconds; undefined if the claim is absent, which Go takes for the year 1. */
  readonly expiry: bigint | undefined;
  readonly notBefore: bigint | undefined;
}

/** All claims by their exact names, as they were written: `map[string]json.RawMessage`. */
export type RawClaims = Map<string, RawClaim>;

/** A claim as written in the payload, not yet of any type. */
export interface RawClaim {
  readonly text: GoJsonText;
  readonly node: GoJson;
}

/**
 * untrustedIssuer of oidc.go: the `iss` that decides which issuer of the configuration looks at the token. `parse`
 * reads the claims' bytes.
 */
export function readUntrustedIssuer(
  token: string,
  parse: (bytes: string) => GoResult<GoJsonText> = parseGoJson,
): GoResult<string> {
  if (trimSpace(token).startsWith("{")) return fail("token is not compact JWT");
  const parts = token.split(".");
  if (parts.length !== 3) return fail("malformed token");
  const payload = decodeBase64UrlText(parts[1] ?? "");
  if (payload.kind === "error") return fail(`error decoding token: ${payload.message}`);
  const parsed = parse(payload.value.bytes);
  if (parsed.kind === "error") return fail(`while unmarshaling token: ${parsed.message}`);
  const issuer = readIssuer(parsed.value);
  return issuer.kind === "ok" ? issuer : fail(`while unmarshaling token: ${issuer.message}`);
}

/** The claim `iss`, with the name that Google's tokens once had taken for today's. */
export function readIssuer(text: GoJsonText): GoResult<string> {
  const issuer = decodeIssuer(text);
  if (issuer.kind === "error") return issuer;
  return ok(issuer.value === "accounts.google.com" ? "https://accounts.google.com" : issuer.value);
}

/**
 * The claims of go-oidc's idToken struct, and the check of its distributed claims. The text of an error is what
 * follows "verify token: ".
 */
export function decodeIdToken(text: GoJsonText, minor: Minor): GoResult<IdToken> {
  const decoded = decodeFields(text, minor);
  if (decoded.kind === "error") return fail(`oidc: failed to unmarshal claims: ${decoded.message}`);
  const { names, sources, ...token } = decoded.value;
  for (const source of names.values()) {
    if (source === "") return fail("oidc: failed to obtain source from claim name");
    if (!sources.has(source)) return fail("oidc: source does not exist");
  }
  return ok(token);
}

/** idToken.Claims: the claims of an object by name. */
export function readClaims(text: GoJsonText): RawClaims {
  const claims: RawClaims = new Map();
  const { root } = text;
  if (root.kind !== "object") return claims;
  root.keys.forEach((name, i) => {
    const node = root.values[i];
    if (node !== undefined) claims.set(name, { text, node });
  });
  return claims;
}

/** `%q` of a list of strings: ["a" "b"]. */
export function quoteList(list: readonly string[]): string {
  return `[${list.map(quote).join(" ")}]`;
}

/** Whether a time is before another, as Go compares: seconds near the ends of an int64 wrap. */
export function isBefore(one: bigint, other: bigint): boolean {
  return BigInt.asIntN(64, one + unixToInternal) < BigInt.asIntN(64, other + unixToInternal);
}

/** time.Time.String of Unix seconds in UTC; undefined is Go's zero time. */
export function describeTime(seconds: bigint | undefined): string {
  if (seconds === undefined) return "0001-01-01 00:00:00 +0000 UTC";
  const absolute = BigInt.asUintN(64, seconds + unixToAbsolute);
  return formatTime(absolute - unixToAbsolute, 0);
}

/** strings.TrimSpace. */
export function trimSpace(text: string): string {
  // A token is long, and there is nearly always nothing to trim.
  if (isGraphic(text.charCodeAt(0)) && isGraphic(text.charCodeAt(text.length - 1))) return text;
  return trimGoSpace(text);
}

function isGraphic(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

interface Fields extends IdToken {
  readonly names: ReadonlyMap<string, string>;
  readonly sources: ReadonlySet<string>;
}

function decodeIssuer(text: GoJsonText): GoResult<string> {
  const { root } = text;
  if (root.kind === "null") return ok("");
  // An anonymous struct: Go prints it whole.
  if (root.kind !== "object")
    return mismatch(root, goValue('struct { Issuer string "json:\\"iss\\"" }'));
  let issuer = "";
  let failure: GoResult<never> | undefined;
  for (const [i, name] of root.keys.entries()) {
    const node = root.values[i];
    if (node === undefined || foldKey(name) !== "iss" || node.kind === "null") continue;
    const decoded = decodeString(text, node, goField(".iss", "string"));
    if (decoded.kind === "error") failure ??= decoded;
    else issuer = decoded.value;
  }
  return failure ?? ok(issuer);
}

// Strings and maps of the wrong type are reported at the end, the first of them; the types with a decoder of their
// own (aud, exp, iat, nbf) end the decoding where they stand.
function decodeFields(text: GoJsonText, minor: Minor): GoResult<Fields> {
  const v2 = isV2(minor);
  const { root } = text;
  let issuer = "";
  let audience: readonly string[] = [];
  let expiry: bigint | undefined;
  let notBefore: bigint | undefined;
  const names = new Map<string, string>();
  const sources = new Set<string>();
  if (root.kind === "null") return ok({ issuer, audience, expiry, notBefore, names, sources });
  if (root.kind !== "object") return mismatch(root, goValue("oidc.idToken"));
  let failure: GoResult<never> | undefined;
  for (const [i, name] of root.keys.entries()) {
    const node = root.values[i];
    if (node === undefined) continue;
    const field = foldKey(name);
    switch (field) {
      case "iss":
      case "sub":
      case "nonce":
      case "at_hash": {
        const decoded = decodeString(text, node, inField([name], field, "string", v2));
        if (decoded.kind === "error") failure ??= decoded;
        else if (field === "iss" && node.kind !== "null") issuer = decoded.value;
        break;
      }
      case "aud": {
        const decoded = decodeAudience(text, node, v2);
        // Go 1.27 goes on, and reports the first error at the end.
        if (decoded.kind === "error") {
          if (!v2) return decoded;
          failure ??= decoded;
        } else audience = decoded.value;
        break;
      }
      case "exp":
      case "iat":
      case "nbf": {
        if (field === "nbf" && node.kind === "null") {
          notBefore = undefined;
          break;
        }
        const type = "json.Number";
        // The type decodes itself, and Go 1.27 says no more whose field it is.
        const into = v2 ? goValue(type) : goField(`idToken.${field}`, type);
        const decoded = decodeUnixTime(text, node, into, v2);
        if (decoded.kind === "error") {
          if (!v2) return decoded;
          failure ??= decoded;
          break;
        }
        if (field === "exp") expiry = decoded.value;
        if (field === "nbf") notBefore = decoded.value;
        break;
      }
      case "_claim_names":
        if (node.kind === "null") names.clear();
        else failure ??= decodeNames(text, node, names, v2 ? [name] : undefined);
        break;
      case "_claim_sources":
        if (node.kind === "null") sources.clear();
        else failure ??= decodeSources(text, node, sources, v2 ? [name] : undefined);
        break;
    }
  }
  return failure ?? ok({ issuer, audience, expiry, notBefore, names, sources });
}

function decodeAudience(text: GoJsonText, node: GoJson, v2: boolean): GoResult<readonly string[]> {
  if (node.kind === "string" || node.kind === "null") {
    const single = decodeString(text, node);
    return single.kind === "error" ? single : ok([single.value]);
  }
  return v2
    ? decodeStrings(text, node, goValue("[]string"), (index) => goPath("", [`${index}`], "string"))
    : decodeStrings(text, node, goField("idToken.aud", "[]string"), () =>
        goField("idToken.aud", "string"),
      );
}

/** How an error names a field of the struct: by its name, or from Go 1.27 on by the path that is written. */
function inField(path: readonly string[], field: string, type: string, v2: boolean): string {
  return v2 ? goPath("idToken", path, type) : goField(`idToken.${field}`, type);
}

// `path` is where the value is, with Go 1.27.
function decodeNames(
  text: GoJsonText,
  node: GoJson,
  names: Map<string, string>,
  path: readonly string[] | undefined,
): GoResult<never> | undefined {
  const v2 = path !== undefined;
  const own = path ?? [];
  if (node.kind !== "object") {
    return mismatch(node, inField(own, "_claim_names", "map[string]string", v2));
  }
  let failure: GoResult<never> | undefined;
  node.keys.forEach((name, i) => {
    const into = inField([...own, name], "_claim_names", "string", v2);
    const source = decodeString(text, node.values[i] ?? node, into);
    if (source.kind === "error") failure ??= source;
    names.set(name, source.kind === "error" ? "" : source.value);
  });
  return failure;
}

function decodeSources(
  text: GoJsonText,
  node: GoJson,
  sources: Set<string>,
  path: readonly string[] | undefined,
): GoResult<never> | undefined {
  const v2 = path !== undefined;
  const own = path ?? [];
  if (node.kind !== "object") {
    return mismatch(node, inField(own, "_claim_sources", "map[string]oidc.claimSource", v2));
  }
  let failure: GoResult<never> | undefined;
  node.keys.forEach((name, i) => {
    const source = node.values[i];
    sources.add(name);
    if (source === undefined || source.kind === "null") return;
    if (source.kind !== "object") {
      const into = inField([...own, name], "_claim_sources", "oidc.claimSource", v2);
      failure ??= mismatch(source, into);
      return;
    }
    source.keys.forEach((member, j) => {
      const field = foldKey(member);
      if (field !== "endpoint" && field !== "access_token") return;
      const into = v2
        ? goPath("idToken", [...own, name, member], "string")
        : goField(`claimSource._claim_sources.${field}`, "string");
      const decoded = decodeString(text, source.values[j] ?? source, into);
      if (decoded.kind === "error") failure ??= decoded;
    });
  });
  return failure;
}

// 1.38 is built with Go 1.27, whose encoding/json has other texts.
function isV2(minor: Minor): boolean {
  return minor >= 38;
}

// time.go: seconds between the year 1 and 1970, and between Go's earliest year and 1970.
const unixToInternal = 62_135_596_800n;
const unixToAbsolute = 9_223_372_028_741_760_000n;

const goSpace =
  "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

/** strings.TrimSpace. */
function trimGoSpace(text: string): string {
  let start = 0;
  while (start < text.length && goSpace.includes(text[start] ?? "")) start++;
  return trimEndOf(text.slice(start), goSpace);
}
