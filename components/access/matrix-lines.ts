import type { MatrixCellView, MatrixRowView, MatrixView } from "@/lib/engine/matrix-view.ts";
import { usualVerbs } from "@/lib/kube/verbs.ts";

/** The grid as it is drawn: its columns, and below them groups and rows in one list. */
export interface MatrixLines {
  readonly columns: readonly string[];
  readonly lines: readonly MatrixLine[];
  /** Rows that the filter or "only granted" leaves out. */
  readonly hidden: number;
}

export type MatrixLine =
  | {
      readonly kind: "group";
      readonly id: string;
      readonly title: string;
      readonly rows: number;
      readonly open: boolean;
    }
  | {
      readonly kind: "row";
      readonly id: string;
      readonly group: string;
      readonly name: string;
      /** Cluster-scoped: no namespace holds it. */
      readonly clusterScoped: boolean;
      /** By place in `columns`; undefined if the resource does not have the verb. */
      readonly cells: readonly (MatrixCellView | undefined)[];
    };

export interface MatrixFilter {
  readonly text: string;
  readonly onlyGranted: boolean;
  /** Ids of groups that are closed. */
  readonly closed: ReadonlySet<string>;
}

const pathsGroup = "paths";

/** What of a matrix is drawn. Unusual verbs have a column only if something that is shown grants them. */
export function layMatrix(matrix: MatrixView, filter: MatrixFilter): MatrixLines {
  const groups = [
    ...matrix.groups.map(({ group, rows }) => ({
      id: `group:${group}`,
      title: group === "" ? "core" : group,
      verbs: matrix.verbs,
      rows,
    })),
    { id: pathsGroup, title: "Paths of the server", verbs: matrix.pathVerbs, rows: matrix.paths },
  ].map((group) => ({
    ...group,
    shown: group.rows.filter((row) => isShown(row, group.title, filter)),
  }));
  const columns = listColumns(groups);
  const lines: MatrixLine[] = [];
  let hidden = 0;
  for (const { id, title, verbs, rows, shown } of groups) {
    hidden += rows.length - shown.length;
    if (shown.length === 0) continue;
    const open = !filter.closed.has(id);
    lines.push({ kind: "group", id, title, rows: shown.length, open });
    if (!open) continue;
    for (const row of shown) {
      lines.push({
        kind: "row",
        id: `${id}/${row.name}`,
        group: title,
        name: row.name,
        clusterScoped: row.namespaced === false,
        cells: columns.map((verb) => cellOf(row, verbs, verb, id === pathsGroup)),
      });
    }
  }
  return { columns, lines, hidden };
}

/** The cell that arrow keys and the like lead to, or undefined for another key. Row 0 holds the heads of the columns. */
export function moveInGrid(
  key: string,
  jump: boolean,
  at: { readonly row: number; readonly column: number },
  rows: number,
  columns: number,
): { row: number; column: number } | undefined {
  const { row, column } = at;
  const to = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - 10, column],
    PageDown: [row + 10, column],
    Home: [jump ? 0 : row, 0],
    End: [jump ? rows - 1 : row, columns - 1],
  }[key];
  if (to === undefined) return undefined;
  return { row: clamp(to[0] ?? 0, rows), column: clamp(to[1] ?? 0, columns) };
}

/** What "*" of a path represents, among the columns. */
const pathVerbs = new Set(["get", "head", "post", "put", "patch", "delete", "options"]);

function isShown(row: MatrixRowView, group: string, { text, onlyGranted }: MatrixFilter): boolean {
  if (onlyGranted && !row.granted) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === "" || `${row.name}.${group}`.toLowerCase().includes(wanted);
}

function listColumns(
  groups: readonly { verbs: readonly string[]; shown: readonly MatrixRowView[] }[],
): string[] {
  const others = new Set<string>();
  for (const { verbs, shown } of groups) {
    verbs.forEach((verb, index) => {
      if (usualVerbs.includes(verb) || verb === "*") return;
      const granted = shown.some(({ cells }) => (cells[index]?.rules.length ?? 0) > 0);
      if (granted) others.add(verb);
    });
  }
  return [...usualVerbs, ...[...others].sort()];
}

function cellOf(
  row: MatrixRowView,
  verbs: readonly string[],
  verb: string,
  path: boolean,
): MatrixCellView | undefined {
  const cell = row.cells[verbs.indexOf(verb)];
  const every = path && pathVerbs.has(verb) ? row.cells[verbs.indexOf("*")] : undefined;
  if (every === undefined || cell === undefined) return cell ?? every;
  return { ...cell, rules: [...new Set([...cell.rules, ...every.rules])] };
}

function clamp(value: number, length: number): number {
  return Math.min(Math.max(value, 0), length - 1);
}
