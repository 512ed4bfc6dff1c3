"use client";

import { memo } from "react";
import { Button } from "../ui/button.tsx";
import { openComposerAt } from "../workspace/composer.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./export-panel.module.css";

const titles: Readonly<Record<string, string>> = {
  "gitlab-agent": "GitLab agent",
  x509: "Client certificates (X.509)",
};

/** The ways in without an issuer whose files are among those of the export. */
export const WaysList = memo(function WaysList() {
  const ways = useInputs((inputs) => inputs.ways);
  const dispatch = useDispatch();
  const ids = Object.keys(ways);
  if (ids.length === 0) return null;
  return (
    <ul className={styles.files} aria-label="Ways in without an issuer">
      {ids.map((id) => {
        const title = titles[id] ?? id;
        return (
          <li key={id} className={styles.file}>
            <div className={styles.head}>
              <div className={styles.words}>
                <span>{title}</span>
                <span className={styles.title}>
                  without an issuer; kept until the page is reloaded
                </span>
              </div>
              <Button look="soft" aria-label={`Change ${title}`} onClick={() => openComposerAt(id)}>
                Change
              </Button>
              <Button
                look="soft"
                aria-label={`Remove ${title}`}
                onClick={() =>
                  dispatch({ kind: "set-way", id, answers: undefined, title: `Remove: ${title}` })
                }
              >
                Remove
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
});
