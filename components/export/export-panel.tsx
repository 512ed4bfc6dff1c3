"use client";

import { memo, useCallback, useEffect, useId, useRef, useState } from "react";
import type { SecretPlace } from "@/lib/export/check-secrets.ts";
import type { DocumentFile } from "@/lib/export/files.ts";
import { formatMinor, type Minor } from "@/lib/kube/minor.ts";
import { findClusterTarget } from "@/lib/kube/targets.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { download } from "../ui/download.ts";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAskedFile } from "../workspace/asked-file.ts";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import type { ExportOptions } from "../workspace/export-options.ts";
import { BundleView, type ChosenFile, type Taken } from "./bundle-view.tsx";
import { DownloadButton } from "./download-button.tsx";
import styles from "./export-panel.module.css";
import { OptionsForm } from "./options-form.tsx";
import { LeftPlaces, MaskedPlaces } from "./secret-places.tsx";
import { type AskingFiles, useBundle, useSeen } from "./use-bundle.ts";
import { WaysList } from "./ways-list.tsx";

const problemsShown = 12;
const noPlaces: readonly SecretPlace[] = [];
const noLines: readonly string[] = [];

/** The documents and the files for the chosen kind of cluster, to look at, to copy and to download. */
export function ExportPanel() {
  const exportable = useAnalysis((analysis) => analysis.exportable);
  const { server, minor, exportOptions } = useInputs(({ server, minor, exportOptions }) => ({
    server,
    minor,
    exportOptions,
  }));
  const dispatch = useDispatch();
  const setTarget = useCallback(
    (target: string) => dispatch({ kind: "set-server", server: { target } }),
    [dispatch],
  );
  const setMinor = useCallback(
    (to: Minor) => dispatch({ kind: "set-minor", minor: to }),
    [dispatch],
  );
  const setOptions = useCallback(
    (options: ExportOptions) => dispatch({ kind: "set-export-options", options }),
    [dispatch],
  );
  const messages =
    useAnalysis(({ diagnostics }) =>
      diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
    ) ?? noLines;
  const unfinished = useAnalysis(({ headline }) => headline.checklist !== undefined) ?? false;
  const panel = useRef<HTMLDivElement>(null);
  const { seen, see } = useSeen(panel, exportable !== undefined);
  const some = exportable !== undefined && exportable !== "nothing";
  const { bundle, asking, problem } = useBundle(exportOptions, seen && some);
  const documents = (some && bundle?.documents) || [];
  const problems = bundle?.problems ?? noLines;
  const broken =
    problems.length > 0 ||
    exportable === "errors" ||
    documents.some((file) => file.problem !== undefined);
  // What was known of other errors is not known of these.
  const [known, setKnown] = useState("");
  const [taken, setTaken] = useState<Taken>(new Map());
  const key = `${problems.join("\n")} ${documents.map((file) => file.problem ?? "").join("\n")}`;
  const overridden = known === key;
  const override = useCallback((on: boolean) => setKnown(on ? key : ""), [key]);
  const blocked = broken && !overridden;
  const left = bundle?.kind === "files" ? bundle.secrets.left : noPlaces;
  // As with errors: what was known of other places is not known of these.
  const [seenPlaces, setSeenPlaces] = useState("");
  const places = JSON.stringify(left);
  const leaking = left.length > 0 && seenPlaces !== places;
  const [chosen, setChosen] = useState<ChosenFile>({ path: "README.md" });
  const asked = useAskedFile();
  useEffect(() => {
    if (asked !== undefined) setChosen({ path: asked.path, asked });
  }, [asked]);
  const take = useCallback(
    (files: Taken) => setTaken((before) => new Map([...before, ...files])),
    [],
  );
  return (
    <div
      ref={panel}
      id="export"
      className={styles.anchor}
      onFocusCapture={see}
      onChangeCapture={see}
    >
      <Section
        title="Export"
        summary={
          exportable === "nothing" ? (
            <span className={styles.none}>nothing to download yet</span>
          ) : null
        }
      >
        {broken && (
          <Problems
            unfinished={unfinished}
            problems={problems}
            messages={messages}
            overridden={overridden}
            onOverride={override}
          />
        )}
        <WaysList />
        <ul className={styles.files}>
          {documents.map((file) => (
            <FileRow
              key={file.name}
              file={file}
              blocked={blocked && file.problem !== undefined}
              asking={asking}
            />
          ))}
        </ul>
        {some && (
          <div className={styles.targetHead}>
            <h3 className={styles.targetTitle}>
              Files for {findClusterTarget(server.target).title}, Kubernetes {formatMinor(minor)}
            </h3>
          </div>
        )}
        {some && (
          <OptionsForm
            target={server.target}
            minor={minor}
            options={exportOptions}
            onTarget={setTarget}
            onMinor={setMinor}
            onChange={setOptions}
          />
        )}
        {some && (
          <p className={styles.allTargets}>
            <a href="/targets">All targets</a>, with what each takes and what it loses
          </p>
        )}
        {problem && <Notice kind="unsure">{problem}</Notice>}
        {some && left.length > 0 && (
          <LeftPlaces
            places={left}
            known={!leaking}
            onKnown={(known) => setSeenPlaces(known ? places : "")}
            onShow={({ where: path, start, end }) => setChosen({ path, mark: { start, end } })}
          />
        )}
        {some && bundle?.kind === "files" && <MaskedPlaces places={bundle.secrets.masked} />}
        {some && bundle?.kind === "files" && (
          <BundleView
            bundle={bundle}
            asking={asking}
            blocked={blocked}
            leaking={leaking}
            chosen={chosen}
            onChoose={setChosen}
            taken={taken}
            onTake={take}
          />
        )}
        {some && bundle?.kind === "refused" && (
          <Notice
            kind="unsure"
            actions={bundle.files.map(({ path, text }) => (
              <Button
                key={path}
                icon="download"
                onClick={() => download(path, text, "text/markdown")}
              >
                Download {path}
              </Button>
            ))}
          >
            No files are made: the configuration cannot be read. Its findings say why.
          </Notice>
        )}
        {some && !bundle && !problem && (
          <p role="status" className={styles.none}>
            Writing the files …
          </p>
        )}
      </Section>
    </div>
  );
}

