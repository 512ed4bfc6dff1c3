"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { ExpressionView } from "@/lib/token/trace.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { usePointing } from "../workspace/context.ts";
import {
  type AnnotatedLine,
  annotate,
  breakSource,
  failureOf,
  iterationCount,
  type Outcomes,
  outcomesOf,
  step,
  unreachedNodes,
} from "./annotate.ts";
import styles from "./expression-panel.module.css";
import { timelineMarks } from "./timeline-keys.ts";

export interface ExpressionPanelProps {
  readonly view: ExpressionView;
  /** What the expression is for, for those who do not see the page around it. */
  readonly label: string;
}

type Move = "next" | "previous" | "into" | "out" | "failure" | "all";

const keys: Readonly<Record<string, Move>> = {
  n: "next",
  p: "previous",
  i: "into",
  o: "out",
  f: "failure",
  Escape: "all",
};

/** An evaluated expression: each value under its sub-expression, all at once or one after the other. */
export function ExpressionPanel({ view, label }: ExpressionPanelProps) {
  const { point } = usePointing();
  const [current, setCurrent] = useState<number | undefined>();
  const [iteration, setIteration] = useState(0);
  const { ref, columns } = useColumns();
  const failure = useMemo(() => failureOf(view), [view]);
  const rounds = useMemo(() => iterationCount(view), [view]);
  const event = current === undefined ? undefined : view.events[current];
  const failed = failure === undefined ? undefined : view.events[failure];
  const iterations = event?.iterations ?? (rounds > 0 ? [iteration] : (failed?.iterations ?? []));
  const outcomes = useMemo(
    () => outcomesOf(view, iterations, current === undefined ? undefined : current + 1),
    [view, iterations, current],
  );
  const lines = useMemo(
    () => annotate(view, breakSource(view.source, columns), outcomes, columns),
    [view, columns, outcomes],
  );

  // Another expression is another story. The failing round of a comprehension is the one to look at.
  useEffect(() => {
    setCurrent(undefined);
    setIteration(failure === undefined ? 0 : (view.events[failure]?.iterations[0] ?? 0));
  }, [view, failure]);

  function move(to: Move) {
    const next = to === "all" ? undefined : to === "failure" ? failure : step(view, current, to);
    setCurrent(next);
    const node = next === undefined ? undefined : nodeOf(view, view.events[next]?.node);
    const { offsets } = view;
    const start = node && offsets?.[node.start];
    const end = node && offsets?.[node.end];
    point(
      start === undefined || end === undefined
        ? undefined
        : {
            kind: "place",
            document: "configuration",
            spans: [{ start, end }],
            claims: node?.reads === undefined ? [] : [node.reads],
          },
    );
  }

  function isBeyond(to: Move): boolean {
    if (to === "failure") return failure === undefined;
    if (current === undefined) return to !== "next";
    return to !== "all" && step(view, current, to) === current;
  }

  function key(pressed: KeyboardEvent) {
    const to = keys[pressed.key];
    if (to === undefined || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    // Where the expression has no further, the timeline around it goes on.
    if (isBeyond(to)) return;
    pressed.preventDefault();
    move(to);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that there is something to fill in.
    <div
      role="group"
      aria-label={`Expression of ${label}`}
      className={styles.panel}
      onKeyDown={key}
    >
      <section
        ref={ref}
        className={styles.code}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: stepping needs a place for its focus, scrolling too.
        tabIndex={0}
        aria-label="Source with values"
        {...timelineMarks.source}
      >
        {lines.map((line) => (
          <Line
            key={line.start}
            line={line}
            view={view}
            outcomes={outcomes}
            stepping={current !== undefined}
            currentNode={event?.node}
            failedNode={current === undefined ? failed?.node : undefined}
          />
        ))}
      </section>
      <div className={styles.controls}>
        <Button disabled={current === 0} onClick={() => move("previous")} title="p">
          ◀ previous
        </Button>
        <Button
          disabled={current === view.events.length - 1}
          onClick={() => move("next")}
          title="n"
          {...timelineMarks.next}
        >
          next ▶
        </Button>
        <Button disabled={current === undefined} onClick={() => move("into")} title="i">
          into ⤓
        </Button>
        <Button disabled={current === undefined} onClick={() => move("out")} title="o">
          out ⤒
        </Button>
        {failure !== undefined && (
          <Button onClick={() => move("failure")} title="f" {...timelineMarks.failure}>
            ⇥ to the failure
          </Button>
        )}
        {current !== undefined && (
          <Button onClick={() => move("all")} title="Escape">
            all values
          </Button>
        )}
        {rounds > 1 && current === undefined && (
          <label className={styles.rounds}>
            round
            <select
              value={iteration}
              onChange={(change) => setIteration(Number(change.target.value))}
            >
              {Array.from({ length: rounds }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a round is its number.
                <option key={index} value={index}>
                  {index + 1} of {rounds}
                </option>
              ))}
            </select>
          </label>
        )}
        <span className={styles.cost}>
          cost {view.cost.toLocaleString("en")} of {view.costLimit.toLocaleString("en")}
        </span>
      </div>
      <div role="status" className={styles.now}>
        {event !== undefined && current !== undefined && (
          <StepWords view={view} index={current} total={view.events.length} />
        )}
      </div>
    </div>
  );
}

