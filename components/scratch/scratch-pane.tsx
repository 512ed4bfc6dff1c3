"use client";

import Link from "next/link";
import { useId } from "react";
import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import type { ScratchView } from "@/lib/engine/scratch-view.ts";
import { formatMinor } from "@/lib/kube/minor.ts";
import { CodeEditor } from "../editor/code-editor.tsx";
import { useExpressionContext } from "../editor/use-cel-context.ts";
import { ExpressionPanel } from "../expression/expression-panel.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./scratch-pane.module.css";

/** An expression to try over the claims at hand, or over the user that they become, on the chosen version. */
export function ScratchPane() {
  const scratch = useInputs((inputs) => inputs.scratch);
  const minor = useInputs((inputs) => inputs.minor);
  const dispatch = useDispatch();
  const view = useAnalysis((analysis) => analysis.scratch);
  const id = useId();
  const { variable, expression } = scratch;
  const cel = useExpressionContext("scratch", variable, expression);
  return (
    <div className={styles.pane}>
      <div className={styles.head}>
        <span className={styles.label}>Expression</span>
        <fieldset className={styles.variable}>
          <legend className={styles.hidden}>Variable</legend>
          {(["claims", "user"] as const).map((variable) => (
            <label key={variable}>
              <input
                type="radio"
                name={`${id}-variable`}
                checked={scratch.variable === variable}
                onChange={() =>
                  dispatch({ kind: "set-scratch", scratch: { ...scratch, variable } })
                }
              />
              <span>
                over <code>{variable}</code>
              </span>
            </label>
          ))}
        </fieldset>
        <Link href="/reference" className={styles.reference}>
          Reference
        </Link>
      </div>
      <div className={styles.expression}>
        <CodeEditor
          shape="expression"
          document="scratch"
          label="Expression"
          placeholder={
            variable === "claims"
              ? "has(claims.groups) ? dyn(claims.groups).map(g, 'oidc:' + g) : []"
              : "user.groups.exists(g, g.startsWith('system:'))"
          }
          value={expression}
          onChange={(text) =>
            dispatch({ kind: "set-scratch", scratch: { variable, expression: text } })
          }
          diagnostics={none}
          onFix={ignore}
          cel={cel}
        />
      </div>
      <div aria-live="polite" className={styles.answer}>
        {view && <Answer view={view} version={formatMinor(minor)} />}
      </div>
    </div>
  );
}

const none: readonly Diagnostic[] = [];
const ignore = () => {};

function Answer({ view, version }: { readonly view: ScratchView; readonly version: string }) {
  switch (view.kind) {
    case "empty":
      return (
        <p className={styles.note}>
          The type, the value and its cost appear here as you type, as kube-apiserver {version} has
          them.
        </p>
      );
    case "refused":
      return (
        <Notice kind="bad">
          <p>kube-apiserver {version} does not compile it.</p>
          <CodeBlock text={view.message} label="the compiler's message" />
        </Notice>
      );
    case "compiled":
      return (
        <Notice kind="unsure">
          It compiles, to <code>{view.type}</code>.{" "}
          {view.missing === "claims"
            ? "Paste a token, or only its claims, to see its value."
            : "There is no user yet: the token is missing or refused."}
        </Notice>
      );
    case "evaluated":
      return (
        <>
          <dl className={styles.result}>
            <dt>Type</dt>
            <dd>
              <code>{view.type}</code>
            </dd>
            <dt>{view.error === undefined ? "Value" : "Error"}</dt>
            <dd>
              <code className={view.error === undefined ? undefined : styles.bad}>
                <UntrustedText text={view.value ?? view.error ?? ""} limit={4000} />
              </code>
            </dd>
          </dl>
          <ExpressionPanel view={view.view} label="Expression of the scratch pad" />
        </>
      );
  }
}
