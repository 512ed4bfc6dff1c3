"use client";

import {
  type DragEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import type { Span } from "@/lib/source/span.ts";
import { AccessPanel } from "../access/access-panel.tsx";
import { DifferencePanel } from "../access/difference-panel.tsx";
import { IdentityPanel } from "../access/identity-panel.tsx";
import { ConfigPane } from "../config/config-pane.tsx";
import { ExportPanel } from "../export/export-panel.tsx";
import { ScratchPane } from "../scratch/scratch-pane.tsx";
import { TokenPanel } from "../token/token-panel.tsx";
import { TokenStrip } from "../token/token-strip.tsx";
import { StepsPanel } from "../trace/steps-panel.tsx";
import { VerdictPanel } from "../trace/verdict-panel.tsx";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { Notice } from "../ui/notice.tsx";
import {
  AnalysisContext,
  type Cursor,
  DispatchContext,
  type Pointed,
  PointingContext,
  StateContext,
  useAnalysisState,
} from "../workspace/context.tsx";
import { type EditedDocument, isEmpty } from "../workspace/inputs.ts";
import { openFile } from "../workspace/open-file.ts";
import { Providers } from "../workspace/providers.tsx";
import { initialState, reduce } from "../workspace/state.ts";
import { useAnalysis } from "../workspace/use-analysis.ts";
import { useKept } from "../workspace/use-kept.ts";
import { Divider } from "./divider.tsx";
import { EmptyDoors } from "./empty-doors.tsx";
import { Header } from "./header.tsx";
import { KeepingNotices } from "./keeping-notices.tsx";
import { LoadNotice } from "./load-notice.tsx";
import { StatusBar } from "./status-bar.tsx";
import { ViewBar } from "./view-bar.tsx";
import styles from "./workbench.module.css";

/** The page: what the server is told on the left; what the client sends and what becomes of it on the right. */
export function Workbench() {
  const [state, dispatch] = useReducer(reduce, initialState);
  const { inputs, ready } = state;
  const analysis = useAnalysis(inputs, ready);
  const keeping = useKept(inputs, ready, dispatch);
  const [pointed, setPointed] = useState<Pointed | undefined>();
  const [target, setTarget] = useState<
    { readonly document: EditedDocument; readonly span: Span } | undefined
  >();
  const [cursor, setCursor] = useState<Cursor | undefined>();
  const [openProblem, setOpenProblem] = useState<string | undefined>();
  const [dropping, setDropping] = useState(false);
  const dragDepth = useRef(0);

  const goTo = useCallback((document: EditedDocument, span: Span) => {
    dispatch({ kind: "show-document", document });
    setTarget({ document, span });
  }, []);
  // Spans belong to the text that they were found in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is the reason, not a thing to read.
  useEffect(() => setPointed(undefined), [inputs.documents, inputs.token]);
  const pointing = useMemo(
    () => ({ pointed, point: setPointed, goTo, cursor, moveCursor: setCursor }),
    [pointed, goTo, cursor],
  );

  const open = useCallback(async (file: File, beside = false) => {
    const outcome = await openFile(file, beside);
    setOpenProblem(outcome.kind === "refused" ? outcome.reason : undefined);
    if (outcome.kind === "opened") dispatch(outcome.action);
  }, []);

  function drop(event: DragEvent) {
    dragDepth.current = 0;
    setDropping(false);
    const files = [...event.dataTransfer.files];
    if (files.length === 0) return;
    event.preventDefault();
    // The document has room for one of them.
    for (const file of files) void open(file, files.length > 1);
  }

  return (
    <Providers>
      <StateContext value={state}>
        <DispatchContext value={dispatch}>
          <AnalysisContext value={analysis}>
            <PointingContext value={pointing}>
              {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has its button in the header. */}
              <div
                className={styles.workbench}
                data-view={state.view}
                data-ready={ready}
                data-busy={analysis.late}
                onDragEnter={(event) => {
                  if (!event.dataTransfer.types.includes("Files")) return;
                  dragDepth.current += 1;
                  setDropping(true);
                }}
                onDragLeave={() => {
                  dragDepth.current = Math.max(0, dragDepth.current - 1);
                  if (dragDepth.current === 0) setDropping(false);
                }}
                onDragOver={(event) => {
                  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
                }}
                onDrop={drop}
              >
                <Header onOpen={open} />
                <ViewBar />
                <div className={styles.notices}>
                  <KeepingNotices keeping={keeping} />
                  <LoadNotice />
                  {analysis.problem && (
                    <Notice kind="bad" urgent>
                      {analysis.problem}
                    </Notice>
                  )}
                  {openProblem && (
                    <Notice kind="unsure" urgent>
                      {openProblem}
                    </Notice>
                  )}
                </div>
                <main className={styles.main}>
                  <div className={styles.left}>
                    <Part name="The configuration">
                      <ConfigPane target={target} scratch={<ScratchPane />} />
                    </Part>
                  </div>
                  <Divider />
                  <div className={styles.right}>
                    {ready && isEmpty(inputs) ? (
                      <EmptyDoors onOpen={open} />
                    ) : (
                      <>
                        <div className={styles.tokenPart}>
                          <Part name="Token">
                            <TokenPanel />
                          </Part>
                        </div>
                        <div className={styles.verdictPart}>
                          <Part name="The verdict">
                            <VerdictPanel />
                          </Part>
                          <Part name="The steps">
                            <StepsPanel />
                          </Part>
                          <Part name="The user">
                            <IdentityPanel />
                          </Part>
                        </div>
                        <div className={styles.accessPart}>
                          <Part name="Difference">
                            <DifferencePanel />
                          </Part>
                          <Part name="Access">
                            <AccessPanel />
                          </Part>
                        </div>
                        <div className={styles.exportPart}>
                          <Part name="Export">
                            <ExportPanel />
                          </Part>
                        </div>
                      </>
                    )}
                  </div>
                </main>
                {ready && <TokenStrip />}
                <StatusBar masked={keeping.masked} failing={keeping.problem !== undefined} />
                {dropping && (
                  <div className={styles.drop} aria-hidden="true">
                    Drop to open: a configuration, role bindings, a kubeconfig or a token
                  </div>
                )}
              </div>
            </PointingContext>
          </AnalysisContext>
        </DispatchContext>
      </StateContext>
    </Providers>
  );
}

/** A part of the page that may fail by itself. */
function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const { analysis } = useAnalysisState();
  return (
    <ErrorBoundary part={name} retryOn={analysis}>
      {children}
    </ErrorBoundary>
  );
}
