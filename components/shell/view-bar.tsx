"use client";

import { HostileText } from "../ui/hostile-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfAnalysis } from "../ui/verdict-words.ts";
import { useAnalysis, useDispatch, useWorkspaceState } from "../workspace/context.ts";
import type { View } from "../workspace/state.ts";
import styles from "./view-bar.module.css";

const views: readonly { readonly id: View; readonly title: string }[] = [
  { id: "configuration", title: "Configuration" },
  { id: "token", title: "Token" },
  { id: "verdict", title: "Verdict" },
  { id: "access", title: "Access" },
  { id: "export", title: "Export" },
];

/** Where the page is one column: its parts, and the verdict as a line that is always there. */
export function ViewBar() {
  const view = useWorkspaceState((state) => state.view);
  const dispatch = useDispatch();
  const headline = useAnalysis((analysis) => analysis.headline);
  const marked = useAnalysis(markOfAnalysis);
  return (
    <div className={styles.bar}>
      <nav aria-label="Parts of the page" className={styles.views}>
        {views.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            className={styles.view}
            aria-current={view === id ? "true" : undefined}
            onClick={() => dispatch({ kind: "show", view: id })}
          >
            {title}
          </button>
        ))}
      </nav>
      {headline && marked && (
        <button
          type="button"
          className={styles.verdict}
          onClick={() => dispatch({ kind: "show", view: "verdict" })}
        >
          <VerdictMark {...marked} />
          <span className={styles.title}>{headline.title}</span>
          <span className={styles.sentence}>
            <HostileText text={headline.sentence} limit={300} />
          </span>
        </button>
      )}
    </div>
  );
}
