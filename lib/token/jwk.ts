import { sha1 as hashSha1 } from "@noble/hashes/legacy.js";
import { sha256 as hashSha256 } from "@noble/hashes/sha2.js";
import type { PublicKey } from "../authn/certificate/public-key.ts";
import { parseCertificate } from "../authn/certificate/x509.ts";
import { decodeBase64, decodeBase64Url } from "../go/base64.ts";
import { encodeHex, trimZeros } from "../go/bytes.ts";
import { foldKey, goField, goValue, mismatch } from "../go/decode-json.ts";
import { curves, isOnCurve } from "../go/elliptic.ts";
import { type GoJson, type GoJsonText, parseGoJson, stringValue } from "../go/parse-json.ts";
import { showRune } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";

/** One key of a key set, as go-jose keeps it. `alg`, `use` and `key_ops` decide nothing. */
export interface JsonWebKey {
  readonly id: string;
  readonly key: PublicKey;
  /** As written, for people: the server ignores both. */
  readonly algorithm: string;
  readonly use: string;
}

/**
 * What a server makes of the answer of `jwks_uri`: one wrong key fails the whole set, with the text that stands in
 * the log after "failed to decode keys: " (go-oidc's unmarshalResp).
 */
export function decodeKeySet(body: string, minor: Minor): GoResult<readonly JsonWebKey[]> {
  const keys = decodeKeys(body, minor);
  if (keys.kind === "ok") return keys;
  return fail(
    `got Content-Type = application/json, but could not unmarshal as JSON: ${keys.message}`,
  );
}

/** How go-jose heads its errors in a version. */
export function josePrefix(minor: Minor): string {
  return minor <= 32 ? "square/go-jose" : "go-jose/go-jose";
}

/** JSONWebKey.UnmarshalJSON of go-jose's jwk.go. */
export function decodeKey(text: GoJsonText, node: GoJson, minor: Minor): GoResult<JsonWebKey> {
  const raw = readRawKey(text, node);
  if (raw.kind === "error") return raw;
  const { strings, buffers, chain } = raw.value;
  const prefix = josePrefix(minor);
  const certificates = decodeCertificates(chain);
  if (certificates.kind === "error") {
    return fail(`${prefix}: failed to unmarshal x5c field: ${certificates.message}`);
  }
  const leaf = certificates.value[0];
  const kty = strings.kty ?? "";
  if (kty === "oct" && leaf !== undefined) {
    return fail(`${prefix}: invalid JWK, found 'oct' (symmetric) key with cert chain`);
  }
  const key =
    readers.get(kty)?.(strings, buffers, prefix) ??
    fail(`${prefix}: unknown json web key type '${kty}'`);
  if (key.kind === "error") return key;
  if (leaf?.key !== undefined && !samePublicKey(leaf.key, key.value)) {
    const word = minor <= 32 ? "do" : "to";
    return fail(`${prefix}: invalid JWK, public keys in key and x5c fields ${word} not match`);
  }
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
  return ok({
    id: strings.kid ?? "",
    key: key.value,
    algorithm: strings.alg ?? "",
    use: strings.use ?? "",
  });
}

/** A certificate of x5c; its key is absent where Go does not know the algorithm, and then not compared. */
interface Leaf {
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

/** go-jose's JSON refuses a key that an object has twice, at any depth; its text, or undefined where there is none. */
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

function decodeKeys(body: string, minor: Minor): GoResult<readonly JsonWebKey[]> {
  const parsed = parseGoJson(body);
  if (parsed.kind === "error") return parsed;
  const text = parsed.value;
  const { root } = text;
  if (root.kind === "null") return ok([]);
  if (root.kind !== "object") return mismatch(root, goValue("jose.JSONWebKeySet"));
  let keys: JsonWebKey[] = [];
  let failure: GoResult<never> | undefined;
  for (const [i, name] of root.keys.entries()) {
    const node = root.values[i];
    if (node === undefined || foldKey(name) !== "keys") continue;
    if (node.kind === "null") keys = [];
    else if (node.kind !== "array") {
      failure ??= mismatch(node, goField("JSONWebKeySet.keys", "[]jose.JSONWebKey"));
    } else {
      keys = [];
      for (const item of node.items) {
        const key = decodeKey(text, item, minor);
        if (key.kind === "error") return key;
        keys.push(key.value);
      }
    }
  }
  return failure ?? ok(keys);
}

interface RawKey {
  readonly strings: Readonly<Record<string, string>>;
  readonly buffers: Readonly<Record<string, Uint8Array>>;
  readonly chain: readonly string[];
}

// rawJSONWebKey, decoded with go-jose's own JSON: numbers, wrong base64 and repeated keys end it at once, other wrong
// types at its end.
function readRawKey(text: GoJsonText, node: GoJson): GoResult<RawKey> {
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
    if (stringMembers.has(name)) {
      if (value.kind === "string") strings[name] = stringValue(text, value);
      else if (value.kind === "number") return mismatch(value, goValue("string"));
      else failure ??= mismatch(value, goValue("string"));
    } else if (bufferMembers.has(name)) {
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
      // The Go type is a struct, url.URL: no address that a provider writes fits it.
      const wrong = mismatch(value, goValue("url.URL"));
      if (value.kind === "number") return wrong;
      failure ??= wrong;
    }
  }
  return failure ?? ok({ strings, buffers, chain });
}

