"use client";

import { describeRange } from "@/lib/kube/minor.ts";
import type { KeyFate, KeySetJudgement } from "@/lib/token/judge-keys.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import styles from "./keys-editor.module.css";

interface JudgedKeyListProps {
  readonly judged: KeySetJudgement;
  /** Index of the key that the token's kid names. */
  readonly named: number;
  /** Indices of the keys that the token's signature is by. */
  readonly signedBy: readonly number[];
}

/** The keys of a set, each with what every version of the server makes of it. */
export function JudgedKeyList({ judged, named, signedBy }: JudgedKeyListProps) {
  const { keys, warnings } = judged;
  return (
    <>
      {warnings.slice(0, shownWarnings).map((warning) => (
        <p key={warning} className={styles.problem}>
          <VerdictMark mark="unsure" word="differs" />
          <UntrustedText text={warning} limit={300} />
        </p>
      ))}
      <ul className={styles.list} aria-label="Keys that were read">
        {keys.slice(0, shownKeys).map((key, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: ids repeat, and a list of keys never reorders itself.
          <li key={index} className={index === named ? styles.chosen : undefined}>
            <code>{key.id === "" ? "no kid" : <UntrustedText text={key.id} limit={80} />}</code>
            <UntrustedText text={key.type} limit={40} />
            {key.algorithm !== "" && <UntrustedText text={key.algorithm} limit={20} />}
            {key.use !== "" && key.use !== "sig" && (
              <span>
                for <UntrustedText text={key.use} limit={20} />
              </span>
            )}
            {index === named && <strong>the token’s</strong>}
            {signedBy.includes(index) && <strong>the signature is by this key</strong>}
            <span className={styles.fates}>
              {key.fates.map(({ minors, fate }) => (
                <span key={minors[0]} className={styles.fate}>
                  <VerdictMark mark={marks[fate.kind]} word={fate.kind} />
                  <span>
                    {words[fate.kind]} {describeRange(minors)}
                    {fate.kind !== "used" && (
                      <>
                        . <UntrustedText text={fate.reason} limit={300} />
                      </>
                    )}
                  </span>
                </span>
              ))}
              {key.thumbprint !== undefined && (
                <span className={styles.thumbprint}>
                  Thumbprint <code>{key.thumbprint}</code>
                </span>
              )}
            </span>
          </li>
        ))}
        {keys.length > shownKeys && <li>and {keys.length - shownKeys} more</li>}
      </ul>
    </>
  );
}

const shownKeys = 30;
const shownWarnings = 6;

const words: Readonly<Record<KeyFate["kind"], string>> = {
  used: "used",
  ignored: "ignored",
  skipped: "left out",
  breaks: "breaks every token of the issuer",
};

const marks = { used: "good", ignored: "none", skipped: "bad", breaks: "bad" } as const;
