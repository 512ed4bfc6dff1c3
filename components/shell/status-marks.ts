import type { Analysis } from "@/lib/engine/analysis.ts";
import type { Step, StepKind, Verdict } from "@/lib/token/trace.ts";
import type { Mark } from "../ui/verdict-mark.tsx";
import type { View } from "../workspace/state.ts";

/** A part of the status path: its mark, and the mark in words. */
export interface StationMark {
  readonly view: Exclude<View, "configuration">;
  readonly mark: Mark;
  readonly word: string;
  /** Beside the title: "2 of 3". */
  readonly detail?: string;
}

// The server has an issuer's keys from its discovery document.
const signatureSteps: ReadonlySet<StepKind> = new Set<StepKind>([
  "initialized",
  "algorithm",
  "signature",
]);
const issuerSteps: ReadonlySet<StepKind> = new Set<StepKind>(["issuer"]);
const userSteps: ReadonlySet<StepKind> = new Set<StepKind>([
  "username",
  "groups",
  "uid",
  "extra",
  "user-rule",
  "system-groups",
]);

/** What the newest analysis says of one of the seven parts of a token's way. */
export function markStation(analysis: Analysis, view: StationMark["view"]): StationMark {
  const { authentication, access, exportable } = analysis;
  const issuers = authentication?.issuers ?? [];
  const decided = issuers.find(({ index }) => index === authentication?.decidedBy);
  const of = (has: (kind: StepKind) => boolean) =>
    markSteps((decided?.steps ?? []).filter(({ kind }) => has(kind)));
  switch (view) {
    case "token":
      return { view, ...markToken(analysis) };
    case "issuer": {
      if (decided === undefined && issuers.length > 0)
        return { view, mark: "bad", word: "no issuer accepts the token" };
      const detail = `${(decided?.index ?? 0) + 1} of ${issuers.length}`;
      return {
        view,
        ...of((kind) => issuerSteps.has(kind)),
        ...(issuers.length < 2 ? {} : { detail }),
      };
    }
    case "signature":
      return { view, ...of((kind) => signatureSteps.has(kind)) };
    case "claims":
      return {
        view,
        ...of(
          (kind) => !issuerSteps.has(kind) && !signatureSteps.has(kind) && !userSteps.has(kind),
        ),
      };
    case "user": {
      const made = of((kind) => userSteps.has(kind));
      // The names are mapped before the rules for claims are checked: a refused token has no user.
      const isRefused = decided?.steps.some(({ verdict }) => verdict === "failed") ?? false;
      return made.mark === "good" && isRefused
        ? { view, mark: "none", word: "no user: the token is refused" }
        : { view, ...made };
    }
    case "access":
      return { view, ...markAccess(access?.answer) };
    case "files":
      return analysis.headline.checklist === undefined
        ? { view, ...markFiles(exportable) }
        : { view, mark: "none", word: "not finished" };
  }
}

function markFiles(exportable: Analysis["exportable"]): MarkAndWord {
  switch (exportable) {
    case "nothing":
      return { mark: "none", word: "no files yet" };
    case "errors":
      return { mark: "bad", word: "the documents have errors" };
    case "ready":
      return { mark: "good", word: "ready to download" };
  }
}

type MarkAndWord = Pick<StationMark, "mark" | "word">;

function markToken({ token, authentication, headline }: Analysis): MarkAndWord {
  if (token.kind === "empty") return { mark: "none", word: "no token" };
  if (token.kind !== "jwt" && token.kind !== "claims")
    return { mark: "bad", word: "not a token that can be read" };
  const preliminary = markSteps(authentication?.preliminary ?? []);
  if (preliminary.mark === "bad") return preliminary;
  return headline.verdict === "anonymous"
    ? { mark: "unsure", word: "the server reads no token" }
    : { mark: "good", word: "read" };
}

/** What steps come to together: one failed step fails them all, one that is unknown leaves them unknown. */
function markSteps(steps: readonly Step[]): MarkAndWord {
  const some = (wanted: Verdict) => steps.some(({ verdict }) => verdict === wanted);
  if (some("failed")) return { mark: "bad", word: "failed" };
  if (some("unknown")) return { mark: "unsure", word: "unknown" };
  if (some("passed")) return { mark: "good", word: "passed" };
  return { mark: "none", word: "not reached" };
}

function markAccess(answer: NonNullable<Analysis["access"]>["answer"]): MarkAndWord {
  if (answer?.kind !== "answer") return { mark: "none", word: "no question yet" };
  switch (answer.verdict) {
    case "allowed":
      return { mark: "good", word: "allowed" };
    case "denied":
      return { mark: "bad", word: "denied" };
    case "unknown":
      return { mark: "unsure", word: "unknown" };
  }
}
