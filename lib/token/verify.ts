import type { PublicKey } from "../authn/certificate/public-key.ts";
import { encodeBase64Url } from "../go/base64.ts";
import { bytesToByteString, fromByteString } from "../go/byte-string.ts";
import { countBits, toBigInt, trimZeros } from "../go/bytes.ts";
import { curves } from "../go/elliptic.ts";
import type { Minor } from "../kube/minor.ts";
import { signingAlgorithms } from "./algorithms.ts";
import type { Jws } from "./jws.ts";
import { decodeKeySet } from "./key-set.ts";
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
  /** Imported keys by key and algorithm; undefined where WebCrypto does not take it, a promise while it is asked. */
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
 * remoteKeySet.verify of go-oidc's jwks.go: the keys of the header's `kid`, or all of them where it has none, in
 * their order. WebCrypto does the arithmetic; what it refuses though the server would not is "unknown".
 */
export async function verifySignature(jws: Jws, keySet: KeySet): Promise<SignatureVerdict> {
  if (keySet.failure !== undefined) return { kind: "invalid", message: keySet.failure };
  const subtle = webCrypto();
  let unknown: string | undefined;
  for (const key of keySet.keys) {
    if (jws.keyId !== "" && key.id !== jws.keyId && !keySet.unnamed) continue;
    if (jws.critical) continue;
    const plan = planVerification(key.key, jws);
    if (plan === undefined) continue;
    if (subtle === undefined) {
      unknown = "this page has no WebCrypto, which browsers give to https and localhost only";
      continue;
    }
    const verified = await runPlan(subtle, key, plan, jws, keySet);
    if (verified === "valid") return { kind: "valid", keyId: key.id };
    if (verified === "refused") {
      unknown = `WebCrypto does not take the key ${JSON.stringify(key.id)}, though kube-apiserver would`;
    }
  }
  return unknown === undefined
    ? { kind: "invalid", message: "failed to verify id token signature" }
    : { kind: "unknown", reason: unknown };
}

interface Plan {
  readonly importAs: RsaHashedImportParams | EcKeyImportParams;
  readonly verifyAs: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
  readonly jwk: () => JsonWebKeyData;
  readonly signature: Uint8Array;
  readonly pss?: {
    readonly hash: HashName;
    readonly modulus: Uint8Array;
    readonly exponent: Uint8Array;
  };
}

interface JsonWebKeyData {
  readonly [member: string]: string;
}

type HashName = "SHA-256" | "SHA-384" | "SHA-512";

// What go-jose and crypto/rsa, crypto/ecdsa check before any arithmetic; undefined where they refuse.
function planVerification(key: PublicKey, jws: Jws): Plan | undefined {
  const family = jws.algorithm.slice(0, 2);
  const hash = hashes[jws.algorithm.slice(2)];
  if (hash === undefined || !signingAlgorithms.includes(jws.algorithm)) return undefined;
  const { signature } = jws;
  if (key.kind === "rsa" && family !== "ES") {
    const { modulus, exponent } = key;
    if (!isUsableRsaKey(modulus, exponent) || signature.length !== modulus.length) return undefined;
    const name = family === "RS" ? "RSASSA-PKCS1-v1_5" : "RSA-PSS";
    return {
      importAs: { name, hash },
      verifyAs: family === "RS" ? { name } : { name, saltLength: hashSizes[hash] },
      jwk: () => ({ kty: "RSA", n: encode(modulus), e: encode(exponent) }),
      signature,
      ...(family === "PS" && { pss: { hash, modulus, exponent } }),
    };
  }
  if (key.kind === "ec" && family === "ES") {
    const size = signatureSizes[jws.algorithm] ?? 0;
    if (jws.strictCurve && curveOfAlgorithm[jws.algorithm] !== key.curve) return undefined;
    if (signature.length !== 2 * size) return undefined;
    // The algorithm fixes the size of the halves, the key that of the curve: up to 1.37 ES384 on P-256 is padded.
    const want = curves[key.curve].size;
    const r = trimZeros(signature.subarray(0, size));
    const s = trimZeros(signature.subarray(size));
    if (r.length === 0 || s.length === 0 || r.length > want || s.length > want) return undefined;
    const halves = new Uint8Array(2 * want);
    halves.set(r, want - r.length);
    halves.set(s, 2 * want - s.length);
    return {
      importAs: { name: "ECDSA", namedCurve: key.curve },
      verifyAs: { name: "ECDSA", hash },
      jwk: () => ({ kty: "EC", crv: key.curve, x: encode(key.x), y: encode(key.y) }),
      signature: halves,
    };
  }
  return undefined;
}

