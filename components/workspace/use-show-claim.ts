"use client";

import { useCallback } from "react";
import { usePointing } from "./context.ts";
import { useShowPart } from "./use-show-part.ts";

/** The attribute by which the row of a claim is found. */
export const claimAttribute = "data-claim";

/** Shows a claim of the token at hand: its row gets the focus. Without a token, the part that asks for one is shown. */
export function useShowClaim(): (name: string) => void {
  const showPart = useShowPart();
  const { point } = usePointing();
  return useCallback(
    (name) => {
      showPart("claims");
      point({ kind: "claim", name });
      requestAnimationFrame(() => {
        const rows = document.querySelectorAll<HTMLElement>(`[${claimAttribute}]`);
        const row = [...rows].find((each) => each.getAttribute(claimAttribute) === name);
        row?.scrollIntoView({ block: "center" });
        row?.querySelector("button")?.focus({ preventScroll: true });
      });
    },
    [showPart, point],
  );
}
