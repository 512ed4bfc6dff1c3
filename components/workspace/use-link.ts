"use client";

import { useEffect } from "react";
import { useKeeper, useOpener, useWorkspaceState } from "./context.ts";
import type { Keeper } from "./keeper.ts";
import type { Opener } from "./opener.ts";

/** A workspace (`#v1,…`), or the files of the command that started this server (`#open=…`). */
const link = /^#(?:v[0-9]+,|open=[0-9a-f]{32}$)/;

let taken: string | undefined;

/**
 * Opens what the fragment of the address names. The fragment leaves the address at once, so that it is in no bookmark and
 * in no screenshot. `onProblem` is told in a sentence if nothing can be opened.
 */
export function useLink(onProblem: (problem: string) => void): void {
  const keeper = useKeeper();
  const opener = useOpener();
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
      const problem = fragment.startsWith("#open=")
        ? await openFiles(fragment.slice("#open=".length), opener)
        : await openWorkspace(fragment, keeper);
      if (problem !== undefined) onProblem(problem);
    };
    void open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [ready, keeper, opener, onProblem]);
}

async function openWorkspace(fragment: string, keeper: Keeper): Promise<string | undefined> {
  const { decodeShare } = await import("@/lib/workspace/share/share-link.ts");
  const text = decodeShare(fragment);
  return text !== undefined && (await keeper.importText(text))
    ? undefined
    : "The link holds no workspace that this version can read. Was it copied whole? Ask for the file instead.";
}

async function openFiles(id: string, opener: Opener): Promise<string | undefined> {
  try {
    const response = await fetch(`/opened/${id}`);
    if (!response.ok) throw new Error(String(response.status));
    const { files } = (await response.json()) as {
      readonly files: readonly { readonly path: string; readonly text: string }[];
    };
    await opener.openFiles(files.map(({ path, text }) => ({ path, content: new Blob([text]) })));
    return undefined;
  } catch {
    return "The files of the command were given out already, or it has ended. Run `claimcheck open` again.";
  }
}
