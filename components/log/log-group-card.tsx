"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import type { LogGroupView } from "@/lib/engine/whole-log/log-groups-view.ts";
import type { Reproduction } from "@/lib/engine/whole-log/reproduce.ts";
import type { LogMoment } from "@/lib/explain/whole-log/log-group.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { background } from "../workspace/background-client.ts";
import { useDispatch, usePointing, useReadInputs } from "../workspace/context.ts";
import { analysisInput } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import { closeWholeLog } from "../workspace/whole-log.ts";
import styles from "./log-dialog.module.css";

/** One kind of failure: how often, since when, what to do, where in the configuration, and a test of it. */
export function LogGroupCard({ group }: { readonly group: LogGroupView }) {
  const { goTo } = usePointing();
  const [asked, setAsked] = useState(false);
  const { code, title, meaning, remedies, places, notReproduced, first, last, users } = group;
  return (
    <article className={styles.group} aria-label={title}>
      <h3 className={styles.groupTitle}>
        <span className={styles.count}>{group.count.toLocaleString("en")} ×</span> {title}
      </h3>
      <p className={styles.note}>
        {first !== undefined && last !== undefined && (
          <>
            {formatMoment(first)} to {formatMoment(last)},{" "}
          </>
        )}
        lines {group.firstLine.toLocaleString("en")} to {group.lastLine.toLocaleString("en")}
        {users > 0 && `, ${users.toLocaleString("en")} ${users === 1 ? "user" : "users"} named`}
        {group.by === "audit" && ", audit log"}
      </p>
      <dl className={styles.facts}>
        {facts.flatMap(([name, word]) => {
          const value = group[name];
          return value === undefined ? [] : [<Fact key={name} word={word} value={value} />];
        })}
      </dl>
      <p>{meaning}</p>
      <ul className={styles.remedies}>
        {remedies.map((remedy) => (
          <li key={remedy}>{remedy}</li>
        ))}
      </ul>
      <div className={styles.actions}>
        {places.map(({ path, span }) => (
          <Button
            key={path}
            look="soft"
            onClick={() => {
              closeWholeLog();
              goTo("configuration", span);
            }}
          >
            Show {path}
          </Button>
        ))}
        {notReproduced === undefined && !asked && (
          <Button look="soft" onClick={() => setAsked(true)}>
            Make a test of it
          </Button>
        )}
        <Link href={`/errors/${code}`}>More about {code}</Link>
      </div>
      {notReproduced !== undefined && (
        <p className={styles.note}>No test with a made-up token: {notReproduced}</p>
      )}
      {asked && <Reproduced group={group} onDone={() => setAsked(false)} />}
    </article>
  );
}

const facts = [
  ["issuer", "Issuer"],
  ["audiences", "issuer.audiences"],
  ["field", "Field"],
  ["expression", "Expression"],
  ["claim", "Claim"],
  ["request", "Request"],
  ["error", "Server"],
] as const;

function Fact({ word, value }: { readonly word: string; readonly value: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        <code>
          <UntrustedText text={value} limit={1000} />
        </code>
      </dd>
    </div>
  );
}

interface ReproducedProps {
  readonly group: LogGroupView;
  readonly onDone: () => void;
}

const notFound = {
  kind: "none",
  reason: "The search took too long and was stopped.",
} as const;

/** A made-up token that is refused for the same cause, as a test to be kept. */
function Reproduced({ group, onDone }: ReproducedProps) {
  const readInputs = useReadInputs();
  const dispatch = useDispatch();
  const [kept, setKept] = useState<string | undefined>();
  const question = useMemo<EngineQuestion<"reproduce", LogGroupView>>(
    () => ({
      engine: background,
      select: () => group,
      task: (asked, now) => ({
        kind: "reproduce",
        // What can wait is never given a token.
        input: { ...analysisInput(readInputs(), now), token: "" },
        group: asked,
      }),
    }),
    [group, readInputs],
  );
  const { answer, failed } = useEngineAnswer(question);
  const found: Reproduction | undefined = failed === undefined ? answer : notFound;

  async function keep({ name, item }: Extract<Reproduction, { kind: "reproduced" }>) {
    const { addTest } = await import("@/lib/workspace/tests/test-list.ts");
    const text = addTest(readInputs().tests, { name, ...item });
    if (text === undefined) {
      setKept("The text of the tests is no list with a dash for each test. Correct it first.");
      return;
    }
    dispatch({ kind: "set-tests", text, title: "Keep a test of a log" });
    setKept(`Kept: ${name}. It is in the list of tests below the page.`);
  }

  if (found === undefined) return <p role="status">Looking for a token that ends so …</p>;
  if (found.kind === "none") return <p role="status">No test: {found.reason}</p>;
  if (kept !== undefined) return <p role="status">{kept}</p>;
  return (
    <section aria-label="Test with a made-up token">
      <p className={styles.note}>
        The configuration that is open here refuses this made-up token for the same cause. Nothing
        of it is from the log.
      </p>
      <pre className={styles.code}>
        <UntrustedText text={JSON.stringify(found.item, null, 2)} limit={20_000} />
      </pre>
      <div className={styles.actions}>
        <Button look="primary" onClick={() => void keep(found)}>
          Keep the test
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </section>
  );
}

function formatMoment(moment: LogMoment): string {
  return moment.kind === "written"
    ? moment.text
    : `${new Date(moment.milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
