import type { ReloadView } from "@/lib/engine/panels-view.ts";
import type { Mark } from "../ui/verdict-mark.tsx";

/** The outcome of a reload in words. Texts may hold issuers of the configuration. */
export interface ReloadWords {
  readonly mark: Mark;
  /** What the mark represents. */
  readonly word: string;
  /** For the line of a closed panel. */
  readonly short: string;
  readonly sentence: string;
  readonly reasons: readonly string[];
  /** What to look for in the log. */
  readonly line?: string;
  readonly when?: string;
  readonly metrics: readonly string[];
}

/** Says what becomes of the edited file when it replaces the one that runs. */
export function describeReload(outcome: ReloadView): ReloadWords {
  const none = { reasons: [], metrics: [] };
  switch (outcome.kind) {
    case "unchanged":
      return {
        ...none,
        mark: "good",
        word: "unchanged",
        short: "the same as edited",
        sentence:
          "The edited file is what runs, byte for byte: nothing is done and nothing logged.",
      };
    case "not-running":
      return {
        ...none,
        mark: "unsure",
        word: "unknown",
        short: "no server runs it",
        sentence:
          "No server of this version runs what was set as running: it refuses it, for these reasons.",
        reasons: outcome.reasons,
      };
    case "refused":
      return {
        ...none,
        mark: "bad",
        word: "refused",
        short: outcome.anonymousChanged
          ? "refused: anonymous changed, the old one stays"
          : "refused, the old one stays",
        sentence: [
          "The file is refused. The old configuration stays in force, and the file is not tried again until it changes.",
          outcome.anonymousChanged &&
            "The field anonymous is not what the server started with, which only a restart can change.",
        ]
          .filter(Boolean)
          .join(" "),
        ...factsOf(outcome),
      };
    case "applied":
      return {
        ...none,
        mark: "good",
        word: "accepted",
        short: "accepted at once",
        sentence: "The file is accepted and in force at once: there is no issuer to wait for.",
        ...factsOf(outcome),
      };
    case "waits": {
      const { unreachable } = outcome;
      if (unreachable === undefined) {
        return {
          ...none,
          mark: "good",
          word: "accepted",
          short: "accepted when every issuer answers",
          sentence:
            "The file is accepted. It is in force when every issuer has answered, also those that run already.",
          ...factsOf(outcome),
        };
      }
      const names = unreachable.issuers.join(", ");
      return {
        ...none,
        mark: "bad",
        word: "refused",
        short: "refused: an issuer does not answer",
        sentence: `The old configuration stays in force while ${names} cannot be reached. The file is tried again every minute, without end.`,
        ...factsOf(unreachable),
      };
    }
  }
}

function factsOf({
  line,
  expectation,
}: {
  readonly line: string;
  readonly expectation: {
    readonly seconds: readonly [number, number];
    readonly metrics: readonly string[];
  };
}): Pick<ReloadWords, "line" | "when" | "metrics"> {
  const [best, worst] = expectation.seconds;
  const when =
    worst <= 1
      ? "within a second after the file changed"
      : `${best} to ${worst} seconds after the file changed`;
  return { line, when, metrics: expectation.metrics };
}
