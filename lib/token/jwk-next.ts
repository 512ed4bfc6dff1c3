import type { PublicKey } from "../authn/certificate/public-key.ts";
import { countBits, toBigInt, trimZeros } from "../go/bytes.ts";
import { curves, isOnCurve } from "../go/elliptic.ts";
import type { GoJson, GoJsonText } from "../go/parse-json.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import { parseUrl } from "../go/url.ts";
import {
  checkThumbprints,
  decodeCertificates,
  type JsonWebKey,
  privateKey,
  type RawKey,
  readRawKey,
  samePublicKey,
} from "./raw-jwk.ts";

/** Why go-jose's ErrUnsupportedKeyType, which leaves a key out of its set instead of breaking the set. */
export type UnsupportedKey =
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "curve"; readonly curve: string }
  | { readonly kind: "modulus"; readonly bits: number }
  | { readonly kind: "parameters"; readonly type: string };

/** A key, or why it is left out. */
export type NextKey =
  | { readonly kind: "key"; readonly key: JsonWebKey }
  | { readonly kind: "unsupported"; readonly why: UnsupportedKey };

/**
 * JSONWebKey.unmarshalJSON of go-jose's jwk.go, version 4, which 1.38 has. Without `allowPrivate`, as for the header's
 * `jwk`, members of private keys are an error. Whether an Ed25519 or ML-DSA seed fits its public key is not computed.
 */
export function decodeNextKey(
  text: GoJsonText,
  node: GoJson,
  allowPrivate: boolean,
): GoResult<NextKey> {
  const raw = readRawKey(text, node, 4);
  if (raw.kind === "error") return raw;
  const { strings, buffers, chain } = raw.value;
  if (!allowPrivate && privateMembers.some((name) => buffers[name] !== undefined)) {
    return fail(`${prefix}: JWK contains private parameters`);
  }
  const certificates = decodeCertificates(chain);
  if (certificates.kind === "error") {
    return fail(`${prefix}: failed to unmarshal x5c field: ${certificates.message}`);
  }
  const leaf = certificates.value[0];
  const kty = strings.kty ?? "";
  if (kty === "") return fail(`${prefix}: missing json web key type`);
  if (kty === "oct" && leaf !== undefined) {
    return fail(`${prefix}: invalid JWK, found 'oct' (symmetric) key with cert chain`);
  }
  const found = readers.get(kty)?.(raw.value) ?? ok({ kind: "type", type: kty } as const);
  if (found.kind === "error") return found;
  const key = found.value;
  if (isUnsupported(key)) return ok({ kind: "unsupported", why: key });
  if (leaf !== undefined && (leaf.key === undefined || !samePublicKey(leaf.key, key))) {
    return fail(`${prefix}: invalid JWK, public keys in key and x5c fields do not match`);
  }
  if (strings.x5u !== undefined && strings.x5u !== "") {
    const url = parseUrl(strings.x5u);
    if (url.kind === "error") {
      return fail(`${prefix}: invalid JWK, x5u header is invalid URL: ${url.message}`);
    }
  }
  const wrongPrint = checkThumbprints(strings, leaf, prefix);
  if (wrongPrint !== undefined) return wrongPrint;
  const { kid = "", alg = "", use = "" } = strings;
  return ok({ kind: "key", key: { id: kid, key, algorithm: alg, use } });
}

/** Sizes of the public keys of ML-DSA in bytes, by the algorithm (FIPS 204). */
const quantumKeySizes: ReadonlyMap<string, number> = new Map([
  ["ML-DSA-44", 1312],
  ["ML-DSA-65", 1952],
  ["ML-DSA-87", 2592],
]);

/** The largest RSA key, in bits: MaxRSAModulusBits. */
export const largestModulus = 4096;

type KeyReader = (raw: RawKey) => GoResult<PublicKey | UnsupportedKey>;

function isUnsupported(key: PublicKey | UnsupportedKey): key is UnsupportedKey {
  return (
    key.kind === "type" ||
    key.kind === "curve" ||
    key.kind === "modulus" ||
    key.kind === "parameters"
  );
}

function readEcKey({
  strings,
  buffers: { x, y, d },
}: RawKey): GoResult<PublicKey | UnsupportedKey> {
  const curve = strings.crv ?? "";
  if (curve !== "P-256" && curve !== "P-384" && curve !== "P-521") {
    return ok({ kind: "curve", curve });
  }
  if (d !== undefined) {
    const missing = listMissing({ X: x, Y: y });
    if (missing !== "")
      return fail(`${prefix}: invalid EC private key, missing ${missing} value(s)`);
  }
  if (x === undefined || y === undefined) {
    return fail(`${prefix}: invalid EC key, missing x/y values`);
  }
  const kind = d === undefined ? "public" : "private";
  for (const [name, bytes] of [
    ["x", x],
    ["y", y],
    ["d", d],
  ] as const) {
    if (bytes !== undefined && bytes.length !== curves[curve].size) {
      return fail(`${prefix}: invalid EC ${kind} key, wrong length for ${name}`);
    }
  }
  if (!isOnCurve(curve, x, y)) {
    return fail(`${prefix}: invalid EC key, X/Y are not on declared curve`);
  }
  const half: PublicKey = { kind: "ec", curve, x, y };
  return ok(d === undefined ? half : privateKey("EC", half));
}

