"use client";

import Link from "next/link";
import type { UpgradeCell, UpgradeRow } from "@/lib/engine/tests/upgrade-view.ts";
import { formatMinor, nameMinor } from "@/lib/kube/minor.ts";
import { Button } from "../ui/button.tsx";
import { home } from "../ui/home.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { type Mark, VerdictMark } from "../ui/verdict-mark.tsx";
import { trials } from "../workspace/background-client.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useAsked, useAsking } from "../workspace/use-engine-answer.ts";
import styles from "./tests.module.css";

/** What every version makes of the tests, the tokens and the keys, and what changes against the version of the page. */
export function UpgradeTable({ onClose }: { readonly onClose: () => void }) {
  const view = useAsked(useAsking(question), ({ answer }) => answer);
  const minor = useInputs((inputs) => inputs.minor);
  const dispatch = useDispatch();
  if (view === undefined)
    return (
      <p role="status" {...home}>
        Asking every version …
      </p>
    );
  const changes = view.rows.flatMap((row) =>
    groupCells(row.cells.filter(({ changed }) => changed)).map((cells) => ({ row, cells })),
  );
  return (
    <section className={styles.form} aria-label="Versions compared">
      <div className={styles.head}>
        <h3 className={styles.title} {...home}>
          What other versions answer
        </h3>
        <Button onClick={onClose}>Close</Button>
      </div>
      {view.rows.length === 0 && <p>There is no token, no test and no key to compare.</p>}
      {view.rows.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Asked</th>
                {view.versions.map((version) => (
                  <th
                    key={version}
                    scope="col"
                    aria-current={version === minor ? "true" : undefined}
                  >
                    <Button
                      title={`Look at ${nameMinor(version)}`}
                      onClick={() => dispatch({ kind: "set-minor", minor: version })}
                    >
                      {formatMinor(version)}
                    </Button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity.
                <tr key={index}>
                  <th scope="row">
                    <RowName row={row} />
                  </th>
                  {row.cells.map((cell) => (
                    <td key={cell.minor} className={cell.changed ? styles.changed : undefined}>
                      <VerdictMark {...markOf(cell)} />
                      {cell.changed && <span className={styles.answer}> changes</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changes.length === 0 && view.rows.length > 0 && (
        <p>Every version answers as {nameMinor(minor)} does.</p>
      )}
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.slice(0, changesShown).map(({ row, cells: [cell, ...more] }) => (
            <li key={`${row.kind} ${row.name} ${cell.minor}`}>
              {nameMinor(cell.minor)}
              {more.length > 0 && ` to ${nameMinor(more.at(-1)?.minor ?? cell.minor)}`},{" "}
              <RowName row={row} />: {markOf(cell).word}
              {cell.text !== "" && (
                <>
                  {". "}
                  <UntrustedText text={cell.text} limit={300} />
                </>
              )}{" "}
              {cell.code !== undefined && (
                <Link href={`/errors/${cell.code}`}>More about {cell.code}</Link>
              )}
            </li>
          ))}
          {changes.length > changesShown && <li>{changes.length - changesShown} more changes</li>}
        </ul>
      )}
    </section>
  );
}

const changesShown = 40;

type Cells = readonly [UpgradeCell, ...UpgradeCell[]];

/** Cells of versions that follow each other and say the same, together. */
function groupCells(cells: readonly UpgradeCell[]): readonly Cells[] {
  const groups: [UpgradeCell, ...UpgradeCell[]][] = [];
  for (const cell of cells) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const same =
      before?.minor === cell.minor - 1 &&
      before.state === cell.state &&
      before.text === cell.text &&
      before.code === cell.code;
    if (same) group?.push(cell);
    else groups.push([cell]);
  }
  return groups;
}

function RowName({ row: { kind, name } }: { readonly row: UpgradeRow }) {
  if (kind === "token" && name === "") return "the token";
  return (
    <>
      {{ token: "token", test: "test", key: "key" }[kind]} <UntrustedText text={name} limit={60} />
    </>
  );
}

function markOf({ state }: UpgradeCell): { readonly mark: Mark; readonly word: string } {
  switch (state) {
    case "in":
      return { mark: "good", word: "authenticated" };
    case "out":
      return { mark: "bad", word: "401 Unauthorized" };
    case "not-loaded":
      return { mark: "bad", word: "the file does not load" };
    case "unknown":
      return { mark: "unsure", word: "unknown" };
    case "used":
      return { mark: "good", word: "verifies tokens" };
    case "not-used":
      return { mark: "none", word: "not used" };
    case "breaks":
      return { mark: "bad", word: "the whole key set is refused" };
  }
}

const question: EngineQuestion<"upgrade", Inputs> = {
  engine: trials,
  select: (inputs) => inputs,
  task: (inputs, now) => ({
    kind: "upgrade",
    input: analysisInput(inputs, now),
    tests: inputs.tests,
  }),
  pauseMilliseconds: 250,
};
