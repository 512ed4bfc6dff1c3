"use client";

import { type KeyboardEvent, type MouseEvent, memo, useMemo, useRef, useState } from "react";
import type { MatrixCellView, MatrixView } from "@/lib/engine/matrix-view.ts";
import { Button } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./matrix.module.css";
import { layMatrix, type MatrixLine, moveInGrid } from "./matrix-lines.ts";
import { RuleList } from "./rule-list.tsx";

/** Resources × verbs: what the one who asks may do, and by which rules. */
export function Matrix({ matrix }: { readonly matrix: MatrixView }) {
  const [text, setText] = useState("");
  const [onlyGranted, setOnlyGranted] = useState(true);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const laid = useMemo(
    () => layMatrix(matrix, { text, onlyGranted, closed }),
    [matrix, text, onlyGranted, closed],
  );

  function toggle(id: string) {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  }

  return (
    <div className={styles.matrix}>
      <div className={styles.tools}>
        <input
          type="search"
          className={styles.filter}
          aria-label="Filter resources"
          placeholder="Filter: pods, apps …"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={onlyGranted}
            onChange={(event) => setOnlyGranted(event.target.checked)}
          />
          only what is granted
        </label>
        <Legend complete={matrix.complete} />
      </div>
      {laid.lines.length === 0 ? (
        <p className={styles.none}>
          {text.trim() === "" ? "Nothing is granted here." : "Nothing fits the filter."}
          {onlyGranted && laid.hidden > 0 && (
            <>
              {" "}
              <Button onClick={() => setOnlyGranted(false)}>Show what is not granted too</Button>
            </>
          )}
        </p>
      ) : (
        <Grid
          columns={laid.columns}
          lines={laid.lines}
          complete={matrix.complete}
          chosen={chosen}
          onChoose={setChosen}
          onToggle={toggle}
        />
      )}
      {chosen && laid.lines.length > 0 && (
        <CellDetail
          matrix={matrix}
          chosen={chosen}
          cell={findCell(laid, chosen)}
          onClose={() => setChosen(undefined)}
        />
      )}
    </div>
  );
}

/** A cell by what it is about, so that it stays chosen while rows come and go. */
interface Chosen {
  readonly line: string;
  readonly verb: string;
  readonly name: string;
}

interface GridProps {
  readonly columns: readonly string[];
  readonly lines: readonly MatrixLine[];
  readonly complete: boolean;
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onToggle: (group: string) => void;
}

