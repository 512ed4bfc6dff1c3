import type { MatrixCellView } from "@/lib/engine/matrix-view.ts";
import type { IconName } from "../ui/icon.tsx";

/** What a cell says. */
export type CellState = "allowed" | "named" | "denied" | "maybe" | "absent";

/** The icon and the word of each state. */
export const states: Readonly<
  Record<CellState, { readonly icon?: IconName; readonly word: string }>
> = {
  allowed: { icon: "check", word: "yes" },
  named: { icon: "key", word: "only some names" },
  denied: { icon: "dash", word: "no" },
  maybe: { icon: "question", word: "unknown: a role is missing" },
  absent: { word: "no such verb" },
};

/** What a cell says; undefined is a verb that the resource does not have. */
export function stateOf(cell: MatrixCellView | undefined, complete: boolean): CellState {
  if (cell === undefined) return "absent";
  return cell.verdict === "denied" && !complete ? "maybe" : cell.verdict;
}
