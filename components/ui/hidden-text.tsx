import type { ReactNode } from "react";
import styles from "./hidden-text.module.css";

/** Words that only screen readers hear. */
export function HiddenText({ children }: { readonly children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>;
}
