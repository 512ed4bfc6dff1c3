"use client";

import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { checkAnswers, fillAnswers } from "@/lib/catalogue/answers.ts";
import type { Answers, CatalogueEntry } from "@/lib/catalogue/entry.ts";
import type { ComposeRequest } from "@/lib/engine/compose-view.ts";
import { Button } from "../ui/button.tsx";
import { closeComposer } from "../workspace/composer.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { useComposition } from "../workspace/use-composition.ts";
import { idOfPart, useShowPart } from "../workspace/use-show-part.ts";
import { About } from "./about.tsx";
import { Cluster } from "./cluster.tsx";
import styles from "./composer-dialog.module.css";
import { GiveStage } from "./give-stage.tsx";
import { IssuerList } from "./issuer-list.tsx";
import { Outcome } from "./outcome.tsx";
import { Questions } from "./questions.tsx";

/** The catalogue of issuers: pick one, answer its questions, see what would be written and who gets in, add it. */
export function ComposerDialog() {
  const root = useRef<HTMLDialogElement>(null);
  const opener = useRef<Element | null>(null);
  const [chosen, setChosen] = useState<CatalogueEntry>();
  const [given, setGiven] = useState<Readonly<Record<string, Answers>>>({});
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [adding, setAdding] = useState<ComposeRequest>();
  const [keepsTests, setKeepsTests] = useState(true);
  const tests = useInputs((inputs) => inputs.tests);
  const [done, setDone] = useState<{ entry: CatalogueEntry; answers: Answers }>();
  const another = useRef<HTMLButtonElement>(null);
  const dispatch = useDispatch();
  const show = useShowPart();

  const answers = useMemo(
    () => (chosen === undefined ? {} : fillAnswers(chosen, given[chosen.id] ?? {})),
    [chosen, given],
  );
  const problems = useMemo(
    () => (chosen === undefined ? [] : checkAnswers(chosen, answers)),
    [chosen, answers],
  );
  const request = useMemo<ComposeRequest | undefined>(
    () =>
      chosen === undefined || problems.length > 0
        ? undefined
        : { entry: chosen.id, answers, tests },
    [chosen, answers, problems, tests],
  );
  const composition = useComposition(request);

  useEffect(() => {
    opener.current = document.activeElement;
    root.current?.showModal();
    // On an empty page the kind of cluster is the first question, else the search is.
    (
      root.current?.querySelector<HTMLElement>('[data-first="true"]') ??
      root.current?.querySelector<HTMLElement>('[role="combobox"]')
    )?.focus();
    return () => {
      // Where the button that opened it went with what it stood in, the one of the header is left.
      const back = opener.current;
      const target =
        back?.isConnected && back !== document.body ? back : document.getElementById("add-issuer");
      if (target instanceof HTMLElement) target.focus();
    };
  }, []);

  useEffect(() => {
    if (chosen === undefined) return;
    firstField(root.current)?.focus();
  }, [chosen]);

  // What was asked for is added as soon as it is known what it does.
  useEffect(() => {
    if (adding === undefined || composition.of !== adding) return;
    setAdding(undefined);
    if (composition.view?.kind !== "composed") return;
    dispatch({ kind: "apply-fix", fix: composition.view.fix });
    const { tests: kept } = composition.view;
    if (keepsTests && kept !== undefined) {
      dispatch({ kind: "set-tests", text: kept, title: "Keep the made-up tokens as tests" });
    }
    dispatch({ kind: "show-document", document: "configuration" });
    if (chosen !== undefined) setDone({ entry: chosen, answers });
    setChosen(undefined);
    setGiven({});
  }, [adding, composition, dispatch, chosen, answers, keepsTests]);

  function choose(entry: CatalogueEntry, known: Answers = {}) {
    setChosen(entry);
    setTried(false);
    if (Object.keys(known).length > 0) {
      setGiven((all) => ({ ...all, [entry.id]: { ...all[entry.id], ...known } }));
    }
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (chosen === undefined) return;
    setTried(true);
    const [first] = problems;
    if (first !== undefined) return fieldOf(root.current, first.input)?.focus();
    setAdding(request);
  }

  // Enter goes on to the next question without a good answer, and adds if there is none.
  function goOn(event: KeyboardEvent<HTMLFormElement>) {
    const field = event.target;
    if (event.key !== "Enter" || !(field instanceof HTMLInputElement)) return;
    event.preventDefault();
    const missing =
      event.ctrlKey || event.metaKey ? undefined : nextMissing(event.currentTarget, field);
    if (missing === undefined) submit();
    else missing.focus();
  }

  function leave() {
    if (Object.keys(given).length > 0 && !leaving) setLeaving(true);
    else closeComposer();
  }

  return (
    <dialog
      ref={root}
      className={styles.dialog}
      aria-labelledby="composer-title"
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClose={closeComposer}
    >
      <div className={styles.frame} data-chosen={chosen !== undefined}>
        <header className={styles.head}>
          <h2 id="composer-title" className={styles.title}>
            {done === undefined ? "Add an issuer" : "Give access"}
          </h2>
          <Cluster />
        </header>
        {done === undefined && <IssuerList chosen={chosen} onChoose={choose} />}
        {done !== undefined ? (
          <GiveStage {...done} onDone={() => another.current?.focus()} />
        ) : chosen === undefined ? (
          <div className={styles.hint}>
            <p>
              Choose who signs the tokens. You answer a few questions; beside them you see what will
              be written and which tokens get in.
            </p>
          </div>
        ) : (
          <>
            <form
              className={styles.questions}
              aria-label={`Questions of ${chosen.title}`}
              noValidate
              onSubmit={submit}
              onKeyDown={goOn}
            >
              <div className={styles.entryHead}>
                <Button
                  icon="aside"
                  className={styles.back ?? ""}
                  onClick={() => setChosen(undefined)}
                >
                  All issuers
                </Button>
                <h3 className={styles.entryTitle}>{chosen.title}</h3>
                {!chosen.proved && <span className={styles.unproved}>unproved</span>}
              </div>
              <Questions
                key={chosen.id}
                entry={chosen}
                answers={answers}
                problems={problems}
                tried={tried}
                onAnswer={(id, value) =>
                  setGiven((all) => ({ ...all, [chosen.id]: { ...all[chosen.id], [id]: value } }))
                }
              />
              <About entry={chosen} />
              {/* Enter submits a form of several fields only if it has such a button. */}
              <button type="submit" hidden tabIndex={-1}>
                Add the issuer
              </button>
            </form>
            <Outcome
              entry={chosen}
              composition={composition}
              request={request}
              missing={problems}
            />
          </>
        )}
        <footer className={styles.foot}>
          {done !== undefined ? (
            <>
              <span className={styles.ask}>Undo takes back what was added.</span>
              <Button look="soft" icon="plus" ref={another} onClick={() => setDone(undefined)}>
                Add another issuer
              </Button>
              <Button look="soft" onClick={closeComposer}>
                Close
              </Button>
              <Button
                look="soft"
                icon="download"
                onClick={() => {
                  closeComposer();
                  show("files");
                  requestAnimationFrame(() =>
                    document.querySelector<HTMLElement>(`#${idOfPart("files")} button`)?.focus(),
                  );
                }}
              >
                Export the files
              </Button>
            </>
          ) : leaving ? (
            <>
              <span className={styles.ask} role="alert">
                Your answers would be lost.
              </span>
              <Button look="soft" onClick={() => setLeaving(false)}>
                Keep editing
              </Button>
              <Button look="primary" onClick={closeComposer}>
                Close and lose them
              </Button>
            </>
          ) : (
            <>
              <span className={styles.ask}>
                {chosen !== undefined && "Enter goes on to the next question, and adds at the end."}
              </span>
              {composition.view?.kind === "composed" && composition.view.tests !== undefined && (
                <label className={styles.keep}>
                  <input
                    type="checkbox"
                    checked={keepsTests}
                    onChange={(event) => setKeepsTests(event.target.checked)}
                  />
                  Keep the made-up tokens as tests
                </label>
              )}
              <Button look="soft" onClick={leave}>
                Cancel
              </Button>
              <Button
                look="primary"
                disabled={chosen === undefined || composition.view?.kind === "refused"}
                aria-busy={adding !== undefined}
                onClick={() => submit()}
              >
                {composition.view?.kind === "composed" && composition.view.merge !== undefined
                  ? `Merge into jwt[${composition.view.merge.index}]`
                  : "Add the issuer"}
              </Button>
            </>
          )}
        </footer>
      </div>
    </dialog>
  );
}

function firstField(root: HTMLElement | null): HTMLElement | null | undefined {
  const missing = root?.querySelector<HTMLElement>('form [data-missing="true"]');
  return missing ?? root?.querySelector<HTMLElement>("form input");
}

function fieldOf(root: HTMLElement | null, input: string): HTMLElement | undefined {
  const fields = [...(root?.querySelectorAll<HTMLElement>("form [data-input]") ?? [])].filter(
    ({ dataset }) => dataset.input === input,
  );
  return fields.find(({ dataset }) => dataset.missing === "true") ?? fields[0];
}

function nextMissing(form: HTMLFormElement, field: HTMLElement): HTMLElement | undefined {
  const missing = [...form.querySelectorAll<HTMLElement>('[data-missing="true"]')].filter(
    (each) => each !== field || field.dataset.missing === "true",
  );
  const behind = missing.find(
    (each) =>
      each !== field && field.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return behind ?? missing[0];
}
