"use client";

import { useId } from "react";
import { lineOf } from "@/lib/source/lines.ts";
import type { FileFinding } from "@/lib/workspace/tests/test-workspace.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./tests.module.css";

export interface TestsEditorProps {
  readonly findings: readonly FileFinding[];
  readonly onClose: () => void;
}

/** The tests as text: the list of the workspace file. */
export function TestsEditor({ findings, onClose }: TestsEditorProps) {
  const text = useInputs(({ tests }) => tests);
  const dispatch = useDispatch();
  const id = useId();
  return (
    <>
      <div className={styles.head}>
        <label htmlFor={id} className={styles.title}>
          Tests, as in the workspace file
        </label>
        <Button onClick={onClose}>Close</Button>
      </div>
      <textarea
        id={id}
        className={styles.editor}
        aria-describedby={`${id}-findings`}
        spellCheck={false}
        autoComplete="off"
        rows={12}
        value={text}
        onChange={(event) => dispatch({ kind: "set-tests", text: event.target.value })}
      />
      <ul id={`${id}-findings`} className={styles.findings}>
        {findings.map(({ path, message, span }) => (
          <li key={`${path} ${span.start} ${message}`}>
            Line {lineOf(text, span.start)}: <UntrustedText text={message} limit={300} />
          </li>
        ))}
      </ul>
    </>
  );
}
