"use client";

import type { ReactNode } from "react";
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
import { Notice } from "../ui/notice.tsx";
import { useAnswer, useOpenProblem, useWorkspaceState } from "../workspace/context.ts";
import { isEmpty } from "../workspace/inputs.ts";
import { WorkspaceProvider } from "../workspace/workspace-provider.tsx";
import { Divider } from "./divider.tsx";
import { DropZone } from "./drop-zone.tsx";
import { EmptyDoors } from "./empty-doors.tsx";
import { Header } from "./header.tsx";
import { KeepingNotices } from "./keeping-notices.tsx";
import { LoadNotice } from "./load-notice.tsx";
import { Part } from "./part.tsx";
import { StatusBar } from "./status-bar.tsx";
import { ViewBar } from "./view-bar.tsx";
import styles from "./workbench.module.css";

/**
 * The page: what the server is told on the left; what the client sends and what becomes of it on the right. It reads no
 * state itself: each part reads what it shows.
 */
export function Workbench() {
  return (
    <WorkspaceProvider>
      <DropZone>
        <Header />
        <ViewBar />
        <Notices />
        <main className={styles.main}>
          <div className={styles.left}>
            <Part name="The configuration">
              <ConfigPane scratch={<ScratchPane />} />
            </Part>
          </div>
          <Divider />
          <div className={styles.right}>
            <UnlessEmpty>
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
            </UnlessEmpty>
          </div>
        </main>
        <OnceReady>
          <TokenStrip />
        </OnceReady>
        <StatusBar />
      </DropZone>
    </WorkspaceProvider>
  );
}

/** What went wrong: with what is stored, with the engine, with the last opened file. */
function Notices() {
  const engine = useAnswer(({ problem }) => problem);
  const opening = useOpenProblem();
  return (
    <div className={styles.notices}>
      <KeepingNotices />
      <LoadNotice />
      {engine && (
        <Notice kind="bad" urgent>
          {engine}
        </Notice>
      )}
      {opening && (
        <Notice kind="unsure" urgent>
          {opening}
        </Notice>
      )}
    </div>
  );
}

/** The panels, or the ways to begin while nothing is given. */
function UnlessEmpty({ children }: { readonly children: ReactNode }) {
  const empty = useWorkspaceState(({ ready, inputs }) => ready && isEmpty(inputs));
  return empty ? <EmptyDoors /> : children;
}

function OnceReady({ children }: { readonly children: ReactNode }) {
  return useWorkspaceState(({ ready }) => ready) ? children : null;
}
