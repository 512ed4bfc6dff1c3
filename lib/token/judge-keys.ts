import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { decodeBase64Url } from "../go/base64.ts";
import { toByteString } from "../go/byte-string.ts";
import { countBits } from "../go/bytes.ts";
import {
  type GoJson,
  type GoJsonText,
  memberOf,
  parseGoJson,
  stringValue,
} from "../go/parse-json.ts";
import { describeRange, type Minor, minors } from "../kube/minor.ts";
import { quantumAlgorithms } from "./algorithms.ts";
import { largestModulus } from "./jwk-next.ts";
import { parseSigned } from "./jws.ts";
import { type LeftOut, listKeys, type ReadKey, readKey } from "./key-set.ts";
import { isUsableRsaKey, makeKeySet, verifySignature } from "./verify.ts";

/** What becomes of one key of a set on a version of the server. */
export interface KeyFate {
  /**
   * "used": tokens can be verified with it. "ignored": it is no key for tokens, and does no harm. "skipped": the server
   * leaves it out although another version verifies tokens with it, so that those are refused. "breaks": the whole set
   * is refused for it, and with it every token of the issuer.
   */
  readonly kind: "used" | "ignored" | "skipped" | "breaks";
  /** Why, in a sentence. Untrusted text: it may hold values of the key. */
  readonly reason: string;
}

/** One key of a set, and what each version makes of it. All texts but the fates' kinds may hold values of the key. */
export interface KeyJudgement {
  readonly id: string;
  /** "RSA 8192", "EC secp256k1". */
  readonly type: string;
  readonly algorithm: string;
  readonly use: string;
  /** RFC 7638 with SHA-256, base64url; absent for secrets, if a member is missing, and without WebCrypto. */
  readonly thumbprint?: string;
  /** By ranges of versions, oldest first. */
  readonly fates: readonly { readonly minors: readonly Minor[]; readonly fate: KeyFate }[];
}

