"use client";

import { memo, useState } from "react";
import type { IssuerTrace, Step, StepKind } from "@/lib/token/trace.ts";
import { ExpressionPanel } from "../expression/expression-panel.tsx";
import { stepThroughTimeline, timelineMarks } from "../expression/timeline-keys.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Section } from "../ui/section.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfStep } from "../ui/verdict-words.ts";
import {
  useAnalysis,
  useDispatch,
  usePointed,
  usePointing,
  useWorkspaceState,
} from "../workspace/context.ts";
import type { TokenPart } from "../workspace/state.ts";
import { describeIssuers } from "./describe-issuers.ts";
import { groupSteps, nameOfStep } from "./group-steps.ts";
import { IssuerDifference } from "./issuer-difference.tsx";
import styles from "./steps-panel.module.css";

/** Every step of the server, in its order: a line each until it is opened. */
export function StepsPanel() {
  const authentication = useAnalysis((analysis) => analysis.authentication);
  if (authentication === undefined) return null;
  const { preliminary, issuers, decidedBy } = authentication;
  // What failed comes first.
  const failing = issuers.filter(
    ({ index, verdict }) => index === decidedBy && verdict === "failed",
  );
  const others = issuers.filter((issuer) => !failing.includes(issuer));
  if (preliminary.length === 0 && issuers.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that there is something to fill in.
    <div
      role="group"
      aria-label="Steps. Keys: n next, p previous, i into, o out, f failure"
      onKeyDown={stepThroughTimeline}
    >
      <Section
        title="Steps"
        summary={<IssuerSummary issuers={issuers} />}
        actions={
          <span className={styles.keys} aria-hidden="true">
            <kbd>n</kbd> next · <kbd>p</kbd> previous · <kbd>i</kbd> into · <kbd>o</kbd> out ·{" "}
            <kbd>f</kbd> failure
          </span>
        }
      >
        <div className={styles.steps}>
          {failing.map((issuer) => (
            <Issuer key={issuer.index} issuer={issuer} total={issuers.length} />
          ))}
          {preliminary.length > 0 && <StepList steps={preliminary} />}
          {others.map((issuer) => (
            <Issuer key={issuer.index} issuer={issuer} total={issuers.length} />
          ))}
        </div>
      </Section>
    </div>
  );
}

function IssuerSummary({ issuers }: { readonly issuers: readonly IssuerTrace[] }) {
  if (issuers.length === 0) return null;
  return <span className={styles.summary}>{describeIssuers(issuers)}</span>;
}

interface IssuerProps {
  readonly issuer: IssuerTrace;
  readonly total: number;
}

/** Drawn again only where its trace is another: a server may know dozens that have nothing to do with the token. */
const Issuer = memo(function Issuer({ issuer, total }: IssuerProps) {
  const { steps, verdict, url, index } = issuer;
  const noOpinion = verdict === "no-opinion";
  const [open, setOpen] = useState<boolean | undefined>();
  const shown = open ?? !(noOpinion || verdict === "skipped");
  const { mark, word } = markOfStep(verdict);
  return (
    <div className={styles.issuer}>
      <button
        type="button"
        className={styles.issuerHead}
        {...timelineMarks.head}
        aria-expanded={shown}
        onClick={() => setOpen(!shown)}
      >
        <VerdictMark mark={mark} word={word} />
        <span className={styles.issuerName}>
          Issuer {index + 1} of {total}
        </span>
        <span className={styles.url}>
          <UntrustedText text={url} limit={200} />
        </span>
        <span className={styles.word}>{word}</span>
        <span className={styles.chevron}>
          <Icon name="chevron" size={12} />
        </span>
      </button>
      {shown && (
        // Of an issuer without an opinion, only its reason is worth a line.
        <StepList steps={noOpinion ? steps.filter((step) => step.verdict !== "skipped") : steps} />
      )}
    </div>
  );
});

function StepList({ steps }: { readonly steps: readonly Step[] }) {
  const failed = steps.filter(({ verdict }) => verdict === "failed");
  const rest = steps.filter(({ verdict }) => verdict !== "failed");
  return (
    <ol className={styles.list}>
      {[...groupSteps(failed), ...groupSteps(rest)].map((line) =>
        line.kind === "step" ? (
          <StepRow key={line.step.id} step={line.step} />
        ) : (
          <GroupRow key={line.steps[0]?.id} verdict={line.verdict} steps={line.steps} />
        ),
      )}
    </ol>
  );
}

