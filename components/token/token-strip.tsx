"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { SavedTokenView } from "@/lib/engine/saved-token-view.ts";
import { Button } from "../ui/button.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfHeadline } from "../ui/verdict-words.ts";
import { useAnalysis, useAnswer, useDispatch, useInputs } from "../workspace/context.ts";
import { savedLimit } from "../workspace/state.ts";
import styles from "./token-strip.module.css";

/** Tokens to compare: what the configuration makes of each, as it changes. */
export function TokenStrip() {
  const savedCount = useInputs(({ savedTokens }) => savedTokens.length);
  const isEmpty = useInputs(({ token }) => token.trim() === "");
  if (savedCount === 0 && isEmpty) return null;
  return (
    <section className={styles.strip} aria-label="Kept tokens">
      {savedCount > 0 && <SavedTokens />}
      <KeepToken />
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
    <ul ref={list} className={styles.list} aria-busy={late}>
      {savedTokens.map(({ id, name }, index) => (
        <li key={id} className={id === shown ? `${styles.item} ${styles.shown}` : styles.item}>
          {renaming === id ? (
            <NameField
              label={`New name of ${name}`}
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
                className={styles.token}
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
                <span className={styles.name}>
                  <HostileText text={name} limit={60} />
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
  if (view === undefined) return <VerdictMark mark="none" word="no answer yet" />;
  const { mark, word } = markOfHeadline(view.verdict);
  return <VerdictMark mark={mark} word={word} />;
}

function TokenUser({ view }: { readonly view: SavedTokenView | undefined }) {
  if (view === undefined) return null;
  return (
    <span className={styles.user} title={view.sentence}>
      <HostileText text={view.user ?? view.title} limit={80} />
    </span>
  );
}

/** Asks for a name where the button was, and proposes who the token is for. */
function KeepToken() {
  const savedTokens = useInputs((inputs) => inputs.savedTokens);
  const token = useInputs((inputs) => inputs.token);
  const dispatch = useDispatch();
  const reading = useAnalysis((analysis) => analysis.token);
  const [naming, setNaming] = useState(false);
  const isKept = savedTokens.some(({ text }) => text === token);
  if (isKept || token.trim() === "" || reading === undefined || reading.kind === "empty")
    return null;
  if (reading.kind === "unreadable") return null;
  if (savedTokens.length >= savedLimit)
    return <p className={styles.full}>{savedLimit} tokens are kept: remove one to keep another.</p>;
  if (naming)
    return (
      <NameField
        label="Name of the token"
        name={proposeName(reading.summary)}
        onDone={(name) => {
          if (name !== undefined) dispatch({ kind: "save-token", name });
          setNaming(false);
        }}
      />
    );
  return (
    <Button icon="plus" onClick={() => setNaming(true)} title="In memory, until the tab closes">
      Keep this token
      {savedTokens.length === 0 && (
        <span className={styles.until}>to watch its verdict; until the tab closes</span>
      )}
    </Button>
  );
}

function NameField({
  label,
  name,
  onDone,
}: {
  readonly label: string;
  readonly name: string;
  readonly onDone: (name: string | undefined) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(name);
  useEffect(() => field.current?.select(), []);
  return (
    <form
      className={styles.naming}
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim() === "" ? undefined : text.trim());
      }}
    >
      <input
        ref={field}
        aria-label={label}
        className={styles.field}
        maxLength={60}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone(undefined);
        }}
      />
      <Button type="submit" look="primary" disabled={text.trim() === ""}>
        Keep
      </Button>
      <Button onClick={() => onDone(undefined)}>Cancel</Button>
    </form>
  );
}

/** "ID token · GitLab · jane" to "jane". */
function proposeName(summary: string): string {
  return (summary.split(" · ").at(-1) ?? "").slice(0, 60);
}
