"use client";

import { type ReactNode, useId, useMemo, useState } from "react";
import { Icon } from "../ui/icon.tsx";
import { Notice } from "../ui/notice.tsx";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import { AuthoritiesPanel, AuthoritiesSummary } from "./authorities-panel.tsx";
import styles from "./configuration-panels.module.css";
import { GardenerPanel, GardenerSummary } from "./gardener-panel.tsx";
import { RunningPanel, RunningSummary } from "./running-panel.tsx";
import { usePanels } from "./use-panels.ts";
import { VersionsPanel, VersionsSummary } from "./versions-panel.tsx";

type PanelId = "gardener" | "versions" | "running" | "authorities";

export interface ConfigurationPanelsProps {
  /** Another document is above: what was pasted here waits. */
  readonly hidden: boolean;
}

/** Under the editor, a line each until opened: other versions, what runs today, certificates. One is open at a time. */
export function ConfigurationPanels({ hidden }: ConfigurationPanelsProps) {
  const minor = useInputs((inputs) => inputs.minor);
  const [open, setOpen] = useState<PanelId | undefined>();
  const [metrics, setMetrics] = useState("");
  const [unreachable, setUnreachable] = useState<readonly string[]>([]);
  // Every version wants the same fields, which the checklist names.
  const unfinished = useAnalysis(({ headline }) => headline.checklist !== undefined);
  const { view, asking, problem } = usePanels(
    useMemo(() => ownMetrics(metrics), [metrics]),
    unreachable,
  );
  if (view === undefined) {
    if (problem === undefined || hidden) return null;
    return <Notice kind="unsure">{problem}</Notice>;
  }
  const row = (id: PanelId, title: string, summary: ReactNode, body: () => ReactNode) => (
    <PanelRow
      place={id}
      title={title}
      summary={summary}
      open={open === id}
      onToggle={() => setOpen(open === id ? undefined : id)}
    >
      {body()}
    </PanelRow>
  );
  const { gardener, versions, authorities } = view;
  return (
    <section
      hidden={hidden}
      className={styles.panels}
      aria-label="About the configuration"
      data-open={open !== undefined}
    >
      {problem && <Notice kind="unsure">{problem}</Notice>}
      {gardener &&
        row("gardener", "Gardener", <GardenerSummary view={gardener} />, () => (
          <GardenerPanel view={gardener} minor={minor} versions={versions} asking={asking} />
        ))}
      {versions.length > 0 &&
        !unfinished &&
        row("versions", "Versions", <VersionsSummary versions={versions} />, () => (
          <VersionsPanel versions={versions} asking={asking} />
        ))}
      {(versions.length > 0 || view.running) &&
        row("running", "Running", <RunningSummary view={view} />, () => (
          <RunningPanel
            view={view}
            asking={asking}
            metrics={metrics}
            onMetrics={setMetrics}
            unreachable={unreachable}
            onUnreachable={setUnreachable}
          />
        ))}
      {authorities.length > 0 &&
        row(
          "authorities",
          "Certificate authorities",
          <AuthoritiesSummary authorities={authorities} />,
          () => <AuthoritiesPanel authorities={authorities} />,
        )}
    </section>
  );
}

interface PanelRowProps {
  /** A name for commands that lead here. */
  readonly place: string;
  readonly title: string;
  readonly summary: ReactNode;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function PanelRow({ place, title, summary, open, onToggle, children }: PanelRowProps) {
  const id = useId();
  return (
    <>
      <h2 className={styles.heading}>
        <button
          type="button"
          className={styles.head}
          data-place={place}
          aria-expanded={open}
          aria-controls={id}
          onClick={onToggle}
        >
          <span className={styles.chevron}>
            <Icon name="chevron" size={12} />
          </span>
          <span className={styles.title}>{title}</span>
          <span className={styles.summary}>{summary}</span>
        </button>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section id={id} className={styles.body} hidden={!open} aria-label={title} tabIndex={0}>
        {open && children}
      </section>
    </>
  );
}

// All of /metrics is megabytes: only the lines that matter go to the worker.
function ownMetrics(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.includes("apiserver_authentication_config_controller_"))
    .join("\n");
}
