"use client";

import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useAnswer, useOpener, useWorkspaceState } from "../workspace/context.ts";
import { readDropped, readDroppedFiles } from "../workspace/dropped-files.ts";
import type { Opener } from "../workspace/opener.ts";
import { takeEarly } from "./early.ts";
import { isField } from "./is-field.ts";
import { keepFocus } from "./keep-focus.ts";
import styles from "./workbench.module.css";

/** The frame of the page, which takes dropped files. Its attributes say what is shown, and whether that is up to date. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const view = useWorkspaceState((state) => state.view);
  const ready = useWorkspaceState((state) => state.ready);
  const late = useAnswer((answer) => answer.late);
  const opener = useOpener();
  const [dropping, setDropping] = useState(false);
  const depth = useRef(0);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (frame.current === null ? undefined : keepFocus(frame.current)), []);

  function drop(event: DragEvent) {
    depth.current = 0;
    setDropping(false);
    // Before the page is ready, it is noted (early.ts).
    if (!ready || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    void readDropped(event.dataTransfer).then(opener.openFiles);
  }

  // A paste beside every field is looked at and offered to its place.
  useEffect(() => {
    if (!ready) return;
    const paste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (event.defaultPrevented || data === null || isField(event.target)) return;
      if (data.types.includes("Files")) void readDropped(data).then(opener.openFiles);
      else void opener.offerPaste(data.getData("text/plain"));
    };
    document.addEventListener("paste", paste);
    void openEarly(opener);
    return () => document.removeEventListener("paste", paste);
  }, [opener, ready]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has its button in the header.
    <div
      ref={frame}
      className={styles.workbench}
      data-view={view}
      data-ready={ready}
      // What is restored replaces what would be typed before.
      inert={!ready}
      data-busy={late}
      onDragEnter={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        depth.current += 1;
        setDropping(true);
      }}
      onDragLeave={() => {
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setDropping(false);
      }}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={drop}
    >
      {children}
      {dropping && (
        <div className={styles.drop} aria-hidden="true">
          Drop to open files, folders or archives: configuration, role bindings, kubeconfig, token,
          keys, workspace, a whole log
        </div>
      )}
    </div>
  );
}

// What came before the page was ready. Texts are last: to open files ends the offer of a text.
async function openEarly(opener: Opener): Promise<void> {
  const gifts = takeEarly();
  const files = gifts.flatMap((gift) => (gift.kind === "files" ? gift.files : []));
  await opener.openFiles(await readDroppedFiles(files));
  for (const gift of gifts) if (gift.kind === "text") await opener.offerPaste(gift.text);
}
