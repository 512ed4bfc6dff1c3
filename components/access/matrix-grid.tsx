"use client";

import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { Icon } from "../ui/icon.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { type CellState, stateOf, words } from "./cell-states.ts";
import styles from "./matrix.module.css";
import { type MatrixLine, moveInGrid } from "./matrix-lines.ts";
import { isWindowed, layRows, useRowWindow } from "./row-window.ts";

/** A cell by what it is about, so that it stays chosen while rows come and go. */
export interface Chosen {
  readonly line: string;
  readonly verb: string;
  readonly name: string;
}

export interface MatrixGridProps {
  readonly columns: readonly string[];
  readonly lines: readonly MatrixLine[];
  readonly complete: boolean;
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onToggle: (group: string) => void;
}

/** More names of verbs have no room beside each other: they are written upwards. */
const flatVerbs = 9;

/**
 * The cells as a grid with one stop of the Tab key. Of a long list only the rows in sight are drawn, and the one with the
 * focus; `aria-rowindex` says where each is.
 */
export function MatrixGrid({
  columns,
  lines,
  complete,
  chosen,
  onChoose,
  onToggle,
}: MatrixGridProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ row: 1, column: 0 });
  // Rows may have gone since.
  const active = {
    row: Math.min(place.row, lines.length),
    column: Math.min(place.column, columns.length),
  };

  function focus(row: number, column: number) {
    // The row with the focus is always drawn: drawn now, it can take the focus.
    flushSync(() => setPlace({ row, column }));
    const line = scroll.current?.querySelector<HTMLTableRowElement>(`[aria-rowindex="${row + 1}"]`);
    const cell = line?.cells[Math.min(column, line.cells.length - 1)];
    cell?.focus();
  }

  function act(row: number, column: number) {
    const line = lines[row - 1];
    if (line?.kind === "group") onToggle(line.id);
    const verb = columns[column - 1];
    if (line?.kind === "row" && verb !== undefined && line.cells[column - 1] !== undefined) {
      onChoose({ line: line.id, verb, name: line.name });
    }
  }

  function press(event: KeyboardEvent) {
    if (event.altKey || event.shiftKey) return;
    const jump = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(active.row, active.column);
      return;
    }
    const next = moveInGrid(event.key, jump, active, lines.length + 1, columns.length + 1);
    if (next === undefined) return;
    event.preventDefault();
    focus(next.row, next.column);
  }

  function click(event: MouseEvent) {
    const cell = (event.target as Element).closest("th, td");
    const row = cell?.parentElement;
    if (!(cell instanceof HTMLTableCellElement) || !(row instanceof HTMLTableRowElement)) return;
    const index = row.ariaRowIndex === null ? -1 : Number(row.ariaRowIndex) - 1;
    if (index < 0) return;
    focus(index, cell.cellIndex);
    act(index, cell.cellIndex);
  }

  /** The hint of a cell, made when it is pointed at: hundreds of cells come and go while one scrolls. */
  function nameCell({ target }: PointerEvent) {
    const cell = (target as Element).closest("td");
    const row = cell?.parentElement;
    const verb = cell ? columns[cell.cellIndex - 1] : undefined;
    const name = row?.querySelector("th")?.title ?? "";
    if (cell && verb !== undefined && name !== "")
      cell.title = `${verb} ${name}: ${cell.textContent}`;
  }

  const { range, rowHeight, follow } = useRowWindow(scroll, lines.length);
  const longest = lines.reduce(
    (most, line) => Math.max(most, line.kind === "row" ? line.name.length : 0),
    0,
  );
  const verbs = useSame(columns);
  const tabbable = (row: number) => (active.row === row ? active.column : undefined);
  return (
    <div
      ref={scroll}
      className={isWindowed(lines.length) ? `${styles.scroll} ${styles.long}` : styles.scroll}
      onScroll={follow}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus.
        role="grid"
        className={columns.length > flatVerbs ? `${styles.grid} ${styles.upright}` : styles.grid}
        aria-label="Permissions: resources by verbs"
        aria-readonly="true"
        aria-rowcount={lines.length + 1}
        style={
          { "--name": `${Math.min(longest, 60)}ch`, "--verbs": columns.length } as CSSProperties
        }
        onKeyDown={press}
        onClick={click}
        onPointerOver={nameCell}
      >
        <thead>
          <tr aria-rowindex={1}>
            {["Resource", ...columns].map((column, index) => (
              <th key={column} scope="col" tabIndex={tabbable(0) === index ? 0 : -1}>
                <span className={index === 0 ? undefined : styles.verb}>
                  {column === "deletecollection" ? (
                    <>
                      delete
                      <wbr />
                      collection
                    </>
                  ) : (
                    <UntrustedText text={column} limit={40} />
                  )}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layRows(range, active.row - 1, lines.length).map((drawn) => {
            if (drawn.kind === "gap")
              return (
                // biome-ignore lint/a11y/noAriaHiddenOnFocusable: room alone: no cell of it takes the focus.
                <tr key={`gap ${drawn.from}`} aria-hidden="true" className={styles.gap}>
                  <td colSpan={columns.length + 1} style={{ height: drawn.rows * rowHeight }} />
                </tr>
              );
            const line = lines[drawn.index];
            if (line === undefined) return null;
            return line.kind === "group" ? (
              <GroupRow
                key={line.id}
                at={drawn.index}
                line={line}
                span={columns.length + 1}
                tabbable={tabbable(drawn.index + 1) !== undefined}
              />
            ) : (
              <Row
                key={line.id}
                at={drawn.index}
                name={line.name}
                clusterScoped={line.clusterScoped}
                columns={verbs}
                cells={line.cells.map((cell) => stateOf(cell, complete)).join(" ")}
                tabbable={tabbable(drawn.index + 1)}
                chosen={chosen?.line === line.id ? chosen.verb : undefined}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The list of before while the new one has the same names. */
function useSame(names: readonly string[]): readonly string[] {
  const text = JSON.stringify(names);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what the list holds.
  return useMemo(() => names, [text]);
}

interface GroupRowProps {
  /** Its place in the list, from 0. */
  readonly at: number;
  readonly line: Extract<MatrixLine, { kind: "group" }>;
  readonly span: number;
  readonly tabbable: boolean;
}

const GroupRow = memo(function GroupRow({ at, line, span, tabbable }: GroupRowProps) {
  return (
    <tr className={styles.group} data-row aria-rowindex={at + 2}>
      <th scope="rowgroup" colSpan={span} tabIndex={tabbable ? 0 : -1} aria-expanded={line.open}>
        <span className={styles.groupWords}>
          <span className={styles.chevron}>
            <Icon name="chevron" size={12} />
          </span>
          <UntrustedText text={line.title} limit={200} />
          <span className={styles.count}>{line.rows}</span>
        </span>
      </th>
    </tr>
  );
});

/**
 * Texts, numbers and one list for all: a row that shows the same is not made again for another namespace. A cell is one
 * element with as few attributes as it needs, its mark comes from the style: rows come into sight while the visitor scrolls.
 */
interface RowProps {
  /** Its place in the list, from 0. */
  readonly at: number;
  readonly name: string;
  readonly clusterScoped: boolean;
  /** The verbs: one list for all rows. */
  readonly columns: readonly string[];
  /** The states of their cells with blanks between. */
  readonly cells: string;
  /** The column that Tab leads to. */
  readonly tabbable: number | undefined;
  /** The verb whose rules are shown. */
  readonly chosen: string | undefined;
}

const Row = memo(function Row({
  at,
  name,
  clusterScoped,
  columns,
  cells,
  tabbable,
  chosen,
}: RowProps) {
  const found = cells.split(" ") as CellState[];
  return (
    <tr data-row aria-rowindex={at + 2}>
      <th scope="row" title={name} tabIndex={tabbable === 0 ? 0 : -1}>
        <UntrustedText text={name} limit={200} />
        {clusterScoped && (
          <span className={styles.scope} title="cluster-scoped: it is in no namespace">
            cluster
          </span>
        )}
      </th>
      {columns.map((verb, index) => {
        const state = found[index] ?? "absent";
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a grid a cell can be selected.
          <td
            key={verb}
            className={styles[state]}
            tabIndex={tabbable === index + 1 ? 0 : undefined}
            aria-selected={chosen === verb ? true : undefined}
          >
            {words[state]}
          </td>
        );
      })}
    </tr>
  );
});
