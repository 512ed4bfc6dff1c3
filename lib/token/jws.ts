import type { PublicKey } from "../authn/certificate/public-key.ts";
import { type DecodedText, decodeBase64UrlText, encodeBase64Url } from "../go/base64.ts";
import { decodeBool, decodeString, decodeStrings } from "../go/decode-json.ts";
import {
  type GoJson,
  type GoJsonText,
  memberOf,
  parseGoJson,
  rawText,
  stringValue,
  toAny,
} from "../go/parse-json.ts";
import { quoteBytes } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import { allowedAlgorithms } from "./algorithms.ts";
import { decodeKey, josePrefix } from "./jwk.ts";
import { decodeNextKey } from "./jwk-next.ts";
import { decodeCertificates, findDuplicate } from "./raw-jwk.ts";

/** A parsed compact JWS: go-jose's JSONWebSignature with its one signature. */
export interface Jws {
  /** The header's text as bytes (see go/byte-string.ts). */
  readonly header: string;
  /** The claims' text as bytes. */
  readonly payload: string;
  readonly algorithm: string;
  /** "" if there is none: then every key is tried. */
  readonly keyId: string;
  /** As bytes, like the two above. */
  readonly signature: string;
  /** The two halves of what was signed and the signature, each encoded anew. */
  readonly encoded: {
    readonly header: string;
    readonly payload: string;
    readonly signature: string;
  };
  /** Whether `crit` names an extension that go-jose does not know, or is no list: then no key verifies it. */
  readonly critical: boolean;
  /** Whether there is a `crit` at all. */
  readonly hasCritical: boolean;
  /** Whether the payload is signed in base64url; false if the header's `b64` is false. */
  readonly base64: boolean;
  /** Whether an algorithm of ECDSA wants the curve of its name: ES384 by a key on P-256 verifies up to 1.37 only. */
  readonly strictCurve: boolean;
}

/** go-jose's ParseSigned for the compact form; the text of its error is what follows "malformed jwt: ". */
export function parseSigned(token: string, minor: Minor): GoResult<Jws> {
  const stripped = stripWhitespace(token);
  const parts = stripped.split(".");
  if (parts.length !== 3) {
    return fail(`${josePrefix(minor)}: compact JWS format must have three parts`);
  }
  const [first = "", second = "", third = ""] = parts;
  const header = decodeBase64UrlText(first);
  if (header.kind === "error") return header;
  const payload = decodeBase64UrlText(second);
  if (payload.kind === "error") return payload;
  const signature = decodeBase64UrlText(third);
  if (signature.kind === "error") return signature;
  const headers = readHeaders(header.value.bytes, minor);
  if (headers.kind === "error") return headers;
  const { algorithm, keyId, critical, hasCritical, base64 } = headers.value;
  // computeAuthData encodes both anew, which mends what was lax.
  const encoded = {
    header: encodeAnew(first, header.value),
    payload: base64 ? encodeAnew(second, payload.value) : payload.value.bytes,
    signature: encodeAnew(third, signature.value),
  };
  return ok({
    header: header.value.bytes,
    payload: payload.value.bytes,
    algorithm,
    keyId,
    signature: signature.value.bytes,
    encoded,
    critical,
    hasCritical,
    base64,
    strictCurve: minor >= 38,
  });
}

function encodeAnew(text: string, { bytes, canonical }: DecodedText): string {
  return canonical ? text : encodeBase64Url(bytes);
}

/** Without the characters that unicode.IsSpace knows: go-jose drops them wherever they stand. */
export function stripWhitespace(text: string): string {
  return text.replace(goSpaces, "");
}

interface Headers {
  readonly algorithm: string;
  readonly keyId: string;
  readonly critical: boolean;
  readonly hasCritical: boolean;
  readonly base64: boolean;
}

