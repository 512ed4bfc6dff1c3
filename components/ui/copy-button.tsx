"use client";

import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "Copy the log line". */
  readonly label: string;
  readonly children?: string;
}

/** Copies a text, and says beside itself whether that worked. */
export function CopyButton({ text, label, children }: CopyButtonProps) {
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
      label={
        outcome === "copied" ? "Copied" : outcome === "refused" ? "The browser refused" : label
      }
      aria-live="polite"
      onClick={copy}
    >
      {children}
    </Button>
  );
}
