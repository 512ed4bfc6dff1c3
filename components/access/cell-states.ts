import type { MatrixCellView } from "@/lib/engine/matrix-view.ts";

/** What a cell says. */
export type CellState = "allowed" | "named" | "denied" | "maybe" | "absent";

/** The word of each state; its mark is in matrix.module.css. */
export const words: Readonly<Record<CellState, string>> = {
  allowed: "yes",
  named: "only some names",
  denied: "no",
  maybe: "unknown: a role is missing",
  absent: "no such verb",
};

/** What a cell says; undefined is a verb that the resource does not have. */
export function stateOf(cell: MatrixCellView | undefined, complete: boolean): CellState {
  if (cell === undefined) return "absent";
  return cell.verdict === "denied" && !complete ? "maybe" : cell.verdict;
}