// rawHeader and its sanitized() of shared.go; the allowed algorithms from version 4 on, which 1.38 has.
function readHeaders(source: string, minor: Minor): GoResult<Headers> {
  const next = minor >= 38;
  const headers: Filled = {
    algorithm: "",
    keyId: "",
    critical: false,
    hasCritical: false,
    base64: true,
  };
  if (source === "") return ok(headers);
  const parsed = parseGoJson(source, next ? 10_000 : Number.POSITIVE_INFINITY);
  if (parsed.kind === "error") return next ? fail(invalidHeader) : parsed;
  const text = parsed.value;
  const { root } = text;
  if (root.kind !== "object") {
    if (next) return fail(invalidHeader);
    if (root.kind === "null") return ok(headers);
    return fail(`json: cannot unmarshal ${root.kind} into Go value of type jose.rawHeader`);
  }
  const seen = new Set<string>();
  const repeated = root.keys.find((key) => seen.size === seen.add(key).size);
  if (repeated !== undefined) {
    return fail(next ? invalidHeader : `json: duplicate key '${repeated}' in object`);
  }
  if (next) {
    // Another algorithm ends it here, before the other headers are looked at: see checkAlgorithm.
    const algorithm = readPlainString(text, memberOf(root, "alg"));
    if (!allowedAlgorithms(minor).includes(algorithm)) return ok({ ...headers, algorithm });
  }
  headers.hasCritical = seen.has("crit");
  for (const [i, key] of root.keys.entries()) {
    const node = root.values[i];
    if (node === undefined || node.kind === "null") continue;
    const wrong = readHeader(headers, key, { text, node, minor });
    if (wrong !== undefined) return wrong;
  }
  return ok(headers);
}

interface HeaderValue {
  readonly text: GoJsonText;
  readonly node: GoJson;
  readonly minor: Minor;
}

type Filled = { -readonly [Name in keyof Headers]: Headers[Name] };

/** Fills in one more header, which has a value; gives what is wrong with it. */
function readHeader(
  headers: Filled,
  name: string,
  value: HeaderValue,
): GoResult<never> | undefined {
  const { text, node } = value;
  switch (name) {
    case "alg":
    case "kid":
    case "nonce": {
      const decoded = decodeString(text, node);
      if (decoded.kind === "error")
        return failHeader(headerNames[name], decoded.message, text, node);
      if (name === "alg") headers.algorithm = decoded.value;
      if (name === "kid") headers.keyId = decoded.value;
      return undefined;
    }
    case "jwk":
      return readEmbeddedKey(value);
    case "x5c": {
      const chain = decodeStrings(text, node);
      if (chain.kind === "error") return failHeader("x5c header", chain.message, text, node);
      const certificates = decodeCertificates(chain.value);
      if (certificates.kind === "error") {
        return failHeader("x5c header", certificates.message, text, node);
      }
      return undefined;
    }
  }
  const duplicate = findDuplicate(node);
  if (duplicate !== undefined) return failHeader("value", duplicate, text, node);
  const any = toAny(text, node);
  if (any.kind === "error") return failHeader("value", any.message, text, node);
  if (name === "crit") {
    const names = decodeStrings(text, node);
    headers.critical = names.kind === "error" || names.value.some((each) => each !== "b64");
  }
  if (name === "b64") {
    const wanted = decodeBool(text, node);
    headers.base64 = wanted.kind === "error" || wanted.value;
  }
  return undefined;
}

function readEmbeddedKey({ text, node, minor }: HeaderValue): GoResult<never> | undefined {
  const notPublic = fail(`${josePrefix(minor)}: invalid embedded jwk, must be public key`);
  if (minor < 38) {
    const key = decodeKey(text, node, minor);
    if (key.kind === "error") return failHeader("JWK", key.message, text, node);
    return isPublicKey(key.value.key) ? undefined : notPublic;
  }
  const key = decodeNextKey(text, node, false);
  if (key.kind === "error") return fail(`failed to unmarshal JWK: ${key.message}`);
  if (key.value.kind === "unsupported") return fail(`failed to unmarshal JWK: ${unsupportedKey}`);
  return isPublicKey(key.value.key.key) ? undefined : notPublic;
}

function readPlainString(text: GoJsonText, node: GoJson | undefined): string {
  return node?.kind === "string" ? stringValue(text, node) : "";
}

// JSONWebKey.Valid and IsPublic.
function isPublicKey(key: PublicKey): boolean {
  if (key.kind === "rsa") return key.exponent.length > 0;
  return key.kind === "ec" || key.public;
}

function failHeader(
  what: string,
  message: string,
  text: GoJsonText,
  node: GoJson,
): GoResult<never> {
  return fail(`failed to unmarshal ${what}: ${message}: ${quoteBytes(rawText(text, node))}`);
}

const invalidHeader = "go-jose/go-jose: invalid protected header";
const unsupportedKey = "go-jose/go-jose: unsupported key type, format, curve, or RSA modulus size";

const headerNames = { alg: "algorithm", kid: "key ID", nonce: "nonce" } as const;

// unicode.IsSpace: White_Space of Unicode, which \s is but for U+0085 (missing there) and U+FEFF (too much).
const goSpaces = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
