"use client";

import { type ReactNode, useId } from "react";
import type { AnswerView, ImpersonationAnswer, WhoView } from "@/lib/engine/answer-view.ts";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { answerMarks } from "./answer-marks.ts";
import styles from "./can-i.module.css";
import { OriginLink, RuleList } from "./rule-list.tsx";
import { focusChosenTab, useAccess } from "./use-access.ts";

const examples = [
  "get pods/log -n app",
  "create deployments.apps",
  "list secrets",
  "create pods/exec",
  "get /metrics",
];

/** A question as after `kubectl auth can-i`, answered as it is typed. */
export function CanI({ answer }: { readonly answer: AnswerView | undefined }) {
  return (
    <QuestionBox
      label="can-i"
      status={answer && <Verdict answer={answer} />}
      details={answer?.kind === "answer" && <Details answer={answer} />}
    />
  );
}

export interface QuestionBoxProps {
  readonly label: string;
  /** The answer in short, which is read out. */
  readonly status: ReactNode;
  readonly details: ReactNode;
}

/** The field for a question, examples while it is empty, and its answer. */
export function QuestionBox({ label, status, details }: QuestionBoxProps) {
  const [access, setAccess] = useAccess();
  const id = useId();
  return (
    <div className={styles.box}>
      <div className={styles.line}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <input
          id={id}
          className={styles.field}
          data-place="can-i"
          value={access.question}
          placeholder="get pods/log -n app"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setAccess({ question: event.target.value })}
        />
        {access.question !== "" && (
          <Button
            icon="cross"
            label="Clear the question"
            onClick={() => setAccess({ question: "" })}
          />
        )}
      </div>
      {access.question.trim() === "" ? (
        <div className={styles.examples}>
          {examples.map((example) => (
            <button
              key={example}
              type="button"
              className={styles.example}
              onClick={() => setAccess({ question: example })}
            >
              {example}
            </button>
          ))}
        </div>
      ) : (
        <div role="status" className={styles.status}>
          {status}
        </div>
      )}
      {access.question.trim() !== "" && details}
    </div>
  );
}

function Verdict({ answer }: { readonly answer: AnswerView }) {
  if (answer.kind === "unreadable")
    return (
      <p className={styles.verdict}>
        <VerdictMark mark="none" word="no question yet" />
        <span className={styles.faint}>
          <UntrustedText text={answer.message} limit={300} />
        </span>
      </p>
    );
  const { verdict, question, as } = answer;
  const reasons = [answer.reason, answer.note ?? ""].filter((text) => text !== "");
  return (
    <p className={styles.verdict}>
      <VerdictMark {...answerMarks[verdict]} />
      <span>
        <strong>{answerMarks[verdict].word}</strong>{" "}
        <code>
          <UntrustedText text={question} limit={300} />
        </code>
        {as !== undefined && (
          <>
            {" "}
            as <UntrustedText text={as} limit={200} />
          </>
        )}
        {reasons.length > 0 && (
          <span className={styles.reason}>
            <UntrustedText text={reasons.join(" ")} limit={600} />
          </span>
        )}
      </span>
    </p>
  );
}

