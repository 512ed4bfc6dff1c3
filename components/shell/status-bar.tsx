"use client";

import type { MaskedField } from "@/lib/workspace/mask-workspace.ts";
import { Icon } from "../ui/icon.tsx";
import { useAnswer, useKeeping } from "../workspace/context.ts";
import styles from "./status-bar.module.css";

/** The promise that the page keeps, and whether it is thinking. */
export function StatusBar() {
  const late = useAnswer((answer) => answer.late);
  const stored = useKeeping(({ problem }) => problem === undefined);
  const masked = useKeeping((keeping) => describeMasked(keeping.masked));
  return (
    <footer className={styles.bar}>
      <span className={styles.promise}>
        <Icon name="lock" size={12} />
        <span>
          Documents {stored ? "stay in this browser" : "are not stored"}, tokens and claims in this
          tab.{masked}
        </span>
      </span>
      <span role="status" className={styles.state}>
        {late ? "Analysing …" : ""}
      </span>
      <span className={styles.keys}>
        <kbd>F1</kbd> commands, <kbd>?</kbd> shortcuts. In the editor, <kbd>Esc</kbd> lets{" "}
        <kbd>Tab</kbd> leave it
      </span>
    </footer>
  );
}

function describeMasked(masked: readonly MaskedField[]): string {
  if (masked.length === 0) return "";
  const places = masked.map(({ field, secrets }) => {
    const lines = [...new Set(secrets.map(({ line }) => line))];
    return `${field}${lines.length > 0 && isDocument(field) ? ` (line ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? " …" : ""})` : ""}`;
  });
  return ` Secrets are masked in what is stored: ${places.join("; ")}.`;
}

function isDocument(field: string): boolean {
  return /^(?:running\.)?(?:configuration|bindings)$/.test(field);
}
