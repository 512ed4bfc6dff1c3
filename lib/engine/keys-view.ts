import { type DecodedToken, readMember } from "../token/decode-token.ts";
import type { findVerifyingKeys, KeySetJudgement } from "../token/judge-keys.ts";
import type { KeyDescription, PastedKeys } from "../token/keys.ts";

/** How a token relates to a set of keys, by what its header says; whether one of them verifies it is the signature's step. */
export interface KeyRelation {
  /** "missing": no key of the set has the token's kid. "unfit": the key is of another type than the algorithm wants. */
  readonly kind: "found" | "missing" | "unfit" | "any";
  /** Untrusted text: it holds the header's values. */
  readonly sentence: string;
  /** Index of the key that the kid names. */
  readonly key?: number;
}

/** The relation of a token to an issuer's keys, as a part of its reading; nothing if the token is another issuer's. */
export function relateToken(
  { issuer, keys, form }: KeysReading,
  { header, claims }: Pick<DecodedToken, "header" | "claims">,
): { relation?: KeyRelation } {
  if (header?.root.kind !== "object" || keys.length === 0) return {};
  if (issuer !== "" && issuer !== readMember(claims, "iss")) return {};
  const kid = readMember(header, "kid") ?? "";
  const alg = readMember(header, "alg") ?? "";
  return { relation: relate({ kid, alg }, keys, form) };
}

/** A key set as it was pasted, and the token whose signature is tried with each of its keys. */
export interface SignerQuestion {
  readonly text: string;
  readonly token: string;
}

/**
 * Which of an issuer's judged keys the token at hand is signed with; nothing if it is another issuer's. `text` is the
 * issuer's keys as they were pasted.
 */
export async function findSigner(
  { issuer, judged }: KeysReading,
  text: string | undefined,
  { pasted, claims }: Pick<DecodedToken, "pasted" | "claims">,
  verifyingKeys: (asked: SignerQuestion) => ReturnType<typeof findVerifyingKeys>,
): Promise<{ signedBy?: readonly number[] }> {
  if (judged === undefined || text === undefined || pasted.kind !== "jwt") return {};
  if (issuer !== "" && issuer !== readMember(claims, "iss")) return {};
  const { keys, unknown } = await verifyingKeys({ text, token: pasted.token });
  return keys.length === 0 && unknown ? {} : { signedBy: keys };
}

interface Header {
  readonly kid: string;
  readonly alg: string;
}

// verifyJWS of go-oidc: with a kid only keys of that id are tried, without one all of them.
function relate(
  { kid, alg }: Header,
  keys: readonly KeyDescription[],
  form: KeysReading["form"],
): KeyRelation {
  const family = families.find(({ algorithms }) => algorithms.test(alg));
  if (kid === "") {
    return {
      kind: "any",
      sentence: "The token’s header has no kid, so the server tries each key.",
    };
  }
  const index = keys.findIndex(({ id }) => id === kid);
  const key = keys[index];
  if (key === undefined) {
    if (form === "PEM") {
      const sentence = `The token was signed with the key “${kid}”; PEM has no ids, so each key is tried.`;
      return { kind: "any", sentence };
    }
    const sentence = `The token was signed with the key “${kid}”, which is not among these. Either the issuer has changed its keys since, or the token is from elsewhere.`;
    return { kind: "missing", sentence };
  }
  if (family !== undefined && !key.type.startsWith(family.type)) {
    const sentence = `The token’s key “${kid}” is here, but it is ${key.type} and the token’s algorithm is ${alg}.`;
    return { kind: "unfit", sentence, key: index };
  }
  return { kind: "found", sentence: `The token’s key “${kid}” is here, for ${alg}.`, key: index };
}

const families = [
  { algorithms: /^(?:RS|PS)\d+$/, type: "RSA" },
  { algorithms: /^ES\d+$/, type: "EC" },
];

/** What was pasted as an issuer's keys. */
export interface KeysReading {
  /** The issuer's URL; "" serves every issuer. */
  readonly issuer: string;
  readonly kind: PastedKeys["kind"];
  /** How the keys were written. */
  readonly form?: "JWKS" | "JWK" | "PEM";
  readonly keys: readonly KeyDescription[];
  /** What is wrong with the text, or odd about it. */
  readonly problem?: string;
  /** What each version of the server makes of each key; absent for PEM, which no server reads. */
  readonly judged?: KeySetJudgement;
  /** Indices of the judged keys that the token's signature is by; absent if no token of this issuer is at hand. */
  readonly signedBy?: readonly number[];
  /** How the token at hand relates to the keys; absent if it is not this issuer's or there are none. */
  readonly relation?: KeyRelation;
}
