import type { Exploration } from "./exploration.ts";
import { pushSubject } from "./form-kubectl.ts";
import { type Piece, placeOf } from "./piece.ts";

/**
 * Takes a token that is alone, with or without the header's words, and the subject of a certificate as openssl prints
 * it; false for every other text.
 */
export function foundOfLines(x: Exploration, piece: Piece): boolean {
  if (piece.depth > 0 || piece.text.length > 200_000) return false;
  if (takeSubjectLine(x, piece)) return true;
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

// `subject=O = dev, CN = jane`, or with slashes as older versions print it. A comma inside a value is in quotes.
function takeSubjectLine(x: Exploration, piece: Piece): boolean {
  const line = /^\s*subject=\s?([^\r\n"\\]{3,500})\s*$/.exec(piece.text)?.[1]?.trim();
  if (line === undefined || !/(?:^|[,/]\s?)CN\s?=/.test(line)) return false;
  const parts = line.startsWith("/") ? line.split("/").slice(1) : line.split(/,\s?/);
  if (parts.some((part) => !/^[A-Za-z0-9.]+\s?=/.test(part))) return false;
  pushSubject(
    x,
    parts.map((part) => part.replace(/^([A-Za-z0-9.]+)\s?=\s?/, "$1=").trim()),
    {
      format: "openssl-subject",
      title: "the subject of a certificate",
      span: placeOf(piece, { start: 0, end: piece.text.length }),
    },
  );
  return true;
}
