"use client";

import type { Headline } from "@/lib/engine/headline-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { openComposer } from "../workspace/composer.ts";
import { useAnalysis, useDispatch } from "../workspace/context.ts";
import styles from "./verdict-panel.module.css";

/** The required fields of a configuration that is being written: what is there, and a button for each that is not. */
export function Checklist({ items }: { readonly items: NonNullable<Headline["checklist"]> }) {
  const dispatch = useDispatch();
  const messages = useAnalysis(({ diagnostics }) =>
    diagnostics
      .filter(({ document, severity }) => document === "configuration" && severity === "error")
      .map(({ message }) => message)
      .join("\n"),
  );
  return (
    <div className={styles.aside}>
      <ul className={styles.checklist} aria-label="Fields of the configuration">
        {items.map(({ path, title, done, insert }) => (
          <li key={path} className={styles.check}>
            <VerdictMark mark={done ? "good" : "none"} word={done ? "there" : "missing"} />
            <span className={styles.checkText}>
              <code>
                <UntrustedText text={path} limit={200} />
              </code>{" "}
              <span className={styles.checkTitle}>{title}</span>
            </span>
            {insert !== undefined && (
              <Button
                look="soft"
                icon="plus"
                aria-label={`Insert ${path}`}
                onClick={() => dispatch({ kind: "apply-fix", fix: insert })}
              >
                Insert
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button look="soft" icon="plus" onClick={openComposer}>
          Add an issuer from the catalogue
        </Button>
      </div>
      {messages !== undefined && messages !== "" && (
        <Disclosure title="What kube-apiserver says">
          <CodeBlock text={messages} label="what kube-apiserver says" wrap />
        </Disclosure>
      )}
    </div>
  );
}
