"use client";

import { type RefObject, useEffect, useRef } from "react";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { type Mark, VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfAnalysis } from "../ui/verdict-words.ts";
import { useAnalysis, useDispatch, useWorkspaceState } from "../workspace/context.ts";
import type { LeftTab } from "../workspace/state.ts";
import { useShowPart } from "../workspace/use-show-part.ts";
import { reach, verdictPlace } from "./reach.ts";
import { markStation, type StationMark } from "./status-marks.ts";
import styles from "./status-path.module.css";
import { parts, useCurrentPart } from "./use-current-part.ts";

const documents: readonly { readonly id: LeftTab; readonly title: string }[] = [
  { id: "configuration", title: "Configuration" },
  { id: "bindings", title: "Role bindings" },
  { id: "scratch", title: "CEL" },
];

/**
 * The way of a token through the server, and the navigation of the page. If the page has one column, it is the only row of
 * tabs, so the documents are in it too.
 */
export function StatusPath({ pane }: { readonly pane: RefObject<HTMLElement | null> }) {
  const loads = useAnalysis(({ configuration, headline }) =>
    headline.checklist === undefined ? configuration.verdict : "empty",
  );
  const view = useWorkspaceState((state) => state.view);
  const document = useWorkspaceState((state) => state.document);
  const narrow = useNarrow();
  const dispatch = useDispatch();
  const show = useShowPart();
  const { current, press } = useCurrentPart(pane);
  const list = useRef<HTMLOListElement>(null);
  const shown = narrow && view === "configuration" ? document : current;
  // The row may be wider than the screen: the current part is in sight.
  useEffect(() => {
    const row = list.current;
    const item = row?.querySelector<HTMLElement>(`[data-station="${shown}"]`);
    if (!row || !item) return;
    const before = item.offsetLeft - row.offsetLeft;
    if (before < row.scrollLeft) row.scrollLeft = before;
    else if (before + item.offsetWidth > row.scrollLeft + row.clientWidth)
      row.scrollLeft = before + item.offsetWidth - row.clientWidth;
  }, [shown]);
  return (
    <nav aria-label="Parts of the page" className={styles.path}>
      <ol ref={list} className={styles.list}>
        {narrow &&
          documents.map(({ id, title }) => (
            <li key={id} className={styles.document} data-station={id}>
              <button
                type="button"
                className={styles.station}
                aria-current={shown === id ? "true" : undefined}
                onClick={(event) => {
                  // By a key: the focus goes there. A touch would bring up the keyboard of the screen.
                  if (event.detail === 0) reach({ document: id }, dispatch);
                  else dispatch({ kind: "show-document", document: id });
                }}
              >
                {id === "configuration" && loads !== undefined && loads !== "empty" && (
                  <VerdictMark {...loading[loads]} />
                )}
                {title}
              </button>
            </li>
          ))}
        {parts.map((part) => (
          <Station
            key={part}
            part={part}
            current={shown === part}
            onPress={() => {
              press(part);
              show(part);
            }}
          />
        ))}
      </ol>
    </nav>
  );
}

interface StationProps {
  readonly part: StationMark["view"];
  readonly current: boolean;
  readonly onPress: () => void;
}

function Station({ part, current, onPress }: StationProps) {
  const station = useAnalysis((analysis) => markStation(analysis, part));
  return (
    <li className={styles.item} data-station={part}>
      <button
        type="button"
        className={styles.station}
        aria-current={current ? "true" : undefined}
        onClick={onPress}
      >
        <VerdictMark mark={station?.mark ?? "none"} word={station?.word ?? "no answer yet"} />
        {titles[part]}
        {station?.detail !== undefined && <span className={styles.detail}>{station.detail}</span>}
      </button>
    </li>
  );
}

const titles: Readonly<Record<StationMark["view"], string>> = {
  token: "Token",
  issuer: "Issuer",
  signature: "Signature",
  claims: "Claims",
  user: "User",
  access: "Access",
  files: "Files",
};

const loading: Readonly<
  Record<"accepted" | "refused" | "unreadable", { readonly mark: Mark; readonly word: string }>
> = {
  accepted: { mark: "good", word: "accepted" },
  refused: { mark: "bad", word: "refused" },
  unreadable: { mark: "bad", word: "refused" },
};

/** If the page has one column: the verdict, always in sight. */
export function VerdictLine() {
  const headline = useAnalysis((analysis) => analysis.headline);
  const marked = useAnalysis(markOfAnalysis);
  const dispatch = useDispatch();
  if (headline === undefined || marked === undefined) return null;
  return (
    <button
      type="button"
      className={styles.verdict}
      data-place="verdict-line"
      onClick={() => reach(verdictPlace, dispatch)}
    >
      <VerdictMark {...marked} />
      <span className={styles.title}>{headline.title}</span>
      <span className={styles.sentence}>
        <UntrustedText text={headline.sentence} limit={300} />
      </span>
    </button>
  );
}
