"use client";

import { useId, useMemo, useState } from "react";
import type { ProposedTest, TestProposal } from "@/lib/engine/tests/propose-test.ts";
import { Button } from "../ui/button.tsx";
import { home } from "../ui/home.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { trials } from "../workspace/background-client.ts";
import { useAnalysis, useDispatch, useInputs, useReadInputs } from "../workspace/context.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import { IncidentNote } from "./incident-note.tsx";
import styles from "./tests.module.css";
import { UpgradeTable } from "./upgrade-table.tsx";

type Panel = "versions" | "note";

/** Makes a test of the token and its verdict, compares versions, writes a note. What would be kept is shown before it is. */
export function KeepTest() {
  const can = useAnalysis(
    ({ token, headline }) => token.claims.length > 0 && headline.checklist === undefined,
  );
  const hasLine = useAnalysis(({ logLine }) => logLine !== undefined);
  const readInputs = useReadInputs();
  const token = useInputs((inputs) => inputs.token);
  const [asked, setAsked] = useState<Inputs | undefined>();
  // A proposal belongs to the documents and the token that it was asked for.
  const open = useInputs(
    (inputs) => asked?.documents === inputs.documents && asked.token === inputs.token,
  );
  const [panel, setPanel] = useState<Panel | undefined>();
  const [last, setLast] = useState<Panel | undefined>();
  const homeIf = (kind: Panel) => (last === kind ? "" : undefined);
  const openPanel = (kind: Panel) => {
    setLast(kind);
    setPanel(kind);
  };
  if (!can && !hasLine) return null;
  return (
    <div className={styles.keep}>
      {/* A button and what it opens take each other's place, and hand the focus to each other. */}
      {can && (
        <div className={styles.place}>
          {open ? (
            <Proposal onDone={() => setAsked(undefined)} />
          ) : (
            <Button
              icon="plus"
              data-place="keep-test"
              data-home=""
              aria-expanded={false}
              onClick={() => setAsked(readInputs())}
            >
              Keep as a test
            </Button>
          )}
        </div>
      )}
      <div className={styles.place}>
        {can && panel !== "versions" && (
          <Button data-home={homeIf("versions")} onClick={() => openPanel("versions")}>
            Compare versions
          </Button>
        )}
        {panel !== "note" && (
          <Button data-home={homeIf("note")} onClick={() => openPanel("note")}>
            Note for a ticket
          </Button>
        )}
        {can && panel === "versions" && <UpgradeTable onClose={() => setPanel(undefined)} />}
        {panel === "note" && <IncidentNote key={token} onClose={() => setPanel(undefined)} />}
      </div>
    </div>
  );
}

const notMade = {
  kind: "refused",
  reason: "The test could not be made. Try it again.",
} as const;

function Proposal({ onDone }: { readonly onDone: () => void }) {
  const readInputs = useReadInputs();
  const question = useMemo<EngineQuestion<"propose-test", Inputs>>(() => {
    const inputs = readInputs();
    return {
      engine: trials,
      select: () => inputs,
      task: (asked, now) => ({ kind: "propose-test", input: analysisInput(asked, now) }),
    };
  }, [readInputs]);
  const { answer, failed } = useEngineAnswer(question);
  const proposal: TestProposal | undefined = failed === undefined ? answer : notMade;

  if (proposal === undefined)
    return (
      <p role="status" {...home}>
        Asking what a test needs …
      </p>
    );
  if (proposal.kind === "refused") {
    return (
      <div className={styles.head} role="status">
        <p>{proposal.reason}</p>
        <Button data-home="" onClick={onDone}>
          Close
        </Button>
      </div>
    );
  }
  return <ProposalForm proposal={proposal} onDone={onDone} />;
}

interface ProposalFormProps {
  readonly proposal: Extract<TestProposal, { readonly kind: "proposed" }>;
  readonly onDone: () => void;
}

function ProposalForm({ proposal, onDone }: ProposalFormProps) {
  const { own, madeUp, left } = proposal;
  const [real, setReal] = useState(madeUp === undefined);
  const [typed, setTyped] = useState<string | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  const dispatch = useDispatch();
  const readInputs = useReadInputs();
  const id = useId();
  const chosen: ProposedTest = real ? own : (madeUp ?? own);
  const name = typed ?? chosen.name;

  async function add() {
    const { addTest } = await import("@/lib/workspace/tests/test-list.ts");
    const text = addTest(readInputs().tests, { name: name.trim(), ...chosen.item });
    if (text === undefined) {
      setProblem(
        "The text of the tests is no list with a dash for each test. Correct it first: Edit tests.",
      );
      return;
    }
    dispatch({ kind: "set-tests", text, title: "Keep a test" });
    onDone();
  }

  return (
    <form
      className={styles.form}
      aria-label="Keep as a test"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label htmlFor={`${id}-name`}>Name of the test</label>
      <input
        id={`${id}-name`}
        data-home=""
        className={styles.field}
        maxLength={120}
        spellCheck={false}
        autoComplete="off"
        value={name}
        onChange={(event) => setTyped(event.target.value)}
      />
      {madeUp && (
        <fieldset className={styles.choice}>
          <legend>Values of personal claims</legend>
          <label>
            <input
              type="radio"
              name={`${id}-values`}
              checked={!real}
              onChange={() => setReal(false)}
            />
            Made up: {madeUp.replaced.join(", ")}. The server gives the same result.
          </label>
          <label>
            <input
              type="radio"
              name={`${id}-values`}
              checked={real}
              onChange={() => setReal(true)}
            />
            Those of the token
          </label>
          {!real && madeUp.kept.length > 0 && (
            <p className={styles.note}>
              These stay, because another value changes the result: {madeUp.kept.join(", ")}.
            </p>
          )}
        </fieldset>
      )}
      <p className={styles.note}>
        This will be kept with the workspace, and be in its file. The token itself is not.
        {left.length > 0 && ` Left out: ${left.join(", ")}.`}
      </p>
      <pre className={styles.code}>
        <UntrustedText text={JSON.stringify(chosen.item, null, 2)} limit={20_000} />
      </pre>
      {problem && <p role="alert">{problem}</p>}
      <div className={styles.head}>
        <Button type="submit" look="primary" disabled={name.trim() === ""}>
          Keep the test
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
