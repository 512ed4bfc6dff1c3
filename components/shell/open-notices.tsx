"use client";

import { useEffect, useRef } from "react";
import { Button } from "../ui/button.tsx";
import { focusHome } from "../ui/home.ts";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import {
  useDispatch,
  useOpener,
  useOpeningState,
  useWorkspaceState,
} from "../workspace/context.ts";
import { describeFound } from "../workspace/open-words.ts";
import { idOfPart } from "../workspace/use-show-part.ts";
import { leftExampleWords, useLeftExample } from "./example-notices.tsx";
import { isField } from "./is-field.ts";
import styles from "./open-notices.module.css";
import { verdictPlace } from "./reach.ts";

/**
 * Where the result of what is opened will be: on an empty page it takes the place of the ways to begin; if the page has one
 * column, and the documents are in it, the line with the verdict leads there.
 */
function focusResult(): void {
  const line = document.querySelector<HTMLElement>('[data-place="verdict-line"]');
  const verdict = document.querySelector<HTMLElement>(verdictPlace.control ?? "");
  const part = document.getElementById(idOfPart("token"));
  if (verdict?.checkVisibility()) verdict.focus({ preventScroll: true });
  else if (verdict !== null) line?.focus();
  else if (part !== null) focusHome(part);
}

/** What became of files that were opened, and where a paste beside every field could go. */
export function OpenNotices() {
  const { busy, report, offer } = useOpeningState((state) => state);
  const canUndo = useWorkspaceState(({ past }) => past.at(-1)?.title === report?.step);
  const { left: hasLeft, isLast } = useLeftExample();
  // What nothing was opened of did not close the example.
  const left = hasLeft && report !== undefined && report.placed.length > 0;
  const opener = useOpener();
  const dispatch = useDispatch();
  const open = useRef<HTMLButtonElement>(null);
  const before = useRef<Element>(null);
  // A paste asks, so Enter answers. A field that was gone to in the meantime keeps the focus.
  useEffect(() => {
    const { activeElement } = document;
    if (offer === undefined || isField(activeElement)) return;
    // A second paste takes the place of the first one, and of its button.
    if (activeElement !== document.body) before.current = activeElement;
    open.current?.focus();
  }, [offer]);
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
              <Button
                ref={open}
                look="soft"
                onClick={() => {
                  void opener.acceptOffer();
                  focusResult();
                }}
              >
                Open it
              </Button>
              <Button
                icon="cross"
                label="Dismiss"
                onClick={() => {
                  opener.dismiss();
                  if (before.current instanceof HTMLElement) before.current.focus();
                }}
              />
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
              {left && !(canUndo && isLast) && (
                <Button
                  look="soft"
                  icon="undo"
                  onClick={() => dispatch({ kind: "return-to-example" })}
                >
                  Back to the example
                </Button>
              )}
              <Button
                icon="cross"
                label="Dismiss"
                onClick={() => {
                  opener.dismiss();
                  if (left) dispatch({ kind: "dismiss-left-example" });
                }}
              />
            </>
          }
        >
          <ul className={styles.lines} aria-label="What was opened">
            {[...report.placed, ...report.left].map((line) => (
              <li key={line}>
                <UntrustedText text={line} limit={400} />
              </li>
            ))}
            {left && <li>{leftExampleWords}</li>}
          </ul>
        </Notice>
      )}
    </>
  );
}
