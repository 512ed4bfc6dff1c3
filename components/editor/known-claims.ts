import type { KnownField } from "@/lib/cel/editor/completion.ts";

/** Claims of every ID token, which the catalogue leaves out. */
const standard: readonly KnownField[] = [
  { name: "iss", type: "string", meaning: "The issuer's URL." },
  { name: "aud", type: "string or list", meaning: "For whom the token is." },
  { name: "exp", type: "number", meaning: "When the token ends, in seconds since 1970." },
  { name: "iat", type: "number", meaning: "When the token was made, in seconds since 1970." },
];

const byUrl = new Map<string, Promise<readonly KnownField[]>>();

/** The claims that the catalogue knows of an issuer, the standard ones last; empty if it does not know the issuer. */
export function findKnownClaims(url: string): Promise<readonly KnownField[]> {
  const known = byUrl.get(url);
  if (known !== undefined) return known;
  const found = load(url);
  byUrl.set(url, found);
  return found;
}

async function load(url: string): Promise<readonly KnownField[]> {
  if (url === "") return [];
  const { recogniseIssuer } = await import("@/lib/catalogue/recognise.ts");
  const found = new Map<string, KnownField>();
  for (const { entry } of recogniseIssuer({ issuer: url })) {
    for (const { name, type, meaning } of entry.claims) {
      if (!found.has(name)) found.set(name, { name, type, meaning: `${entry.title}: ${meaning}` });
    }
  }
  if (found.size === 0) return [];
  return [...found.values(), ...standard.filter(({ name }) => !found.has(name))];
}
