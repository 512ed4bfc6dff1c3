import type { Persona } from "./entry.ts";

/**
 * The claims of a persona's token as JSON at a time in Unix seconds: made a minute ago, valid for ten minutes more.
 * For a draft of claims, or for the payload of a token to sign.
 */
export function writeDraft({ claims }: Pick<Persona, "claims">, now: number): string {
  return JSON.stringify({ ...claims, iat: now - 60, exp: now + 600 });
}
