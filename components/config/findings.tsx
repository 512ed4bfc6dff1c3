"use client";

import { memo, useMemo, useState } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import { FixPreview } from "../fixes/fix-preview.tsx";
import { Button } from "../ui/button.tsx";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Icon } from "../ui/icon.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useCompact } from "../ui/use-narrow.ts";
import { useInputs, usePointing } from "../workspace/context.ts";
import type { EditedDocument, Inputs } from "../workspace/inputs.ts";
import styles from "./findings.module.css";
import { MessageText } from "./message-text.tsx";
import { positionsOf } from "./positions.ts";

export interface FindingsProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly document: EditedDocument;
  readonly onFix: (fix: Fix) => void;
}

const shownAtOnce = 100;
const severities = ["error", "warning", "info"] as const;
const icons = { error: "cross", warning: "warning", info: "info" } as const;

/** The findings of a document as a list: what the server says, and what we advise. */
export const Findings = memo(function Findings({
  diagnostics: given,
  document,
  onFix,
}: FindingsProps) {
  const diagnostics = useMemo(() => [...given].sort(compareFindings), [given]);
  const compact = useCompact();
  const [chosen, setOpen] = useState<boolean | undefined>();
  const open = chosen ?? !compact;
  const [all, setAll] = useState(false);
  const shown = useMemo(
    () => (all ? diagnostics : diagnostics.slice(0, shownAtOnce)),
    [diagnostics, all],
  );
  const places = usePlaces(document, shown);
  if (diagnostics.length === 0) return null;
  return (
    <section className={styles.findings} aria-label="Findings">
      <button
        type="button"
        className={styles.head}
        data-home=""
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.chevron}>
          <Icon name="chevron" size={12} />
        </span>
        <span className={styles.words}>{countWords(diagnostics)}</span>
        <span className={styles.counts} aria-hidden="true">
          {severities.map((severity) => {
            const count = countOf(diagnostics, severity);
            return (
              count > 0 && (
                <span key={severity} className={`${styles.countOf} ${styles[severity]}`}>
                  <Icon name={icons[severity]} size={12} />
                  {count.toLocaleString("en")}
                </span>
              )
            );
          })}
        </span>
      </button>
      {open && (
        <ol className={styles.list}>
          {shown.map((diagnostic, index) => (
            <Finding
              // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may occur twice at one place.
              key={`${diagnostic.code}@${diagnostic.span.start}-${index}`}
              diagnostic={diagnostic}
              place={places[index] ?? "1:1"}
              document={document}
              onFix={onFix}
            />
          ))}
          {shown.length < diagnostics.length && (
            <li>
              <Button onClick={() => setAll(true)}>
                Show {(diagnostics.length - shown.length).toLocaleString("en")} more
              </Button>
            </li>
          )}
        </ol>
      )}
    </section>
  );
});

/** Line and column of each finding in the text of the moment. A key press that moves none of them draws nothing. */
function usePlaces(document: EditedDocument, shown: readonly Diagnostic[]): readonly string[] {
  const select = useMemo(() => {
    const offsets = shown.map(({ span }) => span.start);
    let known: { readonly text: string; readonly places: readonly string[] } | undefined;
    return ({ documents }: Inputs) => {
      const text = documents[document];
      if (known?.text !== text) {
        const places = positionsOf(text, offsets).map(({ line, column }) => `${line}:${column}`);
        known = { text, places };
      }
      return known.places;
    };
  }, [document, shown]);
  return useInputs(select);
}

interface FindingProps {
  readonly diagnostic: Diagnostic;
  /** Line and column. */
  readonly place: string;
  readonly document: EditedDocument;
  readonly onFix: (fix: Fix) => void;
}

/** Drawn again only if it has changed or moved: there may be a hundred while one types. */
const Finding = memo(function Finding({ diagnostic, place, document, onFix }: FindingProps) {
  const { point, goTo } = usePointing();
  const { severity, message, hint, source, span, fixes, code } = diagnostic;
  const mark = () => point({ kind: "place", document, spans: [span], claims: [] });
  return (
    <li className={styles.finding} onPointerEnter={mark} onPointerLeave={() => point(undefined)}>
      <span className={`${styles.severity} ${styles[severity]}`}>
        <Icon name={icons[severity]} size={14} />
        <HiddenText>{severity}</HiddenText>
      </span>
      <div className={styles.body}>
        <button
          type="button"
          className={`${styles.message} ${source === "claimcheck" ? styles.advice : ""}`}
          onClick={() => goTo(document, span)}
        >
          <MessageText text={message} />
        </button>
        {hint && (
          <p className={styles.hint}>
            <UntrustedText text={hint} limit={2000} />
          </p>
        )}
        {fixes?.map((fix) => (
          <FixPreview key={fix.id} fix={fix} onApply={onFix} />
        ))}
      </div>
      <div className={styles.meta}>
        <span>{place}</span>
        <span title={code}>{source === "claimcheck" ? "advice" : "kube-apiserver"}</span>
      </div>
    </li>
  );
});

const ranks = { error: 0, warning: 1, info: 2 } as const;

/** What is worse comes first. The server's findings keep its order and come before our advice, which goes by its place. */
function compareFindings(a: Diagnostic, b: Diagnostic): number {
  if (a.severity !== b.severity) return ranks[a.severity] - ranks[b.severity];
  if (a.source !== b.source) return a.source === "kube-apiserver" ? -1 : 1;
  return a.source === "kube-apiserver" ? 0 : a.span.start - b.span.start;
}

function countOf(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): number {
  return diagnostics.filter((one) => one.severity === severity).length;
}

function countWords(diagnostics: readonly Diagnostic[]): string {
  const words = {
    error: ["error", "errors"],
    warning: ["warning", "warnings"],
    info: ["note", "notes"],
  };
  return severities
    .map((severity) => {
      const count = countOf(diagnostics, severity);
      return count === 0
        ? ""
        : `${count.toLocaleString("en")} ${words[severity][count === 1 ? 0 : 1]}`;
    })
    .filter((part) => part !== "")
    .join(", ");
}
