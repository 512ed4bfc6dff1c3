import type { EditedDocument } from "./inputs.ts";

/** Where text can be inserted at a cursor that stays where it was while the user presses a button elsewhere. */
export interface InsertionPlace {
  readonly document: EditedDocument | "expression";
  /** Of a place that is one expression: what it is called, and whether it is over the user alone. */
  readonly expression?: { readonly name: string; readonly variable: "claims" | "user" } | undefined;
  readonly text: () => string;
  /** UTF-16 offset of the cursor. */
  readonly offset: () => number;
  /** Puts text in the place of what is selected, the cursor behind it, and the focus there. */
  readonly insert: (text: string) => void;
}

let latest: InsertionPlace | undefined;

/** Called when a place gets the cursor. */
export function rememberPlace(place: InsertionPlace): void {
  latest = place;
}

/** Called when a place goes away. */
export function forgetPlace(place: InsertionPlace): void {
  if (latest === place) latest = undefined;
}

/** The place that had the cursor last and is still there. */
export function latestPlace(): InsertionPlace | undefined {
  return latest;
}
