import { memo } from "react";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./verdict-mark.module.css";

/** What a verdict looks like, never by colour alone. */
export type Mark = "good" | "bad" | "aside" | "unsure" | "none";

const icons: Readonly<Record<Mark, IconName>> = {
  good: "check",
  bad: "cross",
  aside: "aside",
  unsure: "question",
  none: "dash",
};

export interface VerdictMarkProps {
  readonly mark: Mark;
  /** The verdict in a word, for those who do not see the icon. */
  readonly word: string;
  readonly size?: "small" | "large";
}

/** A verdict as an icon with its word. */
export const VerdictMark = memo(function VerdictMark({
  mark,
  word,
  size = "small",
}: VerdictMarkProps) {
  return (
    <span
      className={`${styles.mark} ${styles[mark]} ${styles[size]}`}
      role="img"
      aria-label={word}
      title={word}
    >
      <Icon name={icons[mark]} size={size === "large" ? 20 : 14} />
    </span>
  );
});
