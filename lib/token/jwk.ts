import type { PublicKey } from "../authn/certificate/public-key.ts";
import { trimZeros } from "../go/bytes.ts";
import { curves, isOnCurve } from "../go/elliptic.ts";
import type { GoJson, GoJsonText } from "../go/parse-json.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import {
  checkThumbprints,
  decodeCertificates,
  type JsonWebKey,
  privateKey,
  type RawKey,
  readRawKey,
  samePublicKey,
} from "./raw-jwk.ts";

/** How go-jose heads its errors in a version. */
export function josePrefix(minor: Minor): string {
  return minor <= 32 ? "square/go-jose" : "go-jose/go-jose";
}

/** JSONWebKey.UnmarshalJSON of go-jose's jwk.go, version 2, which every release up to 1.37 has. */
export function decodeKey(text: GoJsonText, node: GoJson, minor: Minor): GoResult<JsonWebKey> {
  const raw = readRawKey(text, node, 2);
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
  const wrongPrint = checkThumbprints(strings, leaf, prefix);
  if (wrongPrint !== undefined) return wrongPrint;
  return ok({
    id: strings.kid ?? "",
    key: key.value,
    algorithm: strings.alg ?? "",
    use: strings.use ?? "",
  });
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

// Go copies what is there into 32 bytes.
function readEdwardsKey(x: Uint8Array, d: Uint8Array | undefined): PublicKey {
  const bytes = new Uint8Array(32);
  bytes.set(x.subarray(0, 32));
  const half: PublicKey = { kind: "other", name: "Ed25519", public: true, bytes };
  return d === undefined ? half : privateKey("Ed25519", half);
}

const none = new Uint8Array();
