import type { Analysis } from "@/lib/engine/analysis.ts";
import type { Headline } from "@/lib/engine/headline-view.ts";
import type { Verdict } from "@/lib/token/trace.ts";
import type { Mark } from "./verdict-mark.tsx";

interface Marked {
  readonly mark: Mark;
  readonly word: string;
}

const ofStep: Readonly<Record<Verdict, Marked>> = {
  passed: { mark: "good", word: "passed" },
  failed: { mark: "bad", word: "failed" },
  skipped: { mark: "none", word: "not reached" },
  "no-opinion": { mark: "aside", word: "no opinion" },
  unknown: { mark: "unsure", word: "unknown" },
};

const ofHeadline: Readonly<Record<Headline["verdict"], Marked>> = {
  accepted: { mark: "good", word: "accepted" },
  refused: { mark: "bad", word: "refused" },
  anonymous: { mark: "unsure", word: "anonymous" },
  unknown: { mark: "unsure", word: "unknown" },
  "no-token": { mark: "none", word: "no token" },
  "no-configuration": { mark: "bad", word: "no configuration" },
};

/** How a step's verdict looks and what it is called. */
export function markOfStep(verdict: Verdict): Marked {
  return ofStep[verdict];
}

/** The same for an analysis: before there is a configuration, nothing is wrong with it. */
export function markOfAnalysis({ headline, configuration }: Analysis): Marked {
  if (headline.checklist !== undefined) return { mark: "none", word: "not finished" };
  return configuration.verdict === "empty"
    ? { mark: "none", word: "no configuration" }
    : ofHeadline[headline.verdict];
}

/** How the verdict of the whole looks and what it is called. */
export function markOfHeadline(verdict: Headline["verdict"]): Marked {
  return ofHeadline[verdict];
}
