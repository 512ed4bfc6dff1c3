import { sha1 as hashSha1 } from "@noble/hashes/legacy.js";
import { sha256 as hashSha256 } from "@noble/hashes/sha2.js";
import type { PublicKey } from "../authn/certificate/public-key.ts";
import { parseCertificate } from "../authn/certificate/x509.ts";
import { decodeBase64, decodeBase64Url } from "../go/base64.ts";
import { encodeHex } from "../go/bytes.ts";
import { mismatch } from "../go/decode-json.ts";
import { goValue } from "../go/json-messages.ts";
import { type GoJson, type GoJsonText, stringValue } from "../go/parse-json.ts";
import { showRune } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";

/** One key of a key set, as go-jose keeps it. `alg`, `use` and `key_ops` decide nothing. */
export interface JsonWebKey {
  readonly id: string;
  readonly key: PublicKey;
  /** As written, for people: the server ignores both. */
  readonly algorithm: string;
  readonly use: string;
}

/** The members of a JWK, in the types of go-jose's rawJSONWebKey; what is absent or null is not there. */
export interface RawKey {
  readonly strings: Readonly<Record<string, string>>;
  readonly buffers: Readonly<Record<string, Uint8Array>>;
  readonly chain: readonly string[];
}

/**
 * rawJSONWebKey, decoded with go-jose's own JSON: numbers, wrong base64 and repeated keys end it at once, other wrong
 * types at its end. `library` is go-jose's major version.
 */
export function readRawKey(text: GoJsonText, node: GoJson, library: 2 | 4): GoResult<RawKey> {
  const strings: Record<string, string> = {};
  const buffers: Record<string, Uint8Array> = {};
  let chain: string[] = [];
  if (node.kind === "null") return ok({ strings, buffers, chain });
  if (node.kind !== "object") return mismatch(node, goValue("jose.rawJSONWebKey"));
  let failure: GoResult<never> | undefined;
  const seen = new Set<string>();
  for (const [i, name] of node.keys.entries()) {
    if (seen.has(name)) return fail(`json: duplicate key '${name}' in object`);
    seen.add(name);
    const value = node.values[i];
    if (value === undefined || value.kind === "null") continue;
    if (stringMembers.has(name) || (library === 4 && name === "x5u")) {
      if (value.kind === "string") strings[name] = stringValue(text, value);
      else if (value.kind === "number") return mismatch(value, goValue("string"));
      else failure ??= mismatch(value, goValue("string"));
    } else if (bufferMembers.has(name) || (library === 4 && quantumMembers.has(name))) {
      if (value.kind !== "string") return mismatch(value, goValue("string"));
      const bytes = decodeBase64Url(stringValue(text, value));
      if (bytes.kind === "error") return bytes;
      buffers[name] = bytes.value;
    } else if (name === "x5c") {
      if (value.kind === "number") return mismatch(value, goValue("[]string"));
      if (value.kind !== "array") failure ??= mismatch(value, goValue("[]string"));
      else {
        chain = [];
        for (const item of value.items) {
          if (item.kind === "number") return mismatch(item, goValue("string"));
          if (item.kind !== "string" && item.kind !== "null") {
            failure ??= mismatch(item, goValue("string"));
          }
          chain.push(item.kind === "string" ? stringValue(text, item) : "");
        }
      }
    } else if (name === "x5u" && value.kind !== "object") {
      // The Go type is a struct in version 2, url.URL: no address that a provider writes fits it.
      const wrong = mismatch(value, goValue("url.URL"));
      if (value.kind === "number") return wrong;
      failure ??= wrong;
    }
  }
  return failure ?? ok({ strings, buffers, chain });
}

/** A certificate of x5c; its key is absent if Go does not know the algorithm, and then not compared. */
export interface Leaf {
  readonly der: Uint8Array;
  readonly key: PublicKey | undefined;
}

/** parseCertificateChain of shared.go, as far as the key goes. */
export function decodeCertificates(chain: readonly string[]): GoResult<readonly Leaf[]> {
  const certificates: Leaf[] = [];
  for (const each of chain) {
    const der = decodeBase64(each);
    if (der.kind === "error") return der;
    const certificate = parseCertificate(der.value);
    if (certificate.kind === "error") return certificate;
    certificates.push({ der: der.value, key: certificate.value.publicKey.key });
  }
  return ok(certificates);
}

