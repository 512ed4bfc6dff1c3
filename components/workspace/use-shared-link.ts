"use client";

import { useEffect } from "react";
import { useKeeper, useWorkspaceState } from "./context.ts";

/** A link that is too short to hold a workspace is never taken for one: the page's own anchors have no comma. */
const link = /^#v[0-9]+,/;

let taken: string | undefined;

/**
 * Opens the workspace of a link as one more workspace. The fragment leaves the address at once, so that it is in no
 * bookmark and in no screenshot. `onProblem` is told in a sentence if there is none in it.
 */
export function useSharedLink(onProblem: (problem: string) => void): void {
  const keeper = useKeeper();
  const ready = useWorkspaceState((state) => state.ready);

  useEffect(() => {
    const take = () => {
      if (!link.test(location.hash)) return;
      taken = location.hash;
      history.replaceState(history.state, "", location.pathname + location.search);
    };
    take();
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  useEffect(() => {
    if (!ready) return;
    const open = async () => {
      const fragment = taken;
      taken = undefined;
      if (fragment === undefined) return;
      const { decodeShare } = await import("@/lib/workspace/share/share-link.ts");
      const text = decodeShare(fragment);
      const found = text !== undefined && (await keeper.importText(text));
      if (!found) {
        onProblem(
          "The link holds no workspace that this version can read. Was it copied whole? Ask for the file instead.",
        );
      }
    };
    void open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [ready, keeper, onProblem]);
}
