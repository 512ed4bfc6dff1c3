"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { NameField } from "../ui/name-field.tsx";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import { savedLimit } from "../workspace/tokens.ts";
import styles from "./token-strip.module.css";

/** Asks for a name where the button was, and proposes who the token is for. */
export function KeepToken() {
  const savedTokens = useInputs((inputs) => inputs.savedTokens);
  const token = useInputs((inputs) => inputs.token);
  const dispatch = useDispatch();
  const reading = useAnalysis((analysis) => analysis.token);
  const [naming, setNaming] = useState(false);
  const isKept = savedTokens.some(({ text }) => text === token);
  if (isKept || token.trim() === "" || reading === undefined || reading.kind === "empty")
    return null;
  if (reading.kind === "unreadable") return null;
  if (savedTokens.length >= savedLimit)
    return <p className={styles.full}>{savedLimit} tokens are kept: remove one to keep another.</p>;
  if (naming)
    return (
      <NameField
        label="Name of the token"
        action="Keep"
        name={proposeName(reading.summary)}
        onDone={(name) => {
          if (name !== undefined) dispatch({ kind: "save-token", name });
          setNaming(false);
        }}
      />
    );
  return (
    <Button
      icon="plus"
      data-place="keep-token"
      onClick={() => setNaming(true)}
      title="In memory, until the tab closes"
    >
      Keep this token
      {savedTokens.length === 0 && (
        <span className={styles.until}>and watch its verdict until the tab closes</span>
      )}
    </Button>
  );
}

/** "ID token · GitLab · jane" to "jane". */
function proposeName(summary: string): string {
  return (summary.split(" · ").at(-1) ?? "").slice(0, 60);
}
