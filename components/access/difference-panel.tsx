"use client";

import type { DifferenceView, TokenDifference, TokenSide } from "@/lib/engine/difference-view.ts";
import { Button } from "../ui/button.tsx";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfHeadline } from "../ui/verdict-words.ts";
import { useAnalysis, useDispatch, useInputs, useReadInputs } from "../workspace/context.ts";
import { Changes, Permissions } from "./difference-changes.tsx";
import styles from "./difference-panel.module.css";

/** For whom what is edited differs from what runs, and in what. Nothing if nothing is said to run. */
export function DifferencePanel() {
  const isSet = useInputs(
    ({ running, runningBindings }) => running !== undefined || runningBindings !== undefined,
  );
  const difference = useAnalysis((analysis) => analysis.difference);
  if (!isSet) return null;
  return (
    <Section
      title="Difference"
      place="difference"
      summary={
        <span className={styles.faint}>
          {difference === undefined
            ? "no token to compare what runs and what is edited by"
            : summarize(difference)}
        </span>
      }
    >
      {difference && <Body difference={difference} />}
    </Section>
  );
}

function summarize({ tokens }: DifferenceView): string {
  const changed = tokens.filter((token) => token.changed).length;
  if (tokens.length === 1) return changed === 1 ? "for the token here" : "none for the token here";
  if (changed === 0) return `none for the ${tokens.length} tokens here`;
  return `for ${changed} of ${tokens.length} tokens, from what runs to what is edited`;
}

function Body({ difference }: { readonly difference: DifferenceView }) {
  const runningBindings = useInputs((inputs) => inputs.runningBindings);
  const { lockOut, notes, tokens } = difference;
  return (
    <div className={styles.difference}>
      {lockOut !== undefined && (
        <Notice kind="bad" urgent>
          {lockOut}
        </Notice>
      )}
      {notes.map((note) => (
        <Notice key={note} kind="plain">
          {note}
        </Notice>
      ))}
      {runningBindings === undefined && <SetBindings />}
      <ul className={styles.tokens}>
        {tokens.map((token) => (
          <Token key={token.id} token={token} />
        ))}
      </ul>
    </div>
  );
}

function SetBindings() {
  const readInputs = useReadInputs();
  const dispatch = useDispatch();
  return (
    <div>
      <Button
        look="soft"
        onClick={() =>
          dispatch({
            kind: "set-running",
            running: { runningBindings: readInputs().documents.bindings },
          })
        }
      >
        Set current role bindings as running
      </Button>
    </div>
  );
}

function Token({ token }: { readonly token: TokenDifference }) {
  const { name, id, before, after, changed, scopes, moreScopes, unknownRoles } = token;
  // Of what no server runs there is nothing to say.
  const known = ![before, after].some(({ verdict }) => verdict === "no-configuration");
  return (
    <li className={styles.token} data-changed={changed}>
      <p className={styles.head}>
        <Side side={before} />
        <span aria-hidden="true">→</span>
        <HiddenText>becomes</HiddenText>
        <Side side={after} />
        <strong className={styles.name}>
          {id === "" ? "The token above" : <UntrustedText text={name} limit={60} />}
        </strong>
        <span className={styles.faint}>{wordsOf(before, after, changed)}</span>
      </p>
      {changed && known && (
        <>
          {after.verdict !== before.verdict && after.user === undefined && (
            <p className={styles.faint}>
              <UntrustedText text={after.sentence} limit={600} />
            </p>
          )}
          <Changes before={before.user} after={after.user} />
          {scopes.map((scope) => (
            <Permissions key={scope.namespace} scope={scope} />
          ))}
          {moreScopes > 0 && <p className={styles.faint}>… and in {moreScopes} more namespaces.</p>}
        </>
      )}
      {unknownRoles.length > 0 && (
        <p className={styles.faint}>
          What <UntrustedText text={unknownRoles.join(", ")} limit={300} /> allows is unknown, on
          both sides.
        </p>
      )}
    </li>
  );
}

function Side({ side }: { readonly side: TokenSide }) {
  const { mark, word } = markOfHeadline(side.verdict);
  return <VerdictMark mark={mark} word={word} />;
}

function wordsOf(before: TokenSide, after: TokenSide, changed: boolean): string {
  const was = markOfHeadline(before.verdict).word;
  const becomes = markOfHeadline(after.verdict).word;
  if (was !== becomes) return `${was}, then ${becomes}`;
  return changed ? `${becomes} as before` : `${becomes} as before, nothing changes`;
}
