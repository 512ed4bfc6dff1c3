import type { ExpressionEvent, ExpressionNode, ExpressionView } from "@/lib/token/trace.ts";

/** A piece of the source that is on one line of the page, `[start, end)`. */
export interface SourceLine {
  readonly start: number;
  readonly end: number;
}

/** A value under its sub-expression: a bar down from its column, the text in its row. */
export interface Note {
  readonly node: number;
  readonly column: number;
  /** Where the text begins: at its bar, or before it where the line would be too short. */
  readonly textColumn: number;
  readonly row: number;
  readonly text: string;
  readonly failed: boolean;
}

export interface AnnotatedLine extends SourceLine {
  readonly notes: readonly Note[];
  readonly rows: number;
}

/** What each node came to, in the iterations that one looks at; undefined for a node that was not evaluated. */
export type Outcomes = ReadonlyMap<number, ExpressionEvent>;

const variables = ["claims", "user"];
const valueLimit = 44;
const messageLimit = 90;

/** The newest event of each node among the first `count`, in the chosen iterations of the comprehensions around it. */
export function outcomesOf(
  view: ExpressionView,
  iterations: readonly number[],
  count = view.events.length,
): Outcomes {
  const outcomes = new Map<number, ExpressionEvent>();
  for (const event of view.events.slice(0, count))
    if (isWithin(event.iterations, iterations)) outcomes.set(event.node, event);
  return outcomes;
}

/** The source in lines no wider than `width` columns, broken at its own line ends and at blanks. */
export function breakSource(source: string, width: number): SourceLine[] {
  const lines: SourceLine[] = [];
  let start = 0;
  while (start <= source.length) {
    const newline = source.indexOf("\n", start);
    const lineEnd = newline === -1 ? source.length : newline;
    let end = lineEnd;
    if (end - start > width) {
      const blank = source.lastIndexOf(" ", start + width);
      // A line without a blank goes on until there is one.
      const later = source.indexOf(" ", start + width);
      const at = blank > start ? blank : later;
      if (at !== -1 && at < lineEnd) end = at + 1;
    }
    if (end > start || end === lineEnd) lines.push({ start, end });
    start = end === lineEnd ? lineEnd + 1 : end;
  }
  return lines.filter(({ start: from, end }) => source.slice(from, end).trim() !== "");
}

/** The values under their lines. Literals and the variable itself say nothing new and get none. */
export function annotate(
  view: ExpressionView,
  lines: readonly SourceLine[],
  outcomes: Outcomes,
  width = Number.POSITIVE_INFINITY,
): AnnotatedLine[] {
  const children = childrenOf(view.nodes);
  return lines.map((line) => {
    const notes = view.nodes
      .map((node) => ({ node, anchor: anchorOf(view.source, node, children.get(node.id) ?? []) }))
      .filter(({ anchor }) => anchor >= line.start && anchor < line.end)
      .flatMap(({ node, anchor }) => {
        const outcome = outcomes.get(node.id)?.outcome;
        if (outcome === undefined) return [];
        const failed = outcome.kind === "error";
        const text = failed ? outcome.message : outcome.text;
        const source = view.source.slice(node.start, node.end);
        if (text === source || variables.includes(source)) return [];
        if (failed && passesOn(outcome.message, children.get(node.id) ?? [], outcomes)) return [];
        return [
          {
            node: node.id,
            column: anchor - line.start,
            text: shorten(text, failed ? messageLimit : valueLimit),
            failed,
          },
        ];
      });
    return { ...line, ...place(notes, width) };
  });
}

/** Nodes that were not evaluated and whose parent was: what is to be shown as not reached. */
export function unreachedNodes(view: ExpressionView, outcomes: Outcomes): ExpressionNode[] {
  const children = childrenOf(view.nodes);
  const touched = new Map<number, boolean>();
  const isTouched = (node: ExpressionNode): boolean => {
    const known = touched.get(node.id);
    if (known !== undefined) return known;
    const answer = outcomes.has(node.id) || (children.get(node.id) ?? []).some(isTouched);
    touched.set(node.id, answer);
    return answer;
  };
  const byId = new Map(view.nodes.map((node) => [node.id, node]));
  return view.nodes.filter((node) => {
    const parent = node.parent === undefined ? undefined : byId.get(node.parent);
    return !isTouched(node) && (parent === undefined || isTouched(parent));
  });
}

/** The event at which an error arose: none of its parts had one. The last such, which is the one that was not absorbed. */
export function failureOf(view: ExpressionView): number | undefined {
  const children = childrenOf(view.nodes);
  const failing = new Set<number>();
  let found: number | undefined;
  for (const [index, { node, outcome }] of view.events.entries()) {
    if (outcome.kind !== "error") {
      failing.delete(node);
      continue;
    }
    const parts = children.get(node) ?? [];
    if (!parts.some(({ id }) => failing.has(id))) found = index;
    failing.add(node);
  }
  return found;
}