function StepWords(props: {
  readonly view: ExpressionView;
  readonly index: number;
  readonly total: number;
}) {
  const { view, index, total } = props;
  const event = view.events[index];
  const node = nodeOf(view, event?.node);
  if (event === undefined || node === undefined) return null;
  const { outcome } = event;
  return (
    <>
      <span className={styles.count}>
        {index + 1}/{total}
      </span>
      <code>
        <UntrustedText text={view.source.slice(node.start, node.end)} limit={200} />
      </code>
      <span aria-hidden="true">{outcome.kind === "error" ? "✗" : "→"}</span>
      <code className={outcome.kind === "error" ? styles.bad : ""}>
        <UntrustedText
          text={outcome.kind === "error" ? outcome.message : outcome.text}
          limit={2000}
          secret={outcome.kind !== "error"}
        />
      </code>
      <span className={styles.type}>
        {outcome.kind === "error"
          ? outcome.absorbedBy === undefined
            ? "error"
            : "error, absorbed"
          : outcome.type}
      </span>
    </>
  );
}

interface LineProps {
  readonly line: AnnotatedLine;
  readonly view: ExpressionView;
  readonly outcomes: Outcomes;
  readonly stepping: boolean;
  readonly currentNode: number | undefined;
  readonly failedNode: number | undefined;
}

function Line({ line, view, outcomes, stepping, currentNode, failedNode }: LineProps) {
  return (
    <div className={styles.line}>
      <pre className={styles.source}>
        {piecesOf(line, view, outcomes, stepping, currentNode, failedNode)}
      </pre>
      {Array.from({ length: line.rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number.
        <div key={row} className={styles.row}>
          {line.notes
            .filter((note) => note.row > row)
            .map((note) => (
              <span
                key={note.node}
                className={styles.bar}
                style={{ insetInlineStart: `${note.column}ch` }}
              />
            ))}
          {line.notes
            .filter((note) => note.row === row)
            .map((note) => (
              <span
                key={note.node}
                className={[
                  styles.value,
                  note.failed && styles.bad,
                  note.node === currentNode && styles.currentValue,
                ]
                  .filter(Boolean)
                  .join(" ")}
                style={{ insetInlineStart: `${note.textColumn}ch` }}
                title={typeOf(outcomes, note.node)}
              >
                <UntrustedText text={note.text} secret={!note.failed} />
              </span>
            ))}
        </div>
      ))}
    </div>
  );
}

/** The line's text, cut where the current, the failing or an unreached part begins and ends. */
function piecesOf(
  line: AnnotatedLine,
  view: ExpressionView,
  outcomes: Outcomes,
  stepping: boolean,
  currentNode: number | undefined,
  failedNode: number | undefined,
): ReactNode[] {
  // While stepping, what is still to come is no less reached than what never will be.
  const ranges = [
    ...(stepping ? [] : unreachedNodes(view, outcomes)).map((node) => ({
      node,
      look: styles.unreached,
    })),
    ...[nodeOf(view, currentNode)].map((node) => ({ node, look: styles.current })),
    ...[nodeOf(view, failedNode)].map((node) => ({ node, look: styles.failing })),
  ].flatMap(({ node, look }) =>
    node === undefined ? [] : [{ start: node.start, end: node.end, look }],
  );
  const cuts = [
    ...new Set(
      [line.start, line.end, ...ranges.flatMap(({ start, end }) => [start, end])].filter(
        (at) => at >= line.start && at <= line.end,
      ),
    ),
  ].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? line.end;
    const looks = ranges
      .filter((range) => range.start <= start && range.end >= end)
      .map(({ look }) => look);
    return (
      <span key={start} className={looks.join(" ")}>
        {view.source.slice(start, end)}
      </span>
    );
  });
}

function nodeOf(view: ExpressionView, id: number | undefined) {
  return id === undefined ? undefined : view.nodes.find((node) => node.id === id);
}

function typeOf(outcomes: Outcomes, node: number): string {
  const outcome = outcomes.get(node)?.outcome;
  return outcome?.kind === "value"
    ? `${outcome.type}: ${outcome.text.slice(0, 2000)}`
    : (outcome?.message ?? "");
}

/** How many characters of code fit into a line of the element. */
function useColumns() {
  const ref = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(80);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const probe = document.createElement("span");
      probe.textContent = "0".repeat(20);
      probe.style.cssText = "position:absolute;visibility:hidden;white-space:pre";
      element.append(probe);
      const character = probe.getBoundingClientRect().width / 20;
      probe.remove();
      const style = getComputedStyle(element);
      const room =
        element.clientWidth -
        Number.parseFloat(style.paddingInlineStart) -
        Number.parseFloat(style.paddingInlineEnd);
      if (character > 0 && room > 0) setColumns(Math.max(24, Math.floor(room / character)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, columns };
}
