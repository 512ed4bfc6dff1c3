import { expect, test } from "vitest";
import { describeTurned } from "./report.ts";

const names = ["a", "b", "c", "d", "e", "f", "g"];

test.each([
  { name: "no test", turned: { turns: [], breaks: [] }, want: "turns no test" },
  {
    name: "some of both",
    turned: { turns: ["a", "b"], breaks: ["c"] },
    want: "turns a, b; breaks c",
  },
  {
    name: "six, all of them",
    turned: { turns: names.slice(0, 6), breaks: [] },
    want: "turns a, b, c, d, e, f",
  },
  {
    name: "seven, the first five",
    turned: { turns: [], breaks: names },
    want: "breaks a, b, c, d, e and 2 more",
  },
])("says which tests a change turns: $name", ({ turned, want }) => {
  expect(describeTurned(turned)).toBe(want);
});
