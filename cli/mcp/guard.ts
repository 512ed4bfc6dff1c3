import { findSecrets, formReasons } from "../../lib/secrets/find-secrets.ts";
import { hidesSignedToken, holdsSignedToken } from "./signed-token.ts";

/** In UTF-16 units: of one text, and of all texts of a call. */
const longestText = 1_000_000;
const longestCall = 4_000_000;
const deepest = 64;
const mostTexts = 100_000;

/** What is to be known of the arguments of a call before a tool sees them. */
export type GuardedCall =
  | { readonly kind: "refused"; readonly reason: string }
  /** Secrets of the arguments, the longest first: they are in no answer. */
  | { readonly kind: "taken"; readonly secrets: readonly string[] };

/**
 * Looks at every text of the arguments, names of members included: sizes, tokens with a signature, other secrets. Tokens
 * are found inside of documents too, folded over lines or encoded.
 */
export function guardCall(args: unknown, allowTokens: boolean): GuardedCall {
  const texts = collectTexts(args);
  if (typeof texts === "string") return { kind: "refused", reason: texts };
  const secrets = new Set<string>();
  for (const { place, text } of texts) {
    if (!allowTokens && holdsSignedToken(text))
      return { kind: "refused", reason: refuseToken(place) };
    for (const found of findSecrets(text, "document")) {
      const secret = text.slice(found.start, found.end);
      if (!allowTokens && hidesSignedToken(secret))
        return { kind: "refused", reason: refuseToken(place) };
      // A word that only looks random may be a name: of a client, of a user.
      if (secret.length >= shortestSecret && found.reason !== "random-word") secrets.add(secret);
    }
  }
  return { kind: "taken", secrets: [...secrets].sort((a, b) => b.length - a.length) };
}

/** A shorter one would be found inside of words. */
const shortestSecret = 8;

/** What is there instead of a secret. */
const mask = "<secret removed>";

/**
 * A value without secrets in its texts: those of `secrets`, and tokens, private keys and the like wherever they come from.
 */
export function maskAnswer<T>(value: T, secrets: readonly string[] = []): T {
  return mapTexts(value, (text) => {
    const known = secrets.reduce((masked, secret) => masked.replaceAll(secret, mask), text);
    return maskForms(known);
  }) as T;
}

function maskForms(text: string): string {
  let masked = "";
  let done = 0;
  for (const { start, end, reason } of findSecrets(text, "plain")) {
    if (!formReasons.has(reason)) continue;
    masked += text.slice(done, start) + mask;
    done = end;
  }
  return masked + text.slice(done);
}

function refuseToken(place: string): string {
  return `${place} holds a token with a signature: a secret, which a conversation must not hold. Give its claims as JSON instead (made-up values do), or start the server with --allow-tokens.`;
}

interface PlacedText {
  readonly place: string;
  readonly text: string;
}

/** The texts of a value in order; a text says that there is too much of it. */
function collectTexts(args: unknown): readonly PlacedText[] | string {
  const texts: PlacedText[] = [];
  let total = 0;
  const take = (text: string, place: string): string | undefined => {
    total += text.length;
    if (text.length > longestText)
      return `${place} has ${count(text.length)} characters; at most ${count(longestText)} are read. Give the part that matters.`;
    if (total > longestCall)
      return `The arguments have more than ${count(longestCall)} characters.`;
    if (texts.length >= mostTexts) return `The arguments have more than ${count(mostTexts)} texts.`;
    texts.push({ place, text });
    return undefined;
  };
  const visit = (value: unknown, place: string, depth: number): string | undefined => {
    if (typeof value === "string") return take(value, place);
    if (typeof value !== "object" || value === null) return undefined;
    if (depth === deepest) return `The arguments are nested deeper than ${deepest} levels.`;
    for (const [name, item] of Object.entries(value)) {
      const own = depth === 0 ? name : place;
      const problem = take(name, "A name in the arguments") ?? visit(item, own, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return visit(args, "An argument", 0) ?? texts;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [map(name), mapTexts(item, map)]),
  );
}

function count(number: number): string {
  return number.toLocaleString("en");
}
