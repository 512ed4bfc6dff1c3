"use client";

import dynamic from "next/dynamic";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { ConfigPane } from "../config/config-pane.tsx";
import { SignaturePanel } from "../token/signature-panel.tsx";
import { TokenPanel } from "../token/token-panel.tsx";
import { TokenStrip } from "../token/token-strip.tsx";
import { VerdictPanel } from "../trace/verdict-panel.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useComposerOpen } from "../workspace/composer.ts";
import { useAnswer, useWorkspaceState } from "../workspace/context.ts";
import { isEmpty } from "../workspace/inputs.ts";
import { useSharingOpen } from "../workspace/sharing.ts";
import { useLink } from "../workspace/use-link.ts";
import { documentsId, idOfPart } from "../workspace/use-show-part.ts";
import { useWholeLog } from "../workspace/whole-log.ts";
import { WorkspaceProvider } from "../workspace/workspace-provider.tsx";
import { CommandsHost } from "./commands-host.tsx";
import { Divider } from "./divider.tsx";
import { DropZone } from "./drop-zone.tsx";
import { EmptyDoors } from "./empty-doors.tsx";
import { ExampleBanner, LeftExampleNotice } from "./example-notices.tsx";
import { Header } from "./header.tsx";
import { KeepingNotices } from "./keeping-notices.tsx";
import { LoadNotice } from "./load-notice.tsx";
import { OpenNotices } from "./open-notices.tsx";
import { Part } from "./part.tsx";
import { Presentation, PresentingNotice } from "./presentation.tsx";
import { SkipButton } from "./skip-button.tsx";
import { StatusBar } from "./status-bar.tsx";
import { StatusPath, VerdictLine } from "./status-path.tsx";
import { useFreshStart } from "./use-fresh-start.ts";
import styles from "./workbench.module.css";

/** They show nothing before the first verdict: loaded after the first paint, while the engine reads. */
const StepsPanel = dynamic(
  () => import("../trace/steps-panel.tsx").then((loaded) => loaded.StepsPanel),
  { ssr: false },
);
const ClaimsPanel = dynamic(
  () => import("../token/claims-panel.tsx").then((loaded) => loaded.ClaimsPanel),
  { ssr: false },
);
const IdentityPanel = dynamic(
  () => import("../access/identity-panel.tsx").then((loaded) => loaded.IdentityPanel),
  { ssr: false },
);
const AccessPanel = dynamic(
  () => import("../access/access-panel.tsx").then((loaded) => loaded.AccessPanel),
  { ssr: false },
);

/** Below the first screen, behind a tab, or for few people: loaded after the first paint. */
const DifferencePanel = dynamic(
  () => import("../access/difference-panel.tsx").then((loaded) => loaded.DifferencePanel),
  { ssr: false },
);
const ExportPanel = dynamic(
  () => import("../export/export-panel.tsx").then((loaded) => loaded.ExportPanel),
  { ssr: false },
);
const ComposerDialog = dynamic(
  () => import("../compose/composer-dialog.tsx").then((loaded) => loaded.ComposerDialog),
  { ssr: false },
);
const ShareDialog = dynamic(
  () => import("../tests/share-dialog.tsx").then((loaded) => loaded.ShareDialog),
  { ssr: false },
);
const LogDialog = dynamic(
  () => import("../log/log-dialog.tsx").then((loaded) => loaded.LogDialog),
  { ssr: false },
);
const KeepTest = dynamic(() => import("../tests/keep-test.tsx").then((loaded) => loaded.KeepTest), {
  ssr: false,
});
const TestStrip = dynamic(
  () => import("../tests/test-strip.tsx").then((loaded) => loaded.TestStrip),
  { ssr: false },
);
const PrintReport = dynamic(
  () => import("./print-report.tsx").then((loaded) => loaded.PrintReport),
  { ssr: false },
);
const ScratchPane = dynamic(
  () => import("../scratch/scratch-pane.tsx").then((loaded) => loaded.ScratchPane),
  { ssr: false },
);

/**
 * The page: what the server is told on the left; what the client sends and what becomes of it on the right. It reads no
 * state itself: each part reads what it shows.
 */
