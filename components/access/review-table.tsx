"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { writeCsv, writeMarkdownTable } from "../ui/table-text.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./review-table.module.css";

/** A column of a table of findings. */
export interface Column<Row> {
  readonly title: string;
  /** What is filtered, copied, and sorted by. */
  readonly text: (row: Row) => string;
  /** If its texts do not sort it: the smaller one comes first. */
  readonly rank?: (row: Row) => number;
  /** Its texts are single words, which are not broken. */
  readonly words?: boolean;
  /** What is in the cell instead of the text. */
  readonly show?: (row: Row) => ReactNode;
}

export interface ReviewTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What is there if there are no rows. */
  readonly none: string;
}

const foldedRows = 50;

/** A table to filter, sort and copy. What is copied are the rows that the filter leaves, in the order shown. */
export function ReviewTable<Row>({ label, columns, rows, none }: ReviewTableProps<Row>) {
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<{ readonly at: number; readonly down: boolean }>();
  const [whole, setWhole] = useState(false);
  if (rows.length === 0) return <p className={styles.none}>{none}</p>;

  const words = filter.toLowerCase().split(/\s+/);
  const found = rows.filter((row) => {
    const text = columns.map((column) => column.text(row).toLowerCase()).join("\n");
    return words.every((word) => text.includes(word));
  });
  const by = sort && columns[sort.at];
  const sorted = by === undefined ? found : [...found].sort(compareBy(by, sort?.down ?? false));
  const shown = whole ? sorted : sorted.slice(0, foldedRows);
  // A column that says nothing of any row takes no room.
  const said = columns.flatMap((column, at) =>
    rows.some((row) => column.text(row) !== "") ? [{ ...column, at }] : [],
  );
  const table = {
    titles: columns.map(({ title }) => title),
    rows: sorted.map((row) => columns.map((column) => column.text(row))),
  };
  return (
    <div className={styles.box}>
      <div className={styles.tools}>
        <input
          aria-label="Filter"
          placeholder="Filter"
          className={styles.filter}
          value={filter}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setFilter(event.target.value)}
        />
        <span role="status" className={styles.none}>
          {found.length < rows.length && `${found.length} of `}
          {rows.length} {rows.length === 1 ? "row" : "rows"}
        </span>
        <CopyButton text={writeMarkdownTable(table)} label={`Copy ${label} as Markdown`}>
          Markdown
        </CopyButton>
        <CopyButton text={writeCsv(table)} label={`Copy ${label} as CSV`}>
          CSV
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {said.map(({ title, at }) => {
                const down = sort?.at === at ? sort.down : undefined;
                return (
                  <th
                    key={title}
                    scope="col"
                    aria-sort={down === undefined ? undefined : down ? "descending" : "ascending"}
                  >
                    <button
                      type="button"
                      className={styles.sort}
                      onClick={() => setSort({ at, down: down === false })}
                    >
                      {title}
                      <span aria-hidden="true">{down === undefined ? "" : down ? " ↓" : " ↑"}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its cells and holds no state.
              <tr key={index}>
                {said.map((column) => (
                  <td
                    key={column.title}
                    data-title={column.title}
                    data-words={column.words}
                    className={column.text(row) === "" ? styles.empty : undefined}
                  >
                    <div className={styles.cell}>
                      {column.show?.(row) ?? (
                        <UntrustedText text={column.text(row)} limit={600} breaks />
                      )}
                    </div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {sorted.length > foldedRows && (
        <div>
          <Button look="soft" onClick={() => setWhole(!whole)}>
            {whole ? "Show fewer" : `Show ${sorted.length - foldedRows} more`}
          </Button>
        </div>
      )}
    </div>
  );
}

function compareBy<Row>({ text, rank }: Column<Row>, down: boolean): (a: Row, b: Row) => number {
  const turn = down ? -1 : 1;
  if (rank !== undefined) return (a, b) => turn * (rank(a) - rank(b));
  return (a, b) => {
    const [x, y] = [text(a), text(b)];
    return x === y ? 0 : x < y ? -turn : turn;
  };
}
