import type { KnownField } from "../cel/editor/completion.ts";

/** Claims of every ID token, which the catalogue leaves out. */
const standard: readonly KnownField[] = [
  { name: "iss", type: "string", meaning: "The issuer's URL." },
  { name: "aud", type: "string or list", meaning: "For whom the token is." },
  { name: "exp", type: "number", meaning: "When the token ends, in seconds since 1970." },
  { name: "iat", type: "number", meaning: "When the token was made, in seconds since 1970." },
];

/** The claims of an issuer. */
export interface KnownClaims {
  /** The standard ones last. */
  readonly known: readonly KnownField[];
  /** The catalogue knows the issuer; else these are the claims that providers usually have. */
  readonly isRecognised: boolean;
}

/** A URL that is typed is another one with each letter. */
const remembered = 50;
const byUrl = new Map<string, Promise<KnownClaims>>();

/** The claims that the catalogue knows of an issuer; none without a URL. */
export function findKnownClaims(url: string): Promise<KnownClaims> {
  const known = byUrl.get(url);
  if (known !== undefined) return known;
  const found = load(url);
  if (byUrl.size >= remembered) byUrl.clear();
  byUrl.set(url, found);
  return found;
}

async function load(url: string): Promise<KnownClaims> {
  if (url === "") return { known: [], isRecognised: false };
  const { recogniseIssuer } = await import("../catalogue/recognise.ts");
  const found = new Map<string, KnownField>();
  const entries = recogniseIssuer({ issuer: url });
  // The entry for any provider fits every URL.
  const own = entries.filter(({ entry }) => entry.id !== "generic-oidc");
  for (const { entry } of own.length > 0 ? own : entries) {
    for (const { name, type, meaning } of entry.claims) {
      if (!found.has(name)) found.set(name, { name, type, meaning: `${entry.title}: ${meaning}` });
    }
  }
  const known = [...found.values(), ...standard.filter(({ name }) => !found.has(name))];
  return { known, isRecognised: own.length > 0 };
}
