"use client";

import { useCallback } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { Span } from "@/lib/source/span.ts";
import { CodeEditor } from "../editor/code-editor.tsx";
import { useBindingHelp } from "../editor/use-binding-help.ts";
import { useCelContext } from "../editor/use-cel-context.ts";
import { useOfferedFixes } from "../editor/use-offered-fixes.ts";
import {
  useDispatch,
  useInputs,
  usePointed,
  usePointing,
  useReadAnalysis,
  useReadInputs,
} from "../workspace/context.ts";
import type { EditedDocument } from "../workspace/inputs.ts";
import type { Target } from "../workspace/workspace.ts";

export interface DocumentEditorProps {
  readonly document: EditedDocument;
  readonly label: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (fix: Fix) => void;
  readonly target: Target | undefined;
}

/** The editor of a document. It reads the text itself: a key press draws nothing around it. */
export function DocumentEditor(props: DocumentEditorProps) {
  const { document, label, diagnostics, onFix, target } = props;
  const text = useInputs(({ documents }) => documents[document]);
  const dispatch = useDispatch();
  const { moveCursor, showClaim, goTo } = usePointing();
  const readInputs = useReadInputs();
  const spans = usePointedSpans(document);
  const cel = useCelContext();
  const bindings = useBindingHelp();
  const otherFixes = useOfferedFixes(document);
  const change = useCallback(
    (text: string, normalized = false) => dispatch({ kind: "edit", document, text, normalized }),
    [dispatch, document],
  );
  const travel = useCallback(
    (direction: "undo" | "redo") => dispatch({ kind: direction }),
    [dispatch],
  );
  const follow = useCallback(
    (offset: number | undefined) =>
      moveCursor(offset === undefined ? undefined : { document, offset }),
    [moveCursor, document],
  );
  const showMapping = useCallback(
    async (path: string) => {
      const { spanOfPath } = await import("./span-of-path.ts");
      const span = spanOfPath(readInputs().documents.configuration, path);
      if (span !== undefined) goTo("configuration", span);
    },
    [goTo, readInputs],
  );
  return (
    <CodeEditor
      document={document}
      label={label}
      placeholder={placeholders[document]}
      value={text}
      onChange={change}
      onTravel={travel}
      diagnostics={diagnostics}
      onFix={onFix}
      onCursor={follow}
      marked={spans}
      cel={document === "configuration" ? cel : undefined}
      bindings={document === "bindings" ? bindings : undefined}
      otherFixes={otherFixes}
      onClaim={showClaim}
      onMapping={showMapping}
      target={target}
    />
  );
}

const placeholders: Readonly<Record<EditedDocument, string>> = {
  configuration: "Paste an AuthenticationConfiguration",
  bindings: "Paste Roles, ClusterRoles and their bindings",
};

/** The places of a document that something elsewhere on the page points at. */
function usePointedSpans(document: EditedDocument): readonly Span[] {
  const readAnalysis = useReadAnalysis();
  return usePointed(({ pointed }) => {
    if (pointed === undefined) return [];
    if (pointed.kind === "place") return pointed.document === document ? pointed.spans : [];
    if (document !== "configuration") return [];
    // What is pointed at goes with the text: the analysis of the moment is the one that it belongs to.
    return (readAnalysis()?.authentication?.issuers ?? [])
      .flatMap(({ steps }) => steps)
      .filter(({ claims }) => claims.includes(pointed.name))
      .flatMap(({ span }) => (span === undefined ? [] : [span]));
  });
}
