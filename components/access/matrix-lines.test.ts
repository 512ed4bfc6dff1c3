import { expect, test } from "vitest";
import type { MatrixCellView, MatrixView } from "@/lib/engine/matrix-view.ts";
import { layMatrix, moveInGrid } from "./matrix-lines.ts";

const yes: MatrixCellView = { verdict: "allowed", rules: [0] };
const no: MatrixCellView = { verdict: "denied", rules: [] };

const matrix: MatrixView = {
  verbs: [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "bind",
  ],
  groups: [
    {
      group: "",
      rows: [
        { name: "pods", namespaced: true, granted: true, cells: [yes, no] },
        { name: "nodes", namespaced: false, granted: false, cells: [no, no] },
      ],
    },
    {
      group: "rbac.authorization.k8s.io",
      rows: [{ name: "roles", namespaced: true, granted: false, cells: [no] }],
    },
  ],
  pathVerbs: ["*", "get"],
  paths: [{ name: "/metrics", granted: true, cells: [{ verdict: "allowed", rules: [1] }, yes] }],
  rules: [],
  complete: true,
};

const everything = { text: "", onlyGranted: false, closed: new Set<string>() };

const cases = [
  {
    name: "everything",
    input: everything,
    want: [
      "group:",
      "group:/pods",
      "group:/nodes",
      "group:rbac.authorization.k8s.io",
      "group:rbac.authorization.k8s.io/roles",
      "paths",
      "paths//metrics",
    ],
    hidden: 0,
  },
  {
    name: "only what is granted",
    input: { ...everything, onlyGranted: true },
    want: ["group:", "group:/pods", "paths", "paths//metrics"],
    hidden: 2,
  },
  {
    name: "by the group's name",
    input: { ...everything, text: " RBAC" },
    want: ["group:rbac.authorization.k8s.io", "group:rbac.authorization.k8s.io/roles"],
    hidden: 3,
  },
  {
    name: "a closed group keeps its head",
    input: { ...everything, text: "core", closed: new Set(["group:"]) },
    want: ["group:"],
    hidden: 2,
  },
];

test.each(cases)("layMatrix lays out the lines of a matrix: $name", ({ input, want, hidden }) => {
  const laid = layMatrix(matrix, input);
  expect(laid.lines.map(({ id }) => id)).toEqual(want);
  expect(laid.hidden).toBe(hidden);
});

test("an unusual verb has a column only where it is granted", () => {
  expect(layMatrix(matrix, everything).columns).not.toContain("bind");
  const [core, rbac] = matrix.groups;
  if (core === undefined || rbac === undefined) throw new Error("no groups");
  const bind = [no, no, no, no, no, no, no, no, yes];
  const rows = [{ name: "roles", granted: true, cells: bind }];
  const granted = { ...matrix, groups: [core, { ...rbac, rows }] };
  expect(layMatrix(granted, everything).columns.at(-1)).toBe("bind");
});

test("every verb of a path is the verbs of HTTP, not those of resources", () => {
  const { columns, lines } = layMatrix(matrix, everything);
  const path = lines.at(-1);
  if (path?.kind !== "row") throw new Error("no row");
  const given = Object.fromEntries(columns.map((verb, index) => [verb, path.cells[index]?.rules]));
  expect(given).toEqual({
    get: [0, 1],
    list: undefined,
    watch: undefined,
    create: undefined,
    update: undefined,
    patch: [1],
    delete: [1],
    deletecollection: undefined,
  });
});

const moves = [
  { input: ["ArrowDown", false, 1, 2], want: { row: 2, column: 2 } },
  { input: ["ArrowUp", false, 0, 2], want: { row: 0, column: 2 } },
  { input: ["ArrowRight", false, 1, 4], want: { row: 1, column: 4 } },
  { input: ["PageDown", false, 1, 2], want: { row: 9, column: 2 } },
  { input: ["Home", false, 3, 2], want: { row: 3, column: 0 } },
  { input: ["End", true, 3, 2], want: { row: 9, column: 4 } },
  { input: ["a", false, 3, 2], want: undefined },
] as const;

test.each(moves)(
  "moveInGrid moves by the key $input",
  ({ input: [key, jump, row, column], want }) => {
    expect(moveInGrid(key, jump, { row, column }, 10, 5)).toEqual(want);
  },
);
