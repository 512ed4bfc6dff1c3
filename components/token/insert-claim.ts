import { findCelPosition, writeInScalar } from "@/lib/editor/cel-places.ts";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { ClaimDescription } from "@/lib/token/describe.ts";
import { latestPlace } from "../workspace/insertion.ts";

/** What became of a press on a claim. */
export type InsertOutcome =
  | { readonly kind: "inserted"; readonly text: string; readonly into: string }
  | { readonly kind: "copied"; readonly text: string; readonly reason: string }
  | { readonly kind: "refused"; readonly text: string };

/** Macros walk a list, and a claim by itself is none to the type checker. */
const walks =
  /^\s*\.(?:all|exists|exists_one|existsOne|filter|map|transformList|transformMap|transformMapEntry)\(/;

/**
 * Writes how an expression reads a claim at the cursor that was last in an expression; if there is none, onto the
 * clipboard. Before a macro the claim is written as the list that the macro can walk.
 */
export async function insertClaim(
  claim: ClaimDescription,
  analysis: Analysis | undefined,
  form: "path" | "range" = "path",
): Promise<InsertOutcome> {
  const place = latestPlace();
  const range = claim.range ?? claim.expression;
  const plain = form === "range" ? range : claim.expression;
  if (place === undefined) return copy(plain, "No expression has the cursor");
  const offset = place.offset();
  const text = walks.test(place.text().slice(offset, offset + 40)) ? range : plain;
  if (place.expression !== undefined) {
    if (place.expression.variable === "user") return copy(plain, userRule);
    place.insert(text);
    return { kind: "inserted", text, into: place.expression.name };
  }
  if (place.document !== "configuration") return copy(plain, "The cursor is in no expression");
  const document = place.text();
  const found = analysis && findCelPosition(analysis.places, document, offset);
  if (found === undefined) return copy(plain, "The cursor is in no expression");
  if (found.place.variable === "user") return copy(plain, userRule);
  place.insert(writeInScalar(text, found.place, document));
  return { kind: "inserted", text, into: found.place.path };
}

const userRule = "The cursor is in an expression over the user, which has no claims";

async function copy(text: string, reason: string): Promise<InsertOutcome> {
  try {
    await navigator.clipboard.writeText(text);
    return { kind: "copied", text, reason };
  } catch {
    return { kind: "refused", text };
  }
}
