"use client";

import type { ClipboardEvent, Ref } from "react";
import { Button } from "./button.tsx";
import styles from "./paste-box.module.css";
import { UntrustedText } from "./untrusted-text.tsx";

export interface PasteBoxProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder: string;
  readonly rows: number;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

/** A field of this many characters takes seconds to lay out; a longer text is kept, and only its beginning shown. */
const shownLimit = 100_000;
const glimpse = 600;

/** Whether a text is shown by its beginning only, with its own button to clear it. */
export function isFolded(text: string): boolean {
  return text.length > shownLimit;
}

/** A field to paste into, which stays quick whatever is pasted. */
export function PasteBox({ id, label, value, onChange, placeholder, rows, ref }: PasteBoxProps) {
  if (isFolded(value))
    return (
      <div className={styles.large}>
        <pre className={styles.glimpse}>
          <UntrustedText text={value.slice(0, glimpse)} /> …
        </pre>
        <p className={styles.words}>
          <span>
            A text of {formatSize(value.length)}. It is used as a whole; only its beginning is
            shown.
          </span>
          <Button look="soft" onClick={() => onChange("")}>
            Clear
          </Button>
        </p>
      </div>
    );

  function paste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const text = event.clipboardData.getData("text/plain");
    if (!isFolded(text)) return;
    // The field must never see it: laying it out once is what takes the time.
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    onChange(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
  }

  return (
    <textarea
      ref={ref}
      id={id}
      className={styles.field}
      data-history
      aria-label={id === undefined ? label : undefined}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      rows={rows}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onPaste={paste}
    />
  );
}

function formatSize(characters: number): string {
  return characters < 1_000_000
    ? `${Math.round(characters / 1000)} kB`
    : `${(characters / 1_000_000).toFixed(1)} MB`;
}
