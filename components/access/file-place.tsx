"use client";

import { useState } from "react";
import type { Origin } from "@/lib/rbac/types.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useInputs } from "../workspace/context.ts";
import styles from "./file-place.module.css";
import { readPart } from "./read-part.ts";

export interface FilePlaceProps {
  readonly origin: Origin;
  /** What is there: "the binding". */
  readonly what: string;
}

const linesShown = 200;

/** Where an object of an opened file is; pressed, its lines, read from the file again. */
export function FilePlace({ origin, what }: FilePlaceProps) {
  const { file, line = 1, span } = origin;
  const opened = useInputs(({ files }) => files.find(({ name }) => name === file));
  const [shown, setShown] = useState<string | undefined>();
  const place = `${file ?? ""}, line ${line}`;
  if (opened === undefined || span === undefined)
    return (
      <span className={styles.faint}>
        {" "}
        (<UntrustedText text={place} limit={120} />)
      </span>
    );

  async function toggle(content: Blob, range: NonNullable<Origin["span"]>) {
    if (shown !== undefined) return setShown(undefined);
    setShown(
      await readPart(content, range).catch(() => "The browser cannot read the file any more."),
    );
  }

  return (
    <>
      <span className={styles.faint}> (</span>
      <button
        type="button"
        className={styles.link}
        aria-expanded={shown !== undefined}
        aria-label={`${place}, ${what}: show its text`}
        onClick={() => void toggle(opened.content, span)}
      >
        <UntrustedText text={place} limit={120} />
      </button>
      <span className={styles.faint}>)</span>
      {shown !== undefined && <Lines text={shown} first={line} label={`The text of ${what}`} />}
    </>
  );
}

interface LinesProps {
  readonly text: string;
  /** The number of the first line. */
  readonly first: number;
  readonly label: string;
}

function Lines({ text, first, label }: LinesProps) {
  const lines = text.split("\n");
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is in a paragraph, which holds no section.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <span role="region" aria-label={label} tabIndex={0} className={styles.lines}>
      {lines.slice(0, linesShown).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <span key={index} className={styles.line}>
          <span className={styles.number}>{first + index}</span>
          <UntrustedText text={line} limit={1000} />
        </span>
      ))}
      {lines.length > linesShown && (
        <span className={styles.faint}>… and {lines.length - linesShown} more lines</span>
      )}
    </span>
  );
}
