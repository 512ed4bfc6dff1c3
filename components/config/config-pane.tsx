"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import { formatMinor } from "@/lib/kube/minor.ts";
import { MisplacedNotice } from "../fixes/misplaced-notice.tsx";
import { Segments } from "../ui/segments.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import {
  useAnalysis,
  useDispatch,
  useInputs,
  usePointed,
  useWorkspaceState,
} from "../workspace/context.ts";
import type { EditedDocument } from "../workspace/inputs.ts";
import { readLayout, writeLayout } from "../workspace/layout-memory.ts";
import { shownDiagnostics } from "../workspace/shown-diagnostics.ts";
import styles from "./config-pane.module.css";
import { DocumentEditor } from "./document-editor.tsx";
import { Findings } from "./findings.tsx";

/** Loaded after the first paint, because these parts need the first verdict. */
const ConfigurationPanels = dynamic(
  () => import("./configuration-panels.tsx").then((loaded) => loaded.ConfigurationPanels),
  { ssr: false },
);

/** Loaded on first use. */
const FormPane = dynamic(() => import("./form/form-pane.tsx").then((loaded) => loaded.FormPane), {
  ssr: false,
  loading: () => <p className={styles.loading}>The form is loading …</p>,
});

/** How the configuration is shown: both are views of the same text. */
type ConfigurationView = "form" | "text";

/** Shown with the role bindings only. */
const BindingsPanel = dynamic(
  () => import("./bindings-panel.tsx").then((loaded) => loaded.BindingsPanel),
  { ssr: false },
);

const views: Readonly<Record<ConfigurationView, string>> = { form: "Form", text: "YAML" };

const none: readonly Diagnostic[] = [];

const titles: Readonly<Record<EditedDocument, string>> = {
  configuration: "Configuration",
  bindings: "Role bindings",
};

export interface ConfigPaneProps {
  /** The contents of the tab "CEL". */
  readonly scratch: ReactNode;
}

/** The input of the server: the documents, each with its findings, and the scratch pad for expressions. */
export function ConfigPane({ scratch }: ConfigPaneProps) {
  const document = useWorkspaceState((state) => state.document);
  const dispatch = useDispatch();
  const all = useAnalysis(shownDiagnostics) ?? none;
  const [view, setView] = useState<ConfigurationView>("text");
  // The earlier choice. It is read once the page is in the browser, because the server does not know it.
  useEffect(() => setView(readLayout().view ?? "text"), []);
  const target = usePointed((pointing) => pointing.target);
  useEffect(() => {
    if (target?.document === "configuration" && target.view === "text") setView("text");
  }, [target]);
  const choose = (chosen: ConfigurationView) => {
    setView(chosen);
    writeLayout({ view: chosen });
  };
  const diagnostics = useMemo(
    () => all.filter((diagnostic) => diagnostic.document === document),
    [all, document],
  );
  const fix = useCallback(
    (chosen: Fix) => dispatch({ kind: "apply-fix", fix: chosen }),
    [dispatch],
  );
  const isForm = document === "configuration" && view === "form";
  const choice = (
    <Segments label="View of the configuration" options={views} chosen={view} onChoose={choose} />
  );
  return (
    <Tabs
      label="Documents"
      className={styles.pane ?? ""}
      tabs={[
        ...(["configuration", "bindings"] as const).map((id) => ({
          id,
          title: (
            <DocumentTitle
              title={titles[id]}
              diagnostics={all.filter((one) => one.document === id)}
            />
          ),
        })),
        { id: "scratch" as const, title: "CEL" },
      ]}
      chosen={document}
      onChoose={(id) => dispatch({ kind: "show-document", document: id })}
      aside={
        document === "configuration" && (
          <span className={styles.aside}>
            {choice}
            <ConfigurationVerdict />
          </span>
        )
      }
    >
      {document === "scratch" ? (
        scratch
      ) : (
        <DocumentPane document={document} diagnostics={diagnostics} onFix={fix} view={view} />
      )}
      <div className={styles.below}>
        {document !== "scratch" && !isForm && (
          <Findings diagnostics={diagnostics} document={document} onFix={fix} />
        )}
        {document === "bindings" && <BindingsPanel />}
        <ConfigurationPanels hidden={document !== "configuration"} />
        {document === "configuration" && <div className={styles.narrowChoice}>{choice}</div>}
      </div>
    </Tabs>
  );
}

interface DocumentPaneProps {
  readonly document: EditedDocument;
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (fix: Fix) => void;
  readonly view: ConfigurationView;
}

function DocumentPane({ document, diagnostics, onFix, view }: DocumentPaneProps) {
  const target = usePointed((pointing) =>
    pointing.target?.document === document ? pointing.target : undefined,
  );
  // A place that was shown is not shown again when the view changes.
  const shown = useRef(view === "form" ? undefined : target);
  if (view === "text") shown.current = target;
  if (document === "configuration" && view === "form")
    return (
      <>
        <MisplacedNotice place={document} />
        <FormPane
          diagnostics={diagnostics}
          onFix={onFix}
          target={target === shown.current ? undefined : target}
        />
      </>
    );
  return (
    <>
      <MisplacedNotice place={document} />
      <DocumentEditor
        key={document}
        document={document}
        label={titles[document]}
        diagnostics={diagnostics}
        onFix={onFix}
        target={target}
      />
    </>
  );
}

function DocumentTitle({
  title,
  diagnostics,
}: {
  readonly title: string;
  readonly diagnostics: readonly Diagnostic[];
}) {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return (
    <>
      {title}
      {errors > 0 && (
        <span className={styles.count} title={`${errors} ${errors === 1 ? "error" : "errors"}`}>
          {errors}
        </span>
      )}
    </>
  );
}

/** Whether a kube-apiserver would start with the text. */
function ConfigurationVerdict() {
  const verdict = useAnalysis(({ configuration }) => configuration.verdict);
  const unfinished = useAnalysis(({ headline }) => headline.checklist !== undefined);
  const version = formatMinor(useInputs(({ minor }) => minor));
  if (unfinished)
    return (
      <span className={styles.verdict}>
        <VerdictMark mark="none" word="not finished" /> <span>not finished</span>
      </span>
    );
  switch (verdict) {
    case "accepted":
      return (
        <span className={styles.verdict}>
          <VerdictMark mark="good" word="accepted" /> <span>kube-apiserver {version} loads it</span>
        </span>
      );
    case "refused":
    case "unreadable":
      return (
        <span className={styles.verdict}>
          <VerdictMark mark="bad" word="refused" /> <span>kube-apiserver {version} refuses it</span>
        </span>
      );
    default:
      return null;
  }
}
