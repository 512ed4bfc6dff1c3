"use client";

import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { TestView } from "@/lib/engine/tests/tests-view.ts";
import { Button } from "../ui/button.tsx";
import strip from "../ui/strip.module.css";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { type Mark, VerdictMark } from "../ui/verdict-mark.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { TestDetails } from "./test-details.tsx";
import styles from "./tests.module.css";
import { TestsEditor } from "./tests-editor.tsx";
import { useTests } from "./use-tests.ts";

/** Every test of the workspace with its result, as the documents change. */
export function TestStrip() {
  const none = useInputs(({ tests }) => tests.trim() === "");
  return none ? null : <Strip />;
}

type Open = { readonly kind: "test"; readonly index: number } | { readonly kind: "editor" };

function Strip() {
  const view = useTests();
  const dispatch = useDispatch();
  const [open, setOpen] = useState<Open | undefined>();
  const [focused, setFocused] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const panel = useId();
  const tests = view?.tests ?? [];
  const shown = open?.kind === "test" ? tests.find(({ index }) => index === open.index) : undefined;

  function focus(position: number) {
    const next = (position + tests.length) % tests.length;
    setFocused(next);
    list.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  }

  function press(event: KeyboardEvent, position: number) {
    const to = { ArrowRight: position + 1, ArrowLeft: position - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    focus(to);
    event.preventDefault();
  }

  function close() {
    setOpen(undefined);
    list.current?.querySelectorAll<HTMLElement>("button")[focused]?.focus();
  }

  return (
    <section className={styles.tests} aria-label="Tests">
      {open !== undefined && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from any of its controls.
        <div
          id={panel}
          className={styles.panel}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
          }}
        >
          {open.kind === "editor" && (
            <TestsEditor findings={view?.findings ?? []} onClose={close} />
          )}
          {shown && (
            <TestDetails
              test={shown}
              onClose={close}
              onLook={(claims) => dispatch({ kind: "set-token", text: claims })}
              onEdit={() => setOpen({ kind: "editor" })}
            />
          )}
        </div>
      )}
      <div className={`${strip.strip} ${styles.strip}`}>
        <span className={styles.sum} role="status">
          {summarize(tests, view?.findings.length ?? 0)}
        </span>
        <ul ref={list} className={`${strip.list} ${styles.list}`}>
          {tests.map((test, position) => {
            const { mark, word } = markOf(test);
            const isOpen = shown?.index === test.index;
            return (
              <li key={test.index} className={isOpen ? `${strip.item} ${strip.shown}` : strip.item}>
                <button
                  type="button"
                  className={strip.entry}
                  data-place={`test-${test.index}`}
                  tabIndex={position === Math.min(focused, tests.length - 1) ? 0 : -1}
                  aria-expanded={isOpen}
                  aria-controls={panel}
                  onFocus={() => setFocused(position)}
                  onKeyDown={(event) => press(event, position)}
                  onClick={() => setOpen(isOpen ? undefined : { kind: "test", index: test.index })}
                >
                  <VerdictMark mark={mark} word={word} />
                  <span className={strip.name}>
                    <UntrustedText text={test.name} limit={60} />
                  </span>
                  <span className={styles.answer}>{answerOf(test)}</span>
                </button>
              </li>
            );
          })}
        </ul>
        <Button
          icon="pencil"
          data-place="edit-tests"
          aria-expanded={open?.kind === "editor"}
          aria-controls={panel}
          onClick={() => setOpen(open?.kind === "editor" ? undefined : { kind: "editor" })}
        >
          Edit tests
        </Button>
      </div>
    </section>
  );
}

function summarize(tests: readonly TestView[], findings: number): string {
  const passed = tests.filter(({ state }) => state === "passed").length;
  const broken =
    findings === 0 ? "" : `, ${findings} ${findings === 1 ? "error" : "errors"} in the text`;
  return `Tests: ${passed} of ${tests.length} as expected${broken}`;
}

function markOf({ state }: TestView): { readonly mark: Mark; readonly word: string } {
  switch (state) {
    case "passed":
      return { mark: "good", word: "as expected" };
    case "failed":
      return { mark: "bad", word: "not as expected" };
    case "unknown":
      return { mark: "unsure", word: "not run" };
  }
}

/** What the server answers, in the least of words. */
function answerOf({ verdict }: TestView): string {
  switch (verdict) {
    case "authenticated":
      return "200";
    case "unauthorized":
      return "401";
    case "refused":
      return "does not load";
    case "loads":
      return "loads";
    default:
      return "?";
  }
}
