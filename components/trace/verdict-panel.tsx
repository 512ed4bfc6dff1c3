"use client";

import Link from "next/link";
import { memo, useCallback, useEffect } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { FixView } from "@/lib/engine/diagnosis-view.ts";
import type { Headline } from "@/lib/engine/headline-view.ts";
import { authenticatedGroup } from "@/lib/kube/user-info.ts";
import { FixPreview } from "../fixes/fix-preview.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { home } from "../ui/home.ts";
import { formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfAnalysis } from "../ui/verdict-words.ts";
import {
  useAnalysis,
  useAnswer,
  useDispatch,
  useInputs,
  usePointing,
  useReadAnalysis,
} from "../workspace/context.ts";
import { shownDiagnostics } from "../workspace/shown-diagnostics.ts";
import { Checklist } from "./checklist.tsx";
import { useDiagnosis } from "./use-diagnosis.ts";
import styles from "./verdict-panel.module.css";

const noFixes: readonly Fix[] = [];

/** What becomes of the token: the largest thing on the page. */
export function VerdictPanel() {
  const headline = useAnalysis((analysis) => analysis.headline);
  const marked = useAnalysis(markOfAnalysis);
  const late = useAnswer((answer) => answer.late);
  if (headline === undefined || marked === undefined)
    return (
      <section className={styles.verdict} aria-label="Verdict" aria-busy="true">
        <div className={styles.waiting} />
      </section>
    );
  const { verdict, title, sentence, log, client, cause, checklist, fixes } = headline;
  const { mark, word } = marked;
  return (
    <section
      className={`${styles.verdict} ${styles[mark]}`}
      aria-label="Verdict"
      aria-busy={late}
      data-verdict={verdict}
    >
      <div className={styles.head}>
        <VerdictMark mark={mark} word={word} size="large" />
        <div className={styles.words} role="status">
          <div className={styles.titleLine}>
            <h2 className={styles.title} data-place="verdict" {...home}>
              {title}
            </h2>
            <AsOf />
          </div>
          <p className={styles.sentence}>
            {/* The compiler draws its caret under the expression: the finding shows it as it is. */}
            <Sentence text={sentence.split("\n", 1)[0] ?? ""} />
          </p>
        </div>
      </div>
      {cause !== undefined && <Remedy cause={cause} fixes={fixes ?? noFixes} />}
      {checklist !== undefined && <Checklist items={checklist} />}
      {verdict === "no-configuration" && (
        <div className={styles.aside}>
          <ErrorsLink />
        </div>
      )}
      {(log !== undefined || client !== undefined) && (
        <div className={styles.aside}>
          <h3 className={styles.what}>Evidence</h3>
          <dl className={styles.lines}>
            {log !== undefined && <LineOfText name="Server log" text={log} />}
            {client !== undefined && <LineOfText name="kubectl" text={client} />}
          </dl>
        </div>
      )}
    </section>
  );
}

interface RemedyProps {
  readonly cause: NonNullable<Headline["cause"]>;
  /** Not tried yet. */
  readonly fixes: readonly Fix[];
}

/** What to do about the cause: here, each change with its effect, and elsewhere. */
const Remedy = memo(function Remedy({ cause, fixes }: RemedyProps) {
  const { code, remedy, atProvider } = cause;
  return (
    <div className={styles.remedy}>
      <h3 className={styles.what}>What to do</h3>
      {remedy !== undefined && (
        <p className={styles.sentence}>
          <UntrustedText text={remedy} limit={1000} />
        </p>
      )}
      {atProvider !== undefined && (
        <p className={styles.sentence}>
          <UntrustedText text={atProvider} limit={1000} />
        </p>
      )}
      <Fixes untried={fixes} />
      <p className={styles.more}>
        <Link href={`/errors/${code}`}>More about {code}</Link>
        <LockedOutLink />
      </p>
    </div>
  );
});

