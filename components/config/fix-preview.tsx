"use client";

import { useState } from "react";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import { Button } from "../ui/button.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { useWorkbench } from "../workbench/context.tsx";
import { applyEdits } from "../workbench/state.ts";
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
  const { documents } = useWorkbench().inputs;
  const after = applyEdits(documents, fix.edits);
  if (after === undefined) return <p className={styles.none}>The text has changed since.</p>;
  const lines = (["configuration", "bindings"] as const).flatMap((document) =>
    diffLines(documents[document], after[document]),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={styles.diff} tabIndex={0} aria-label="What the fix changes">
      <pre>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity.
          <DiffRow key={index} line={line} />
        ))}
      </pre>
    </section>
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
