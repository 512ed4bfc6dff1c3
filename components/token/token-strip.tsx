"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import type { SavedTokenView } from "@/lib/engine/saved-token-view.ts";
import { Button } from "../ui/button.tsx";
import { NameField } from "../ui/name-field.tsx";
import strip from "../ui/strip.module.css";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfAnalysis, markOfHeadline } from "../ui/verdict-words.ts";
import { useAnalysis, useAnswer, useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./token-strip.module.css";

/** Tokens to compare: what the configuration makes of each, as it changes. */
export function TokenStrip() {
  const savedCount = useInputs(({ savedTokens }) => savedTokens.length);
  if (savedCount === 0) return null;
  return (
    <section className={`${strip.strip} ${styles.strip}`} aria-label="Kept tokens">
      <SavedTokens />
    </section>
  );
}

function SavedTokens() {
  const savedTokens = useInputs((inputs) => inputs.savedTokens);
  const token = useInputs((inputs) => inputs.token);
  const dispatch = useDispatch();
  const views = useAnalysis((analysis) => analysis.savedTokens);
  const late = useAnswer((answer) => answer.late);
  const [focused, setFocused] = useState<string | undefined>();
  const [renaming, setRenaming] = useState<string | undefined>();
  const list = useRef<HTMLUListElement>(null);
  const shown = savedTokens.find(({ text }) => text === token)?.id;
  // One stop of the Tab key for the whole strip: arrows go on from there.
  const stop = savedTokens.some(({ id }) => id === focused)
    ? focused
    : (shown ?? savedTokens[0]?.id);

  function focus(index: number) {
    const next = savedTokens[(index + savedTokens.length) % savedTokens.length];
    if (next === undefined) return;
    setFocused(next.id);
    list.current?.querySelector<HTMLElement>(`[data-saved="${next.id}"]`)?.focus();
  }

  function remove(index: number, id: string) {
    const heir = savedTokens[index + 1] ?? savedTokens[index - 1];
    dispatch({ kind: "drop-saved", id });
    if (heir === undefined) return;
    setFocused(heir.id);
    list.current?.querySelector<HTMLElement>(`[data-saved="${heir.id}"]`)?.focus();
  }

  function press(event: KeyboardEvent, index: number, id: string) {
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) focus(to);
    else if (event.key === "Delete") remove(index, id);
    else if (event.key === "F2") setRenaming(id);
    else return;
    event.preventDefault();
  }

  return (
    <ul ref={list} className={strip.list} aria-busy={late}>
      {savedTokens.map(({ id, name }, index) => (
        <li key={id} className={id === shown ? `${strip.item} ${strip.shown}` : strip.item}>
          {renaming === id ? (
            <NameField
              label={`New name of ${name}`}
              action="Keep"
              name={name}
              onDone={(next) => {
                if (next !== undefined) dispatch({ kind: "rename-saved", id, name: next });
                setRenaming(undefined);
                setTimeout(() => focus(index));
              }}
            />
          ) : (
            <>
              <button
                type="button"
                className={strip.entry}
                data-saved={id}
                tabIndex={id === stop ? 0 : -1}
                aria-pressed={id === shown}
                aria-keyshortcuts="F2 Delete"
                title="Look at this token. F2 renames it, Delete removes it."
                onFocus={() => setFocused(id)}
                onKeyDown={(event) => press(event, index, id)}
                onDoubleClick={() => setRenaming(id)}
                onClick={() => dispatch({ kind: "choose-saved", id })}
              >
                <TokenVerdict view={views?.find((one) => one.id === id)} />
                <span className={strip.name}>
                  <UntrustedText text={name} limit={60} secret />
                </span>
                <TokenUser view={views?.find((one) => one.id === id)} />
              </button>
              <span className={styles.tools}>
                <Button
                  icon="pencil"
                  label={`Rename ${name}`}
                  tabIndex={id === stop ? 0 : -1}
                  onClick={() => setRenaming(id)}
                />
                <Button
                  icon="cross"
                  label={`Remove ${name}`}
                  tabIndex={id === stop ? 0 : -1}
                  onClick={() => remove(index, id)}
                />
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function TokenVerdict({ view }: { readonly view: SavedTokenView | undefined }) {
  const whole = useAnalysis(markOfAnalysis);
  if (view === undefined) return <VerdictMark mark="none" word="no answer yet" />;
  // Without a verdict of its own it has that of the configuration: an empty or unfinished one is not wrong.
  const { mark, word } =
    view.verdict === "no-configuration" && whole !== undefined
      ? whole
      : markOfHeadline(view.verdict);
  return <VerdictMark mark={mark} word={word} />;
}

function TokenUser({ view }: { readonly view: SavedTokenView | undefined }) {
  if (view === undefined) return null;
  return (
    <span className={styles.user} title={view.sentence}>
      <UntrustedText text={view.user ?? view.title} limit={80} />
    </span>
  );
}
