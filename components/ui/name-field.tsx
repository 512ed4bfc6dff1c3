"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import styles from "./name-field.module.css";

/** Asks for a name; `onDone` gets nothing if it was given up. */
export function NameField({
  label,
  name,
  action,
  onDone,
}: {
  readonly label: string;
  /** The present name, which is selected. */
  readonly name: string;
  /** What the button says: "Rename". */
  readonly action: string;
  readonly onDone: (name: string | undefined) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(name);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <form
      className={styles.naming}
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim() === "" ? undefined : text.trim());
      }}
    >
      <input
        ref={field}
        aria-label={label}
        className={styles.field}
        maxLength={80}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // It ends the naming, and not what the field is in.
          event.stopPropagation();
          onDone(undefined);
        }}
      />
      <Button type="submit" look="primary" disabled={text.trim() === ""}>
        {action}
      </Button>
      <Button onClick={() => onDone(undefined)}>Cancel</Button>
    </form>
  );
}
