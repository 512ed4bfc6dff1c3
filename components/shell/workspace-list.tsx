"use client";

import { useEffect, useState } from "react";
import type { HistoryState } from "@/lib/workspace/history.ts";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { download } from "../ui/download.ts";
import { FileButton } from "../ui/file-button.tsx";
import { NameField } from "../ui/name-field.tsx";
import { formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useKeeper, useKeeping, useOpener } from "../workspace/context.ts";
import { nameFiles } from "../workspace/dropped-files.ts";
import { openSharing } from "../workspace/sharing.ts";
import type { StoredName } from "../workspace/store.ts";
import { ChangedAt } from "./changed-at.tsx";
import { HistoryList } from "./history-list.tsx";
import styles from "./workspace-list.module.css";

/** What the menu of workspaces holds: each workspace, what can be done with it, and its history. */
export function WorkspaceList({ close }: { readonly close: () => void }) {
  const keeper = useKeeper();
  const opener = useOpener();
  const head = useKeeping((keeping) => keeping.head);
  const changed = useKeeping((keeping) => keeping.changed);
  const [names, setNames] = useState<readonly StoredName[]>([]);
  const [renaming, setRenaming] = useState<string | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored changes with them.
  useEffect(() => {
    let left = false;
    keeper.list().then((list) => !left && setNames(list));
    return () => {
      left = true;
    };
  }, [keeper, head, changed]);
  const isStored = names.some(({ id }) => id === head.id);
  const all = isStored ? names : [{ ...head, changed: changed ?? 0 }, ...names];

  function done(work: Promise<unknown>) {
    void work;
    close();
  }

  return (
    <div className={styles.menu}>
      <ul className={styles.list} aria-label="Workspaces of this browser">
        {all.map(({ id, name, changed: at }) => (
          <li key={id} className={styles.item}>
            {renaming === id ? (
              <NameField
                label={`New name of ${name}`}
                name={name}
                action="Rename"
                onDone={(next) => {
                  setRenaming(undefined);
                  if (next !== undefined) void keeper.rename(id, next).then(refresh);
                }}
              />
            ) : (
              <>
                <button
                  type="button"
                  className={styles.entry}
                  data-home=""
                  aria-current={id === head.id ? "true" : undefined}
                  onClick={() => done(keeper.open(id))}
                >
                  <span className={styles.entryName}>
                    <UntrustedText text={id === head.id ? head.name : name} limit={80} />
                  </span>
                  <ChangedAt at={id === head.id ? (changed ?? at) : at} />
                </button>
                <Button icon="pencil" label={`Rename ${name}`} onClick={() => setRenaming(id)} />
                <Button
                  icon="copy"
                  label={`Duplicate ${name}`}
                  onClick={() => done(keeper.duplicate(id))}
                />
                <Button
                  icon="cross"
                  label={`Delete ${name}`}
                  onClick={() => done(keeper.remove(id))}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button icon="plus" onClick={() => done(keeper.create())}>
          New workspace
        </Button>
        <FileButton
          icon="file"
          folder
          onOpenAll={(files) => done(opener.openFiles(nameFiles(files)))}
        >
          Open a folder
        </FileButton>
        <FileButton icon="file" onOpenAll={(files) => void importFiles(files)}>
          Import
        </FileButton>
        <Button icon="download" onClick={() => void save("this")}>
          Export this one
        </Button>
        <Button
          icon="copy"
          onClick={() => {
            close();
            openSharing();
          }}
        >
          Share a link
        </Button>
        {all.length > 1 && (
          <Button icon="download" onClick={() => void save("all")}>
            Export all
          </Button>
        )}
      </div>
      {problem !== undefined && (
        <p role="alert" className={styles.note}>
          {problem}
        </p>
      )}
      <div className={styles.history}>
        <Disclosure title="History">
          <HistoryList
            onRestore={(state) => done(keeper.restoreState(state, restoreTitle(state)))}
          />
        </Disclosure>
      </div>
      <p className={styles.note}>
        Stored in this browser only. Secrets are masked. Tokens and keys are never part of it.
      </p>
    </div>
  );

  function refresh() {
    void keeper.list().then(setNames);
  }

  async function importFiles(files: readonly File[]) {
    const refused = await opener.importWorkspaces(nameFiles(files));
    if (refused === undefined) close();
    else setProblem(refused);
  }

  async function save(what: "this" | "all") {
    const text = await keeper.exportText(what);
    download(what === "this" ? fileName(head.name) : "workspaces.yaml", text, "application/yaml");
  }
}

function restoreTitle({ at }: HistoryState): string {
  return `Restore ${formatMoment(Math.floor(at / 1000))}`;
}

/** A name that every system takes. */
function fileName(name: string): string {
  const safe = name
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+/, "")
    .slice(0, 60);
  return `${safe === "" ? "workspace" : safe}.claimcheck.yaml`;
}
