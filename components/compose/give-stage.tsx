"use client";

import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { textOf } from "@/lib/catalogue/answers.ts";
import type { Answers } from "@/lib/catalogue/entry.ts";
import type { ProposalView } from "@/lib/engine/grant-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import { NamespaceField } from "../workspace/namespace-field.tsx";
import { type Choice, subjectOf } from "./choice.ts";
import styles from "./give-stage.module.css";
import fields from "./questions.module.css";

export interface GiveStageProps {
  readonly entry: Choice;
  readonly answers: Answers;
  /** Something else can be done now. */
  readonly onDone: () => void;
}

/** What the users of an issuer that was just added may do: a name, an intent, a namespace, and the binding for them. */
export function GiveStage({ entry, answers, onDone }: GiveStageProps) {
  const id = useId();
  const dispatch = useDispatch();
  const first = useRef<HTMLInputElement>(null);
  const [subject, setSubject] = useState(() => subjectOf(entry, answers));
  const [intent, setIntent] = useState("view");
  const [asked, setAsked] = useState<string>();
  const [added, setAdded] = useState<readonly string[]>([]);
  const [given, setGiven] = useState<string>();
  const namespace = useInputs((inputs) => inputs.namespace) ?? "";
  const grant = useAnalysis(({ access, review }) => access?.grant ?? review?.grant);
  const grantee = subject.name === "" ? "" : `${subject.kind}/${subject.name}`;
  useEffect(() => {
    dispatch({ kind: "set-access", access: { part: "grant", intent, grantee } });
  }, [dispatch, intent, grantee]);
  useEffect(() => first.current?.focus(), []);
  // What the page asked about access before, it asks again: else it would offer the same binding once more.
  const asks = useInputs(({ access }) => access);
  const before = useRef(asks);
  useEffect(() => {
    const { part, intent = "", grantee } = before.current;
    return () => dispatch({ kind: "set-access", access: { part, intent, grantee } });
  }, [dispatch]);

  const isAnswer = grant?.grantee === grantee && grant.intent?.id === intent;
  const proposal = isAnswer ? grant.proposals[0] : undefined;
  const wholeCluster = grant?.intent?.scope === "cluster" && isAnswer;
  const confirming = proposal?.caution !== undefined && asked === proposal.manifest;
  const [wanting, setWanting] = useState(false);
  const way = entry.kind === "way" ? entry.people(answers) : [];
  const open = subject.name === "" || subject.name === textOf(answers, "prefix");
  // What was asked for last is there now: it is not offered a second time.
  const wish = [grantee, intent, wholeCluster ? "" : namespace].join("\n");
  const isGiven = given === wish;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (open) return first.current?.focus();
    if (isGiven) return onDone();
    if (confirming) add(proposal);
    else setWanting(true);
  }

  function add({ fix, title }: ProposalView) {
    setAsked(undefined);
    dispatch({ kind: "apply-fix", fix });
    setAdded((all) => [...all, `${title}: ${subject.name}`]);
    setGiven(wish);
    onDone();
  }

  // What was asked for is added as soon as it is known, and what needs a second press is asked about.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a proposal for what was asked is what it waits for.
  useEffect(() => {
    if (!wanting || proposal === undefined) return;
    setWanting(false);
    if (proposal.caution === undefined) add(proposal);
    else setAsked(proposal.manifest);
  }, [wanting, proposal]);

  return (
    <form className={styles.stage} aria-label="Give access" onSubmit={submit}>
      <div className={styles.form}>
        <h3 className={styles.title}>
          {entry.kind === "way"
            ? `${entry.title}: the files are in the export. What may these people do?`
            : `${entry.title} is in the configuration. What may its users do?`}
        </h3>
        <p className={fields.help}>
          {entry.kind === "way" ? "Who" : "A token that"} gets in may do nothing until a role is
          bound to its user or to one of its groups.
        </p>
        <div className={fields.question}>
          <label htmlFor={`${id}-name`} className={fields.label}>
            For
          </label>
          <div className={styles.subject}>
            <select
              aria-label="Kind of subject"
              className={fields.field}
              value={subject.kind}
              onChange={(event) =>
                setSubject({ ...subject, kind: event.target.value === "User" ? "User" : "Group" })
              }
            >
              <option>User</option>
              <option>Group</option>
            </select>
            <input
              ref={first}
              id={`${id}-name`}
              className={fields.field}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              value={subject.name}
              aria-describedby={`${id}-givers`}
              onChange={(event) => setSubject({ ...subject, name: event.target.value })}
            />
          </div>
          <p id={`${id}-givers`} className={fields.help} role="status">
            {open
              ? `Names of this issuer begin with ${textOf(answers, "prefix")}`
              : way.some(({ username, groups }) =>
                    subject.kind === "User"
                      ? username === subject.name
                      : groups.includes(subject.name),
                  )
                ? `Given by: ${entry.title}`
                : isAnswer && grant.givers !== undefined && grant.givers.length === 0
                  ? "No issuer of the configuration gives this name."
                  : isAnswer && grant.givers !== undefined
                    ? `Given by ${grant.givers.join(", ")}`
                    : ""}
          </p>
        </div>
        <div className={fields.question}>
          <label htmlFor={`${id}-intent`} className={fields.label}>
            May
          </label>
          <select
            id={`${id}-intent`}
            className={fields.field}
            value={intent}
            onChange={(event) => setIntent(event.target.value)}
          >
            {(grant?.intents ?? [{ id: "view", title: "View" }]).map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
          {isAnswer && grant.intent !== undefined && (
            <p className={fields.help}>{[grant.intent.gives, ...grant.intent.notes].join(" ")}</p>
          )}
        </div>
        <div className={fields.question}>
          <label htmlFor={`${id}-namespace`} className={fields.label}>
            In the namespace
          </label>
          <NamespaceField
            id={`${id}-namespace`}
            className={fields.field}
            wholeCluster={wholeCluster}
          />
        </div>
        {confirming && (
          <Notice kind="bad" urgent>
            <UntrustedText text={proposal.caution ?? ""} limit={600} />
          </Notice>
        )}
        <div className={styles.buttons}>
          <Button type="submit" look="primary" icon="plus">
            {confirming ? "Add it anyway" : "Add to role bindings"}
          </Button>
        </div>
        {added.length > 0 && (
          <ul className={styles.added} aria-label="Added">
            {added.map((text, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same can be added twice.
              <li key={index}>
                <UntrustedText text={text} limit={200} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.preview}>
        {isGiven && (
          <p className={fields.help} role="status">
            It is in the role bindings. Change the name, the role or the namespace to give more.
          </p>
        )}
        {proposal !== undefined && !open && !isGiven && (
          <>
            <h4 className={styles.title}>{proposal.title}</h4>
            <CodeBlock text={proposal.manifest} label="the binding" wrap />
          </>
        )}
      </div>
    </form>
  );
}
