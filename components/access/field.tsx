"use client";

import { type ReactNode, useId } from "react";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./who-asks.module.css";

export interface FieldProps {
  readonly title: string;
  readonly children: (id: string) => ReactNode;
}

/** A field under its name. */
export function Field({ title, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        <UntrustedText text={title} limit={200} />
      </label>
      {children(id)}
    </div>
  );
}

export interface TextFieldProps {
  readonly title: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A line of text under its name, which no browser corrects or remembers. */
export function TextField({ title, value, placeholder, onChange }: TextFieldProps) {
  return (
    <Field title={title}>
      {(id) => (
        <input
          id={id}
          className={styles.input}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
