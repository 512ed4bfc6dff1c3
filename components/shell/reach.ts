import type { Action } from "../workspace/action.ts";
import { askForFile } from "../workspace/asked-file.ts";
import type { LeftTab, View } from "../workspace/state.ts";
import { goToDocument, goToPart } from "../workspace/use-show-part.ts";

/** A control of the page: where it is, and how it is found there. */
export interface Place {
  /** The part of the right side that holds it. */
  readonly view?: Exclude<View, "configuration">;
  /** The document of the left side that it belongs to. */
  readonly document?: LeftTab;
  /** CSS selector of the control. A part without one gets the focus itself. */
  readonly control?: string;
  /** The control is drawn once its part is in sight: until then the part stands for it. */
  readonly late?: boolean;
  /** The file of the archive to show, in the part of the files. */
  readonly file?: string;
}

/** The verdict; on an empty page the ways to begin get the focus instead. */
export const verdictPlace: Place = {
  view: "token",
  control: '[data-place="verdict"]',
  late: true,
};

/** Whether the control is on the page now, or will be. */
export function isThere({ control, late = false }: Place): boolean {
  return control === undefined || late || document.querySelector(control) !== null;
}

/** Brings a control into sight, opens it if it is closed, and gives it the focus. */
export function reach(place: Place, dispatch: (action: Action) => void): void {
  const { view, document: shown, control, file } = place;
  if (file !== undefined) askForFile(file);
  if (shown !== undefined) dispatch({ kind: "show-document", document: shown });
  else if (view !== undefined) dispatch({ kind: "show", view });
  // The part is drawn first: on a narrow screen it had no size before.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const found = control === undefined ? null : document.querySelector<HTMLElement>(control);
      if (found === null && shown !== undefined) return goToDocument();
      if (found === null) return view && goToPart(view);
      const { ariaExpanded, ariaSelected } = found;
      if (ariaExpanded === "false" || ariaSelected === "false") found.click();
      found.scrollIntoView({ block: ariaExpanded === null ? "center" : "start" });
      found.focus({ preventScroll: true });
    }),
  );
}