/** go-jose's JSON refuses a key that an object has twice, at any depth; its text, or undefined if there is none. */
export function findDuplicate(root: GoJson): string | undefined {
  const open: GoJson[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "array") open.push(...node.items.toReversed());
    if (node.kind !== "object") continue;
    const seen = new Set<string>();
    for (const key of node.keys) {
      if (seen.has(key)) return `json: duplicate key '${key}' in object`;
      seen.add(key);
    }
    open.push(...node.values.toReversed());
  }
  return undefined;
}

/** The thumbprints x5t and x5t#S256 against the leaf of x5c; the first fault, or undefined. */
export function checkThumbprints(
  strings: RawKey["strings"],
  leaf: Leaf | undefined,
  prefix: string,
): GoResult<never> | undefined {
  const sha1 = readThumbprint(strings.x5t ?? "", 20, "x5t", prefix);
  if (sha1.kind === "error") return sha1;
  const sha256 = readThumbprint(strings["x5t#S256"] ?? "", 32, "x5t#S256", prefix);
  if (sha256.kind === "error") return sha256;
  for (const [print, size, name] of [
    [sha1.value, 20, "x5t"],
    [sha256.value, 32, "x5t#S256"],
  ] as const) {
    if (print.length > 0 && print.length !== size) {
      return fail(`${prefix}: invalid JWK, ${name} header is of incorrect size`);
    }
  }
  for (const [print, hash, name] of [
    [sha1.value, hashSha1, "x5t"],
    [sha256.value, hashSha256, "x5t#S256"],
  ] as const) {
    if (leaf !== undefined && print.length > 0 && encodeHex(hash(leaf.der)) !== encodeHex(print)) {
      return fail(`${prefix}: invalid JWK, x5c thumbprint does not match ${name} value`);
    }
  }
  return undefined;
}

/** A private or symmetric key: not a verifier of go-jose; `half` is its public half. */
export function privateKey(name: string, half?: PublicKey): PublicKey {
  return { kind: "other", name, public: false, ...(half !== undefined && { half }) };
}

function readThumbprint(
  text: string,
  size: number,
  name: string,
  prefix: string,
): GoResult<Uint8Array> {
  const decoded = decodeBase64Url(text);
  if (decoded.kind === "error") {
    return fail(`${prefix}: invalid JWK, ${name} header has invalid encoding`);
  }
  const bytes = decoded.value;
  if (bytes.length !== 2 * size) return decoded;
  // RFC 7517 leaves open whether the digest is written as bytes or as hexadecimal digits.
  const digits = String.fromCharCode(...bytes);
  const wrong = /[^0-9a-fA-F]/.exec(digits);
  if (wrong) {
    const shown = showRune(wrong[0].charCodeAt(0));
    return fail(
      `${prefix}: invalid JWK, unable to hex decode ${name}: encoding/hex: invalid byte: ${shown}`,
    );
  }
  return ok(new Uint8Array(digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []));
}

/** Whether two keys are equal, by their public halves. */
export function samePublicKey(one: PublicKey, other: PublicKey): boolean {
  if (one.kind === "rsa" && other.kind === "rsa") {
    return (
      encodeHex(one.modulus) === encodeHex(other.modulus) &&
      encodeHex(one.exponent) === encodeHex(other.exponent)
    );
  }
  if (one.kind === "ec" && other.kind === "ec") {
    return (
      one.curve === other.curve &&
      encodeHex(one.x) === encodeHex(other.x) &&
      encodeHex(one.y) === encodeHex(other.y)
    );
  }
  if (other.kind !== "other") return false;
  if (other.half !== undefined) return samePublicKey(one, other.half);
  return (
    one.kind === "other" &&
    one.name === other.name &&
    encodeHex(one.bytes ?? none) === encodeHex(other.bytes ?? none)
  );
}

const none = new Uint8Array();

const stringMembers = new Set(["use", "kty", "kid", "crv", "alg", "x5t", "x5t#S256"]);
const bufferMembers = new Set(["k", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"]);
const quantumMembers = new Set(["pub", "priv"]);
