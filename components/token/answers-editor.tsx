"use client";

import { useId } from "react";
import { PasteBox } from "../ui/paste-box.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfStep } from "../ui/verdict-words.ts";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import { textOf } from "../workspace/inputs.ts";
import styles from "./keys-editor.module.css";
import { listFetches } from "./list-endpoints.ts";

/**
 * What the servers that `_claim_sources` names would answer: kube-apiserver asks them while it authenticates, so their
 * answers are part of the verdict. Nothing is fetched here: the request would carry the token's own secrets.
 */
export function AnswersEditor({ endpoints }: { readonly endpoints: readonly string[] }) {
  return (
    <div className={styles.keys}>
      <p className={styles.lead}>
        Another server has the token’s groups, and kube-apiserver asks it at each login. Paste what
        it answers to see what follows: a JWT, or a status such as <code>403 Forbidden</code>. It
        stays in this tab.
      </p>
      {endpoints.map((url) => (
        <Answer key={url} url={url} />
      ))}
    </div>
  );
}

function Answer({ url }: { readonly url: string }) {
  const text = useInputs(({ answers }) => textOf(answers, url));
  const dispatch = useDispatch();
  const id = useId();
  const step = useAnalysis(({ authentication }) =>
    listFetches(authentication).find(({ input }) => input === url),
  );
  return (
    <section className={styles.issuer} aria-label={`Answer of ${url}`}>
      <label htmlFor={id} className={styles.label}>
        GET <UntrustedText text={url} limit={400} />
      </label>
      {step && (
        <span className={styles.state}>
          <VerdictMark {...markOfStep(step.verdict)} />
          {markOfStep(step.verdict).word}
        </span>
      )}
      <div className={styles.text}>
        <PasteBox
          id={id}
          label="Answer"
          rows={text === "" ? 2 : 5}
          placeholder="eyJ… or 403 Forbidden"
          value={text}
          onChange={(next) => dispatch({ kind: "set-answer", url, text: next })}
        />
      </div>
      {step?.message !== undefined && (
        <samp className={styles.reading}>
          <UntrustedText text={step.message} limit={2000} />
        </samp>
      )}
    </section>
  );
}
