import {
  type PublicKey,
  parsePublicKey,
  parseRsaPublicKey,
} from "../authn/certificate/public-key.ts";
import { parseCertificate } from "../authn/certificate/x509.ts";
import { decodeBase64 } from "../go/base64.ts";
import { toByteString } from "../go/byte-string.ts";
import { countBits } from "../go/bytes.ts";
import { readerOf } from "../go/cryptobyte.ts";
import { type GoJsonText, memberOf, parseGoJson, rawText, stringValue } from "../go/parse-json.ts";
import type { GoResult } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import type { JsonWebKey } from "./raw-jwk.ts";
import type { IssuerKeys } from "./stage.ts";
import { type KeySet, makeKeySet, readKeySet } from "./verify.ts";

/** What was pasted where an issuer's keys are wanted. */
export type PastedKeys =
  | { readonly kind: "empty" }
  | {
      readonly kind: "keys";
      readonly form: "JWKS" | "JWK" | "PEM";
      readonly keySet: KeySet;
      readonly keys: readonly KeyDescription[];
      /** What is odd about them, in a sentence. */
      readonly note?: string;
    }
  /** A discovery document: it says where the keys are and holds none. */
  | {
      readonly kind: "discovery";
      readonly issuer: string;
      readonly jwksUri: string;
      readonly problem: string;
    }
  | { readonly kind: "unreadable"; readonly problem: string };

/** One key for people. */
export interface KeyDescription {
  readonly id: string;
  /** "RSA 2048", "EC P-256". */
  readonly type: string;
  /** As the key states it; the server ignores it. */
  readonly algorithm: string;
  readonly use: string;
  /** Whether it can verify one of the authenticator's algorithms at all. */
  readonly usable: boolean;
}

/**
 * Reads pasted key material: a JWKS as the server would read it, one JWK, PEM (public keys and certificates), or a
 * discovery document. Takes any text and never throws.
 */
export function readKeys(pasted: string, minor: Minor): PastedKeys {
  const text = pasted.trim();
  if (text === "") return { kind: "empty" };
  if (text.length > longest)
    return { kind: "unreadable", problem: "The keys have more than 1 MB." };
  if (text.includes("-----BEGIN ")) return readPem(text);
  const parsed = parseGoJson(toByteString(text));
  if (parsed.kind === "error") {
    return { kind: "unreadable", problem: `The keys are neither JSON nor PEM: ${parsed.message}` };
  }
  const { root } = parsed.value;
  if (memberOf(root, "keys") !== undefined) return readJwks(toByteString(text), "JWKS", minor);
  if (memberOf(root, "kty") !== undefined) {
    return readJwks(`{"keys":[${rawText(parsed.value, root)}]}`, "JWK", minor);
  }
  const jwksUri = readMember(parsed.value, "jwks_uri");
  if (jwksUri !== undefined) {
    return {
      kind: "discovery",
      issuer: readMember(parsed.value, "issuer") ?? "",
      jwksUri,
      problem: `A discovery document holds no keys. Paste what its jwks_uri serves: ${jwksUri}`,
    };
  }
  return { kind: "unreadable", problem: 'The JSON has neither "keys" nor "kty" nor "jwks_uri".' };
}

/** What the authenticator knows of an issuer after a paste; `absent` is the reason to give if there are no keys. */
export function issuerKeysOf(pasted: PastedKeys, absent: string): IssuerKeys {
  switch (pasted.kind) {
    case "keys":
      return { kind: "keys", keySet: pasted.keySet };
    case "empty":
      return { kind: "missing", reason: absent };
    default:
      return { kind: "missing", reason: pasted.problem };
  }
}

/** A key for people. */
function describeKey({ id, key, algorithm, use }: JsonWebKey): KeyDescription {
  return { id, type: describeType(key), algorithm, use, usable: key.kind !== "other" };
}

function readJwks(body: string, form: "JWKS" | "JWK", minor: Minor): PastedKeys {
  const keySet = readKeySet(body, minor);
  const keys = keySet.keys.map(describeKey);
  const note =
    keySet.failure !== undefined
      ? "kube-apiserver cannot read this key set, so every token of the issuer fails"
      : keySet.keys.some(({ key }) => key.kind === "other" && !key.public)
        ? "There is a private or symmetric key in it. An issuer never publishes those"
        : undefined;
  return { kind: "keys", form, keySet, keys, ...(note !== undefined && { note }) };
}

function readPem(text: string): PastedKeys {
  const keys: JsonWebKey[] = [];
  for (const [, label = "", body = ""] of text.matchAll(pemBlock)) {
    if (label.endsWith("PRIVATE KEY")) {
      return {
        kind: "unreadable",
        problem: "This is a private key. Remove it: only public keys belong here.",
      };
    }
    const der = decodeBase64(body.replace(/\s/g, ""));
    const reader = pemReaders[label];
    const key = der.kind === "ok" ? reader?.(der.value) : undefined;
    if (key === undefined) {
      return {
        kind: "unreadable",
        problem: `The PEM block "${label}" holds no public key that can be read.`,
      };
    }
    keys.push({ id: "", key, algorithm: "", use: "" });
  }
  if (keys.length === 0) {
    return { kind: "unreadable", problem: "The PEM block has no end." };
  }
  return {
    kind: "keys",
    form: "PEM",
    keySet: makeKeySet(keys),
    keys: keys.map(describeKey),
    note: "A PEM key has no kid, so it is tried for every token; a server reads a JWKS and goes by kid",
  };
}

function readMember(text: GoJsonText, name: string): string | undefined {
  const node = memberOf(text.root, name);
  return node?.kind === "string" ? stringValue(text, node) : undefined;
}

function describeType(key: PublicKey): string {
  switch (key.kind) {
    case "rsa":
      return `RSA ${countBits(key.modulus)}`;
    case "ec":
      return `EC ${key.curve}`;
    case "other":
      return key.name;
  }
}

function okValue<T>(result: GoResult<T>): T | undefined {
  return result.kind === "ok" ? result.value : undefined;
}

const longest = 1 << 20;
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

const pemReaders: Readonly<Record<string, (der: Uint8Array) => PublicKey | undefined>> = {
  "PUBLIC KEY": (der) => okValue(parsePublicKey(readerOf(der)))?.key,
  "RSA PUBLIC KEY": (der) => okValue(parseRsaPublicKey(der)),
  CERTIFICATE: (der) => okValue(parseCertificate(der))?.publicKey.key,
};
