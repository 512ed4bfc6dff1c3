import { foldKey, mismatch } from "../go/decode-json.ts";
import { goField, goValue } from "../go/json-messages.ts";
import { type GoJson, type GoJsonText, parseGoJson, stringValue } from "../go/parse-json.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import { decodeKey } from "./jwk.ts";
import { decodeNextKey, type UnsupportedKey } from "./jwk-next.ts";
import type { JsonWebKey } from "./raw-jwk.ts";

/** What a server makes of one key of a set: it takes it, leaves it out, or refuses the whole set for it. */
export type ReadKey =
  | { readonly kind: "taken"; readonly key: JsonWebKey }
  /** `algorithm` is the key's `alg`, which go-oidc does not know; `unsupported` is go-jose's word. */
  | { readonly kind: "left-out"; readonly why: LeftOut }
  | { readonly kind: "refused"; readonly message: string };

/** Why a key is left out of a set; only from 1.38 on. */
export type LeftOut = { readonly kind: "algorithm"; readonly algorithm: string } | UnsupportedKey;

/**
 * What a server makes of the answer of `jwks_uri`, a byte string: one wrong key fails the whole set, with the text that
 * is in the log after "failed to decode keys: " (go-oidc's unmarshalResp).
 */
export function decodeKeySet(body: string, minor: Minor): GoResult<readonly JsonWebKey[]> {
  const keys = decodeKeys(body, minor);
  if (keys.kind === "ok") return keys;
  return fail(
    `got Content-Type = application/json, but could not unmarshal as JSON: ${keys.message}`,
  );
}

/** One key of a set, alone, as a server of the version reads it. */
export function readKey(text: GoJsonText, node: GoJson, minor: Minor): ReadKey {
  if (minor < 38) {
    const decoded = decodeKey(text, node, minor);
    return decoded.kind === "ok"
      ? { kind: "taken", key: decoded.value }
      : { kind: "refused", message: decoded.message };
  }
  const algorithm = readAlgorithm(text, node);
  if (algorithm.kind === "error") return { kind: "refused", message: algorithm.message };
  if (algorithm.value !== "" && !knownAlgorithms.has(algorithm.value)) {
    return { kind: "left-out", why: { kind: "algorithm", algorithm: algorithm.value } };
  }
  const decoded = decodeNextKey(text, node, true);
  if (decoded.kind === "error") return { kind: "refused", message: decoded.message };
  return decoded.value.kind === "key"
    ? { kind: "taken", key: decoded.value.key }
    : { kind: "left-out", why: decoded.value.why };
}

/** The members `keys` of a set that is well-formed JSON: the last one counts, whatever its case. */
export function listKeys(root: GoJson): readonly GoJson[] {
  if (root.kind !== "object") return [];
  const last = root.values[root.keys.findLastIndex((name) => foldKey(name) === "keys")];
  return last?.kind === "array" ? last.items : [];
}

// json.Unmarshal into jose.JSONWebKeySet, and from 1.38 on jwkJSON.UnmarshalJSON of go-oidc.
function decodeKeys(body: string, minor: Minor): GoResult<readonly JsonWebKey[]> {
  const next = minor >= 38;
  const parsed = parseGoJson(body);
  if (parsed.kind === "error") return parsed;
  const text = parsed.value;
  const { root } = text;
  if (root.kind === "null") return ok([]);
  if (root.kind !== "object") {
    return mismatch(root, goValue(next ? nextKeySetType : "jose.JSONWebKeySet"));
  }
  const into = next
    ? goField(".keys", "[]jsontext.Value")
    : goField("JSONWebKeySet.keys", "[]jose.JSONWebKey");
  let keys: JsonWebKey[] = [];
  let failure: GoResult<never> | undefined;
  for (const [i, name] of root.keys.entries()) {
    const node = root.values[i];
    if (node === undefined || foldKey(name) !== "keys") continue;
    if (node.kind !== "array" && node.kind !== "null") {
      failure ??= mismatch(node, into);
      continue;
    }
    // 1.38 looks at the keys of the last member only, and after it has read them all.
    if (next) continue;
    const read = readItems(text, node, minor);
    if (read.kind === "error") return read;
    keys = read.value;
  }
  if (failure !== undefined) return failure;
  if (!next) return ok(keys);
  return readItems(text, { ...root, kind: "array", items: [...listKeys(root)] }, minor);
}

function readItems(text: GoJsonText, node: GoJson, minor: Minor): GoResult<JsonWebKey[]> {
  const keys: JsonWebKey[] = [];
  for (const item of node.kind === "array" ? node.items : []) {
    const read = readKey(text, item, minor);
    if (read.kind === "refused") return fail(read.message);
    if (read.kind === "taken") keys.push(read.key);
  }
  return ok(keys);
}

// The anonymous struct with which go-oidc looks at a key's `alg`: found without regard to case, the last one counts.
function readAlgorithm(text: GoJsonText, node: GoJson): GoResult<string> {
  let algorithm = "";
  if (node.kind === "null") return ok(algorithm);
  if (node.kind !== "object") return mismatch(node, goValue(algorithmType));
  let failure: GoResult<never> | undefined;
  for (const [i, name] of node.keys.entries()) {
    const value = node.values[i];
    if (value === undefined || foldKey(name) !== "alg" || value.kind === "null") continue;
    if (value.kind === "string") algorithm = stringValue(text, value);
    else failure ??= mismatch(value, goField(".alg", "string"));
  }
  return failure ?? ok(algorithm);
}

const nextKeySetType = 'struct { Keys []jsontext.Value "json:\\"keys\\"" }';
const algorithmType = 'struct { Alg string "json:\\"alg\\"" }';

/** supportedJOSEAlgs of go-oidc's jose.go: a key that states another is left out. */
const knownAlgorithms: ReadonlySet<string> = new Set([
  ...["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"],
]);
