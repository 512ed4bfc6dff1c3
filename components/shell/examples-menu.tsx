"use client";

import { type CatalogueEntry, catalogue } from "@/lib/examples/catalogue.ts";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Icon } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";
import { useInputs } from "../workspace/context.ts";
import { useLoadExample } from "../workspace/use-load-example.ts";
import styles from "./examples-menu.module.css";

/** What the guides publish, and the same put right. The button says which of them one looks at. */
export function ExamplesMenu() {
  const example = useInputs((inputs) => inputs.example);
  const load = useLoadExample();
  const entry = catalogue.find(({ id }) => id === example?.id);
  return (
    <Popover
      button={{
        icon: "book",
        look: entry === undefined ? "plain" : "soft",
        className: styles.button ?? "",
        ...(entry && { title: `Example: ${entry.guide}: ${entry.title}` }),
      }}
      label="Examples"
      title={
        <>
          {entry === undefined ? (
            "Examples"
          ) : (
            <>
              <HiddenText>Example </HiddenText>
              <span className={styles.current}>
                {entry.guide}
                <span className={styles.ofGuide}>: {entry.title}</span>
                {example?.edited && <span className={styles.edited}> edited</span>}
              </span>
            </>
          )}
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <div className={styles.menu}>
          {guides().map(({ guide, entries }) => (
            <section key={guide} aria-label={guide}>
              <h2 className={styles.guide}>{guide}</h2>
              <ul>
                {entries.map(({ id, title, problem }) => (
                  <li key={id}>
                    <button
                      type="button"
                      className={styles.entry}
                      aria-current={id === example?.id ? "true" : undefined}
                      onClick={() => {
                        void load(id);
                        close();
                      }}
                    >
                      <span className={styles.title}>{title}</span>
                      <span className={styles.problem}>{problem}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          <p className={styles.note}>
            Loading one replaces both documents and the token. Undo brings yours back.
          </p>
        </div>
      )}
    </Popover>
  );
}

function guides(): { guide: string; entries: readonly CatalogueEntry[] }[] {
  return [...new Set(catalogue.map(({ guide }) => guide))].map((guide) => ({
    guide,
    entries: catalogue.filter((entry) => entry.guide === guide),
  }));
}