/** A set of keys, judged. */
export interface KeySetJudgement {
  readonly keys: readonly KeyJudgement[];
  /** What differs between versions or refuses tokens, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Judges the keys of a JWKS, or of one JWK, for every version, and gives their thumbprints. Undefined for a text that is
 * neither: a server reads nothing else. Takes any text and never throws.
 */
export async function judgeKeys(pasted: string): Promise<KeySetJudgement | undefined> {
  const judged = judgeFates(pasted);
  const parsed = parseGoJson(toByteString(pasted.trim()));
  if (judged === undefined || parsed.kind === "error") return judged;
  const thumbprints = await Promise.all(
    itemsOf(parsed.value.root).map((node) => makeThumbprint(parsed.value, node)),
  );
  const keys = judged.keys.map((key, i) => {
    const thumbprint = thumbprints[i];
    return thumbprint === undefined ? key : { ...key, thumbprint };
  });
  return { ...judged, keys };
}

/** As judgeKeys, without thumbprints. */
export function judgeFates(pasted: string): KeySetJudgement | undefined {
  const parsed = parseGoJson(toByteString(pasted.trim()));
  if (parsed.kind === "error") return undefined;
  const keys = itemsOf(parsed.value.root).map((node) => judgeKey(parsed.value, node));
  return keys.length === 0 ? undefined : { keys, warnings: listWarnings(keys) };
}

/**
 * Which keys of a JWKS the signature of a token is by, whatever a server makes of them and of their ids: their indices.
 * `unknown` if one could not be tried here.
 */
export async function findVerifyingKeys(
  pasted: string,
  token: string,
): Promise<{ readonly keys: readonly number[]; readonly unknown: boolean }> {
  const parsed = parseGoJson(toByteString(pasted.trim()));
  const found: number[] = [];
  let unknown = false;
  if (parsed.kind === "error") return { keys: found, unknown };
  for (const [index, node] of itemsOf(parsed.value.root).entries()) {
    const verdicts = await Promise.all(
      ends.map(async (minor) => {
        const read = readKey(parsed.value, node, minor);
        const jws = parseSigned(token, minor);
        if (read.kind !== "taken" || jws.kind === "error") return "invalid";
        return (await verifySignature(jws.value, makeKeySet([read.key]))).kind;
      }),
    );
    if (verdicts.includes("valid")) found.push(index);
    else if (verdicts.includes("unknown")) unknown = true;
  }
  return { keys: found, unknown };
}

function itemsOf(root: GoJson): readonly GoJson[] {
  return memberOf(root, "kty") !== undefined && listKeys(root).length === 0
    ? [root]
    : listKeys(root);
}

function judgeKey(text: GoJsonText, node: GoJson): KeyJudgement {
  const member = readMembers(text, node);
  const reads = minors.map((minor) => readKey(text, node, minor));
  const usable = reads.some(isUsable) || quantumAlgorithms.includes(member("alg"));
  const fates: { minors: Minor[]; fate: KeyFate }[] = [];
  minors.forEach((minor, i) => {
    const read = reads[i];
    if (read === undefined) return;
    const fate = judge(read, usable);
    const last = fates.at(-1);
    if (last?.fate.kind === fate.kind && last.fate.reason === fate.reason) last.minors.push(minor);
    else fates.push({ minors: [minor], fate });
  });
  return {
    id: member("kid"),
    type: describeType(member),
    algorithm: member("alg"),
    use: member("use"),
    fates,
  };
}

function isUsable(read: ReadKey): boolean {
  if (read.kind !== "taken") return false;
  const { key } = read.key;
  if (key.kind === "rsa") return isUsableRsaKey(key.modulus, key.exponent);
  return key.kind === "ec" || (key.public && quantumAlgorithms.includes(key.name));
}

function judge(read: ReadKey, usableSomewhere: boolean): KeyFate {
  switch (read.kind) {
    case "refused":
      return {
        kind: "breaks",
        reason: `The server cannot read this key and refuses the whole set: ${withoutPrefix(read.message)}.`,
      };
    case "left-out":
      return usableSomewhere
        ? {
            kind: "skipped",
            reason: `${describeLeftOut(read.why)}, so tokens that are signed with it are refused.`,
          }
        : { kind: "ignored", reason: `${describeLeftOut(read.why)}; no token needs it.` };
    case "taken": {
      if (isUsable(read)) return { kind: "used", reason: "Tokens are verified with it." };
      const { key } = read.key;
      if (key.kind === "rsa") {
        const reason =
          countBits(key.modulus) < 1024
            ? "Go refuses RSA keys under 1024 bits."
            : "Go refuses its modulus or exponent.";
        return { kind: "ignored", reason };
      }
      if (key.kind === "other" && !key.public) {
        return {
          kind: "ignored",
          reason: "It is a private or secret key, which an issuer never publishes.",
        };
      }
      return { kind: "ignored", reason: "It verifies none of the allowed algorithms." };
    }
  }
}

function describeLeftOut(why: LeftOut): string {
  switch (why.kind) {
    case "algorithm":
      return `The server leaves it out for its alg ${JSON.stringify(why.algorithm)}`;
    case "type":
      return `The server leaves it out, as it does not know the key type ${JSON.stringify(why.type)}`;
    case "curve":
      return `The server leaves it out, as it does not know the curve ${JSON.stringify(why.curve)}`;
    case "modulus":
      return `The server leaves it out, as it has ${why.bits} bits and the most is ${largestModulus}`;
    case "parameters":
      return "The server leaves it out, as it needs pub and an alg of ML-DSA";
  }
}

function withoutPrefix(message: string): string {
  return message.replace(/^(?:square|go-jose)\/go-jose: /, "");
}

function listWarnings(keys: readonly KeyJudgement[]): string[] {
  const warnings: string[] = [];
  keys.forEach((key, i) => {
    const name = key.id === "" ? `Key ${i + 1}` : `The key ${JSON.stringify(key.id)}`;
    for (const { minors: range, fate } of key.fates) {
      if (fate.kind === "breaks") {
        warnings.push(
          `${name} (${key.type}) breaks the set ${describeRange(range)}: every token of the issuer is refused there.`,
        );
      }
      if (fate.kind === "skipped") {
        warnings.push(
          `${name} (${key.type}) is left out ${describeRange(range)}: tokens that are signed with it are refused there.`,
        );
      }
    }
  });
  return warnings;
}

type Member = (name: string) => string;

function describeType(member: Member): string {
  const kty = member("kty");
  switch (kty) {
    case "RSA": {
      const modulus = decodeBase64Url(member("n"));
      return modulus.kind === "ok" ? `RSA ${countBits(modulus.value)}` : "RSA";
    }
    case "EC":
      return `EC ${member("crv")}`.trim();
    case "OKP":
      return member("crv") || "OKP";
    case "AKP":
      return member("alg") || "AKP";
    case "oct":
      return "symmetric";
    default:
      return kty || "no kty";
  }
}

async function makeThumbprint(text: GoJsonText, node: GoJson): Promise<string | undefined> {
  const member = readMembers(text, node);
  const kty = member("kty");
  if (kty === "oct") return undefined;
  const members = ["alg", "crv", "e", "n", "pub", "x", "y"].map((name) => [name, member(name)]);
  try {
    return await calculateJwkThumbprint({ kty, ...Object.fromEntries(members) }, "sha256");
  } catch {
    return undefined;
  }
}

function readMembers(text: GoJsonText, node: GoJson): Member {
  return (name) => {
    const value = memberOf(node, name);
    return value?.kind === "string" ? stringValue(text, value) : "";
  };
}

/** The oldest and the newest server: of a token's signature and of a single key no other judges differently. */
const ends: readonly Minor[] = [37, 38];
