"use client";

import dynamic from "next/dynamic";
import { memo, useId, useMemo, useState } from "react";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import { Button } from "../ui/button.tsx";
import { TextDifference } from "../ui/text-difference.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfHeadline } from "../ui/verdict-words.ts";
import { useInputs } from "../workspace/context.ts";
import { editDocuments } from "../workspace/inputs.ts";
import { usePreview } from "../workspace/use-preview.ts";
import styles from "./fix-preview.module.css";

const TurnedTests = dynamic(
  () => import("./turned-tests.tsx").then((loaded) => loaded.TurnedTests),
  {
    ssr: false,
  },
);

export interface FixPreviewProps {
  readonly fix: Fix;
  readonly onApply: (fix: Fix) => void;
  /** What becomes of the token by it, if it was tried already. Untrusted text. */
  readonly effect?: string;
}

/** A repair: what it would change, before it changes it. */
export const FixPreview = memo(function FixPreview({ fix, onApply, effect }: FixPreviewProps) {
  const [open, setOpen] = useState(false);
  const title = useId();
  return (
    <div className={styles.fix}>
      <div className={styles.row}>
        <span id={title} className={styles.title}>
          Fix: <UntrustedText text={fix.title} limit={300} />
          {effect !== undefined && (
            <span className={styles.effect}>
              {" → "}
              <UntrustedText text={effect} limit={300} />
            </span>
          )}
        </span>
        <span className={styles.buttons}>
          <Button aria-expanded={open} aria-describedby={title} onClick={() => setOpen(!open)}>
            Preview
          </Button>
          <Button look="soft" icon="wrench" aria-describedby={title} onClick={() => onApply(fix)}>
            Apply
          </Button>
        </span>
      </div>
      {open && <Effect fix={fix} />}
    </div>
  );
});

function Effect({ fix }: { readonly fix: Fix }) {
  const inputs = useInputs((all) => all);
  const after = useMemo(() => {
    const documents = editDocuments(inputs.documents, fix.edits);
    return documents === undefined ? undefined : { ...inputs, documents };
  }, [inputs, fix]);
  const headline = usePreview(after);
  if (after === undefined) return <p className={styles.none}>The text has changed since.</p>;
  const texts = (["configuration", "bindings"] as const).map((document) => ({
    before: inputs.documents[document],
    after: after.documents[document],
  }));
  return (
    <>
      <div className={styles.diff}>
        <TextDifference texts={texts} label="What the fix changes" />
      </div>
      <div className={styles.after} role="status">
        <span className={styles.none}>Then</span>
        {headline === undefined ? (
          <span className={styles.none}>…</span>
        ) : (
          <>
            <VerdictMark {...markOfHeadline(headline.verdict)} />
            <span>
              <strong>{headline.title}</strong>{" "}
              <UntrustedText text={headline.sentence} limit={300} />
            </span>
          </>
        )}
      </div>
      {inputs.tests !== "" && <TurnedTests inputs={inputs} after={after} />}
    </>
  );
}
