import { expect, test } from "vitest";
import type { ReloadView } from "@/lib/engine/panels-view.ts";
import { describeReload, type ReloadWords } from "./reload-words.ts";

const quick = { seconds: [0, 1], metrics: ["m"] } as const;
const slow = { seconds: [10, 70], metrics: ["m"] } as const;

const cases: { name: string; input: ReloadView; want: Partial<ReloadWords> }[] = [
  {
    name: "the same bytes",
    input: { kind: "unchanged" },
    want: { mark: "good", short: "the same as edited", metrics: [] },
  },
  {
    name: "what was set as running cannot run",
    input: { kind: "not-running", reasons: ["empty config data"] },
    want: { mark: "unsure", reasons: ["empty config data"] },
  },
  {
    name: "refused",
    input: {
      kind: "refused",
      stage: "load",
      line: "line",
      anonymousChanged: false,
      expectation: quick,
    },
    want: {
      mark: "bad",
      short: "refused, the old one stays",
      line: "line",
      when: "within a second after the file changed",
      metrics: ["m"],
    },
  },
  {
    name: "refused for anonymous, which only a restart changes",
    input: {
      kind: "refused",
      stage: "validate",
      line: "line",
      anonymousChanged: true,
      expectation: quick,
    },
    want: {
      short: "refused: anonymous changed, the old one stays",
      sentence:
        "The file is refused. The old configuration stays in force, and the file is not tried again until it changes. The field anonymous is not what the server started with, which only a restart can change.",
    },
  },
  {
    name: "accepted",
    input: { kind: "waits", line: "line", issuers: ["https://a.test"], expectation: slow },
    want: { mark: "good", line: "line", when: "10 to 70 seconds after the file changed" },
  },
  {
    name: "an issuer does not answer",
    input: {
      kind: "waits",
      line: "line",
      issuers: ["https://a.test"],
      expectation: slow,
      unreachable: { issuers: ["https://a.test"], line: "other", expectation: slow },
    },
    want: {
      mark: "bad",
      line: "other",
      sentence:
        "The old configuration stays in force while https://a.test cannot be reached. The file is tried again every minute, without end.",
    },
  },
];

test.each(cases)("describeReload says what a reload does: $name", ({ input, want }) => {
  expect(describeReload(input)).toMatchObject(want);
});
