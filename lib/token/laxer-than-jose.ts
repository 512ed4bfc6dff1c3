import type { PublicKey } from "../authn/certificate/public-key.ts";
import { encodeBase64Url } from "../go/base64.ts";
import { byteStringToBytes, bytesToByteString, isAscii } from "../go/byte-string.ts";
import { countBits, toBigInt, trimZeros } from "../go/bytes.ts";
import { curves } from "../go/elliptic.ts";
import type { Jws } from "./jws.ts";
import type { JsonWebKey } from "./raw-jwk.ts";

/**
 * Where kube-apiserver (go-oidc, go-jose, Go's crypto) verifies a signature that jose would not: the one place that
 * works around jose. Three of the cases are settled by what jose is given (`bareJwk`, `keysToTry`); the rest have a name:
 *
 * - short-rsa-key: an RSA key of 1024 to 2047 bits. jose wants 2048 or more, as RFC 7518 does.
 * - foreign-curve: up to 1.37 ES384 and ES512 verify with a key on P-256, the halves of the signature padded with zeros.
 *   jose wants the curve of the algorithm's name.
 * - unencoded-payload: go-jose obeys `b64: false` (RFC 7797) also if `crit` does not name it.
 * - unread-header: a header that jose refuses and go-jose does not: a `crit` that is empty, repeats a name or names a
 *   `b64` that is missing; bytes that are not UTF-8, which Go replaces.
 * - salt-length: Go finds the length of the salt of a PSS signature. jose wants that of the hash.
 */
export type Laxity =
  | "short-rsa-key"
  | "foreign-curve"
  | "unencoded-payload"
  | "unread-header"
  | "salt-length";

/** The case that keeps jose from a signature before it is verified; undefined if jose can verify it. */
export function findLaxity(jws: Jws, key: PublicKey): Exclude<Laxity, "salt-length"> | undefined {
  if (key.kind === "rsa" && countBits(key.modulus) < shortestForJose) return "short-rsa-key";
  if (key.kind === "ec" && key.curve !== curveOfAlgorithm[jws.algorithm]) return "foreign-curve";
  if (!jws.base64) return "unencoded-payload";
  return isReadByJose(jws) ? undefined : "unread-header";
}

/**
 * A key as jose gets it: its numbers alone. `use`, `key_ops`, `alg` and `x5c` of the issuer's key set are left out,
 * because go-jose verifies with a key whatever these say, and jose obeys them.
 */
export function bareJwk(key: PublicKey): Readonly<Record<string, string>> | undefined {
  switch (key.kind) {
    case "rsa":
      return { kty: "RSA", n: encode(key.modulus), e: encode(key.exponent) };
    case "ec":
      return { kty: "EC", crv: key.curve, x: encode(key.x), y: encode(key.y) };
    default:
      return undefined;
  }
}

/**
 * The keys that the server tries for a token, in its order: those of the header's `kid`, or all if it has none. jose's
 * own key set refuses a token without a `kid` if several keys fit. Keys from PEM have no names: each is tried.
 */
export function keysToTry(
  keys: readonly JsonWebKey[],
  keyId: string,
  unnamed: boolean,
): readonly JsonWebKey[] {
  return keyId === "" || unnamed ? keys : keys.filter(({ id }) => id === keyId);
}

/**
 * The signature of ECDSA for a key: the algorithm fixes the length of the halves in the token, the key the length that
 * WebCrypto wants. Undefined if a half is zero or longer than the curve, which crypto/ecdsa refuses.
 */
export function fitHalves(
  signature: string,
  curveSize: number,
): Uint8Array<ArrayBuffer> | undefined {
  const size = signature.length / 2;
  const r = trimZeros(byteStringToBytes(signature.slice(0, size)));
  const s = trimZeros(byteStringToBytes(signature.slice(size)));
  if (r.length === 0 || s.length === 0 || r.length > curveSize || s.length > curveSize) {
    return undefined;
  }
  const halves = new Uint8Array(2 * curveSize);
  halves.set(r, curveSize - r.length);
  halves.set(s, 2 * curveSize - s.length);
  return halves;
}

