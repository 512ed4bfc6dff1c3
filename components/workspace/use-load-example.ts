"use client";

import { useCallback } from "react";
import { loadExample } from "@/lib/examples/catalogue.ts";
import { useDispatch } from "./context.ts";

/** Loads an example by its id, with its first token. Undo leads back. */
export function useLoadExample(): (id: string) => Promise<void> {
  const dispatch = useDispatch();
  return useCallback(
    async (id) => {
      const example = await loadExample(id);
      if (example !== undefined) dispatch({ kind: "load-example", example });
    },
    [dispatch],
  );
}
