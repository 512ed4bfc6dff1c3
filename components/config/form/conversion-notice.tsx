"use client";

import type { ConversionView } from "@/lib/engine/conversion-view.ts";
import type { Difference } from "@/lib/form/convert/prove.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { UntrustedText } from "../../ui/untrusted-text.tsx";
import styles from "./form.module.css";

export interface ConversionNoticeProps {
  readonly view: ConversionView;
  readonly to: "claim" | "expression";
  /** Makes the change although it does not keep everything. */
  readonly onApply: (() => void) | undefined;
  readonly onShorten: ((expression: string) => void) | undefined;
  readonly onClose: () => void;
}

/** What became of a switch between a claim and an expression. */
export function ConversionNotice(props: ConversionNoticeProps) {
  const { view, to, onApply, onShorten, onClose } = props;
  const close = <Button label="Close the note" icon="cross" onClick={onClose} />;
  if (view.kind === "refused")
    return (
      <Notice kind="unsure" urgent actions={close}>
        Not switched. <UntrustedText text={view.reason} limit={500} />
      </Notice>
    );
  const { differences, tokens, notes, shorter } = view;
  if (differences.length > 0)
    return (
      <Notice kind="unsure" urgent actions={close}>
        <p>
          Not switched: {to === "claim" ? "the claim" : "an expression"} does not mean the same for{" "}
          {differences.length} of {tokens} tokens that were tried.
        </p>
        <Differences differences={differences} />
        <Notes notes={notes} />
        {onApply && (
          <div className={styles.adds}>
            <Button look="soft" onClick={onApply}>
              Switch anyway
            </Button>
          </div>
        )}
      </Notice>
    );
  return (
    <Notice kind="plain" icon="check" actions={close}>
      <p role="status">
        Switched. The engine gave the same for all {tokens} tokens that were tried: claims that are
        missing, empty, of another type, and those of the token at hand.
      </p>
      <Notes notes={notes} />
      {shorter && onShorten && (
        <>
          <p>
            Shorter: <code>{shorter.expression}</code> is not the same for:
          </p>
          <Differences differences={shorter.differences} />
          <div className={styles.adds}>
            <Button look="soft" onClick={() => onShorten(shorter.expression)}>
              Use the shorter one
            </Button>
          </div>
        </>
      )}
    </Notice>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const shown = differences.slice(0, 4);
  return (
    <ul className={styles.differences}>
      {shown.map(({ claims, before, after }) => (
        <li key={JSON.stringify(claims)}>
          <code>
            <UntrustedText text={JSON.stringify(claims)} limit={200} />
          </code>
          : {sayOutcome(before)}, then {sayOutcome(after)}
        </li>
      ))}
      {shown.length < differences.length && <li>{differences.length - shown.length} more</li>}
    </ul>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  return notes.map((note) => (
    <p key={note} className={styles.muted}>
      <UntrustedText text={note} limit={500} />
    </p>
  ));
}

function sayOutcome(outcome: Difference["before"]) {
  if (outcome === undefined) return "refused";
  return (
    <code>
      <UntrustedText text={JSON.stringify(outcome)} limit={200} />
    </code>
  );
}
