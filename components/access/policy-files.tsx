"use client";

import { useState } from "react";
import type { PolicyFileView } from "@/lib/engine/policy-file-view.ts";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis, useAnswer, useDispatch, useInputs } from "../workspace/context.ts";
import type { OpenedFile } from "../workspace/inputs.ts";
import { openBeside } from "../workspace/open-file.ts";
import styles from "./policy-files.module.css";

/** Files of roles and bindings beside the document: dumps of a cluster, which no editor could hold. */
export function PolicyFiles() {
  const files = useInputs((inputs) => inputs.files);
  const views = useAnalysis((analysis) => analysis.files);
  const reading = useAnswer((answer) => answer.reading);
  const dispatch = useDispatch();
  const [problem, setProblem] = useState<string | undefined>();

  async function open(file: File) {
    const outcome = await openBeside(file);
    setProblem(outcome.kind === "refused" ? outcome.reason : undefined);
    if (outcome.kind === "opened") dispatch({ kind: "add-file", file: outcome.file });
  }

  return (
    <div className={styles.files}>
      <ul className={styles.list}>
        {files.map((file) => (
          <FileRow
            key={file.id}
            file={file}
            view={views?.find(({ name }) => name === file.name)}
            read={reading?.file === file.id ? reading : undefined}
          />
        ))}
      </ul>
      <div className={styles.add}>
        <FileButton icon="file" look="soft" multiple onOpen={(file) => void open(file)}>
          Add files
        </FileButton>
        {files.length === 0 && (
          <span className={styles.faint}>
            Roles and bindings of a cluster, up to 50 MB:{" "}
            <code>kubectl get clusterroles,clusterrolebindings,roles,rolebindings -A -o yaml</code>
          </span>
        )}
        {problem !== undefined && (
          <span className={styles.problem} role="alert">
            <UntrustedText text={problem} limit={300} />
          </span>
        )}
      </div>
    </div>
  );
}

interface FileRowProps {
  readonly file: OpenedFile;
  readonly view: PolicyFileView | undefined;
  readonly read: { readonly read: number; readonly objects: number } | undefined;
}

function FileRow({ file, view, read }: FileRowProps) {
  const dispatch = useDispatch();
  return (
    <li>
      <div className={styles.row}>
        <strong className={styles.name}>
          <UntrustedText text={file.name} limit={100} />
        </strong>
        {view === undefined ? (
          <>
            <progress
              className={styles.progress}
              aria-label={`Reading ${file.name}`}
              max={file.size}
              value={Math.min(read?.read ?? 0, file.size)}
            />
            <span className={styles.faint}>
              {(read?.objects ?? 0).toLocaleString("en")} objects
            </span>
          </>
        ) : (
          <span className={styles.faint}>{countObjects(view)}</span>
        )}
        <Button
          icon="cross"
          label={view === undefined ? `Stop reading ${file.name}` : `Remove ${file.name}`}
          onClick={() => dispatch({ kind: "remove-file", id: file.id })}
        />
      </div>
      {view && view.problemCount > 0 && (
        <Disclosure
          title={`${view.problemCount.toLocaleString("en")} ${view.problemCount === 1 ? "finding" : "findings"}`}
        >
          <ul className={styles.problems}>
            {view.problems.map(({ line, message }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line may have several.
              <li key={index}>
                line {line}: <UntrustedText text={message} limit={300} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </li>
  );
}

function countObjects({ roles, bindings, skipped }: PolicyFileView): string {
  const others = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return [
    count(roles, "role"),
    count(bindings, "binding"),
    ...(others === 0 ? [] : [`${count(others, "object")} of other kinds passed over`]),
  ].join(", ");
}

function count(number: number, word: string): string {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}
