"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Whether the page is one column; the server, which cannot know, says no. */
export function useNarrow(): boolean {
  return useMedia("(width < 900px)");
}

/** Whether the left column has little room: lists below the editor are then closed until they are asked for. */
export function useCompact(): boolean {
  return useMedia("(width < 1280px) or (height < 600px)");
}

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}