/** Each change with its effect. Those that were not tried yet have none to show. */
function Fixes({ untried }: { readonly untried: readonly Fix[] }) {
  const diagnosis = useDiagnosis();
  const { offerFixes } = usePointing();
  useEffect(() => {
    if (diagnosis === undefined) return;
    offerFixes(diagnosis.fixes.map(({ fix }) => fix));
    return () => offerFixes(noFixes);
  }, [diagnosis, offerFixes]);
  const dispatch = useDispatch();
  const apply = useCallback(
    (chosen: Fix) => dispatch({ kind: "apply-fix", fix: chosen }),
    [dispatch],
  );
  // A text that holds the configuration, or other settings, is opened first: nothing else repairs it.
  const opens = untried.some(({ id }) => id === "import/open");
  const fixes: readonly (Pick<FixView, "fix"> & Partial<FixView>)[] =
    opens || diagnosis === undefined ? untried.map((fix) => ({ fix })) : diagnosis.fixes;
  return fixes.map(({ fix, after }) => (
    <FixPreview
      key={fix.id + fix.title}
      fix={fix}
      onApply={apply}
      {...(after && { effect: describeEffect(after) })}
    />
  ));
}

/** The one option of the server that sentences name: it stays whole at the end of a line. */
const option = "--anonymous-auth=false";

function Sentence({ text }: { readonly text: string }) {
  return text.split(/(--anonymous-auth=false)/).map((part, index) =>
    part === option ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity.
      <span key={index} className={styles.option}>
        {part}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity.
      <UntrustedText key={index} text={part} limit={1000} />
    ),
  );
}

/** The page with the way back into the cluster, beside this one: here the token would be lost. */
function LockedOutLink() {
  const place = useInputs(({ server, minor }) => `${server.target}-1.${minor}`);
  return (
    <a href={`/locked-out#${place}`} target="_blank" rel="noopener">
      Locked out of this cluster?
    </a>
  );
}

/** What becomes of the token, in a few words. The name is untrusted text. */
function describeEffect({ verdict, user, allowed }: FixView["after"]): string {
  const answer = allowed === undefined ? "" : allowed ? ", allowed" : ", not allowed";
  const groups = user?.groups.filter((group) => group !== authenticatedGroup) ?? [];
  const named = groups.length === 0 ? "no groups" : groups.slice(0, 3).join(", ");
  const more = groups.length > 3 ? ` and ${groups.length - 3} more` : "";
  const who = user === undefined ? "" : ` as ${user.username} (${named}${more})${answer}`;
  switch (verdict) {
    case "authenticated":
      return `accepted${who}`;
    case "would-be-authenticated":
      return `accepted${who}, if the signature is valid`;
    case "unauthorized":
      return "the file loads; this token is still refused";
    case "loads":
      return "the file loads";
  }
}

/** The clock of the verdict, if it is not the present. */
const AsOf = memo(function AsOf() {
  const clock = useInputs((inputs) => inputs.clock);
  const hasToken = useAnalysis(({ token }) => token.kind !== "empty");
  if (clock.kind === "now" || !hasToken) return null;
  return <p className={styles.asOf}>as of {formatMoment(clock.seconds)}</p>;
});

/** Where the errors are listed: the findings below the editor have each of them, with what repairs it. */
function ErrorsLink() {
  const { goTo } = usePointing();
  const count = useAnalysis((analysis) => errorsOf(analysis).length) ?? 0;
  const readAnalysis = useReadAnalysis();
  if (count === 0) return null;
  return (
    <div>
      <Button
        look="soft"
        onClick={() => {
          const analysis = readAnalysis();
          const [first] = analysis === undefined ? [] : errorsOf(analysis);
          if (first !== undefined) goTo("configuration", first.span);
        }}
      >
        {count === 1 ? "Show the error" : `Show ${count.toLocaleString("en")} errors`} in the
        configuration
      </Button>
    </div>
  );
}

function errorsOf(analysis: Analysis): readonly Diagnostic[] {
  return shownDiagnostics(analysis).filter(
    ({ document, severity, source }) =>
      document === "configuration" && severity === "error" && source === "kube-apiserver",
  );
}

interface LineOfTextProps {
  readonly name: string;
  readonly text: string;
}

const LineOfText = memo(function LineOfText({ name, text }: LineOfTextProps) {
  return (
    <div className={styles.line}>
      <dt>{name}</dt>
      <dd>
        <samp>
          <UntrustedText text={text} />
        </samp>
        <CopyButton text={text} label={`Copy the line of ${name}`} />
      </dd>
    </div>
  );
});
