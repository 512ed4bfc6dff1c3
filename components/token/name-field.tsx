"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import styles from "./token-strip.module.css";

/** Asks for the name of a kept token; `onDone` gets nothing if it was given up. */
export function NameField({
  label,
  name,
  onDone,
}: {
  readonly label: string;
  readonly name: string;
  readonly onDone: (name: string | undefined) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(name);
  useEffect(() => field.current?.select(), []);
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
        maxLength={60}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone(undefined);
        }}
      />
      <Button type="submit" look="primary" disabled={text.trim() === ""}>
        Keep
      </Button>
      <Button onClick={() => onDone(undefined)}>Cancel</Button>
    </form>
  );
}
