import { expect, test } from "vitest";
import type { Step, StepKind, Verdict } from "@/lib/token/trace.ts";
import { groupSteps } from "./group-steps.ts";

const cases: { name: string; input: [StepKind, Verdict][]; want: string[] }[] = [
  { name: "nothing", input: [], want: [] },
  { name: "a lone check stands by itself", input: [["issuer", "passed"]], want: ["issuer"] },
  {
    name: "checks in a row are one line, mappings are not",
    input: [
      ["issuer", "passed"],
      ["audience", "passed"],
      ["username", "passed"],
      ["groups", "failed"],
      ["uid", "skipped"],
      ["extra", "skipped"],
    ],
    want: ["passed: issuer, audience", "username", "groups", "skipped: uid, extra"],
  },
  {
    name: "what only a whole token has is one line, named",
    input: [
      ["bearer", "unknown"],
      ["parse", "unknown"],
      ["issuer", "passed"],
      ["initialized", "unknown"],
      ["algorithm", "unknown"],
      ["signature", "unknown"],
    ],
    want: ["unknown: bearer, parse", "issuer", "unknown: initialized, algorithm", "signature"],
  },
  {
    name: "an unknown step is never hidden",
    input: [
      ["issuer", "passed"],
      ["algorithm", "passed"],
      ["signature", "unknown"],
      ["expiry", "passed"],
      ["audience", "passed"],
    ],
    want: ["passed: issuer, algorithm", "signature", "passed: expiry, audience"],
  },
  {
    name: "one step not reached is a line of its kind",
    input: [
      ["claim-rule", "failed"],
      ["user-rule", "skipped"],
    ],
    want: ["claim-rule", "skipped: user-rule"],
  },
];

test.each(cases)("groupSteps puts steps into the phases of the trace: $name", ({ input, want }) => {
  const steps = input.map(
    ([kind, verdict]): Step => ({ kind, id: kind, path: "", verdict, summary: "", claims: [] }),
  );
  expect(
    groupSteps(steps).map((line) =>
      line.kind === "step"
        ? line.step.kind
        : `${line.verdict}: ${line.steps.map(({ kind }) => kind).join(", ")}`,
    ),
  ).toEqual(want);
});
