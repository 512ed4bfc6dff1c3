import { memo, useEffect, useRef } from "react";
import styles from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";
import { UntrustedText } from "./untrusted-text.tsx";

export interface CodeBlockProps {
  readonly text: string;
  /** What it is: the name of the scrolling region and of what the button copies. */
  readonly label: string;
  /** Long lines are broken instead of scrolled. */
  readonly wrap?: boolean;
  /** A place that is marked and brought into view: offsets in the text. A new object brings it there again. */
  readonly mark?: Mark | undefined;
  /** Presentation mode hides all of it. */
  readonly secret?: boolean;
}

export interface Mark {
  readonly start: number;
  readonly end: number;
}

/** Text as a machine wrote it, to read and to copy byte for byte. */
export const CodeBlock = memo(function CodeBlock({
  text,
  label,
  wrap = false,
  mark,
  secret = false,
}: CodeBlockProps) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre className={wrap ? styles.wrap : styles.text}>
          {mark === undefined ? (
            <UntrustedText text={text} secret={secret} notation />
          ) : (
            <MarkedText text={text} mark={mark} />
          )}
        </pre>
      </section>
      <div className={styles.copy}>
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
    </div>
  );
});

const shownBefore = 10_000;

/** A text with a place in it marked; of a long one in front only the end is drawn. */
function MarkedText({ text, mark }: { readonly text: string; readonly mark: Mark }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (mark.end > mark.start) place.current?.scrollIntoView({ block: "center" });
  }, [mark]);
  const from = Math.max(0, mark.start - shownBefore);
  return (
    <>
      {from > 0 && <span>{from.toLocaleString("en")} characters before … </span>}
      <UntrustedText text={text.slice(from, mark.start)} />
      <mark ref={place} className={styles.mark}>
        <UntrustedText text={text.slice(mark.start, mark.end)} />
      </mark>
      <UntrustedText text={text.slice(mark.end)} />
    </>
  );
}
