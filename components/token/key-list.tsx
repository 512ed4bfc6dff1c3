"use client";

import type { KeysReading } from "@/lib/engine/keys-view.ts";

import type { KeySetJudgement } from "@/lib/token/judge-keys.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { JudgedKeyList } from "./judged-key-list.tsx";
import styles from "./keys-editor.module.css";

/** The keys of a key text: each with its type, and how the current token relates to them. */
export function KeyList({ reading }: { readonly reading: KeysReading }) {
  const { keys, problem, relation, judged } = reading;
  return (
    <div className={styles.reading}>
      {problem !== undefined && (
        <p className={styles.problem}>
          <VerdictMark mark={reading.kind === "keys" ? "unsure" : "bad"} word="problem" />
          <UntrustedText text={problem} limit={400} />
        </p>
      )}
      {relation !== undefined && (
        <p className={styles.relation}>
          <VerdictMark {...marks[relation.kind]} />
          <span>
            <UntrustedText text={relation.sentence} limit={400} />
          </span>
        </p>
      )}
      {judged !== undefined && (
        <JudgedKeyList
          judged={judged}
          named={relation?.key === undefined ? -1 : indexOfId(judged, keys[relation.key]?.id)}
          signedBy={reading.signedBy ?? []}
        />
      )}
      {judged === undefined && keys.length > 0 && (
        <ul className={styles.list} aria-label="Keys that were read">
          {keys.slice(0, shownKeys).map((key, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: ids repeat, and a list of keys never reorders itself.
            <li key={index} className={index === relation?.key ? styles.chosen : undefined}>
              <code>{key.id === "" ? "no kid" : <UntrustedText text={key.id} limit={80} />}</code>
              <span>{key.type}</span>
              {key.algorithm !== "" && <UntrustedText text={key.algorithm} limit={20} />}
              {key.use !== "" && key.use !== "sig" && (
                <span>
                  for <UntrustedText text={key.use} limit={20} />
                </span>
              )}
              {!key.usable && <span className={styles.unusable}>cannot verify a token</span>}
              {index === relation?.key && <strong>the token’s</strong>}
            </li>
          ))}
          {keys.length > shownKeys && <li>and {keys.length - shownKeys} more</li>}
        </ul>
      )}
    </div>
  );
}

function indexOfId(judged: KeySetJudgement, id: string | undefined): number {
  return id === undefined || id === "" ? -1 : judged.keys.findIndex((key) => key.id === id);
}

const shownKeys = 30;

const marks = {
  found: { mark: "good", word: "found" },
  missing: { mark: "bad", word: "missing" },
  unfit: { mark: "bad", word: "unfit" },
  any: { mark: "unsure", word: "any" },
} as const;
