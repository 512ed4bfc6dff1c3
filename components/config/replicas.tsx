"use client";

import { useId } from "react";
import type { ReplicaState } from "@/lib/authn/reload-metrics.ts";
import { PasteBox } from "../ui/paste-box.tsx";
import { formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { type Mark, VerdictMark } from "../ui/verdict-mark.tsx";
import styles from "./panels.module.css";

export interface ReplicasProps {
  readonly replicas: readonly ReplicaState[];
  /** As pasted. */
  readonly text: string;
  readonly onChange: (text: string) => void;
}

const runs: Readonly<Record<ReplicaState["runs"], { mark: Mark; words: string }>> = {
  edited: { mark: "good", words: "the edited file" },
  running: { mark: "none", words: "what was set as running" },
  other: { mark: "bad", words: "another file" },
  unknown: { mark: "unsure", words: "does not say (before 1.34)" },
};

/** Which API server runs which file, from their own metrics. */
export function Replicas({ replicas, text, onChange }: ReplicasProps) {
  const id = useId();
  return (
    <div>
      <h3 className={styles.title}>
        <label htmlFor={id}>Which API servers run it: paste their metrics</label>
      </h3>
      <PasteBox
        id={id}
        label="Metrics of the API servers"
        rows={3}
        value={text}
        onChange={onChange}
        placeholder="kubectl get --raw /metrics | grep authentication_config_controller"
      />
      <div role="status">
        {text.trim() !== "" && replicas.length === 0 && (
          <p>
            This text has no line of apiserver_authentication_config_controller_…. An API server has
            these lines from 1.30 on if it runs with --authentication-config.
          </p>
        )}
      </div>
      {replicas.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <section className={styles.scroll} tabIndex={0} aria-label="API servers">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">API server</th>
                <th scope="col">Runs</th>
                <th scope="col">Last reload</th>
                <th scope="col">Reloads</th>
              </tr>
            </thead>
            <tbody>
              {replicas.map((replica) => (
                <ReplicaRow key={replica.server} replica={replica} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function ReplicaRow({ replica }: { readonly replica: ReplicaState }) {
  const { server, failing, lastFailure, lastSuccess, reloads } = replica;
  const { mark, words } = runs[replica.runs];
  const last = failing ? lastFailure : lastSuccess;
  return (
    <tr>
      <th scope="row" title={server}>
        <code>
          <UntrustedText text={shorten(server)} limit={40} />
        </code>
      </th>
      <td>
        <div className={styles.marked}>
          <VerdictMark mark={mark} word={replica.runs} />
          <span>{words}</span>
        </div>
      </td>
      <td>
        {last === undefined ? (
          <span className={styles.muted}>none yet</span>
        ) : (
          <div className={styles.marked}>
            <VerdictMark mark={failing ? "bad" : "good"} word={failing ? "failed" : "succeeded"} />
            <span>
              {failing ? "failed" : "succeeded"} {formatMoment(last)}
            </span>
          </div>
        )}
      </td>
      <td>
        {reloads === undefined ? (
          <span className={styles.muted}>none yet</span>
        ) : (
          `${reloads.success} good, ${reloads.failure} failed`
        )}
      </td>
    </tr>
  );
}

function shorten(server: string): string {
  if (server === "") return "unnamed";
  return server.length > 20 ? `${server.slice(0, 19)}…` : server;
}
