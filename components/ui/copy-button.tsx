"use client";

import { memo, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { useCover } from "./cover.ts";

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "Copy the log line". */
  readonly label: string;
  readonly children?: string;
}

/** Copies a text, and says beside itself whether that worked. */
export const CopyButton = memo(function CopyButton({ text, label, children }: CopyButtonProps) {
  const cover = useCover();
  const [outcome, setOutcome] = useState<"copied" | "refused" | undefined>();

  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  }

  return (
    <Button
      icon={outcome === "copied" ? "check" : outcome === "refused" ? "warning" : "copy"}
      label={labelOf(outcome, cover(label), children)}
      aria-live="polite"
      onClick={copy}
    >
      {children}
    </Button>
  );
});

// The name holds what is written on the button, so that people who speak to it can say that.
function labelOf(
  outcome: "copied" | "refused" | undefined,
  label: string,
  written: string | undefined,
): string {
  if (outcome === undefined) return label;
  const said = outcome === "copied" ? "Copied" : "The browser refused";
  return written === undefined ? said : `${written}: ${said}`;
}
