"use client";

import { useId, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { layRows, useRowWindow } from "./row-window.ts";
import styles from "./value-list.module.css";

/** So many are shown before the list is opened. */
const foldedValues = 12;

export interface ValueListProps {
  /** What they are, in lower case: "groups". */
  readonly name: string;
  /** Untrusted texts, in the server's order, with duplicates. */
  readonly values: readonly string[];
}

/** A long list of values, folded to its first ones: filter it, open it, copy what the filter leaves. */
export function ValueList({ name, values }: ValueListProps) {
  const [filter, setFilter] = useState("");
  const [whole, setWhole] = useState(false);
  const list = useId();
  const word = filter.trim().toLowerCase();
  const found = word === "" ? values : values.filter((value) => value.toLowerCase().includes(word));
  const more = found.length - foldedValues;
  return (
    <div className={styles.box}>
      <div className={styles.tools}>
        <input
          type="search"
          className={styles.filter}
          aria-label={`Filter ${name}`}
          placeholder={`Filter ${values.length} ${name}`}
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span role="status" className={styles.count}>
          {word !== "" && `${found.length} of ${values.length}`}
        </span>
        <CopyButton
          text={found.join("\n")}
          label={word === "" ? `Copy all ${name}, one a line` : `Copy found ${name}, one a line`}
        >
          {word === "" ? "Copy all" : "Copy found"}
        </CopyButton>
      </div>
      <div id={list}>
        {whole && more > 0 ? (
          <Rows name={name} values={found} />
        ) : (
          <ul className={styles.folded} aria-label={name}>
            {found.slice(0, foldedValues).map((value, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the server keeps duplicates, and so does the list.
              <li key={index}>
                <Value value={value} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {more > 0 && (
        <div>
          <Button
            look="soft"
            aria-expanded={whole}
            aria-controls={list}
            onClick={() => setWhole(!whole)}
          >
            {whole ? "Show fewer" : `Show ${more} more`}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Every value on a line of its own, in an area that scrolls; only the lines in sight are drawn. */
function Rows({ name, values }: ValueListProps) {
  const scroll = useRef<HTMLElement>(null);
  const { range, rowHeight, follow } = useRowWindow(scroll, values.length);
  return (
    <section
      ref={scroll}
      className={styles.scroll}
      aria-label={`All ${name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={follow}
    >
      <ul className={styles.rows} aria-label={name}>
        {layRows(range, -1, values.length).map((drawn) =>
          drawn.kind === "gap" ? (
            <li
              key={`gap ${drawn.from}`}
              aria-hidden="true"
              style={{ height: drawn.rows * rowHeight }}
            />
          ) : (
            <li
              key={drawn.index}
              data-row
              aria-posinset={drawn.index + 1}
              aria-setsize={values.length}
            >
              <Value value={values[drawn.index] ?? ""} />
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function Value({ value }: { readonly value: string }) {
  return <code>{value === "" ? "“”" : <UntrustedText text={value} limit={600} />}</code>;
}
