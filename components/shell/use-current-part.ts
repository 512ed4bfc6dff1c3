"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { idOfPart } from "../workspace/use-show-part.ts";
import type { StationMark } from "./status-marks.ts";

type Part = StationMark["view"];

export const parts: readonly Part[] = [
  "token",
  "issuer",
  "signature",
  "claims",
  "user",
  "access",
  "files",
];

/** How far below the upper edge a part may begin and be the current one, in CSS pixels. */
const slack = 48;

/**
 * The part of the right side at the upper edge of its scroll area. `press` marks a part at once: one near the end may
 * never reach the edge, so it stays marked until the visitor scrolls away.
 */
export function useCurrentPart(pane: RefObject<HTMLElement | null>): {
  readonly current: Part;
  readonly press: (part: Part) => void;
} {
  const [current, setCurrent] = useState<Part>("token");
  const pressed = useRef<{ readonly part: Part; at?: number } | undefined>(undefined);

  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      if (pressed.current !== undefined) {
        pressed.current.at ??= element.scrollTop;
        if (Math.abs(element.scrollTop - pressed.current.at) < 2) return;
        pressed.current = undefined;
      }
      const edge = element.getBoundingClientRect().top + slack;
      const reached = parts.filter((part) => {
        const box = document.getElementById(idOfPart(part))?.getBoundingClientRect();
        return box !== undefined && box.height > 0 && box.top <= edge;
      });
      setCurrent(reached.at(-1) ?? "token");
    };
    const later = () => {
      frame ||= requestAnimationFrame(look);
    };
    element.addEventListener("scroll", later, { passive: true });
    return () => {
      element.removeEventListener("scroll", later);
      cancelAnimationFrame(frame);
    };
  }, [pane]);

  const press = useCallback(
    (part: Part) => {
      const mine: { readonly part: Part; at?: number } = { part };
      pressed.current = mine;
      setCurrent(part);
      // The press scrolls in the next frame, and not at all if the part is at its place already.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (pane.current !== null) mine.at ??= pane.current.scrollTop;
        }),
      );
    },
    [pane],
  );
  return { current, press };
}
