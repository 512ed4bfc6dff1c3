"use client";

import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import {
  useDispatch,
  useOpener,
  useOpeningState,
  useWorkspaceState,
} from "../workspace/context.ts";
import { describeFound } from "../workspace/open-words.ts";
import styles from "./open-notices.module.css";

/** What became of files that were opened, and where a paste beside every field could go. */
export function OpenNotices() {
  const { busy, report, offer } = useOpeningState((state) => state);
  const canUndo = useWorkspaceState(({ past }) => past.at(-1)?.title === report?.step);
  const opener = useOpener();
  const dispatch = useDispatch();
  return (
    <>
      <div role="status">
        {busy && (
          <Notice kind="plain" icon="file">
            Looking at the files …
          </Notice>
        )}
      </div>
      {offer !== undefined && (
        <Notice
          kind="plain"
          urgent
          actions={
            <>
              <Button look="soft" onClick={() => void opener.acceptOffer()}>
                Open it
              </Button>
              <Button icon="cross" label="Dismiss" onClick={opener.dismiss} />
            </>
          }
        >
          The pasted text is <UntrustedText text={describeFound(offer)} limit={200} />.
        </Notice>
      )}
      {report !== undefined && (
        <Notice
          kind={report.placed.length === 0 ? "unsure" : "plain"}
          urgent
          actions={
            <>
              {report.step !== undefined && canUndo && (
                <Button
                  look="soft"
                  icon="undo"
                  onClick={() => {
                    dispatch({ kind: "undo" });
                    opener.dismiss();
                  }}
                >
                  Undo
                </Button>
              )}
              <Button icon="cross" label="Dismiss" onClick={opener.dismiss} />
            </>
          }
        >
          <ul className={styles.lines} aria-label="What was opened">
            {[...report.placed, ...report.left].map((line) => (
              <li key={line}>
                <UntrustedText text={line} limit={400} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
