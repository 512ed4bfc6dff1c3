"use client";

import { useMemo, useState } from "react";
import type { MatrixCellView, MatrixView } from "@/lib/engine/matrix-view.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { words } from "./cell-states.ts";
import styles from "./matrix.module.css";
import { type Chosen, MatrixGrid } from "./matrix-grid.tsx";
import { layMatrix } from "./matrix-lines.ts";
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
        <MatrixGrid
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

function Legend({ complete }: { readonly complete: boolean }) {
  return (
    <span className={styles.legend} aria-hidden="true">
      {(["allowed", "named", complete ? "denied" : "maybe"] as const).map((state) => (
        <span key={state} className={`${styles.key} ${styles[state]}`}>
          {words[state]}
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