/** Imports a key of ECDSA for an algorithm of another curve. Rejects if WebCrypto does not take it. */
export function importForeignCurve(key: PublicKey & { readonly kind: "ec" }): Promise<CryptoKey> {
  const parameters = { name: "ECDSA", namedCurve: key.curve };
  return crypto.subtle.importKey("jwk", bareJwk(key) ?? {}, parameters, false, ["verify"]);
}

/** Verifies without jose what it would refuse to verify. Rejects if WebCrypto does not take the key. */
export async function verifyWithoutJose(
  jws: Jws,
  key: PublicKey,
  cryptoKey: CryptoKey,
  saltLength: number = hashSizes[hashOf(jws.algorithm)],
): Promise<boolean> {
  const hash = hashOf(jws.algorithm);
  const { name } = cryptoKey.algorithm;
  const signature =
    key.kind === "ec"
      ? fitHalves(jws.signature, curves[key.curve].size)
      : byteStringToBytes(jws.signature);
  if (signature === undefined) return false;
  return crypto.subtle.verify(
    name === "RSA-PSS" ? { name, saltLength } : { name, hash },
    cryptoKey,
    signature,
    byteStringToBytes(`${jws.encoded.header}.${jws.encoded.payload}`),
  );
}

/**
 * The length of the salt in a PSS signature, which crypto/rsa finds and WebCrypto has to be told. Undefined for another
 * algorithm, and if it is that of the hash, which jose has tried.
 */
export async function findSaltLength(jws: Jws, key: PublicKey): Promise<number | undefined> {
  if (key.kind !== "rsa" || !jws.algorithm.startsWith("PS")) return undefined;
  const hash = hashOf(jws.algorithm);
  const modulus = toBigInt(key.modulus);
  const message = raise(
    toBigInt(byteStringToBytes(jws.signature)),
    toBigInt(key.exponent),
    modulus,
  );
  // The encoded message has the salt behind zeros and a 1, under a mask made from its own hash.
  const bits = modulus.toString(2).length - 1;
  const size = Math.ceil(bits / 8);
  const digits = message.toString(16).padStart(2 * size, "0");
  if (digits.length > 2 * size) return undefined;
  const encoded = new Uint8Array(size);
  for (let i = 0; i < size; i++) encoded[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  const hashSize = hashSizes[hash];
  const dataSize = size - hashSize - 1;
  if (dataSize < 1) return undefined;
  const seed = encoded.subarray(dataSize, dataSize + hashSize);
  const block = new Uint8Array(hashSize + 4);
  block.set(seed);
  const data = encoded.slice(0, dataSize);
  for (let counter = 0; counter * hashSize < dataSize; counter++) {
    new DataView(block.buffer).setUint32(hashSize, counter);
    const mask = new Uint8Array(await crypto.subtle.digest(hash, block));
    for (let i = 0; i < hashSize && counter * hashSize + i < dataSize; i++) {
      const at = counter * hashSize + i;
      data[at] = (data[at] ?? 0) ^ (mask[i] ?? 0);
    }
  }
  data[0] = (data[0] ?? 0) & (0xff >> (8 * size - bits));
  const one = data.indexOf(1);
  if (one < 0) return undefined;
  const saltLength = dataSize - one - 1;
  return saltLength === hashSize ? undefined : saltLength;
}

// jose's parseJoseHeader and validateCrit: both read the same JSON. `b64` without `crit` is settled before: jose ignores it.
function isReadByJose({ header, hasCritical }: Jws): boolean {
  if (hasCritical) return false;
  if (isAscii(header)) return true;
  try {
    strictUtf8.decode(byteStringToBytes(header));
    return true;
  } catch {
    return false;
  }
}

function raise(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function encode(bytes: Uint8Array): string {
  return encodeBase64Url(bytesToByteString(bytes));
}

type HashName = keyof typeof hashSizes;

function hashOf(algorithm: string): HashName {
  return `SHA-${algorithm.slice(2)}` as HashName;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const shortestForJose = 2048;
const hashSizes = { "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 } as const;

/** The curve that RFC 7518 gives an algorithm of ECDSA, which is the only one for jose, and for the server from 1.38 on. */
export const curveOfAlgorithm: Readonly<Record<string, keyof typeof curves>> = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
};