/** The event that follows `current` when stepping; `current` itself if there is none. */
export function step(
  view: ExpressionView,
  current: number | undefined,
  move: "next" | "previous" | "into" | "out",
): number | undefined {
  const last = view.events.length - 1;
  if (last < 0) return undefined;
  if (current === undefined) return move === "previous" ? last : 0;
  if (move === "next") return Math.min(last, current + 1);
  if (move === "previous") return Math.max(0, current - 1);
  const event = view.events[current];
  if (event === undefined) return current;
  const ancestors = ancestorsOf(view.nodes);
  if (move === "out") {
    const above = ancestors(event.node);
    const found = view.events.findIndex(
      ({ node }, index) => index > current && above.includes(node),
    );
    return found === -1 ? current : found;
  }
  // The parts of an expression have their values before it.
  const found = view.events.findIndex(
    ({ node, iterations }, index) =>
      index < current &&
      ancestors(node).includes(event.node) &&
      isWithin(event.iterations, iterations),
  );
  return found === -1 ? current : found;
}

/** How many times the outermost comprehension went round. */
export function iterationCount(view: ExpressionView): number {
  return view.events.reduce((most, { iterations }) => Math.max(most, (iterations[0] ?? -1) + 1), 0);
}

/** Where the bar of a node starts: at its operator, its selected field or its function's name. */
function anchorOf(
  source: string,
  node: ExpressionNode,
  children: readonly ExpressionNode[],
): number {
  const first = children.find(
    ({ start }) =>
      start < node.end && source.slice(node.start, start).trim().replaceAll("(", "") === "",
  );
  if (first === undefined || first.end >= node.end) return node.start;
  for (let at = first.end; at < node.end; at += 1) {
    // What closes, separates or opens is no name.
    if (!/[\s.)?]/.test(source[at] ?? "")) return at;
    if (source[at] === "?" && /\s/.test(source[at + 1] ?? " ")) return at;
  }
  return node.start;
}

/**
 * A row for each text, from right to left, so that texts do not overlap and no bar runs through one. A text that would
 * leave the line is moved to the left.
 */
function place(
  notes: readonly Omit<Note, "row" | "textColumn">[],
  width: number,
): { notes: Note[]; rows: number } {
  const placed: Note[] = [];
  for (const note of [...notes].sort((a, b) => b.column - a.column)) {
    const textColumn = Math.max(0, Math.min(note.column, width - note.text.length));
    const candidates = Array.from({ length: placed.length + 1 }, (_, row) => ({
      ...note,
      textColumn,
      row,
    }));
    const found = candidates.find((one) => placed.every((other) => isClear(one, other)));
    // Only texts that were moved can leave no clear row; then the lowest one hurts least.
    const chosen = found ?? candidates.at(-1);
    if (chosen !== undefined) placed.push(chosen);
  }
  return { notes: placed, rows: placed.reduce((most, { row }) => Math.max(most, row + 1), 0) };
}

function isClear(one: Note, other: Note): boolean {
  if (one.row === other.row) return endOf(one) < other.textColumn || endOf(other) < one.textColumn;
  const [upper, lower] = one.row < other.row ? [one, other] : [other, one];
  // The bar of the lower one passes the row of the upper one; at the same column it starts under the text.
  return (
    lower.column === upper.column || lower.column < upper.textColumn || lower.column > endOf(upper)
  );
}

function endOf({ textColumn, text }: Note): number {
  return textColumn + text.length;
}

function isWithin(inner: readonly number[], outer: readonly number[]): boolean {
  return inner.every((iteration, depth) =>
    outer[depth] === undefined ? iteration === 0 : iteration === outer[depth],
  );
}

/** An error that only comes up from a part is shown there. */
function passesOn(message: string, parts: readonly ExpressionNode[], outcomes: Outcomes): boolean {
  return parts.some(({ id }) => {
    const outcome = outcomes.get(id)?.outcome;
    return outcome?.kind === "error" && outcome.message === message;
  });
}

function childrenOf(nodes: readonly ExpressionNode[]): Map<number, ExpressionNode[]> {
  const children = new Map<number, ExpressionNode[]>();
  for (const node of nodes) {
    if (node.parent === undefined) continue;
    const siblings = children.get(node.parent);
    if (siblings === undefined) children.set(node.parent, [node]);
    else siblings.push(node);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a.start - b.start);
  return children;
}

function ancestorsOf(nodes: readonly ExpressionNode[]): (id: number) => readonly number[] {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  return (id) => {
    const above: number[] = [];
    for (let at = parents.get(id); at !== undefined; at = parents.get(at)) above.push(at);
    return above;
  };
}

function shorten(text: string, limit: number): string {
  const line = text.replaceAll("\n", "⏎");
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
