import { JWSSignatureVerificationFailed } from "jose/errors";
import { flattenedVerify } from "jose/jws/flattened/verify";
import { importJWK } from "jose/key/import";
import type { PublicKey } from "../authn/certificate/public-key.ts";
import { fromByteString } from "../go/byte-string.ts";
import { countBits, toBigInt } from "../go/bytes.ts";
import { curves } from "../go/elliptic.ts";
import type { Minor } from "../kube/minor.ts";
import { signingAlgorithms } from "./algorithms.ts";
import type { Jws } from "./jws.ts";
import { decodeKeySet } from "./key-set.ts";
import {
  bareJwk,
  curveOfAlgorithm,
  findLaxity,
  findSaltLength,
  fitHalves,
  importForeignCurve,
  keysToTry,
  verifyWithoutJose,
} from "./laxer-than-jose.ts";
import type { JsonWebKey } from "./raw-jwk.ts";

/** What checking a signature gave. */
export type SignatureVerdict =
  | { readonly kind: "valid"; readonly keyId: string }
  /** The server's words, as they follow "failed to verify signature: ". */
  | { readonly kind: "invalid"; readonly message: string }
  /** It could not be checked here, and why. */
  | { readonly kind: "unknown"; readonly reason: string };

/** An issuer's keys, read once and used for every token, as the server keeps them. */
export interface KeySet {
  readonly keys: readonly JsonWebKey[];
  /** What a server logs instead of verifying: "fetching keys oidc: failed to decode keys: …". */
  readonly failure?: string;
  /** Keys without names, from elsewhere than a JWKS: each is tried for every token. */
  readonly unnamed?: true;
  /** Imported keys by key and algorithm; undefined if WebCrypto does not take it, a promise while it is asked. */
  readonly imported: Map<string, CryptoKey | undefined | Promise<CryptoKey | undefined>>;
}

/** The key set that a server has once `jwks_uri` answered with `body`, bytes as a byte string (go/byte-string.ts). */
export function readKeySet(body: string, minor: Minor): KeySet {
  const decoded = decodeKeySet(body, minor);
  if (decoded.kind === "ok") return { keys: decoded.value, imported: new Map() };
  const text = fromByteString(body);
  const failure = `fetching keys oidc: failed to decode keys: ${decoded.message} ${text}`;
  return { keys: [], failure, imported: new Map() };
}

/** A key set of keys that were not read from a JWKS: a PEM key, a certificate. */
export function makeKeySet(keys: readonly JsonWebKey[]): KeySet {
  return { keys, unnamed: true, imported: new Map() };
}

/**
 * remoteKeySet.verify of go-oidc's jwks.go: the keys of the header's `kid`, or all of them if it has none, in their
 * order. go-jose's checks come first, then jose verifies; what jose refuses though the server would not is verified by
 * laxer-than-jose.ts. What WebCrypto refuses though the server would not is "unknown".
 */
export async function verifySignature(jws: Jws, keySet: KeySet): Promise<SignatureVerdict> {
  if (keySet.failure !== undefined) return { kind: "invalid", message: keySet.failure };
  let unknown: string | undefined;
  for (const key of keysToTry(keySet.keys, jws.keyId, keySet.unnamed ?? false)) {
    if (jws.critical) continue;
    if (!isVerifiable(key.key, jws)) continue;
    if (!hasWebCrypto()) {
      unknown = "this page has no WebCrypto, which browsers give to https and localhost only";
      continue;
    }
    const verified = await verify(key, jws, keySet);
    if (verified === "valid") return { kind: "valid", keyId: key.id };
    if (verified === "refused") {
      unknown = `WebCrypto does not take the key ${JSON.stringify(key.id)}, though kube-apiserver would`;
    }
  }
  return unknown === undefined
    ? { kind: "invalid", message: "failed to verify id token signature" }
    : { kind: "unknown", reason: unknown };
}

/**
 * What go-jose and crypto/rsa, crypto/ecdsa check before any arithmetic: the kind of the key, its size, the length of
 * the signature.
 */
function isVerifiable(key: PublicKey, jws: Jws): boolean {
  const { algorithm, signature } = jws;
  if (!signingAlgorithms.includes(algorithm)) return false;
  const curve = curveOfAlgorithm[algorithm];
  if (key.kind === "rsa" && curve === undefined) {
    const { modulus, exponent } = key;
    return isUsableRsaKey(modulus, exponent) && signature.length === modulus.length;
  }
  if (key.kind === "ec" && curve !== undefined) {
    if (jws.strictCurve && curve !== key.curve) return false;
    if (signature.length !== 2 * curves[curve].size) return false;
    return fitHalves(signature, curves[key.curve].size) !== undefined;
  }
  return false;
}

/** Whether crypto/rsa verifies with a key: checkPublicKey and checkKeySize. */
export function isUsableRsaKey(modulus: Uint8Array, exponentBytes: Uint8Array): boolean {
  if (countBits(modulus) < 1024 || ((modulus.at(-1) ?? 0) & 1) === 0) return false;
  const exponent = BigInt.asIntN(64, toBigInt(exponentBytes));
  return exponent >= 2n && exponent <= 0x7fffffffn && (exponent & 1n) === 1n;
}

async function verify(
  key: JsonWebKey,
  jws: Jws,
  keySet: KeySet,
): Promise<"valid" | "invalid" | "refused"> {
  const name = `${keySet.keys.indexOf(key)} ${jws.algorithm}`;
  if (!keySet.imported.has(name)) {
    const asked = importKey(key.key, jws.algorithm).catch(() => undefined);
    keySet.imported.set(name, asked);
    keySet.imported.set(name, await asked);
  }
  let cryptoKey = keySet.imported.get(name);
  // With the key at hand the signature is handed over at once, and checked beside what the caller does next.
  if (cryptoKey instanceof Promise) cryptoKey = await cryptoKey;
  if (cryptoKey === undefined) return "refused";
  try {
    const isValid =
      findLaxity(jws, key.key) === undefined
        ? await verifyWithJose(jws, cryptoKey)
        : await verifyWithoutJose(jws, key.key, cryptoKey);
    if (isValid) return "valid";
    const saltLength = await findSaltLength(jws, key.key);
    if (saltLength === undefined) return "invalid";
    return (await verifyWithoutJose(jws, key.key, cryptoKey, saltLength)) ? "valid" : "invalid";
  } catch {
    return "refused";
  }
}

async function importKey(key: PublicKey, algorithm: string): Promise<CryptoKey | undefined> {
  if (key.kind === "ec" && key.curve !== curveOfAlgorithm[algorithm])
    return importForeignCurve(key);
  const imported = await importJWK(bareJwk(key) ?? {}, algorithm);
  return imported instanceof Uint8Array ? undefined : imported;
}

/** Verifies with jose. Rejects if jose or WebCrypto refuses to verify. */
async function verifyWithJose({ encoded }: Jws, key: CryptoKey): Promise<boolean> {
  const { header, payload, signature } = encoded;
  try {
    await flattenedVerify({ protected: header, payload, signature }, key);
    return true;
  } catch (error) {
    const isWrong = error instanceof JWSSignatureVerificationFailed;
    if (isWrong && error.cause === undefined) return false;
    throw error;
  }
}

function hasWebCrypto(): boolean {
  return (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;
}