/** Whether the user may impersonate another user, and the grants that each way needs. */
function Impersonation({ answer }: { readonly answer: ImpersonationAnswer }) {
  const { verdict, sentence, ways } = answer;
  return (
    <section aria-label="Impersonation">
      <p className={styles.verdict}>
        <VerdictMark {...answerMarks[verdict]} />
        <UntrustedText text={sentence} limit={400} />
      </p>
      <Disclosure title="Grants that it needs: all of one way">
        {ways.map(({ mode, verdict: whole, reason, grants }) => (
          <div key={mode}>
            <h3 className={styles.marked}>
              <VerdictMark {...answerMarks[whole]} />
              {mode === "legacy" ? "impersonate" : `impersonate:${mode}`}
            </h3>
            {reason !== undefined && <p className={styles.faint}>{reason}</p>}
            <ul>
              {grants.map(({ question, verdict: one }) => (
                <li key={question} className={styles.marked}>
                  <VerdictMark {...answerMarks[one]} />
                  <code>
                    <UntrustedText text={question} limit={300} />
                  </code>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </Disclosure>
    </section>
  );
}

function Details({ answer }: { readonly answer: Extract<AnswerView, { kind: "answer" }> }) {
  const [access, setAccess] = useAccess();
  const { warnings, rules, nearest, verdict, who, as, impersonation } = answer;
  return (
    <div className={styles.details}>
      {warnings.map((warning) => (
        <p key={warning} className={styles.faint}>
          Warning: <UntrustedText text={warning} limit={300} />
        </p>
      ))}
      {impersonation !== undefined && <Impersonation answer={impersonation} />}
      {rules.length > 0 && <RuleList rules={rules} label="Rules that allow it" />}
      {nearest.length > 0 && (
        <>
          <h3 className={styles.title}>Rules that come near</h3>
          <RuleList
            rules={nearest.map(({ rule }) => rule)}
            lacks={nearest.map(({ lacks }) => lacks)}
            label="Rules that come near"
          />
        </>
      )}
      {verdict !== "allowed" && as === undefined && (
        <div>
          <Button
            look="soft"
            icon="plus"
            onClick={() => {
              setAccess({ part: "grant", intent: "", wanted: access.question.trim() });
              focusChosenTab();
            }}
          >
            Give this permission …
          </Button>
        </div>
      )}
      <Disclosure title={`Who can: ${countWho(who)}`}>
        <Who who={who} />
      </Disclosure>
    </div>
  );
}

function Who({ who }: { readonly who: WhoView }) {
  const own = who.subjects.filter(({ standard }) => !standard);
  const standard = who.subjects.filter((subject) => subject.standard);
  return (
    <>
      {who.tokens.length > 0 && (
        <ul className={styles.who} aria-label="Kept tokens">
          {who.tokens.map(({ id, name, verdict, who: whoever }) => (
            <li key={id} className={styles.token}>
              <VerdictMark {...tokenMarks[verdict]} />
              <strong className={styles.name}>
                <UntrustedText text={name} limit={60} />
              </strong>
              <span className={styles.faint}>
                <UntrustedText text={whoever} limit={200} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {who.unknownRoles.length > 0 && (
        <p className={styles.faint}>
          Some may be missing, because these were not given:{" "}
          <UntrustedText text={who.unknownRoles.join(", ")} limit={300} />.
        </p>
      )}
      {own.length === 0 ? (
        <p className={styles.faint}>No one by your bindings.</p>
      ) : (
        <Subjects subjects={own} />
      )}
      {standard.length > 0 && (
        <Disclosure title={`${standard.length} by the defaults of Kubernetes`}>
          <Subjects subjects={standard} />
        </Disclosure>
      )}
      {who.more > 0 && <p className={styles.faint}>… and {who.more} more.</p>}
    </>
  );
}

function Subjects({ subjects }: { readonly subjects: WhoView["subjects"] }) {
  return (
    <ul className={styles.who}>
      {subjects.map(({ kind, name, namespaces, bindings }) => (
        <li key={`${kind}/${name}`}>
          {kind}{" "}
          <strong className={styles.name}>
            <UntrustedText text={name} limit={200} />
          </strong>
          {namespaces.length > 0 && (
            <span className={styles.faint}>
              {" "}
              only in {namespaces.length === 1 ? "the namespace" : "the namespaces"}{" "}
              <UntrustedText text={namespaces.join(", ")} limit={300} />
            </span>
          )}
          {bindings.slice(0, 3).map(({ description, origin }) => (
            <span key={description} className={styles.by}>
              by <UntrustedText text={description} limit={300} />
              <OriginLink origin={origin} what="the binding" />
            </span>
          ))}
          {bindings.length > 3 && (
            <span className={styles.by}>and {bindings.length - 3} more bindings</span>
          )}
        </li>
      ))}
    </ul>
  );
}

const tokenMarks = {
  ...answerMarks,
  refused: { mark: "none", word: "refused" },
} as const;

function countWho({ tokens, subjects, more }: WhoView): string {
  const own = subjects.filter(({ standard }) => !standard).length + more;
  const named = own === 0 ? "no one" : own === 1 ? "one" : `${own}`;
  const allowed = tokens.filter(({ verdict }) => verdict === "allowed").length;
  const kept = tokens.length === 0 ? "" : `${allowed} of ${tokens.length} kept tokens, `;
  return `${kept}${named} by your bindings`;
}
