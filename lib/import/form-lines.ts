import type { Exploration } from "./exploration.ts";
import type { Piece } from "./piece.ts";

/** stub */
export function foundOfLines(_x: Exploration, _piece: Piece): boolean {
  return false;
}
