/** A table as text: titles, then rows of as many cells. */
export interface TableText {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * GitHub's Markdown. A cell's text is code, so that nothing in it acts as Markdown or HTML; line ends become spaces, and a
 * bar is written as `\|`, which tables read inside of code too.
 */
export function writeMarkdownTable({ titles, rows }: TableText): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return [
    line(titles),
    line(titles.map(() => "---")),
    ...rows.map((cells) => line(cells.map(writeCell))),
  ].join("");
}

/**
 * CSV of RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises:
 * names come from files of others.
 */
export function writeCsv({ titles, rows }: TableText): string {
  return [titles, ...rows].map((cells) => `${cells.map(quoteCell).join(",")}\r\n`).join("");
}

function writeCell(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(1 + Math.max(0, ...runs));
  const gap = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${gap}${line.replaceAll("|", "\\|")}${gap}${fence}`;
}

function quoteCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
