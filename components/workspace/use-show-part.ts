"use client";

import { useCallback } from "react";
import { useDispatch } from "./context.ts";
import type { View } from "./state.ts";

/** The id of the element that the status path scrolls to for a part of the right side. */
export function idOfPart(view: View): string {
  return `part-${view}`;
}

/** Shows a part of the page and scrolls to it. Never another function. */
export function useShowPart(): (view: View) => void {
  const dispatch = useDispatch();
  return useCallback(
    (view) => {
      dispatch({ kind: "show", view });
      // On narrow screens the part has no size before the right side is drawn.
      requestAnimationFrame(() =>
        document.getElementById(idOfPart(view))?.scrollIntoView({ block: "start" }),
      );
    },
    [dispatch],
  );
}
