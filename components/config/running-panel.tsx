"use client";

import { useMemo, useState } from "react";
import type { PanelsView, RunningView } from "@/lib/engine/panels-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Notice } from "../ui/notice.tsx";
import { PasteBox } from "../ui/paste-box.tsx";
import { TextDifference } from "../ui/text-difference.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import type { RunningDocuments } from "../workspace/inputs.ts";
import styles from "./panels.module.css";
import { Reasons } from "./reasons.tsx";
import { describeReload } from "./reload-words.ts";
import { Replicas } from "./replicas.tsx";
import { type AskingPanels, useIsCurrent } from "./use-panels.ts";

/** What becomes of the edited file on the server that runs another, in a few words. */
export function RunningSummary({ view }: { readonly view: PanelsView }) {
  const lockOut = useAnalysis(({ difference }) => difference?.lockOut);
  if (view.running === undefined) return <span className={styles.cut}>not set</span>;
  if (lockOut !== undefined)
    return (
      <>
        <span className={styles.cut}>lock-out: every token here is refused</span>
        <VerdictMark mark="bad" word="lock-out" />
      </>
    );
  const { mark, word, short } = describeReload(view.running.outcome);
  return (
    <>
      <span className={styles.cut}>{short}</span>
      <VerdictMark mark={mark} word={word} />
    </>
  );
}

export interface RunningPanelProps {
  readonly view: PanelsView;
  /** The text that it is about. */
  readonly asking: AskingPanels;
  /** As pasted from /metrics. */
  readonly metrics: string;
  readonly onMetrics: (text: string) => void;
  /** Issuers that are taken not to answer. */
  readonly unreachable: readonly string[];
  readonly onUnreachable: (issuers: readonly string[]) => void;
}

/** The configuration that runs today beside the edited one: what a reload does, and how to see that it did. */
export function RunningPanel(props: RunningPanelProps) {
  const { view, asking, metrics, onMetrics, unreachable, onUnreachable } = props;
  const current = useIsCurrent(asking);
  const { configuration, bindings } = useInputs(({ documents }) => documents);
  const running = useInputs((inputs) => inputs.running);
  const runningBindings = useInputs((inputs) => inputs.runningBindings);
  const lockOut = useAnalysis(({ difference }) => difference?.lockOut);
  return (
    <div className={styles.stack}>
      {view.running === undefined ? (
        <NotSet />
      ) : (
        <>
          {lockOut !== undefined && (
            <Notice kind="bad" urgent>
              {lockOut}
            </Notice>
          )}
          <Outcome running={view.running} />
          {view.running.outcome.kind === "waits" && (
            <Unreachable
              issuers={view.running.outcome.issuers}
              chosen={unreachable}
              onChoose={onUnreachable}
            />
          )}
          {running !== undefined && running !== configuration && (
            <RunningDifference title="What changes" running={running} edited={configuration} />
          )}
          {runningBindings !== undefined && runningBindings !== bindings && (
            <RunningDifference
              title="What changes in the role bindings"
              running={runningBindings}
              edited={bindings}
            />
          )}
          <Actions same={running === configuration && (runningBindings ?? bindings) === bindings} />
        </>
      )}
      <Hash hash={current ? view.hash : undefined} reported={view.hashReported} />
      <Replicas replicas={view.replicas} text={metrics} onChange={onMetrics} />
    </div>
  );
}

function NotSet() {
  const { configuration, bindings } = useInputs(({ documents }) => documents);
  const dispatch = useDispatch();
  const [pasted, setPasted] = useState("");
  const [pastedBindings, setPastedBindings] = useState("");
  const set = (running: RunningDocuments) => dispatch({ kind: "set-running", running });
  return (
    <div>
      <p className={styles.muted}>
        Set what your cluster runs today, configuration and role bindings, then edit: this says what
        happens when the edited file replaces it, and the difference says for whom.
      </p>
      <div className={styles.row}>
        <Button
          look="soft"
          disabled={configuration.trim() === ""}
          onClick={() => set({ running: configuration, runningBindings: bindings })}
        >
          Set current as running
        </Button>
      </div>
      <Disclosure title="Paste what runs instead">
        <PasteBox
          label="The configuration that runs"
          rows={4}
          value={pasted}
          onChange={setPasted}
          placeholder="The file that --authentication-config names on an API server"
        />
        <PasteBox
          label="The role bindings that the cluster has"
          rows={4}
          value={pastedBindings}
          onChange={setPastedBindings}
          placeholder="Roles and bindings of the cluster; empty: those that are edited"
        />
        <Button
          look="soft"
          disabled={pasted.trim() === ""}
          onClick={() =>
            set({
              running: pasted,
              runningBindings: pastedBindings.trim() === "" ? undefined : pastedBindings,
            })
          }
        >
          Use as running
        </Button>
      </Disclosure>
    </div>
  );
}

