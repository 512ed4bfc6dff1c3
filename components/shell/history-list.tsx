"use client";

import { useEffect, useState } from "react";
import type { HistoryState } from "@/lib/workspace/history.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useKeeper } from "../workspace/context.ts";
import { ChangedAt } from "./changed-at.tsx";
import { describeStateChange, type StateChange } from "./history-words.ts";
import styles from "./workspace-list.module.css";

/** The states of the open workspace to go back to, the newest first, each with what it changed. */
export function HistoryList({ onRestore }: { readonly onRestore: (state: HistoryState) => void }) {
  const keeper = useKeeper();
  const [states, setStates] = useState<readonly HistoryState[] | undefined>();
  const [changes, setChanges] = useState<readonly StateChange[]>([]);
  useEffect(() => {
    let left = false;
    const read = async () => {
      const found = await keeper.history();
      if (left) return;
      setStates(found);
      const texts = await keeper.textsOf(found);
      if (!left) setChanges(texts.map((after, at) => describeStateChange(texts[at + 1], after)));
    };
    void read();
    return () => {
      left = true;
    };
  }, [keeper]);
  if (states === undefined) return null;
  return (
    <>
      {states.length === 0 ? (
        <p className={styles.note}>Nothing was changed yet.</p>
      ) : (
        <ul className={styles.list} aria-label="Earlier states">
          {states.map((state, index) => (
            <li key={`${state.step}-${state.at}`}>
              <button type="button" className={styles.entry} onClick={() => onRestore(state)}>
                <span className={styles.entryName}>
                  <UntrustedText text={state.title} limit={80} />
                  <Change change={changes[index]} />
                </span>
                <ChangedAt at={state.at} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.note}>
        The last 50 states, at most 20 MB. Typing without a pause is one state. Documents over 1 MB
        are not in it. A press goes back to a state; undo leads back here.
      </p>
    </>
  );
}

function Change({ change }: { readonly change: StateChange | undefined }) {
  if (change === undefined || change.words === "") return null;
  return (
    <span className={styles.what}>
      {change.words}
      {change.line !== undefined && (
        <>
          {": "}
          <code>
            <UntrustedText text={shorten(change.line)} />
          </code>
        </>
      )}
    </span>
  );
}

const lineLimit = 60;

function shorten(line: string): string {
  return line.length > lineLimit ? `${line.slice(0, lineLimit)}…` : line;
}
