"use client";

import { useMemo } from "react";
import type { TurnedTests as Turned } from "@/lib/engine/tests/turned-tests.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { background } from "../workspace/background-client.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import styles from "./fix-preview.module.css";

/** Which tests of the workspace a change turns, and which it breaks. `after` has the documents with the change. */
export function TurnedTests({
  inputs,
  after,
}: {
  readonly inputs: Inputs;
  readonly after: Inputs;
}) {
  const turned = useTurned(inputs, after);
  if (inputs.tests.trim() === "") return null;
  const { turns = [], breaks = [] } = turned ?? {};
  return (
    <div className={styles.after} role="status">
      <span className={styles.none}>Tests</span>
      {turned === undefined && <span className={styles.none}>…</span>}
      {turned !== undefined && turns.length + breaks.length === 0 && <span>none changes</span>}
      <Tests names={turns} mark="good" word="as expected then" />
      <Tests names={breaks} mark="bad" word="not as expected then" />
    </div>
  );
}

const namesShown = 5;

/** The first tests by name, and how many more there are. */
function Tests(props: {
  readonly names: readonly string[];
  readonly mark: "good" | "bad";
  readonly word: string;
}) {
  const { names, mark, word } = props;
  const more = names.length - namesShown;
  const shown = more > 1 ? names.slice(0, namesShown) : names;
  return (
    <>
      {shown.map((name) => (
        <span key={name}>
          <VerdictMark mark={mark} word={word} /> <UntrustedText text={name} limit={80} /> {word}
        </span>
      ))}
      {more > 1 && (
        <span>
          <VerdictMark mark={mark} word={word} /> {more} more {word}
        </span>
      )}
    </>
  );
}

interface TurnedPart extends Pick<Inputs, "documents" | "minor" | "server" | "clock"> {
  readonly defaultPolicy: boolean;
}

function useTurned(inputs: Inputs, after: Inputs): Turned | undefined {
  const { documents, minor, server, clock, defaultPolicy, tests } = inputs;
  const { configuration, bindings } = after.documents;
  const question = useMemo<EngineQuestion<"turn-tests", TurnedPart> | undefined>(() => {
    if (tests.trim() === "") return undefined;
    // What a test depends on: no token goes to the engine for what can wait.
    const part = { documents, minor, server, clock, defaultPolicy };
    return {
      engine: background,
      select: () => part,
      task: (own, now) => ({
        kind: "turn-tests",
        input: analysisInput({ ...emptyInputs, ...own }, now),
        change: { configuration, bindings },
        tests,
      }),
    };
  }, [documents, minor, server, clock, defaultPolicy, tests, configuration, bindings]);
  return useEngineAnswer(question).answer;
}
