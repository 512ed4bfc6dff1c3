"use client";

import { useCallback } from "react";
import { focusHome } from "../ui/home.ts";
import { useDispatch } from "./context.ts";
import type { View } from "./state.ts";

/** The id of the element that the status path scrolls to for a part of the right side. */
export function idOfPart(view: View): string {
  return `part-${view}`;
}

/** The id of the left side, with the documents. */
export const documentsId = "documents";

/** Gives the focus to the document that is shown: its editor, or the first field of its form. */
export function goToDocument(): void {
  const panel = document.querySelector(`#${documentsId} [role="tabpanel"]`);
  const stops = panel?.querySelectorAll<HTMLElement>(
    '[role="textbox"], textarea, input, select, button',
  );
  [...(stops ?? [])].find((stop) => stop.tabIndex >= 0 && stop.checkVisibility())?.focus();
}

/**
 * Scrolls to a part of the right side and gives it the focus, so that Tab goes on from there. A part with nothing in it
 * leaves the focus to the next one; on an empty page the ways to begin stand for every part.
 */
export function goToPart(view: View): void {
  const part =
    document.getElementById(idOfPart(view)) ?? document.getElementById(idOfPart("token"));
  part?.scrollIntoView({ block: "start" });
  let next: Element | null = part;
  while (next !== null && !focusHome(next)) next = next.nextElementSibling;
}

/** Shows a part of the page and goes there. Never another function. */
export function useShowPart(): (view: View) => void {
  const dispatch = useDispatch();
  return useCallback(
    (view) => {
      dispatch({ kind: "show", view });
      // On narrow screens the part has no size before the right side is drawn.
      requestAnimationFrame(() => goToPart(view));
    },
    [dispatch],
  );
}
