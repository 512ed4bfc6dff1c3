import { expect, test } from "vitest";
import { nameCopy, nameNew } from "./name-workspace.ts";

test.each([
  { name: "the first", input: [], want: "Workspace" },
  { name: "the second", input: ["Workspace"], want: "Workspace 2" },
  { name: "a gap is filled", input: ["Workspace", "Workspace 3"], want: "Workspace 2" },
])("a new workspace: $name", ({ input, want }) => {
  expect(nameNew(input)).toBe(want);
});

test.each([
  { name: "the first", input: "prod", names: ["prod"], want: "prod (copy)" },
  { name: "the second", input: "prod", names: ["prod (copy)"], want: "prod (copy 2)" },
  { name: "of a copy", input: "prod (copy)", names: ["prod (copy)"], want: "prod (copy 2)" },
  { name: "of the second copy", input: "prod (copy 2)", names: [], want: "prod (copy)" },
])("nameCopy names a copy of a workspace: $name", ({ input, names, want }) => {
  expect(nameCopy(input, names)).toBe(want);
});
