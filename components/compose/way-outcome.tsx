"use client";

import type { AnswerProblem } from "@/lib/catalogue/answers.ts";
import type { Answers } from "@/lib/catalogue/entry.ts";
import type { Way } from "@/lib/catalogue/ways.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { Cited } from "./about.tsx";
import styles from "./outcome.module.css";

export interface WayOutcomeProps {
  readonly way: Way;
  readonly answers: Answers;
  readonly missing: readonly AnswerProblem[];
}

/** The files and bindings for a way without an issuer, and the users that the cluster sees. */
export function WayOutcome({ way, answers, missing }: WayOutcomeProps) {
  return (
    <section className={styles.outcome} aria-label="What is added">
      <p className={styles.waiting}>{way.lead} The API server’s configuration is not touched.</p>
      {missing.length > 0 ? (
        <p className={styles.waiting}>
          What will be written and who gets in is shown here once{" "}
          {missing.length === 1
            ? "the question is answered"
            : `the ${missing.length} open questions are answered`}
          .
        </p>
      ) : (
        <>
          {way.written(answers).map(({ title, text }) => (
            <div key={title}>
              <h4 className={styles.title}>
                <UntrustedText text={title} limit={200} />
              </h4>
              <CodeBlock text={text} label={title} wrap />
            </div>
          ))}
          <h4 className={styles.title}>Who gets in</h4>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Becomes</th>
              </tr>
            </thead>
            <tbody>
              {way.people(answers).map(({ title, username, groups, source }) => (
                <tr key={title}>
                  <td>
                    <UntrustedText text={title} limit={200} />
                    <div className={styles.groups}>
                      <Cited source={source} />
                    </div>
                  </td>
                  <td>
                    <code>
                      <UntrustedText text={username} limit={200} />
                    </code>
                    {groups.length > 0 && (
                      <div className={styles.groups}>
                        in{" "}
                        <code>
                          <UntrustedText text={groups.join(", ")} limit={600} />
                        </code>
                      </div>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
