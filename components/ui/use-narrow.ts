"use client";

import { useSyncExternalStore } from "react";

const query = "(width < 900px)";

/** Whether the page is one column; the server, which cannot know, says no. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}
