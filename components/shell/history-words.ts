import { diffLines } from "../ui/diff-lines.ts";

/** The documents of a state, by their field; one that was too large to be kept is missing. */
export type StateTexts = Readonly<Record<string, string>>;

/** What a state changed in the documents, against the state before it. */
export interface StateChange {
  /** "2 lines added, 1 line removed", or "" if the documents are the same. */
  readonly words: string;
  /** The first line that was added, or else the first that was removed; blank lines do not count. */
  readonly line: string | undefined;
}

/** Longer documents are not compared: the list of states shall open at once. */
const longest = 200_000;

/** Compares the documents of two states; `undefined` before the oldest state that is kept. */
export function describeStateChange(
  before: StateTexts | undefined,
  after: StateTexts,
): StateChange {
  if (before === undefined) {
    const lines = Object.values(after).reduce((sum, text) => sum + countLines(text), 0);
    return { words: `${count(lines)} in all`, line: undefined };
  }
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = fields.filter((field) => before[field] !== after[field]);
  const long = differing.some((field) =>
    [before[field], after[field]].some((text = "") => text.length > longest),
  );
  if (long) return { words: "a long document changed", line: undefined };
  const lines = differing.flatMap((field) =>
    diffLines(before[field] ?? "", after[field] ?? "", 0).filter(({ kind }) => kind !== "gap"),
  );
  const textsOf = (wanted: "added" | "removed") =>
    lines.flatMap((line) => (line.kind === wanted ? [line.text.trim()] : [])).filter(Boolean);
  const added = textsOf("added");
  const removed = textsOf("removed");
  const words = [
    ...(added.length > 0 ? [`${count(added.length)} added`] : []),
    ...(removed.length > 0 ? [`${count(removed.length)} removed`] : []),
  ];
  return {
    words: words.length === 0 && differing.length > 0 ? "blanks changed" : words.join(", "),
    line: added[0] ?? removed[0],
  };
}

function countLines(text: string): number {
  return text.trim() === "" ? 0 : text.trimEnd().split("\n").length;
}

function count(lines: number): string {
  return `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"}`;
}
