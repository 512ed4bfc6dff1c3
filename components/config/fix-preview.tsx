"use client";

import { useMemo, useState } from "react";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import { markOfHeadline } from "../trace/marks.ts";
import { Button } from "../ui/button.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { useWorkbench } from "../workbench/context.tsx";
import { applyEdits } from "../workbench/state.ts";
import { usePreview } from "../workbench/use-preview.ts";
import { type DiffLine, diffLines } from "./diff-lines.ts";
import styles from "./fix-preview.module.css";

export interface FixPreviewProps {
  readonly fix: Fix;
  readonly onApply: (fix: Fix) => void;
}

/** A repair: what it would change, before it changes it. */
export function FixPreview({ fix, onApply }: FixPreviewProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.fix}>
      <div className={styles.row}>
        <span className={styles.title}>
          Fix: <HostileText text={fix.title} limit={300} />
        </span>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          Preview
        </Button>
        <Button look="soft" icon="wrench" onClick={() => onApply(fix)}>
          Apply
        </Button>
      </div>
      {open && <Difference fix={fix} />}
    </div>
  );
}

function Difference({ fix }: { readonly fix: Fix }) {
  const { inputs } = useWorkbench();
  const after = useMemo(() => {
    const documents = applyEdits(inputs.documents, fix.edits);
    return documents === undefined ? undefined : { ...inputs, documents };
  }, [inputs, fix]);
  const headline = usePreview(after);
  if (after === undefined) return <p className={styles.none}>The text has changed since.</p>;
  const lines = (["configuration", "bindings"] as const).flatMap((document) =>
    diffLines(inputs.documents[document], after.documents[document]),
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={styles.diff} tabIndex={0} aria-label="What the fix changes">
        <pre>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity.
            <DiffRow key={index} line={line} />
          ))}
        </pre>
      </section>
      <div className={styles.after} role="status">
        <span className={styles.none}>Then</span>
        {headline === undefined ? (
          <span className={styles.none}>…</span>
        ) : (
          <>
            <VerdictMark {...markOfHeadline(headline.verdict)} />
            <span>
              <strong>{headline.title}</strong> <HostileText text={headline.sentence} limit={300} />
            </span>
          </>
        )}
      </div>
    </>
  );
}

function DiffRow({ line }: { readonly line: DiffLine }) {
  const sign = { same: " ", removed: "-", added: "+" }[line.kind];
  return (
    <span className={styles[line.kind]}>
      {sign} <HostileText text={line.text} limit={1000} />
      {"\n"}
    </span>
  );
}
