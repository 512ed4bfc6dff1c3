import { type ReactNode, useId } from "react";
import { home } from "./home.ts";
import styles from "./section.module.css";

export interface SectionProps {
  readonly title: string;
  /** Beside the title: a summary in a few words. */
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
  /** A name for commands that lead here. */
  readonly place?: string;
}

/** A named part of the page with its heading. */
export function Section({ title, summary, actions, children, className, place }: SectionProps) {
  const id = useId();
  return (
    <section
      className={`${styles.section} ${className ?? ""}`}
      aria-labelledby={id}
      data-place={place}
    >
      <div className={styles.head}>
        <h2 id={id} className={styles.title} {...home}>
          {title}
        </h2>
        <div className={styles.summary}>{summary}</div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
