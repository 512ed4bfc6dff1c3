"use client";

import type {
  EntryView,
  ReviewAnswer,
  ReviewSubject,
  ReviewView,
} from "@/lib/engine/review-view.ts";
import type { RisksView } from "@/lib/engine/risks-view.ts";
import type { Origin } from "@/lib/rbac/types.ts";
import type { Span } from "@/lib/source/span.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { askForFile } from "../workspace/asked-file.ts";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import { useShowPart } from "../workspace/use-show-part.ts";
import styles from "./access-panel.module.css";
import { QuestionBox } from "./can-i.tsx";
import { GiveAccess } from "./give-access.tsx";
import { type Column, ReviewTable } from "./review-table.tsx";
import { SeverityWord } from "./risks.tsx";
import { MappingLink, OriginLink } from "./rule-list.tsx";
import { useAccess } from "./use-access.ts";

/** Access if there is no user: who could get in, who may do what is asked, and what outsiders could obtain. */
export function Review({ review }: { readonly review: ReviewView }) {
  const [{ part: wanted }, setAccess] = useAccess();
  const { notes, entries, moreEntries, answer, risks, grant } = review;
  const part = wanted === "risks" || wanted === "grant" ? wanted : "matrix";
  const rows = listRisks(risks);
  const show = useShowPart();
  // What is missing is no mistake: the checklist names it.
  const unfinished = useAnalysis(({ headline }) => headline.checklist !== undefined);
  const isEmpty = useInputs(({ documents }) => documents.configuration.trim() === "");
  const isEarly = unfinished || isEmpty;
  return (
    <>
      {isEarly && (
        <p className={styles.none}>
          Who could get in is unknown until there is a complete configuration.
        </p>
      )}
      {notes.length > 0 && !isEarly && (
        <div className={styles.notes}>
          {notes.map((note) => (
            <Notice key={note} kind="unsure">
              <UntrustedText text={note} limit={600} />
            </Notice>
          ))}
        </div>
      )}
      <QuestionBox
        label="who can"
        status={answer && <Understood answer={answer} />}
        details={answer?.kind === "who" && <WhoTable answer={answer} />}
      />
      <p className={styles.report}>
        <Button
          look="soft"
          icon="file"
          onClick={() => {
            askForFile("review.md");
            show("files");
          }}
        >
          Report for a reviewer: review.md
        </Button>
      </p>
      <Tabs
        label="Access"
        look="pills"
        tabs={[
          { id: "matrix", title: `Who can get in (${entries.length + moreEntries})` },
          { id: "risks", title: `Risks (${rows.length})` },
          { id: "grant", title: "Give access" },
        ]}
        chosen={part}
        onChoose={(chosen) => setAccess({ part: chosen })}
      >
        {part !== "grant" && !isEarly && risks.always !== undefined && (
          <p className={styles.none}>{risks.always}</p>
        )}
        {part === "matrix" && (
          <>
            <ReviewTable
              label="who can get in"
              columns={entryColumns}
              rows={entries}
              none={
                notes.length > 0
                  ? "No possible name is known."
                  : "No request gets in: there is no issuer, and none without a token."
              }
            />
            {moreEntries > 0 && <p className={styles.none}>And {moreEntries} more.</p>}
          </>
        )}
        {part === "risks" && (
          <>
            <ReviewTable
              label="what outsiders could obtain"
              columns={riskColumns}
              rows={rows}
              none="Nothing found: no binding of yours names a group of all users or a name that an issuer can give."
            />
            {risks.moreOutsiders > 0 && (
              <p className={styles.none}>And {risks.moreOutsiders} more.</p>
            )}
          </>
        )}
        {part === "grant" && <GiveAccess grant={grant} />}
      </Tabs>
    </>
  );
}

const entryColumns: readonly Column<EntryView>[] = [
  { title: "Issuer", text: ({ url = "no token" }) => url },
  { title: "Kind", text: ({ kind }) => kind, words: true },
  {
    title: "Name",
    text: ({ name, unknown }) =>
      unknown === undefined ? name : `${name} (unknown: ${unknown} is not followed)`,
    show: ({ name, unknown }) => (
      <>
        {unknown !== undefined && <VerdictMark mark="unsure" word="unknown" />}
        <code>
          <UntrustedText text={name} limit={300} breaks />
        </code>
      </>
    ),
  },
  { title: "If", text: ({ conditions }) => conditions.join(" and ") },
  {
    title: "Bound to",
    text: ({ bound }) => bound.join("; "),
  },
  {
    title: "Mapping",
    text: ({ place }) => place?.path ?? "",
    show: ({ place }) => place && <MappingLink {...place} />,
  },
];