interface ProblemsProps {
  /** Required fields are missing, which is no mistake: the checklist names them. */
  readonly unfinished: boolean;
  readonly problems: readonly string[];
  /** Of the errors that the findings show. */
  readonly messages: readonly string[];
  readonly overridden: boolean;
  readonly onOverride: (on: boolean) => void;
}

const Problems = memo(function Problems(props: ProblemsProps) {
  const { unfinished, problems: all, messages, overridden, onOverride } = props;
  const id = useId();
  const errors = messages.length;
  // What the export alone has to say.
  const problems = all.filter((line) => !messages.some((one) => line.includes(one)));
  return (
    <Notice kind={unfinished ? "plain" : "bad"}>
      {unfinished && <p>The configuration is not finished: required fields are missing.</p>}
      {errors > 0 && !unfinished && (
        <p>
          The documents have {errors === 1 ? "an error" : `${errors.toLocaleString("en")} errors`}:
          see the findings below the editor.
        </p>
      )}
      {problems.length > 0 && !unfinished && (
        <ul className={styles.list} aria-label="Problems of the export">
          {problems.slice(0, problemsShown).map((line) => (
            <li key={line}>
              <UntrustedText text={line} limit={600} />
            </li>
          ))}
          {problems.length > problemsShown && <li>and {problems.length - problemsShown} more</li>}
        </ul>
      )}
      <label className={styles.override} htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={overridden}
          onChange={(event) => onOverride(event.target.checked)}
        />
        {unfinished
          ? "I want the files as they are"
          : "I know these errors and want the files as they are"}
      </label>
    </Notice>
  );
});

interface FileRowProps {
  readonly file: DocumentFile;
  readonly blocked: boolean;
  readonly asking: AskingFiles;
}

const FileRow = memo(function FileRow({ file, blocked, asking }: FileRowProps) {
  return (
    <li className={styles.file}>
      <div className={styles.head}>
        <div className={styles.words}>
          <code className={styles.name}>{file.name}</code>
          <span className={styles.title}>{file.title}, as edited</span>
        </div>
        <CopyButton text={file.text} label={`Copy ${file.name}`} />
        <DownloadButton
          asking={asking}
          blocked={blocked}
          look="soft"
          name={`Download ${file.name}`}
          onPress={() => download(file.name, file.text, "application/yaml")}
        >
          Download
        </DownloadButton>
      </div>
      <Disclosure title="Preview">
        <CodeBlock text={file.text} label={file.name} />
      </Disclosure>
    </li>
  );
});
