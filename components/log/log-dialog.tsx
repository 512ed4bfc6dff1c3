"use client";

import { useEffect, useMemo, useState } from "react";
import type { LogGroupView } from "@/lib/engine/whole-log/log-groups-view.ts";
import type { LogGroup } from "@/lib/explain/whole-log/log-group.ts";
import { Button } from "../ui/button.tsx";
import { TitledDialog } from "../ui/dialog.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { background } from "../workspace/background-client.ts";
import { useReadInputs } from "../workspace/context.ts";
import { analysisInput } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import { closeWholeLog, useWholeLog } from "../workspace/whole-log.ts";
import styles from "./log-dialog.module.css";
import { LogGroupCard } from "./log-group-card.tsx";
import { type LogReading, readLog, stopLog, useLogReading } from "./log-reading.ts";

/** Reads a whole log and shows its failures, group by group. The log stays in the browser and is not kept. */
export function LogDialog() {
  const { file } = useWholeLog();
  const log = useLogReading();

  useEffect(() => {
    if (file !== undefined) readLog(file);
  }, [file]);

  return (
    <TitledDialog title="Failures of a whole log" onClose={closeWholeLog} onDropFile={readLog}>
      <p>
        Open or drop a log of kube-apiserver or an audit log: klog text or JSON, as journald,
        containerd or docker keep it, also as .gz. It is read in this browser, nothing of it is sent
        or stored. Claim values, tokens and names of users are not shown.
      </p>
      <div className={styles.actions}>
        <FileButton look="primary" icon="file" onOpen={readLog}>
          Open a log
        </FileButton>
        {log?.state === "reading" && <Button onClick={stopLog}>Stop</Button>}
      </div>
      {log !== undefined && <Progress log={log} />}
      {log?.summary !== undefined && <Groups groups={log.summary.groups} />}
    </TitledDialog>
  );
}

function Progress({ log }: { readonly log: LogReading }) {
  const { name, size, read, state, reason, summary } = log;
  const part = size === 0 ? 1 : read / size;
  return (
    <div className={styles.progress}>
      <progress max={1} value={state === "done" ? 1 : part} aria-label="Progress" />
      <p role="status">
        {name}: {megabytes(read)} of {megabytes(size)} MB {words[state]}
        {reason !== undefined && ` ${reason}`}
        {summary !== undefined &&
          ` ${count(summary.failures, "failure")} of ${count(summary.groups.length, "kind")} in ${count(summary.lines, "line")}.`}
        {summary !== undefined &&
          summary.uncounted > 0 &&
          ` ${count(summary.uncounted, "more failure")} in no group: there were too many kinds.`}
      </p>
    </div>
  );
}

const words: Readonly<Record<LogReading["state"], string>> = {
  reading: "read so far.",
  stopped: "read, then stopped.",
  done: "read.",
  failed: "read, then it failed:",
};

const noViews: readonly LogGroupView[] = [];

const firstGroups = 20;
const moreGroups = 100;

function Groups({ groups }: { readonly groups: readonly LogGroup[] }) {
  const views = usePlaces(groups);
  const [shown, setShown] = useState(firstGroups);
  if (groups.length === 0)
    return <p>No line so far is about a refused token, a refused request or the configuration.</p>;
  return (
    <>
      <ol className={styles.groups} aria-label="Groups of failures">
        {views.slice(0, shown).map((group) => (
          <li key={nameOf(group)}>
            <LogGroupCard group={group} />
          </li>
        ))}
      </ol>
      {views.length > shown && (
        <Button onClick={() => setShown(shown + moreGroups)}>
          {views.length - shown} more groups
        </Button>
      )}
    </>
  );
}

// What makes a group, so that it stays itself while it is counted.
function nameOf(group: LogGroup): string {
  const { code, by, field, expression, claim, issuer, audiences, request, error } = group;
  return JSON.stringify([code, by, field, expression, claim, issuer, audiences, request, error]);
}

/** The groups with their words and their fields in the configuration. */
function usePlaces(groups: readonly LogGroup[]): readonly LogGroupView[] {
  const readInputs = useReadInputs();
  const question = useMemo<EngineQuestion<"place-log", readonly LogGroup[]>>(
    () => ({
      engine: background,
      select: () => groups,
      task(placed, now) {
        // What can wait is never given a token.
        const input = { ...analysisInput(readInputs(), now), token: "" };
        return { kind: "place-log", input, groups: placed };
      },
    }),
    [groups, readInputs],
  );
  return useEngineAnswer(question).answer ?? noViews;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
