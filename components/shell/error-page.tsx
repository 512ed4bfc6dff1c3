"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { download } from "../ui/download.ts";
import { describeLoadFailure } from "../ui/load-failure.ts";
import { Notice } from "../ui/notice.tsx";
import { useOnline } from "../ui/use-online.ts";
import styles from "./error-page.module.css";

export interface ErrorPageProps {
  readonly error: unknown;
  /** Draws the page again. */
  readonly reset: () => void;
}

/** In place of a page that failed: another try, and a file with everything that can be saved. */
export function ErrorPage({ error, reset }: ErrorPageProps) {
  const [saving, setSaving] = useState<string | undefined>();
  const online = useOnline();
  const loading = describeLoadFailure(error, navigator.onLine);
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>
        {loading === undefined ? "The page failed" : "A part is missing"}
      </h1>
      <p>
        {loading ??
          "This is our mistake, not yours. What this browser stored of your documents is still there. Tokens are gone: they are never stored."}
      </p>
      <div className={styles.actions}>
        {loading === undefined && <Button onClick={reset}>Try again</Button>}
        {online && <Button onClick={() => location.reload()}>Reload</Button>}
        <Button
          onClick={() => {
            save().then(setSaving, () =>
              setSaving("Nothing could be saved: the browser does not give the documents."),
            );
          }}
        >
          Save my documents
        </Button>
      </div>
      {saving !== undefined && (
        <Notice kind="plain" urgent>
          {saving}
        </Notice>
      )}
      <details>
        <summary>What went wrong</summary>
        <p className={styles.detail}>{nameOf(error)}</p>
      </details>
    </main>
  );
}

/** Only the kind of error: its message may quote what the visitor typed. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "An unknown error.";
  const { digest } = error as { digest?: unknown };
  return `${error.name}${typeof digest === "string" ? ` (${digest})` : ""}`;
}

async function save(): Promise<string> {
  const { collectWorkspaces, writeWorkspaces } = await import("../workspace/save-workspaces.ts");
  const workspaces = await collectWorkspaces();
  if (workspaces.length === 0) return "There is nothing to save: no documents are stored.";
  download("claimcheck-workspaces.json", writeWorkspaces(workspaces), "application/json");
  return "Saved as claimcheck-workspaces.json. Secrets in it are masked.";
}
