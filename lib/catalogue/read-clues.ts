import { fromByteString } from "../go/byte-string.ts";
import { rawText } from "../go/parse-json.ts";
import { decodeToken } from "../token/decode-token.ts";
import type { Clues } from "./entry.ts";

/**
 * What a paste says of its issuer: a URL, a discovery document, or a token in any wrapping. Undefined if it is none of
 * them. Takes any text and never throws.
 */
export function readClues(text: string): Partial<Clues> | undefined {
  const trimmed = text.trim();
  if (/^https:\/\/\S+$/.test(trimmed)) return { issuer: withoutWellKnown(trimmed) };
  const members = readObject(trimmed);
  if (
    members !== undefined &&
    typeof members.issuer === "string" &&
    !Object.hasOwn(members, "iss")
  ) {
    return { discovery: members };
  }
  const { claims } = decodeToken(text);
  const read = claims && readObject(fromByteString(rawText(claims, claims.root)));
  return read && { claims: read };
}

const wellKnown = "/.well-known/openid-configuration";

function withoutWellKnown(url: string): string {
  return url.endsWith(wellKnown) ? url.slice(0, -wellKnown.length) : url;
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object));
  } catch {
    return undefined;
  }
}
