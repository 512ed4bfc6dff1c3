import { useMemo } from "react";
import { type DiffLine, diffLines } from "./diff-lines.ts";
import styles from "./difference.module.css";
import { UntrustedText } from "./untrusted-text.tsx";

export interface DifferenceProps {
  /** Each pair of texts is compared alone. */
  readonly texts: readonly { readonly before: string; readonly after: string }[];
  /** Equal lines that are shown around a change; 1 if unset. */
  readonly context?: number;
  /** What differs: the name of the scrolling region. */
  readonly label: string;
}

const shownLimit = 2000;

/** The lines in which texts differ, told apart by sign and by colour. Loaded by text-difference.tsx. */
export function Difference({ texts, context, label }: DifferenceProps) {
  const lines = useMemo(
    () => texts.flatMap(({ before, after }) => diffLines(before, after, context)),
    [texts, context],
  );
  const shown = lines.slice(0, shownLimit);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={styles.diff} tabIndex={0} aria-label={label}>
      <pre>
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity.
          <DiffRow key={index} line={line} />
        ))}
      </pre>
      {lines.length > shown.length && (
        <p className={styles.gap}>
          {(lines.length - shown.length).toLocaleString("en")} more lines differ
        </p>
      )}
    </section>
  );
}

function DiffRow({ line }: { readonly line: DiffLine }) {
  if (line.kind === "gap") {
    return (
      <span className={styles.gap}>
        {line.lines.toLocaleString("en")} equal lines{"\n"}
      </span>
    );
  }
  const sign = { same: " ", removed: "-", added: "+" }[line.kind];
  return (
    <span className={styles[line.kind]}>
      {sign} <UntrustedText text={line.text} limit={1000} />
      {"\n"}
    </span>
  );
}
