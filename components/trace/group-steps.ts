import type { Step, StepKind } from "@/lib/token/trace.ts";

/** A line of the timeline: a step, or steps of which there is nothing to say but their verdict. */
export type StepLine =
  | { readonly kind: "step"; readonly step: Step }
  | {
      readonly kind: "group";
      readonly verdict: "passed" | "skipped" | "unknown";
      readonly steps: readonly Step[];
    };

/** Checks whose success is only that nothing was wrong. The success of a mapping is a name and is shown by itself. */
const checks: ReadonlySet<StepKind> = new Set<StepKind>([
  "bearer",
  "parse",
  "issuer",
  "initialized",
  "claims",
  "audience",
  "expiry",
  "not-before",
  "algorithm",
  "signature",
  "distributed-claims",
  "required-claim",
]);

/** Checks that claims without a token leave open, with nothing to give that would help. */
const ofTokens: ReadonlySet<StepKind> = new Set<StepKind>([
  "bearer",
  "parse",
  "initialized",
  "algorithm",
]);

const names: Readonly<Record<StepKind, string>> = {
  bearer: "bearer token",
  parse: "form",
  issuer: "issuer",
  initialized: "issuer ready",
  claims: "types of claims",
  audience: "audience",
  expiry: "expiry",
  "not-before": "not before",
  algorithm: "algorithm",
  signature: "signature",
  "distributed-claims": "distributed claims",
  username: "username",
  groups: "groups",
  uid: "UID",
  extra: "extra",
  "required-claim": "required claim",
  "claim-rule": "claim rule",
  "user-rule": "user rule",
  "system-groups": "system groups",
};

/**
 * The steps as lines, in their order: two or more passed checks in a row, or checks that only a whole token has, or steps
 * not reached, become one line, which names them.
 */
export function groupSteps(steps: readonly Step[]): StepLine[] {
  const lines: StepLine[] = [];
  let run: Step[] = [];
  for (const step of steps) {
    const groupable =
      step.verdict === "skipped" ||
      (step.verdict === "unknown" && ofTokens.has(step.kind)) ||
      (step.verdict === "passed" && checks.has(step.kind) && !isFetch(step));
    if (!groupable || (run[0] && run[0].verdict !== step.verdict)) {
      lines.push(...closeRun(run));
      run = [];
    }
    if (groupable) run.push(step);
    else lines.push({ kind: "step", step });
  }
  return [...lines, ...closeRun(run)];
}

// If something was fetched, that is worth a line.
function isFetch({ kind, input }: Step): boolean {
  return kind === "distributed-claims" && input !== undefined;
}

/** A step in a word or two, for where its summary would be too much. */
export function nameOfStep({ kind }: Step): string {
  return names[kind];
}

function closeRun(run: readonly Step[]): StepLine[] {
  const [first] = run;
  if (first === undefined) return [];
  const { verdict } = first;
  if (verdict !== "skipped" && run.length === 1) return [{ kind: "step", step: first }];
  const isKnown = verdict === "skipped" || verdict === "unknown";
  return [{ kind: "group", verdict: isKnown ? verdict : "passed", steps: run }];
}