/** Whether crypto/rsa verifies with a key: checkPublicKey and checkKeySize. */
export function isUsableRsaKey(modulus: Uint8Array, exponentBytes: Uint8Array): boolean {
  if (countBits(modulus) < 1024 || ((modulus.at(-1) ?? 0) & 1) === 0) return false;
  const exponent = BigInt.asIntN(64, toBigInt(exponentBytes));
  return exponent >= 2n && exponent <= 0x7fffffffn && (exponent & 1n) === 1n;
}

async function runPlan(
  subtle: SubtleCrypto,
  key: JsonWebKey,
  plan: Plan,
  jws: Jws,
  keySet: KeySet,
): Promise<"valid" | "invalid" | "refused"> {
  const name = `${keySet.keys.indexOf(key)} ${jws.algorithm}`;
  if (!keySet.imported.has(name)) {
    const asked = subtle
      .importKey("jwk", plan.jwk(), plan.importAs, false, ["verify"])
      .catch(() => undefined);
    keySet.imported.set(name, asked);
    keySet.imported.set(name, await asked);
  }
  let cryptoKey = keySet.imported.get(name);
  // With the key at hand the signature is handed over at once, and checked beside what the caller does next.
  if (cryptoKey instanceof Promise) cryptoKey = await cryptoKey;
  if (cryptoKey === undefined) return "refused";
  const signature = plan.signature as Uint8Array<ArrayBuffer>;
  const data = jws.signingInput as Uint8Array<ArrayBuffer>;
  try {
    if (await subtle.verify(plan.verifyAs, cryptoKey, signature, data)) return "valid";
    if (plan.pss === undefined) return "invalid";
    // Go finds the length of the salt; WebCrypto has to be told.
    const saltLength = await findSaltLength(subtle, plan.pss, signature);
    if (saltLength === undefined || saltLength === hashSizes[plan.pss.hash]) return "invalid";
    const again = await subtle.verify({ name: "RSA-PSS", saltLength }, cryptoKey, signature, data);
    return again ? "valid" : "invalid";
  } catch {
    return "refused";
  }
}

// The encoded message of a PSS signature has the salt behind zeros and a 1, under a mask made from its own hash.
async function findSaltLength(
  subtle: SubtleCrypto,
  pss: NonNullable<Plan["pss"]>,
  signature: Uint8Array,
): Promise<number | undefined> {
  const modulus = toBigInt(pss.modulus);
  const message = raise(toBigInt(signature), toBigInt(pss.exponent), modulus);
  const bits = modulus.toString(2).length - 1;
  const size = Math.ceil(bits / 8);
  const digits = message.toString(16).padStart(2 * size, "0");
  if (digits.length > 2 * size) return undefined;
  const encoded = new Uint8Array(size);
  for (let i = 0; i < size; i++) encoded[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  const hashSize = hashSizes[pss.hash];
  const dataSize = size - hashSize - 1;
  if (dataSize < 1) return undefined;
  const seed = encoded.subarray(dataSize, dataSize + hashSize);
  const block = new Uint8Array(hashSize + 4);
  block.set(seed);
  const data = encoded.slice(0, dataSize);
  for (let counter = 0; counter * hashSize < dataSize; counter++) {
    new DataView(block.buffer).setUint32(hashSize, counter);
    const mask = new Uint8Array(await subtle.digest(pss.hash, block));
    for (let i = 0; i < hashSize && counter * hashSize + i < dataSize; i++) {
      const at = counter * hashSize + i;
      data[at] = (data[at] ?? 0) ^ (mask[i] ?? 0);
    }
  }
  data[0] = (data[0] ?? 0) & (0xff >> (8 * size - bits));
  const one = data.indexOf(1);
  return one < 0 ? undefined : dataSize - one - 1;
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

function webCrypto(): SubtleCrypto | undefined {
  return (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
}

function encode(bytes: Uint8Array): string {
  return encodeBase64Url(bytesToByteString(bytes));
}

const hashes: Readonly<Record<string, HashName>> = {
  "256": "SHA-256",
  "384": "SHA-384",
  "512": "SHA-512",
};
const hashSizes = { "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 } as const;
const curveOfAlgorithm: Readonly<Record<string, string>> = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
};
const signatureSizes: Readonly<Record<string, number>> = { ES256: 32, ES384: 48, ES512: 66 };
