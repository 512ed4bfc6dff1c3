import { getConformanceSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { expect, test } from "vitest";
import { conformanceCases, replay } from "../testing/conformance.ts";
import { conformanceGaps } from "../testing/conformance-gaps.ts";

const outcomes = conformanceCases(getConformanceSuite()).map((each) => ({
  name: each.name,
  kind: replay(each).kind,
}));

test("the conformance suite of CEL gives what the specification says, but for the listed gaps", () => {
  const failed = outcomes.filter(({ kind }) => kind === "failed").map(({ name }) => name);
  const known = conformanceGaps.flatMap(({ cases }) => cases);
  expect(failed.toSorted()).toEqual(known.toSorted());
});

test("the counts that the README states", () => {
  const count = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind).length;
  expect([count("passed"), count("failed"), count("not applicable")]).toEqual([1307, 104, 137]);
});
