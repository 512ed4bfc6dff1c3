import { expect, test } from "vitest";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { StepKind, Verdict } from "@/lib/token/trace.ts";
import { markStation } from "./status-marks.ts";

test.each<{
  readonly name: string;
  readonly steps: readonly (readonly [StepKind, Verdict])[];
  readonly want: readonly string[];
}>([
  {
    name: "a rule for claims is false, after the names were mapped",
    steps: [
      ["audience", "passed"],
      ["username", "passed"],
      ["groups", "passed"],
      ["claim-rule", "failed"],
      ["user-rule", "skipped"],
    ],
    want: ["bad", "none"],
  },
  {
    name: "a mapping fails",
    steps: [
      ["audience", "passed"],
      ["username", "failed"],
      ["claim-rule", "skipped"],
    ],
    want: ["good", "bad"],
  },
  {
    name: "a rule for users is false",
    steps: [
      ["username", "passed"],
      ["claim-rule", "passed"],
      ["user-rule", "failed"],
    ],
    want: ["good", "bad"],
  },
  {
    name: "the token is accepted",
    steps: [
      ["username", "passed"],
      ["claim-rule", "passed"],
    ],
    want: ["good", "good"],
  },
])("the marks of claims and user: $name", ({ steps, want }) => {
  const made = steps.map(([kind, verdict]) => ({ kind, verdict }));
  const authentication = { issuers: [{ index: 0, steps: made }], decidedBy: 0 };
  const analysis = { authentication } as unknown as Analysis;
  expect([markStation(analysis, "claims").mark, markStation(analysis, "user").mark]).toEqual(want);
});