const StepRow = memo(function StepRow({ step }: { readonly step: Step }) {
  const { point } = usePointing();
  const [open, setOpen] = useState<boolean | undefined>();
  const failing = step.verdict === "failed";
  const shown = open ?? failing;
  const { mark, word } = markOfStep(step.verdict);
  const detailed =
    step.message !== undefined ||
    step.input !== undefined ||
    step.output !== undefined ||
    step.expression !== undefined ||
    step.claims.length > 0;
  const isPointed = usePointed(
    ({ pointed }) => pointed?.kind === "claim" && step.claims.includes(pointed.name),
  );
  const { span } = step;
  const isAtCursor = usePointed(
    ({ cursor }) =>
      span !== undefined &&
      cursor?.document === "configuration" &&
      cursor.offset >= span.start &&
      cursor.offset <= span.end,
  );
  return (
    <li
      className={[styles.step, isPointed && styles.pointed, isAtCursor && styles.atCursor]
        .filter(Boolean)
        .join(" ")}
      data-verdict={step.verdict}
      data-step={step.kind}
      onPointerEnter={() =>
        point({
          kind: "place",
          document: "configuration",
          spans: step.span === undefined ? [] : [step.span],
          claims: step.claims,
        })
      }
      onPointerLeave={() => point(undefined)}
    >
      <button
        type="button"
        className={styles.stepHead}
        {...timelineMarks.head}
        aria-expanded={detailed ? shown : undefined}
        aria-disabled={!detailed}
        onClick={() => setOpen(!shown)}
      >
        <VerdictMark mark={mark} word={word} />
        <span className={styles.stepSummary}>
          <UntrustedText text={step.summary} limit={240} />
        </span>
        {detailed && (
          <span className={styles.chevron}>
            <Icon name="chevron" size={12} />
          </span>
        )}
      </button>
      {step.verdict === "unknown" && <WayOut step={step} />}
      {step.kind === "issuer" && step.verdict === "no-opinion" && (
        <IssuerDifference token={step.input ?? ""} configuration={step.output ?? ""} />
      )}
      {shown && detailed && <StepDetails step={step} />}
    </li>
  );
});

const waysOut: Partial<
  Record<StepKind, { readonly part: TokenPart; readonly icon: IconName; readonly title: string }>
> = {
  signature: { part: "keys", icon: "key", title: "Paste keys" },
  "distributed-claims": { part: "answers", icon: "pencil", title: "Paste the answer" },
};

/** The way out of "not checked": where what is missing can be given. */
function WayOut({ step }: { readonly step: Step }) {
  const tokenPart = useWorkspaceState((state) => state.tokenPart);
  const dispatch = useDispatch();
  const signed = useAnalysis(({ token }) => token.kind === "jwt");
  const way = waysOut[step.kind];
  // No key helps a draft.
  if (way === undefined || (step.kind === "signature" && !signed)) return null;
  // With the answer there, what is missing are the keys of who signed it.
  const { part, icon, title } = step.output === undefined ? way : (waysOut.signature ?? way);
  if (tokenPart === part) return null;
  return (
    <div className={styles.action}>
      <Button look="soft" icon={icon} onClick={() => dispatch({ kind: "show-token-part", part })}>
        {title}
      </Button>
    </div>
  );
}

/** The two values of a step that compares. Other steps make one value from another. */
const compared: Partial<Record<StepKind, readonly [string, string]>> = {
  issuer: ["Token", "Configuration"],
  audience: ["Token", "Configuration"],
  "required-claim": ["Token", "Configuration"],
  expiry: ["Token", "Clock"],
  "not-before": ["Token", "Clock"],
};

function StepDetails({ step }: { readonly step: Step }) {
  const { message, expression, input, output, claims, path, summary } = step;
  const [given, result] = compared[step.kind] ?? ["Given", "Result"];
  return (
    <div className={styles.details}>
      {message !== undefined && (
        <div className={styles.message}>
          <samp>
            <UntrustedText text={message} />
          </samp>
          <CopyButton text={message} label="Copy the message" />
        </div>
      )}
      {expression !== undefined && <ExpressionPanel view={expression} label={path || summary} />}
      <dl className={styles.facts}>
        {path !== "" && (
          <div>
            <dt>Field</dt>
            <dd>
              <code>{path}</code>
            </dd>
          </div>
        )}
        {claims.length > 0 && (
          <div>
            <dt>Claims</dt>
            <dd>
              {claims.map((claim) => (
                <code key={claim} className={styles.claim}>
                  <UntrustedText text={claim} limit={100} />
                </code>
              ))}
            </dd>
          </div>
        )}
        {input !== undefined && (
          <div>
            <dt>{given}</dt>
            <dd>
              <code>
                <UntrustedText text={input} limit={4000} secret />
              </code>
            </dd>
          </div>
        )}
        {output !== undefined && (
          <div>
            <dt>{result}</dt>
            <dd>
              <code>
                <UntrustedText text={output} limit={4000} secret />
              </code>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

const groupWords = { skipped: "Not reached", unknown: "Not known" } as const;

function GroupRow({
  verdict,
  steps,
}: {
  readonly verdict: "passed" | "skipped" | "unknown";
  readonly steps: readonly Step[];
}) {
  const [open, setOpen] = useState(false);
  const { mark, word } = markOfStep(verdict);
  // Pointing at a claim must find its step, folded or not.
  const isPointed = usePointed(
    ({ pointed }) =>
      pointed?.kind === "claim" && steps.some(({ claims }) => claims.includes(pointed.name)),
  );
  return (
    <li
      className={`${styles.step} ${isPointed && !open ? styles.pointed : ""}`}
      data-verdict={verdict}
    >
      <button
        type="button"
        className={styles.stepHead}
        {...timelineMarks.head}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <VerdictMark mark={mark} word={word} />
        <span className={styles.stepSummary}>
          {verdict === "passed" ? `${steps.length} checks passed` : groupWords[verdict]}
          <span className={styles.names}>{[...new Set(steps.map(nameOfStep))].join(" · ")}</span>
        </span>
        <span className={styles.chevron}>
          <Icon name="chevron" size={12} />
        </span>
      </button>
      {open && (
        <ol className={styles.group}>
          {steps.map((step) => (
            <StepRow key={step.id} step={step} />
          ))}
        </ol>
      )}
    </li>
  );
}
