"use client";

import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { MatrixView } from "@/lib/engine/matrix-view.ts";
import { nameMinor } from "@/lib/kube/minor.ts";
import { findClusterTarget } from "@/lib/kube/targets.ts";
import { formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useKeeping, useReadAnalysis, useReadInputs } from "../workspace/context.ts";
import type { Inputs } from "../workspace/inputs.ts";
import { shownDiagnostics } from "../workspace/shown-diagnostics.ts";
import styles from "./print-report.module.css";

interface Printed {
  readonly inputs: Inputs;
  readonly analysis: Analysis | undefined;
  /** In Unix seconds. */
  readonly at: number;
}

/** What a print shows in place of the page: a report of the configuration, without a token. */
export function PrintReport() {
  const readInputs = useReadInputs();
  const readAnalysis = useReadAnalysis();
  const name = useKeeping(({ head }) => head.name);
  const [printed, setPrinted] = useState<Printed | undefined>();
  useEffect(() => {
    const begin = () =>
      // The browser takes the page as it is when the event ends.
      flushSync(() =>
        setPrinted({
          inputs: readInputs(),
          analysis: readAnalysis(),
          at: Math.floor(Date.now() / 1000),
        }),
      );
    const end = () => setPrinted(undefined);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, [readInputs, readAnalysis]);
  return printed === undefined ? null : <Report name={name} {...printed} />;
}

function Report({ name, inputs, analysis, at }: Printed & { readonly name: string }) {
  const { documents, minor, server, clock } = inputs;
  const findings = shownDiagnostics(analysis);
  const headline = analysis?.headline;
  return (
    <article className={styles.report} aria-label="Report">
      <h1>Claimcheck: {name}</h1>
      <p>
        Kubernetes {nameMinor(minor)}, {findClusterTarget(server.target).title}. Printed{" "}
        {formatMoment(at)}
        {clock.kind === "at" && `, judged as of ${formatMoment(clock.seconds)}`}.
      </p>
      {headline !== undefined && (
        <>
          <h2>Verdict: {headline.title}</h2>
          <p>
            <UntrustedText text={headline.sentence} limit={2000} />
          </p>
          {headline.cause?.remedy !== undefined && (
            <p>
              What to do: <UntrustedText text={headline.cause.remedy} limit={2000} />
            </p>
          )}
          {headline.log !== undefined && (
            <pre>
              <UntrustedText text={headline.log} />
            </pre>
          )}
        </>
      )}
      <h2>Findings</h2>
      {findings.length === 0 ? (
        <p>None.</p>
      ) : (
        <Table heads={["Severity", "Place", "Finding"]}>
          {findings.map(({ severity, document, path, span, message, hint }) => (
            <tr key={`${document} ${span.start} ${message}`}>
              <td className={styles.word}>{severity}</td>
              <td className={styles.word}>
                <UntrustedText text={path === "" ? document : path} limit={200} />
              </td>
              <td>
                <UntrustedText text={hint === undefined ? message : `${message} ${hint}`} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Text title="Configuration" text={documents.configuration} />
      <Text title="Role bindings" text={documents.bindings} />
      {analysis?.identity !== undefined && (
        <Text title="User (kubectl auth whoami)" text={analysis.identity.whoami} />
      )}
      {analysis?.access?.matrix !== undefined && <Permissions matrix={analysis.access.matrix} />}
      {analysis?.review !== undefined && (
        <>
          <h2>Who can get in</h2>
          <Table heads={["Issuer", "Kind", "Name", "If"]}>
            {analysis.review.entries.map(({ url = "no token", kind, name: who, conditions }) => (
              <tr key={`${url} ${kind} ${who} ${conditions}`}>
                <td>
                  <UntrustedText text={url} />
                </td>
                <td className={styles.word}>{kind}</td>
                <td>
                  <UntrustedText text={who} />
                </td>
                <td>
                  <UntrustedText text={conditions.join(" and ")} />
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </article>
  );
}

function Permissions({ matrix }: { readonly matrix: MatrixView }) {
  const rows = [
    ...matrix.groups.flatMap(({ group, rows: all }) =>
      all.map((row) => ({ ...row, group, verbs: matrix.verbs })),
    ),
    ...matrix.paths.map((row) => ({ ...row, group: "path", verbs: matrix.pathVerbs })),
  ].filter(({ granted }) => granted);
  return (
    <>
      <h2>Access</h2>
      {!matrix.complete && <p>A role is missing: there may be more than this.</p>}
      <Table heads={["Resource", "Group", "Verbs"]}>
        {rows.map(({ name, group, verbs, cells }) => (
          <tr key={`${group} ${name}`}>
            <td>
              <UntrustedText text={name} />
            </td>
            <td>
              <UntrustedText text={group} />
            </td>
            <td>
              <UntrustedText
                text={verbs
                  .flatMap((verb, index) => {
                    const verdict = cells[index]?.verdict ?? "denied";
                    if (verdict === "denied") return [];
                    return verdict === "named" ? [`${verb} (some names)`] : [verb];
                  })
                  .join(", ")}
              />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Text({ title, text }: { readonly title: string; readonly text: string }) {
  if (text.trim() === "") return null;
  return (
    <>
      <h2>{title}</h2>
      <pre>
        <UntrustedText text={text} limit={200_000} />
      </pre>
    </>
  );
}

function Table({
  heads,
  children,
}: {
  readonly heads: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
