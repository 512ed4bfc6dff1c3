"use client";

import { type KeyboardEvent, useRef } from "react";
import type { ExportedFile } from "@/lib/export/files.ts";
import styles from "./export-panel.module.css";

export interface FileTreeProps {
  readonly files: readonly ExportedFile[];
  /** The path of the file that is shown. */
  readonly chosen: string;
  /** Paths of files that are not what they were at the last download. */
  readonly changed: ReadonlySet<string>;
  readonly onChoose: (path: string) => void;
}

/** The archive's files below their folders. One of them takes the Tab key, arrows move between them. */
export function FileTree({ files, chosen, changed, onChoose }: FileTreeProps) {
  const list = useRef<HTMLUListElement>(null);

  function move(event: KeyboardEvent) {
    const index = files.findIndex(({ path }) => path === chosen);
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: files.length - 1 }[
      event.key
    ];
    const target = next === undefined ? undefined : files[next];
    if (target === undefined) return;
    event.preventDefault();
    onChoose(target.path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(target.path)}"]`)?.focus();
  }

  return (
    <ul ref={list} className={styles.tree} aria-label="Files in the archive" onKeyDown={move}>
      {groupByFolder(files).map(([folder, inside]) => (
        <li key={folder}>
          {folder !== "" && <span className={styles.folder}>{folder}/</span>}
          <ul className={folder === "" ? "" : styles.inside}>
            {inside.map(({ path }) => (
              <li key={path}>
                <button
                  type="button"
                  data-path={path}
                  className={styles.entry}
                  aria-current={path === chosen ? "true" : undefined}
                  tabIndex={path === chosen ? 0 : -1}
                  onClick={() => onChoose(path)}
                >
                  {path.slice(path.lastIndexOf("/") + 1)}
                  {changed.has(path) && <span className={styles.changed}>changed</span>}
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Neighbours of one folder together, in the order of the archive. */
function groupByFolder(files: readonly ExportedFile[]): [string, ExportedFile[]][] {
  const groups = new Map<string, ExportedFile[]>();
  for (const file of files) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")));
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  return [...groups];
}
