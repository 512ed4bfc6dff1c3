import { memo } from "react";
import styles from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";
import { UntrustedText } from "./untrusted-text.tsx";

export interface CodeBlockProps {
  readonly text: string;
  /** What it is: the name of the scrolling region and of what the button copies. */
  readonly label: string;
  /** Long lines are broken instead of scrolled. */
  readonly wrap?: boolean;
}

/** Text as a machine wrote it, to read and to copy byte for byte. */
export const CodeBlock = memo(function CodeBlock({ text, label, wrap = false }: CodeBlockProps) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre className={wrap ? styles.wrap : styles.text}>
          <UntrustedText text={text} />
        </pre>
      </section>
      <div className={styles.copy}>
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
    </div>
  );
});
