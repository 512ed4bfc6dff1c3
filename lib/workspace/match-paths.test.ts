import { expect, test } from "vitest";
import { matchesName, matchPaths } from "./match-paths.ts";

const folder = ["prod/authn.yaml", "prod/rbac/a.yaml", "prod/rbac/b.yml", "prod/rbac/c/d.yaml"];

test.each([
  { name: "beside it", from: "prod/w.yaml", pattern: "authn.yaml", want: [0] },
  { name: "with a dot", from: "prod/w.yaml", pattern: "./authn.yaml", want: [0] },
  { name: "from a folder below", from: "prod/tests/w.yaml", pattern: "../authn.yaml", want: [0] },
  { name: "outside of what was opened", from: "w.yaml", pattern: "../authn.yaml", want: [] },
  { name: "from the root", from: "prod/w.yaml", pattern: "/authn.yaml", want: [] },
  { name: "any name", from: "prod/w.yaml", pattern: "rbac/*.yaml", want: [1] },
  { name: "a part of a name", from: "prod/w.yaml", pattern: "rbac/*.y*ml", want: [1, 2] },
  { name: "any folders, none too", from: "prod/w.yaml", pattern: "rbac/**/*.yaml", want: [1, 3] },
  { name: "everything", from: "prod/w.yaml", pattern: "**", want: [0, 1, 2, 3] },
  { name: "a star is no folder", from: "w.yaml", pattern: "*/a.yaml", want: [] },
  { name: "pieces do not overlap", from: "prod/w.yaml", pattern: "auth*uthn.yaml", want: [] },
])("finds the files of a folder: $name", ({ from, pattern, want }) => {
  expect(matchPaths(from, pattern, folder)).toEqual(want.map((index) => folder[index]));
});

test.each([
  { name: "by its name", pattern: "../authn/config.yaml", want: ["config.yaml"] },
  { name: "several by a star", pattern: "rbac/*.yaml", want: ["config.yaml", "rbac.yaml"] },
  { name: "none", pattern: "../authn/other.yaml", want: [] },
])("finds files that were chosen without their folder: $name", ({ pattern, want }) => {
  expect(matchPaths("w.yaml", pattern, ["config.yaml", "rbac.yaml"])).toEqual(want);
});

test("stays linear with many stars", () => {
  const name = "a".repeat(5_000);
  expect(matchPaths("w", `${"*a".repeat(2_000)}b`, [name])).toEqual([]);
  expect(matchPaths("w", `${"**/".repeat(200)}x`, [`${"a/".repeat(200)}y`])).toEqual([]);
});

test.each([
  { pattern: "*.yaml", name: "a.yaml", want: true },
  { pattern: "a*b*c", name: "abc", want: true },
  { pattern: "a*a", name: "a", want: false },
  { pattern: "a.yaml", name: "b.yaml", want: false },
])("a pattern $pattern against $name", ({ pattern, name, want }) => {
  expect(matchesName(pattern, name)).toBe(want);
});