type KeyReader = (
  strings: RawKey["strings"],
  buffers: RawKey["buffers"],
  prefix: string,
) => GoResult<PublicKey>;

function readEcKey(
  strings: RawKey["strings"],
  { x, y, d }: RawKey["buffers"],
  prefix: string,
): GoResult<PublicKey> {
  const curve = strings.crv ?? "";
  if (curve !== "P-256" && curve !== "P-384" && curve !== "P-521") {
    return fail(`${prefix}: unsupported elliptic curve '${curve}'`);
  }
  const kind = d === undefined ? "public" : "private";
  if (x === undefined || y === undefined) {
    return fail(
      d === undefined
        ? `${prefix}: invalid EC key, missing x/y values`
        : `${prefix}: invalid EC private key, missing x/y/d values`,
    );
  }
  const size = curves[curve].size;
  for (const [name, bytes] of [
    ["x", x],
    ["y", y],
    ["d", d],
  ] as const) {
    if (bytes !== undefined && bytes.length !== size) {
      return fail(`${prefix}: invalid EC ${kind} key, wrong length for ${name}`);
    }
  }
  if (!isOnCurve(curve, x, y)) {
    return fail(`${prefix}: invalid EC key, X/Y are not on declared curve`);
  }
  const half: PublicKey = { kind: "ec", curve, x, y };
  return ok(d === undefined ? half : privateKey("EC", half));
}

function readRsaKey(
  _strings: RawKey["strings"],
  { n, e, d, p, q }: RawKey["buffers"],
  prefix: string,
): GoResult<PublicKey> {
  if (d === undefined) {
    if (n === undefined || e === undefined) {
      return fail(`${prefix}: invalid RSA key, missing n/e values`);
    }
    return ok({ kind: "rsa", modulus: trimZeros(n), exponent: trimZeros(e) });
  }
  const missing = Object.entries({ N: n, E: e, D: d, P: p, Q: q }).find(
    ([, bytes]) => bytes === undefined,
  );
  if (missing !== undefined) {
    return fail(`${prefix}: invalid RSA private key, missing ${missing[0]} value(s)`);
  }
  return ok(
    privateKey("RSA", {
      kind: "rsa",
      modulus: trimZeros(n ?? none),
      exponent: trimZeros(e ?? none),
    }),
  );
}

const readers: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ["EC", readEcKey],
  ["RSA", readRsaKey],
  [
    "oct",
    (_strings, { k }, prefix) =>
      k === undefined
        ? fail(`${prefix}: invalid OCT (symmetric) key, missing k value`)
        : ok(privateKey("symmetric")),
  ],
  [
    "OKP",
    (strings, { x, d }, prefix) =>
      strings.crv === "Ed25519" && x !== undefined
        ? ok(readEdwardsKey(x, d))
        : fail(`${prefix}: unknown curve ${strings.crv ?? ""}'`),
  ],
]);

// Not a verifier of go-jose, wherever it stands: a key set of public keys has no use for it.
function privateKey(name: string, half?: PublicKey): PublicKey {
  return { kind: "other", name, public: false, ...(half !== undefined && { half }) };
}

// Go copies what is there into 32 bytes.
function readEdwardsKey(x: Uint8Array, d: Uint8Array | undefined): PublicKey {
  const bytes = new Uint8Array(32);
  bytes.set(x.subarray(0, 32));
  const half: PublicKey = { kind: "other", name: "Ed25519", public: true, bytes };
  return d === undefined ? half : privateKey("Ed25519", half);
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

function samePublicKey(one: PublicKey, other: PublicKey): boolean {
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
