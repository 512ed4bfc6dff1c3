import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./notice.module.css";

export interface NoticeProps {
  readonly kind: "bad" | "unsure" | "plain";
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Said aloud when it appears. */
  readonly urgent?: boolean;
}

/** A message at the place that it is about. It does not move or disappear by itself. */
export function Notice({ kind, icon, children, actions, urgent = false }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[kind]}`} {...(urgent ? { role: "alert" } : {})}>
      <Icon name={icon ?? (kind === "plain" ? "info" : "warning")} />
      <div className={styles.text}>{children}</div>
      {actions}
    </div>
  );
}
