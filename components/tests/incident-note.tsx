"use client";

import { useDeferredValue, useEffect, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { download } from "../ui/download.ts";
import { trials } from "../workspace/background-client.ts";
import { useReadAnalysis, useReadInputs } from "../workspace/context.ts";
import { analysisInput } from "../workspace/inputs.ts";
import styles from "./tests.module.css";

/** The verdict as a note for a ticket: everything that it holds is shown before it can be copied. */
export function IncidentNote({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const readAnalysis = useReadAnalysis();
  const readInputs = useReadInputs();
  // A line that stands in the place of the token is the line of the note.
  const [log, setLog] = useState(() =>
    readAnalysis()?.logLine === undefined ? "" : readInputs().token,
  );
  const note = useNote(useDeferredValue(log));
  return (
    <section className={styles.form} aria-label="Note for a ticket">
      <div className={styles.head}>
        <h3 className={styles.title}>Note for a ticket</h3>
        <Button onClick={onClose}>Close</Button>
      </div>
      <label htmlFor={`${id}-log`}>Lines of the API server’s log, if you have them</label>
      <textarea
        id={`${id}-log`}
        className={styles.editor}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        value={log}
        onChange={(event) => setLog(event.target.value)}
      />
      <label htmlFor={`${id}-note`}>
        Everything that the note holds. Tokens, keys and values of claims are not in it, except
        issuer, audience, times and what the configuration names.
      </label>
      <textarea
        id={`${id}-note`}
        className={styles.editor}
        readOnly
        rows={14}
        value={note ?? "Writing the note …"}
      />
      {note !== undefined && (
        <div className={styles.head}>
          <CopyButton text={note} label="Copy the note">
            Copy the note
          </CopyButton>
          <Button
            icon="download"
            onClick={() => download("login-problem.md", note, "text/markdown")}
          >
            Download it
          </Button>
        </div>
      )}
    </section>
  );
}

/** The note for the inputs as they are when it is opened, with these lines of a log; undefined until it is written. */
function useNote(log: string): string | undefined {
  const readInputs = useReadInputs();
  const [note, setNote] = useState<string>();
  useEffect(() => {
    const client = trials.open<"incident">((outcome) => {
      if (outcome.kind === "done") setNote(outcome.answer);
    });
    const inputs = readInputs();
    const input = analysisInput(inputs, Math.floor(Date.now() / 1000));
    const claimcheck = process.env.CLAIMCHECK_VERSION ?? "";
    client.ask({ kind: "incident", input, request: { log, claimcheck } });
    return () => client.dispose();
  }, [readInputs, log]);
  return note;
}