function Actions({ same }: { readonly same: boolean }) {
  const { configuration, bindings } = useInputs(({ documents }) => documents);
  const dispatch = useDispatch();
  const set = (running: RunningDocuments) => dispatch({ kind: "set-running", running });
  return (
    <div className={styles.row}>
      <Button
        look="soft"
        disabled={same}
        onClick={() => set({ running: configuration, runningBindings: bindings })}
      >
        Set current as running
      </Button>
      <Button disabled={same} onClick={() => dispatch({ kind: "restore-running" })}>
        Edit what runs
      </Button>
      <Button onClick={() => set({ running: undefined, runningBindings: undefined })}>
        Forget it
      </Button>
    </div>
  );
}

function Outcome({ running }: { readonly running: RunningView }) {
  const { mark, word, sentence, reasons, line, when, metrics } = describeReload(running.outcome);
  return (
    <div className={styles.stack}>
      <div className={styles.verdict} role="status">
        <VerdictMark mark={mark} word={word} />
        <span>
          <UntrustedText text={sentence} limit={1000} />
        </span>
      </div>
      <Reasons reasons={reasons} />
      {(line || when || metrics.length > 0) && (
        <dl className={styles.facts}>
          {when && (
            <>
              <dt>When</dt>
              <dd>{when}</dd>
            </>
          )}
          {line && (
            <>
              <dt>Server log</dt>
              <dd>
                <CodeBlock text={line} label="the log line of the reload" wrap />
              </dd>
            </>
          )}
          {metrics.length > 0 && (
            <>
              <dt>Metrics</dt>
              <dd>
                <CodeBlock text={metrics.join("\n")} label="the metrics of the reload" wrap />
              </dd>
            </>
          )}
        </dl>
      )}
    </div>
  );
}

interface UnreachableProps {
  readonly issuers: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (issuers: readonly string[]) => void;
}

function Unreachable({ issuers, chosen, onChoose }: UnreachableProps) {
  return (
    <fieldset className={styles.choices}>
      <legend>What if an API server cannot reach</legend>
      {issuers.map((issuer) => (
        <label key={issuer} className={styles.choice}>
          <input
            type="checkbox"
            checked={chosen.includes(issuer)}
            onChange={(event) =>
              onChoose(
                event.target.checked
                  ? [...chosen, issuer]
                  : chosen.filter((other) => other !== issuer),
              )
            }
          />
          <UntrustedText text={issuer} limit={300} />
        </label>
      ))}
    </fieldset>
  );
}

interface RunningDifferenceProps {
  readonly title: string;
  readonly running: string;
  readonly edited: string;
}

function RunningDifference({ title, running, edited }: RunningDifferenceProps) {
  const texts = useMemo(() => [{ before: running, after: edited }], [running, edited]);
  return (
    <div>
      <h3 className={styles.title}>{title}</h3>
      <TextDifference
        texts={texts}
        context={2}
        label={`From what runs to what is edited: ${title}`}
      />
    </div>
  );
}

interface HashProps {
  /** Undefined while one types: an old one must not be copied. */
  readonly hash: string | undefined;
  readonly reported: boolean;
}

function Hash({ hash, reported }: HashProps) {
  return (
    <div>
      <h3 className={styles.title}>Hash of the edited file</h3>
      <div className={styles.hash}>
        <code className={styles.cut}>{hash ?? "…"}</code>
        {hash !== undefined && <CopyButton text={hash} label="Copy the hash of the edited file" />}
      </div>
      <p className={styles.muted}>
        {reported
          ? "An API server that runs this file has this hash in apiserver_authentication_config_controller_last_config_info. Every byte counts, also the last line end."
          : "API servers report it from 1.34 on, in apiserver_authentication_config_controller_last_config_info."}
      </p>
    </div>
  );
}
