import type { KeyboardEvent } from "react";

/** Marks what the keys of the timeline look for. */
export const timelineMarks = {
  /** The line of a step, or of steps that are folded into one. */
  head: { "data-timeline": "head" },
  /** The source of a step's expression, which takes the focus while it is stepped through. */
  source: { "data-timeline": "source" },
  /** Moves within the expression. */
  next: { "data-timeline": "next" },
  failure: { "data-timeline": "failure" },
} as const;

/**
 * Keys of the timeline, where its expressions leave them: `n` and `p` go from step to step, `i` into a step and its
 * expression, `o` back to the step, `f` to the step that failed and the place where it did.
 */
export function stepThroughTimeline(event: KeyboardEvent<HTMLElement>): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  if (target.matches("input, select, textarea")) return;
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  move(event.currentTarget, target);
}

type Move = (timeline: HTMLElement, target: HTMLElement) => void;

const moves: Readonly<Record<string, Move>> = {
  n: (timeline, target) => walk(timeline, target, 1),
  p: (timeline, target) => walk(timeline, target, -1),
  i: (_, target) => enter(target.closest("li"), "next"),
  o: (_, target) => focusHead(leave(target)),
  f: (timeline) => enter(timeline.querySelector('li[data-verdict="failed"]'), "failure"),
};

function walk(timeline: HTMLElement, target: HTMLElement, by: 1 | -1): void {
  const heads = [...timeline.querySelectorAll<HTMLElement>('[data-timeline="head"]')];
  const here = heads.indexOf(headOf(target.closest("li")) ?? target);
  heads[here + by]?.focus();
}

// From a step's inside to the step; from the step to the line that it is folded into.
function leave(target: HTMLElement): Element | null | undefined {
  const row = target.closest("li");
  return headOf(row) === target ? row?.parentElement?.closest("li") : row;
}

function enter(row: Element | null, mark: "next" | "failure"): void {
  const head = headOf(row);
  if (row === null || head === undefined) return;
  if (head.getAttribute("aria-expanded") === "false") head.click();
  // What opens is there after the next rendering.
  requestAnimationFrame(() => {
    const inside = row.querySelector<HTMLElement>(
      '[data-timeline="source"], :scope ol [data-timeline="head"]',
    );
    (inside ?? head).focus();
    if (inside) row.querySelector<HTMLElement>(`[data-timeline="${mark}"]`)?.click();
  });
}

function focusHead(row: Element | null | undefined): void {
  headOf(row ?? null)?.focus();
}

function headOf(row: Element | null): HTMLElement | undefined {
  return row?.querySelector<HTMLElement>(':scope > [data-timeline="head"]') ?? undefined;
}
