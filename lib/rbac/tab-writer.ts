/**
 * Aligns text in columns as kubectl does: cells end with a tab, a column is as wide as its widest cell and three
 * blanks. Follows github.com/liggitt/tabwriter with the settings of k8s.io/cli-runtime/pkg/printers/tabwriter.go.
 */
export function formatTable(text: string): string {
  const widest: number[] = [];
  let output = "";
  let lines: Cell[][] = [[]];
  let start = 0;

  function flush() {
    output += formatLines(lines, widest);
    lines = [[]];
  }

  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark !== "\t" && mark !== "\v" && mark !== "\n" && mark !== "\f") continue;
    const cell = text.slice(start, at);
    start = at + 1;
    const line = lines.at(-1) as Cell[];
    line.push({ text: cell, width: [...cell].length });
    if (mark !== "\n" && mark !== "\f") continue;
    lines.push([]);
    // A line of one cell ends every column, so what was gathered can be written.
    if (mark === "\f" || line.length === 1) flush();
  }
  const rest = text.slice(start);
  if (rest !== "") lines.at(-1)?.push({ text: rest, width: [...rest].length });
  flush();
  return output;
}

interface Cell {
  readonly text: string;
  /** In code points. */
  readonly width: number;
}

const minimalWidth = 6;
const padding = 3;

/** `widest` are the columns' widths so far, which only grow. */
function formatLines(lines: readonly Cell[][], widest: number[]): string {
  let output = "";
  const widths: number[] = [];

  function write(from: number, to: number) {
    for (let i = from; i < to; i++) {
      (lines[i] ?? []).forEach((cell, column) => {
        const width = widths[column];
        output += cell.text + (width === undefined ? "" : pad(cell, width));
      });
      if (i + 1 < lines.length) output += "\n";
    }
  }

  function format(from: number, to: number) {
    const column = widths.length;
    let unwritten = from;
    for (let i = from; i < to; i++) {
      // The last cell of a line belongs to no column.
      if (column >= (lines[i]?.length ?? 0) - 1) continue;
      write(unwritten, i);
      unwritten = i;
      let width = minimalWidth;
      for (; i < to && column < (lines[i]?.length ?? 0) - 1; i++) {
        width = Math.max(width, (lines[i]?.[column]?.width ?? 0) + padding);
      }
      width = Math.max(width, widest[column] ?? 0);
      widest[column] = width;
      widths.push(width);
      format(unwritten, i);
      widths.pop();
      unwritten = i;
    }
    write(unwritten, to);
  }

  format(0, lines.length);
  return output;
}

function pad(cell: Cell, width: number): string {
  return " ".repeat(width - cell.width);
}
