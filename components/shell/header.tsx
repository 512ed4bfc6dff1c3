"use client";

import { useId, useState } from "react";
import { describePrerelease, type Minor, minors, nameMinor } from "@/lib/kube/minor.ts";
import { ServerSettingsMenu } from "../config/server-settings-menu.tsx";
import { Button } from "../ui/button.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { openComposer } from "../workspace/composer.ts";
import { useDispatch, useInputs, useOpener, useWorkspaceState } from "../workspace/context.ts";
import { nameFiles } from "../workspace/dropped-files.ts";
import { useShowPart } from "../workspace/use-show-part.ts";
import { ClockControl } from "./clock-control.tsx";
import { CommandsButton } from "./commands-host.tsx";
import { ExamplesMenu } from "./examples-menu.tsx";
import styles from "./header.module.css";
import { ThemeControl } from "./theme-control.tsx";
import { WorkspaceMenu } from "./workspace-menu.tsx";

/** The page's name, what can be loaded and undone, and what is known of the server. */
export function Header() {
  const chosen = useInputs(({ minor }) => minor);
  const undone = useWorkspaceState(({ past }) => past.at(-1)?.title);
  const redone = useWorkspaceState(({ future }) => future.at(-1)?.title);
  const dispatch = useDispatch();
  const opener = useOpener();
  const show = useShowPart();
  const more = useId();
  const [open, setOpen] = useState(false);
  return (
    <header className={styles.header} data-open={open}>
      <h1 className={styles.name}>
        <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true" className={styles.logo}>
          <rect width="32" height="32" rx="7" />
          <path d="M8.5 16.5l5 5 10-11" />
        </svg>
        Claimcheck
      </h1>
      <WorkspaceMenu />
      <ExamplesMenu />
      <div className={styles.documents}>
        <Button
          id="add-issuer"
          icon="key"
          className={`${styles.folding} ${styles.whenOpen}`}
          title="Add an issuer from the catalogue to the configuration"
          onClick={openComposer}
        >
          Add issuer
        </Button>
        <Button
          title="Close all documents and the token. Undo brings them back."
          onClick={() => {
            dispatch({ kind: "clear" });
            show("token");
          }}
        >
          New
        </Button>
        <FileButton multiple onOpenAll={(files) => void opener.openFiles(nameFiles(files))}>
          Open
        </FileButton>
      </div>
      <div id={more} className={styles.steps}>
        <Button
          icon="undo"
          label={undone === undefined ? "Undo" : `Undo: ${undone}`}
          disabled={undone === undefined}
          onClick={() => dispatch({ kind: "undo" })}
        />
        <Button
          icon="redo"
          label={redone === undefined ? "Redo" : `Redo: ${redone}`}
          disabled={redone === undefined}
          onClick={() => dispatch({ kind: "redo" })}
        />
      </div>
      <div className={styles.world}>
        <label className={styles.select}>
          <span className={styles.selectName}>Kubernetes</span>
          <select
            aria-label="Kubernetes version"
            title={describePrerelease(chosen)}
            value={chosen}
            onChange={(event) =>
              dispatch({ kind: "set-minor", minor: Number(event.target.value) as Minor })
            }
          >
            {[...minors].reverse().map((minor) => (
              <option key={minor} value={minor}>
                {nameMinor(minor)}
              </option>
            ))}
          </select>
          <Icon name="down" size={12} />
        </label>
        <ServerSettingsMenu />
        <ClockControl />
      </div>
      <div className={styles.ends}>
        <Button
          icon="download"
          look="primary"
          className={styles.folding ?? ""}
          title="Export: the files to apply"
          onClick={() => show("files")}
        >
          Export
        </Button>
        <Button
          icon="more"
          label="More: undo, version, cluster, clock, commands, theme"
          className={styles.more ?? ""}
          aria-expanded={open}
          aria-controls={more}
          onClick={() => setOpen(!open)}
        />
      </div>
      <div className={styles.theme}>
        <CommandsButton />
        <ThemeControl />
      </div>
    </header>
  );
}
