"use client";

import { useEffect, useId, useMemo, useState } from "react";
import type { SharedTest, ShareView } from "@/lib/engine/tests/share-view.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { TitledDialog } from "../ui/dialog.tsx";
import { download } from "../ui/download.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { background } from "../workspace/background-client.ts";
import { useKeeper, useReadInputs } from "../workspace/context.ts";
import { analysisInput, emptyInputs } from "../workspace/inputs.ts";
import { closeSharing } from "../workspace/sharing.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import styles from "./share-dialog.module.css";

/** Longer links are cut by chat programs and mail. */
const longestLink = 8000;

/** Makes a link to the workspace: everything that it holds is shown before it can be copied. */
export function ShareDialog() {
  const [own, setOwn] = useState<readonly number[]>([]);
  const { view, current, failed } = useShare(own);

  return (
    <TitledDialog title="Share a link" onClose={closeSharing}>
      {failed && <p role="alert">The link could not be made. Close this and try again.</p>}
      {view === undefined ? (
        !failed && <p role="status">{checking}</p>
      ) : (
        <Share view={view} current={current} own={own} onOwn={setOwn} />
      )}
    </TitledDialog>
  );
}

const checking = "Checking what may go out …";

interface ShareProps {
  readonly view: ShareView;
  /** Whether the view is of what is ticked now: an older one may hold what must not go out any more. */
  readonly current: boolean;
  readonly own: readonly number[];
  readonly onOwn: (own: readonly number[]) => void;
}

function Share({ view, current, own, onOwn }: ShareProps) {
  const { text, fragment, tests, problem } = view;
  const id = useId();
  const link = `${location.origin}${location.pathname}#${fragment}`;
  const tooLong = link.length > longestLink;
  return (
    <>
      <p>
        The workspace is in the link itself, after the #. Browsers do not send that part to any
        server. Tokens, keys, files beside the bindings, what runs today and the export's options
        are not in it.
      </p>
      {problem !== undefined && (
        <p role="alert">
          <UntrustedText text={problem} limit={500} />
        </p>
      )}
      {tests.length > 0 && (
        <ul className={styles.tests} aria-label="Tests in the link">
          {tests.map((one) => (
            <li key={one.index}>
              <TestLine test={one} own={own} onOwn={onOwn} />
            </li>
          ))}
        </ul>
      )}
      <label htmlFor={`${id}-text`} className={styles.label}>
        Everything that the link holds
      </label>
      <textarea id={`${id}-text`} className={styles.text} readOnly rows={14} value={text} />
      {current ? (
        <>
          <p role="status">
            The link has {link.length.toLocaleString("en")} characters.
            {tooLong && " That is too long for a link: download the file, and send that."}
          </p>
          <div className={styles.actions}>
            {!tooLong && (
              <CopyButton text={link} label="Copy the link">
                Copy the link
              </CopyButton>
            )}
            <Button
              icon="download"
              onClick={() => download("shared.claimcheck.yaml", text, "application/yaml")}
            >
              Download the file
            </Button>
          </div>
        </>
      ) : (
        <p role="status">{checking}</p>
      )}
    </>
  );
}

interface TestLineProps {
  readonly test: SharedTest;
  readonly own: readonly number[];
  readonly onOwn: (own: readonly number[]) => void;
}

function TestLine({ test, own, onOwn }: TestLineProps) {
  const { index, name, kind } = test;
  const ticked = own.includes(index);
  return (
    <>
      <UntrustedText text={name} limit={120} />
      {": "}
      {explain(test)}{" "}
      {(kind === "left-out" || kind === "made-up" || ticked) && (
        <label>
          <input
            type="checkbox"
            checked={ticked}
            onChange={() =>
              onOwn(ticked ? own.filter((other) => other !== index) : [...own, index])
            }
          />
          Share its own values
        </label>
      )}
    </>
  );
}

function explain({ kind, passed }: SharedTest): string {
  switch (kind) {
    case "as-is":
      return "holds no claim values.";
    case "made-up":
      return passed
        ? "with made-up values; its result is the same."
        : "with made-up values; it fails in the same way. A repair may need its own values.";
    case "own":
      return "with its own values.";
    case "left-out":
      return "left out, because its result is another one with made-up values.";
  }
}

/** What a link would hold, if that is known; `current` if it is of the tests in `own` as they are now. */
function useShare(own: readonly number[]): {
  readonly view: ShareView | undefined;
  readonly current: boolean;
  readonly failed: boolean;
} {
  const keeper = useKeeper();
  const readInputs = useReadInputs();
  // The file as it is exported: its secrets are masked.
  const [file, setFile] = useState<string>();
  useEffect(() => {
    void keeper.exportText("this").then(setFile);
  }, [keeper]);
  const question = useMemo<EngineQuestion<"share", string> | undefined>(() => {
    if (file === undefined) return undefined;
    const { minor } = readInputs();
    return {
      engine: background,
      select: () => file,
      task: (text, now) => ({
        kind: "share",
        input: analysisInput({ ...emptyInputs, minor }, now),
        file: text,
        own,
      }),
    };
  }, [file, readInputs, own]);
  const { answer, pending, failed } = useEngineAnswer(question);
  return { view: answer, current: !pending && failed === undefined, failed: failed !== undefined };
}
