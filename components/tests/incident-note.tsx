"use client";

import { useDeferredValue, useId, useMemo, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { download } from "../ui/download.ts";
import { home } from "../ui/home.ts";
import { trials } from "../workspace/background-client.ts";
import { useReadAnalysis, useReadInputs } from "../workspace/context.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import styles from "./tests.module.css";

/** The verdict as a note for a ticket: everything that it holds is shown before it can be copied. */
export function IncidentNote({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const readAnalysis = useReadAnalysis();
  const readInputs = useReadInputs();
  // A log line in the token's field is the line of the note.
  const [log, setLog] = useState(() =>
    readAnalysis()?.logLine === undefined ? "" : readInputs().token,
  );
  const note = useNote(useDeferredValue(log));
  return (
    <section className={styles.form} aria-label="Note for a ticket">
      <div className={styles.head}>
        <h3 className={styles.title} {...home}>
          Note for a ticket
        </h3>
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

/** The note for the inputs as they are when it is asked for, with these lines of a log; undefined until it is written. */
function useNote(log: string): string | undefined {
  const readInputs = useReadInputs();
  const question = useMemo<EngineQuestion<"incident", Inputs>>(() => {
    const inputs = readInputs();
    const claimcheck = process.env.CLAIMCHECK_VERSION ?? "";
    return {
      engine: trials,
      select: () => inputs,
      task: (asked, now) => ({
        kind: "incident",
        input: analysisInput(asked, now),
        request: { log, claimcheck },
      }),
    };
  }, [readInputs, log]);
  return useEngineAnswer(question).answer;
}