function Grid({ columns, lines, complete, chosen, onChoose, onToggle }: GridProps) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState({ row: 1, column: 0 });
  // Rows may have gone since.
  const active = {
    row: Math.min(place.row, lines.length),
    column: Math.min(place.column, columns.length),
  };

  function focus(row: number, column: number) {
    setPlace({ row, column });
    const cells = table.current?.rows[row]?.cells;
    cells?.[Math.min(column, cells.length - 1)]?.focus();
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
    focus(row.rowIndex, cell.cellIndex);
    act(row.rowIndex, cell.cellIndex);
  }

  const columnNames = JSON.stringify(columns);
  const tabbable = (row: number) => (active.row === row ? active.column : undefined);
  return (
    <div className={styles.scroll}>
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus.
        role="grid"
        className={styles.grid}
        aria-label="Permissions: resources by verbs"
        aria-readonly="true"
        onKeyDown={press}
        onClick={click}
      >
        <thead>
          <tr>
            {["Resource", ...columns].map((column, index) => (
              <th key={column} scope="col" tabIndex={tabbable(0) === index ? 0 : -1}>
                {column === "deletecollection" ? (
                  <>
                    delete
                    <wbr />
                    collection
                  </>
                ) : (
                  <UntrustedText text={column} limit={40} />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) =>
            line.kind === "group" ? (
              <GroupRow
                key={line.id}
                line={line}
                span={columns.length + 1}
                tabbable={tabbable(index + 1) !== undefined}
              />
            ) : (
              <Row
                key={line.id}
                name={line.name}
                clusterScoped={line.clusterScoped}
                columns={columnNames}
                cells={line.cells.map((cell) => stateOf(cell, complete)).join(" ")}
                tabbable={tabbable(index + 1)}
                chosen={chosen?.line === line.id ? chosen.verb : undefined}
              />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

interface GroupRowProps {
  readonly line: Extract<MatrixLine, { kind: "group" }>;
  readonly span: number;
  readonly tabbable: boolean;
}

const GroupRow = memo(function GroupRow({ line, span, tabbable }: GroupRowProps) {
  return (
    <tr className={styles.group}>
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

/** Texts and numbers only: a row that shows the same is not made again for another namespace. */
interface RowProps {
  readonly name: string;
  readonly clusterScoped: boolean;
  /** Verbs as a JSON list, and the states of their cells with blanks between. */
  readonly columns: string;
  readonly cells: string;
  /** The column that Tab leads to. */
  readonly tabbable: number | undefined;
  /** The verb whose rules are shown. */
  readonly chosen: string | undefined;
}

const Row = memo(function Row({ name, clusterScoped, columns, cells, tabbable, chosen }: RowProps) {
  const found = cells.split(" ") as CellState[];
  return (
    <tr>
      <th scope="row" tabIndex={tabbable === 0 ? 0 : -1}>
        <UntrustedText text={name} limit={200} />
        {clusterScoped && (
          <span className={styles.scope} title="cluster-scoped: it is in no namespace">
            cluster
          </span>
        )}
      </th>
      {(JSON.parse(columns) as string[]).map((verb, index) => {
        const state = found[index] ?? "absent";
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a grid a cell can be selected.
          <td
            key={verb}
            className={styles[state]}
            tabIndex={tabbable === index + 1 ? 0 : -1}
            aria-selected={chosen === verb}
            title={`${verb} ${name}: ${states[state].word}`}
          >
            {states[state].icon && <Icon name={states[state].icon} size={14} />}
            <span className={styles.word}>{states[state].word}</span>
          </td>
        );
      })}
    </tr>
  );
});

type CellState = "allowed" | "named" | "denied" | "maybe" | "absent";

const states: Readonly<Record<CellState, { readonly icon?: IconName; readonly word: string }>> = {
  allowed: { icon: "check", word: "yes" },
  named: { icon: "key", word: "only some names" },
  denied: { icon: "dash", word: "no" },
  maybe: { icon: "question", word: "unknown: a role is missing" },
  absent: { word: "no such verb" },
};

function stateOf(cell: MatrixCellView | undefined, complete: boolean): CellState {
  if (cell === undefined) return "absent";
  return cell.verdict === "denied" && !complete ? "maybe" : cell.verdict;
}

function Legend({ complete }: { readonly complete: boolean }) {
  const shown = (["allowed", "named", complete ? "denied" : "maybe"] as const).map(
    (state) => [state, states[state]] as const,
  );
  return (
    <span className={styles.legend} aria-hidden="true">
      {shown.map(([state, { icon, word }]) => (
        <span key={state} className={`${styles.key} ${styles[state]}`}>
          {icon && <Icon name={icon} size={14} />} {word}
        </span>
      ))}
    </span>
  );
}

interface CellDetailProps {
  readonly matrix: MatrixView;
  readonly chosen: Chosen;
  readonly cell: MatrixCellView | undefined;
  readonly onClose: () => void;
}

function CellDetail({ matrix, chosen, cell, onClose }: CellDetailProps) {
  const rules = (cell?.rules ?? []).flatMap((index) => matrix.rules[index] ?? []);
  const title = `${chosen.verb} ${chosen.name}`;
  const words =
    rules.length === 0
      ? matrix.complete
        ? "no rule grants it"
        : "no known rule grants it; a role is missing"
      : `${rules.length} ${rules.length === 1 ? "rule grants" : "rules grant"} it`;
  return (
    <section className={styles.detail} aria-label={`Rules for ${title}`}>
      <div className={styles.detailHead} role="status">
        <code>
          <UntrustedText text={title} limit={200} />
        </code>
        <span className={styles.none}>
          {words}
          {cell?.verdict === "named" && ", for some names only"}
        </span>
        <Button icon="cross" label="Close" onClick={onClose} />
      </div>
      {rules.length > 0 && <RuleList rules={rules} label={`Rules that grant ${title}`} />}
    </section>
  );
}

function findCell(
  { columns, lines }: ReturnType<typeof layMatrix>,
  { line, verb }: Chosen,
): MatrixCellView | undefined {
  const found = lines.find(({ id }) => id === line);
  return found?.kind === "row" ? found.cells[columns.indexOf(verb)] : undefined;
}
