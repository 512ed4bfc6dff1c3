// Fuzzes the readers of pasted texts: none throws, whatever the text, and time grows with the length alone.
//
//   COUNT=200000 SEED=1 npm run soak -- import
import fc from "fast-check";
import { expect, test } from "vitest";
import { openPaste } from "../../lib/engine/open-paste.ts";
import { openText } from "../../lib/import/open.ts";
import cases from "../../lib/testing/cases/open.json" with { type: "json" };
import { findWrongOpenings } from "../../lib/testing/find-wrong-openings.ts";
import { fragments, randomPaste } from "../../lib/testing/random-paste.ts";
import { readFuzzSettings } from "../fuzz-settings.ts";

const { count, seed } = readFuzzSettings({ count: 200_000 });

test("no text makes a reader throw", () => {
  fc.assert(
    fc.property(randomPaste(cases.map(({ text }) => text)), (text) => {
      openPaste(text, { version: 37 });
    }),
    { numRuns: count, seed },
  );
}, 3_600_000);

test("a text of 5 MB is read in time in proportion to its length", () => {
  const slow: string[] = [];
  for (const fragment of [...fragments, ...cases.map(({ text }) => text)]) {
    // Both end alike: where a text is cut decides by which grammar it can be read.
    const end = fragment.slice(0, 5_000_000 % fragment.length);
    const time = (size: number) => {
      const text = fragment.repeat(Math.floor(size / fragment.length)) + end;
      // The processor's time: a busy machine must not look like a square.
      const start = process.cpuUsage();
      openText(text, { version: 37 });
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const isSlow = () => {
      time(50_000);
      const [small, large] = [time(500_000), time(5_000_000)];
      console.log(
        `${Math.round(small)} ms, ${Math.round(large)} ms: ${JSON.stringify(fragment.slice(0, 40))}`,
      );
      // Ten times the text; thirty leaves room for a busy machine, and is far from the hundred of a square.
      return large > 1000 && large > 30 * small;
    };
    // A second time, because one of the two may have met the garbage collector.
    if (isSlow() && isSlow()) slow.push(fragment.slice(0, 80));
  }
  expect(slow).toEqual([]);
}, 3_600_000);

test("a recorded configuration comes out of any wrapper as it went in", () => {
  const { wrong, opened } = findWrongOpenings({ runs: Math.ceil(count / 4), seed });
  console.log(`${opened} wrapped configurations were opened`);
  expect(wrong).toEqual([]);
}, 3_600_000);
