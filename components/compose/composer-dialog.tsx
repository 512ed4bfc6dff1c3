"use client";

import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { checkAnswers, fillAnswers, textOf } from "@/lib/catalogue/answers.ts";
import { catalogue } from "@/lib/catalogue/catalogue.ts";
import type { Answers } from "@/lib/catalogue/entry.ts";
import {
  agentIds,
  agentOf,
  ways as allWays,
  certificatesOf,
  type Way,
} from "@/lib/catalogue/ways.ts";
import type { Asker } from "@/lib/engine/access-input.ts";
import type { ComposeRequest } from "@/lib/engine/compose-view.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { closeComposer, readOpenedAt } from "../workspace/composer.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { emptyAgent } from "../workspace/inputs.ts";
import { useComposition } from "../workspace/use-composition.ts";
import { idOfPart, useShowPart } from "../workspace/use-show-part.ts";
import { About } from "./about.tsx";
import type { Choice } from "./choice.ts";
import { Cluster } from "./cluster.tsx";
import styles from "./composer-dialog.module.css";
import { GiveStage } from "./give-stage.tsx";
import { IssuerList } from "./issuer-list.tsx";
import { Outcome } from "./outcome.tsx";
import { Questions } from "./questions.tsx";
import { WayOutcome } from "./way-outcome.tsx";

/** The catalogue of issuers: pick one, answer its questions, see what would be written and who gets in, add it. */
export function ComposerDialog() {
  const root = useRef<HTMLDialogElement>(null);
  const [chosen, setChosen] = useState<Choice | undefined>(() => {
    const opened = readOpenedAt();
    return [...allWays, ...catalogue].find(({ id }) => id === opened);
  });
  // What is there of a way is filled in: a visitor who takes it again changes it.
  const ways = useInputs((inputs) => inputs.ways);
  const [given, setGiven] = useState<Readonly<Record<string, Answers>>>({});
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [adding, setAdding] = useState<ComposeRequest>();
  const [keepsTests, setKeepsTests] = useState(true);
  const tests = useInputs((inputs) => inputs.tests);
  const [done, setDone] = useState<{ entry: Choice; answers: Answers }>();
  const another = useRef<HTMLButtonElement>(null);
  const dispatch = useDispatch();
  const show = useShowPart();

  const answers = useMemo(
    () =>
      chosen === undefined ? {} : fillAnswers(chosen, { ...ways[chosen.id], ...given[chosen.id] }),
    [chosen, given, ways],
  );
  const problems = useMemo(
    () => (chosen === undefined ? [] : checkAnswers(chosen, answers)),
    [chosen, answers],
  );
  const request = useMemo<ComposeRequest | undefined>(
    () =>
      chosen === undefined || chosen.kind === "way" || problems.length > 0
        ? undefined
        : { entry: chosen.id, answers, tests },
    [chosen, answers, problems, tests],
  );
  const composition = useComposition(request);

  useEffect(() => {
    // On an empty page the kind of cluster is the first question, else the search is.
    (
      root.current?.querySelector<HTMLElement>('[data-first="true"]') ??
      root.current?.querySelector<HTMLElement>('[role="combobox"]')
    )?.focus();
  }, []);

  useEffect(() => {
    if (chosen === undefined) return;
    const field = firstField(root.current);
    field?.focus();
    // Of a default the visitor decides: typing replaces it, Enter takes it.
    if (field instanceof HTMLInputElement && field.dataset.default === "true") field.select();
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

  function choose(entry: Choice, known: Answers = {}) {
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
    if (chosen.kind === "way") addWay(chosen);
    else setAdding(request);
  }

  function addWay(way: Way) {
    dispatch({ kind: "set-way", id: way.id, answers, title: `Compose: ${way.title}` });
    dispatch({ kind: "set-access", access: { asker: askerOf(way, answers), grantee: "" } });
    dispatch({ kind: "show-document", document: "bindings" });
    setDone({ entry: way, answers });
    setChosen(undefined);
    setGiven({});
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

  const title = done === undefined ? "Add an issuer" : "Give access";

  function leave() {
    if (Object.keys(given).length > 0 && !leaving) setLeaving(true);
    else closeComposer();
  }

  return (
    <Dialog
      ref={root}
      label={title}
      className={styles.dialog ?? ""}
      stays
      // What opened it may be gone with what it was in.
      focusAfter="add-issuer"
      onCancel={leave}
      onClose={closeComposer}
    >
      <div className={styles.frame} data-chosen={chosen !== undefined}>
        <header className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
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
            <p>
              No issuer at all? The end of the list has the GitLab agent and client certificates.
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
                  onClick={() => {
                    setChosen(undefined);
                    requestAnimationFrame(() =>
                      root.current?.querySelector<HTMLElement>('[role="combobox"]')?.focus(),
                    );
                  }}
                >
                  All issuers
                </Button>
                <h3 className={styles.entryTitle}>{chosen.title}</h3>
                {chosen.kind !== "way" && !chosen.proved && (
                  <span className={styles.unproved}>not verified</span>
                )}
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
            {chosen.kind === "way" ? (
              <WayOutcome way={chosen} answers={answers} missing={problems} />
            ) : (
              <Outcome
                entry={chosen}
                composition={composition}
                request={request}
                missing={problems}
              />
            )}
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
                {chosen !== undefined &&
                  "Enter goes to the next question. After the last one it adds the issuer."}
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
                  : chosen?.kind === "way"
                    ? "Add it to the export"
                    : "Add the issuer"}
              </Button>
            </>
          )}
        </footer>
      </div>
    </Dialog>
  );
}

/** Who asks then: the first who comes this way, so that the page answers for them. */
function askerOf(way: Way, answers: Answers): Asker {
  if (way.id === "gitlab-agent") {
    const [jane] = way.people(answers);
    const role = textOf(answers, "role");
    const ids = agentIds(answers);
    const agent = {
      ...emptyAgent,
      ...{ config: agentOf(answers).config, ids, username: "jane" },
      // The first of the groups is the one that she is in.
      roles: Object.fromEntries(
        Object.keys(ids).map((key, index) => [key, index === 0 && jane ? role : ""]),
      ),
    };
    return { kind: "gitlab-agent", agent };
  }
  const [first] = certificatesOf(answers);
  return {
    kind: "manual",
    username: first?.username ?? "",
    groups: first?.groups.join(", ") ?? "",
  };
}

function firstField(root: HTMLElement | null): HTMLElement | null | undefined {
  const missing = 'form [data-missing="true"]';
  const first = root?.querySelector(missing)
    ? `${missing}, form [data-default="true"]`
    : "form input";
  return root?.querySelector<HTMLElement>(first);
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
