import type { Exploration } from "./exploration.ts";
import { foundOfCertificate } from "./form-certificate.ts";
import { type Piece, placeOf } from "./piece.ts";

/** Takes a token that is alone, with or without the header's words, and a certificate; false for every other text. */
export function foundOfLines(x: Exploration, piece: Piece): boolean {
  if (piece.depth > 0 || piece.text.length > 200_000) return false;
  if (foundOfCertificate(x, piece)) return true;
  const bare = piece.text.trim().replace(/^(?:Authorization:\s*)?Bearer\s+/i, "");
  if (
    !/^ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)?$/.test(
      bare,
    )
  ) {
    return false;
  }
  const span = placeOf(piece, { start: 0, end: piece.text.length });
  x.found.push({ kind: "token", format: "jwt", title: "a token", span, notes: [] });
  return true;
}
