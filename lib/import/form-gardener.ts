import type { Exploration, Place } from "./exploration.ts";
import type { Tree } from "./tree.ts";

/** stub */
export function recogniseGardener(_x: Exploration, _tree: Tree, _place: Place): boolean {
  return false;
}
