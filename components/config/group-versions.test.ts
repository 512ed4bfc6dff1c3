import { expect, test } from "vitest";
import type { VersionView } from "@/lib/engine/versions-view.ts";
import { type Minor, minors } from "@/lib/kube/minor.ts";
import { groupVersions, rangeWords } from "./group-versions.ts";

const ranges: { name: string; input: readonly Minor[]; want: string }[] = [
  { name: "none", input: [], want: "" },
  { name: "one", input: [34], want: "1.34" },
  { name: "neighbours", input: [30, 31, 32], want: "1.30 to 1.32" },
  { name: "with a hole", input: [30, 31, 33, 35, 36], want: "1.30 to 1.31, 1.33, 1.35 to 1.36" },
];

test.each(ranges)("rangeWords names the versions: $name", ({ input, want }) => {
  expect(rangeWords(input)).toBe(want);
});

const accepted = (minor: Minor): VersionView => ({
  minor,
  accepted: true,
  findings: [],
  more: 0,
  everywhere: false,
});

const refused = (minor: Minor, advice: string): VersionView => ({
  ...accepted(minor),
  accepted: false,
  advice: { text: advice },
});

const groups: { name: string; input: readonly VersionView[]; want: readonly Minor[][] }[] = [
  { name: "all alike are one", input: minors.map(accepted), want: [[...minors]] },
  {
    name: "advice that differs by its version alone is the same",
    input: [refused(30, "1.30 knows v1beta1"), refused(31, "1.31 knows v1beta1"), accepted(32)],
    want: [[30, 31], [32]],
  },
  {
    name: "other advice is another group",
    input: [refused(30, "Remove it"), refused(31, "Change it")],
    want: [[30], [31]],
  },
  {
    name: "the same after something else is a group of its own",
    input: [accepted(30), refused(31, "Change it"), accepted(32)],
    want: [[30], [31], [32]],
  },
];

test.each(groups)("groupVersions groups versions with equal answers: $name", ({ input, want }) => {
  expect(groupVersions(input).map(({ minors }) => minors)).toEqual(want);
});