function readRsaKey({ buffers }: RawKey): GoResult<PublicKey | UnsupportedKey> {
  const { n, e, d, p, q } = buffers;
  if (d !== undefined) {
    const missing = listMissing({ N: n, E: e, D: d, P: p, Q: q });
    if (missing !== "") {
      return fail(`${prefix}: invalid RSA private key, missing ${missing} value(s)`);
    }
  }
  if (n === undefined || e === undefined) {
    return fail(`${prefix}: invalid RSA key, missing n/e values`);
  }
  const bits = countBits(trimZeros(n));
  if (bits > largestModulus) return ok({ kind: "modulus", bits });
  const exponent = toBigInt(e);
  if (exponent < 2n || exponent > 0x7fffffffffffffffn) {
    return fail(`${prefix}: invalid RSA key, bad e value`);
  }
  const half: PublicKey = { kind: "rsa", modulus: trimZeros(n), exponent: trimZeros(e) };
  if (d === undefined) return ok(half);
  const wrong = checkPrivateRsa(buffers);
  return wrong === undefined ? ok(privateKey("RSA", half)) : fail(wrong);
}

// rsaPrivateKey, and PrivateKey.Validate of crypto/rsa with checkPrivateKey.
function checkPrivateRsa(buffers: RawKey["buffers"]): string | undefined {
  const number = (name: string) => toBigInt(buffers[name] ?? none);
  const [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(number) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  if (p * q !== n) return `${prefix}: invalid RSA private key, p * q != n`;
  if ((n & 1n) === 0n) return "crypto/rsa: public modulus is even";
  if ((e & 1n) === 0n) return "crypto/rsa: public exponent is even";
  if (e > 0x7fffffffn) return "crypto/rsa: public exponent too large";
  if (p < 3n || q < 3n) return "crypto/rsa: invalid prime";
  const given = ["dp", "dq", "qi"].every((name) => buffers[name] !== undefined);
  const dp = given ? number("dp") : d % (p - 1n);
  const dq = given ? number("dq") : d % (q - 1n);
  if (dp >= p - 1n || (e * dp) % (p - 1n) !== 1n) return "crypto/rsa: invalid CRT exponent";
  if (dq >= q - 1n || (e * dq) % (q - 1n) !== 1n) return "crypto/rsa: invalid CRT exponent";
  if (given && (number("qi") * q) % p !== 1n) return "crypto/rsa: invalid CRT coefficient";
  if (d % (p - 1n) !== dp) return "crypto/rsa: d does not match dP";
  if (d % (q - 1n) !== dq) return "crypto/rsa: d does not match dQ";
  return undefined;
}

function readEdwardsKey({
  strings,
  buffers: { x, d },
}: RawKey): GoResult<PublicKey | UnsupportedKey> {
  if (strings.crv !== "Ed25519") return ok({ kind: "curve", curve: strings.crv ?? "" });
  if (x === undefined) {
    return fail(
      d === undefined
        ? `${prefix}: invalid Ed key, missing x value`
        : `${prefix}: invalid Ed25519 private key, missing X value(s)`,
    );
  }
  if (x.length !== 32) return fail(`${prefix}: invalid Ed25519 public key, wrong length for x`);
  if (isLowOrder(x)) return fail(`${prefix}: invalid Ed25519 public key, low-order point`);
  const half: PublicKey = { kind: "other", name: "Ed25519", public: true, bytes: x };
  if (d === undefined) return ok(half);
  if (d.length !== 32) return fail(`${prefix}: invalid Ed25519 private key, wrong length for d`);
  return ok(privateKey("Ed25519", half));
}

// weakEd25519PublicKeys: the encodings of the eight points of low order, whose last bit is a sign, with those that are
// not reduced.
function isLowOrder(point: Uint8Array): boolean {
  const little = toBigInt(point.toReversed()) & ((1n << 255n) - 1n);
  return lowOrders.has(little);
}

function readQuantumKey({ strings, buffers }: RawKey): GoResult<PublicKey | UnsupportedKey> {
  const { alg = "" } = strings;
  const { pub, priv } = buffers;
  const size = quantumKeySizes.get(alg);
  if (size === undefined || pub === undefined) return ok({ kind: "parameters", type: "AKP" });
  if (priv !== undefined && priv.length !== 32) {
    return fail(`${prefix}: invalid ML-DSA private key: mldsa: invalid seed length`);
  }
  if (pub.length !== size) {
    return fail(
      priv === undefined
        ? `${prefix}: invalid ML-DSA public key: mldsa: invalid public key length`
        : `${prefix}: invalid ML-DSA key, pub does not match the public key derived from priv`,
    );
  }
  const half: PublicKey = { kind: "other", name: alg, public: true, bytes: pub };
  return ok(priv === undefined ? half : privateKey(alg, half));
}

function readSymmetricKey({ buffers: { k } }: RawKey): GoResult<PublicKey | UnsupportedKey> {
  return k === undefined
    ? fail(`${prefix}: invalid OCT (symmetric) key, missing k value`)
    : ok(privateKey("symmetric"));
}

function listMissing(values: Readonly<Record<string, Uint8Array | undefined>>): string {
  return Object.keys(values)
    .filter((name) => values[name] === undefined)
    .join(", ");
}

const readers: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ["EC", readEcKey],
  ["RSA", readRsaKey],
  ["oct", readSymmetricKey],
  ["OKP", readEdwardsKey],
  ["AKP", readQuantumKey],
]);

const prefix = "go-jose/go-jose";
const none = new Uint8Array();
const privateMembers = ["k", "d", "p", "q", "dp", "dq", "qi", "priv"];
const fieldOrder = (1n << 255n) - 19n;
const lowOrders: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
  fieldOrder - 1n,
  fieldOrder,
  fieldOrder + 1n,
]);