function Understood({ answer }: { readonly answer: ReviewAnswer }) {
  if (answer.kind === "unreadable") {
    return (
      <p className={styles.none}>
        <UntrustedText text={answer.message} limit={300} />
      </p>
    );
  }
  return (
    <p className={styles.none}>
      Who can{" "}
      <code>
        <UntrustedText text={answer.question} limit={300} />
      </code>
      {answer.question.endsWith(" -A") && ", or in any single namespace"}:
    </p>
  );
}

function WhoTable({
  answer: { warnings, who },
}: {
  readonly answer: Extract<ReviewAnswer, { kind: "who" }>;
}) {
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className={styles.none}>
          Warning: <UntrustedText text={warning} limit={300} />
        </p>
      ))}
      {who.unknownRoles.length > 0 && (
        <p className={styles.none}>
          Some may be missing: these roles were not supplied:{" "}
          <UntrustedText text={who.unknownRoles.join(", ")} limit={300} />.
        </p>
      )}
      <ReviewTable
        label="who can"
        columns={whoColumns}
        rows={who.subjects}
        none="No subject of the bindings. The group system:masters may do everything in any case."
      />
      {who.more > 0 && <p className={styles.none}>And {who.more} more.</p>}
    </>
  );
}

const whoColumns: readonly Column<ReviewSubject>[] = [
  { title: "Kind", text: ({ kind }) => kind, words: true },
  { title: "Name", text: ({ name }) => name },
  {
    title: "Where",
    text: ({ namespaces }) =>
      namespaces.length === 0 ? "as asked" : `only in ${namespaces.join(", ")}`,
  },
  {
    title: "Given by",
    text: describeFrom,
  },
  {
    title: "Binding",
    text: ({ bindings }) => bindings.map(({ description }) => description).join("; "),
    show: ({ bindings }) =>
      bindings.map(({ description, origin }) => (
        <div key={description}>
          <UntrustedText text={description} limit={300} breaks />
          <OriginLink origin={origin} what="the binding" />
        </div>
      )),
  },
];

function describeFrom({ kind, name, from }: ReviewSubject): string {
  if (kind === "ServiceAccount") return "its own tokens";
  if (from === undefined) return "unknown: the configuration cannot be read";
  if (from.length > 0) return from.join(", ");
  return name.startsWith("system:") ? "the cluster itself" : "no issuer of the configuration";
}

interface RiskRow {
  readonly severity: keyof typeof ranks | undefined;
  readonly url: string;
  readonly message: string;
  readonly origin: Origin;
  readonly place?: { readonly path: string; readonly span: Span };
}

const ranks = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const;

function listRisks({ publicBindings, outsiders, unobtainable }: RisksView): readonly RiskRow[] {
  const rows: readonly RiskRow[] = [
    ...publicBindings.map((risk) => ({ ...risk, url: "" })),
    ...outsiders.map(({ path, span, ...risk }) => ({ ...risk, place: { path, span } })),
    ...unobtainable.map((risk) => ({ ...risk, severity: undefined, url: "" })),
  ];
  return [...rows].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ severity }: RiskRow): number {
  return severity === undefined ? 5 : ranks[severity];
}

const riskColumns: readonly Column<RiskRow>[] = [
  {
    title: "Severity",
    text: ({ severity }) => severity ?? "–",
    rank: rankOf,
    show: ({ severity }) => severity && <SeverityWord severity={severity} />,
  },
  { title: "Issuer", text: ({ url }) => url },
  { title: "What", text: ({ message }) => message },
  {
    title: "Lines",
    text: ({ origin, place }) =>
      [
        origin.kind === "default" || origin.line === undefined ? "" : `binding line ${origin.line}`,
        place?.path ?? "",
      ]
        .filter((text) => text !== "")
        .join(", "),
    show: ({ origin, place }) => (
      <>
        <OriginLink origin={origin} what="the binding" />
        {place && <MappingLink {...place} />}
      </>
    ),
  },
];
