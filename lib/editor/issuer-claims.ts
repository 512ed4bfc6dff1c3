import type { KnownField } from "../cel/editor/completion.ts";
import { readScalars } from "../yaml/cursor-lines.ts";
import { type CelContext, claimsOf } from "./cel-places.ts";
import { findKnownClaims } from "./known-claims.ts";

/** What is known of the claims at a place of the configuration. */
export interface IssuerClaims {
  /** Of the token at hand, if it can be of the issuer of this place; else undefined. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /** What the catalogue knows of the issuer. */
  readonly known: readonly KnownField[];
}

/**
 * The claims at a path, "jwt[1].claimMappings…": those of the token at hand, and those that the catalogue knows of the
 * issuer. A token of another issuer counts only if nothing is known of this one.
 */
export async function findIssuerClaims(
  context: CelContext | undefined,
  path: string,
  text: string,
): Promise<IssuerClaims> {
  const claims = context && claimsOf(context);
  const index = /^jwt\[(\d+)\]/.exec(path)?.[1];
  const url = index === undefined ? "" : issuerUrl(context, Number(index), text);
  const { known, isRecognised } = await findKnownClaims(url);
  const isOther = url !== "" && claims !== undefined && claims.iss !== url;
  if (isOther && isRecognised) return { claims: undefined, known };
  // Of a provider that is not known, the token says more than what is usual.
  return { claims, known: claims === undefined || isRecognised ? known : [] };
}

// As it is typed; a small editor of one expression only has what the engine said.
function issuerUrl(context: CelContext | undefined, index: number, text: string): string {
  const scalars = readScalars(text, { start: 0, end: text.length });
  return scalars.get(`jwt[${index}].issuer.url`)?.text ?? context?.issuers?.[index] ?? "";
}
