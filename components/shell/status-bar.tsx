"use client";

import { Icon } from "../ui/icon.tsx";
import { useAnalysisState } from "../workspace/context.tsx";
import styles from "./status-bar.module.css";

export interface StatusBarProps {
  readonly masked: boolean;
  readonly failing: boolean;
}

/** The promise that the page keeps, and whether it is thinking. */
export function StatusBar({ masked, failing }: StatusBarProps) {
  const { late } = useAnalysisState();
  return (
    <footer className={styles.bar}>
      <span className={styles.promise}>
        <Icon name="lock" size={12} />
        <span>
          Documents {failing ? "are not stored" : "stay in this browser"}, tokens and claims in this
          tab.
          {masked && " A secret in your text is masked in what is stored."}
        </span>
      </span>
      <span role="status" className={styles.state}>
        {late ? "Analysing …" : ""}
      </span>
      <span className={styles.keys}>
        In an editor, <kbd>Ctrl</kbd>+<kbd>M</kbd> lets <kbd>Tab</kbd> leave it
      </span>
    </footer>
  );
}