export function Workbench() {
  const pane = useRef<HTMLDivElement>(null);
  return (
    <WorkspaceProvider>
      <Presentation>
        <DropZone>
          <SkipButton />
          <Header />
          <Notices />
          <main className={styles.main}>
            <StatusPath pane={pane} />
            <div id={documentsId} className={styles.left}>
              <Part name="The configuration">
                <ConfigPane scratch={<ScratchPane />} />
              </Part>
            </div>
            <Divider />
            <FreshStart pane={pane} />
            <div ref={pane} className={styles.right}>
              <UnlessEmpty>
                <div id={idOfPart("token")}>
                  <div className={styles.banner}>
                    <ExampleBanner />
                  </div>
                  <Part name="The token">
                    <TokenPanel />
                  </Part>
                  <Part name="The verdict">
                    <VerdictPanel />
                  </Part>
                  <Part name="Keeping a test">
                    <KeepTest />
                  </Part>
                </div>
                <div id={idOfPart("issuer")}>
                  <Part name="The steps">
                    <StepsPanel />
                  </Part>
                </div>
                <div id={idOfPart("signature")}>
                  <Part name="The signature">
                    <SignaturePanel />
                  </Part>
                </div>
                <div id={idOfPart("claims")}>
                  <Part name="The claims">
                    <ClaimsPanel />
                  </Part>
                </div>
                <div id={idOfPart("user")}>
                  <Part name="The user">
                    <IdentityPanel />
                  </Part>
                </div>
                <div id={idOfPart("access")}>
                  <Part name="The difference">
                    <DifferencePanel />
                  </Part>
                  <Part name="Access">
                    <AccessPanel />
                  </Part>
                </div>
                <div id={idOfPart("files")}>
                  <Part name="The export">
                    <ExportPanel />
                  </Part>
                </div>
              </UnlessEmpty>
            </div>
          </main>
          <OnceReady>
            <TokenStrip />
            <Part name="The tests">
              <TestStrip />
            </Part>
          </OnceReady>
          <VerdictLine />
          <StatusBar />
          <Part name="The catalogue of issuers">
            <Composer />
          </Part>
          <Part name="The link">
            <Sharing />
          </Part>
          <Part name="The log">
            <WholeLog />
          </Part>
          <Part name="The commands">
            <CommandsHost />
          </Part>
        </DropZone>
        <Part name="The printed report">
          <PrintReport />
        </Part>
      </Presentation>
    </WorkspaceProvider>
  );
}

function FreshStart({ pane }: { readonly pane: RefObject<HTMLElement | null> }) {
  useFreshStart(pane);
  return null;
}

/** What went wrong: with what is stored, with the engine, with the last opened file. */
function Notices() {
  const engine = useAnswer(({ problem }) => problem);
  return (
    <div className={styles.notices}>
      <PresentingNotice />
      <KeepingNotices />
      <LeftExampleNotice />
      <LoadNotice />
      <SharedLink />
      {engine && (
        <Notice kind="bad" urgent>
          {engine}
        </Notice>
      )}
      <OpenNotices />
    </div>
  );
}

/** Opens the workspace of a link, and says so if there is none in it. */
function SharedLink() {
  const [problem, setProblem] = useState<string | undefined>();
  useLink(setProblem);
  return (
    problem !== undefined && (
      <Notice
        kind="bad"
        urgent
        actions={<Button onClick={() => setProblem(undefined)}>Dismiss</Button>}
      >
        {problem}
      </Notice>
    )
  );
}

/** The panels, or the ways to begin while nothing is given. */
function UnlessEmpty({ children }: { readonly children: ReactNode }) {
  const empty = useWorkspaceState(({ ready, inputs }) => ready && isEmpty(inputs));
  return empty ? <EmptyDoors /> : children;
}

/** The dialog to add an issuer, with the catalogue, while it is open. */
function Composer() {
  return useComposerOpen() && <ComposerDialog />;
}

/** The dialog to make a link, while it is open. */
function Sharing() {
  return useSharingOpen() && <ShareDialog />;
}

/** The dialog that reads a whole log, while it is open. */
function WholeLog() {
  return useWholeLog().open && <LogDialog />;
}

function OnceReady({ children }: { readonly children: ReactNode }) {
  return useWorkspaceState(({ ready }) => ready) ? children : null;
}
