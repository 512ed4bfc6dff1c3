"use client";

import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useAnswer, useOpenFile, useWorkspaceState } from "../workspace/context.ts";
import styles from "./workbench.module.css";

/** The frame of the page, which takes dropped files. Its attributes say what is shown, and whether that is up to date. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const view = useWorkspaceState((state) => state.view);
  const ready = useWorkspaceState((state) => state.ready);
  const late = useAnswer((answer) => answer.late);
  const openFile = useOpenFile();
  const [dropping, setDropping] = useState(false);
  const depth = useRef(0);

  function drop(event: DragEvent) {
    depth.current = 0;
    setDropping(false);
    const files = [...event.dataTransfer.files];
    if (files.length === 0) return;
    event.preventDefault();
    // The document has room for one of them.
    for (const file of files) void openFile(file, files.length > 1);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has its button in the header.
    <div
      className={styles.workbench}
      data-view={view}
      data-ready={ready}
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
          Drop to open: a configuration, role bindings, a kubeconfig or a token
        </div>
      )}
    </div>
  );
}
