"use client";

import { type ReactNode, useId } from "react";
import { HostileText } from "../ui/hostile-text.tsx";
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
        <HostileText text={title} limit={200} />
      </label>
      {children(id)}
    </div>
  );
}
