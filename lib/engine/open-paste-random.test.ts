import fc from "fast-check";
import { test } from "vitest";
import cases from "../testing/cases/open.json" with { type: "json" };
import { randomPaste } from "../testing/random-paste.ts";
import { openPaste } from "./open-paste.ts";

// The long run is scripts/soak/import.soak.ts.
test("no text makes a reader of pasted texts throw", () => {
  fc.assert(
    fc.property(randomPaste(cases.map(({ text }) => text)), (text) => {
      const { notes, configuration, refused } = openPaste(text, { version: 37 });
      // A refusal and an offer exclude each other.
      return !(configuration !== undefined && refused !== undefined) && Array.isArray(notes);
    }),
    { seed: 19, numRuns: 600 },
  );
});
