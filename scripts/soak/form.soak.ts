// Random edits of the form, for long: of recorded configurations in every dress, and one after the other on the same text.
//
//   COUNT=40 SEED=7 npm run soak -- form
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dataAfter } from "../../lib/form/change.ts";
import { editForm } from "../../lib/form/edit.ts";
import { isSameData } from "../../lib/form/value.ts";
import { readFormText } from "../../lib/form/written.ts";
import { createRandom } from "../../lib/testing/random.ts";
import { randomFormEdit, withComments } from "../../lib/testing/random-form-edit.ts";
import { readFuzzSettings } from "../fuzz-settings.ts";

const { count: rounds, seed } = readFuzzSettings({ count: 40, seed: 7 });

test(`${rounds} edits on each recorded configuration, each on what the one before left`, () => {
  const texts = ["validate.jsonl", "presets.jsonl"].flatMap((file) =>
    readFileSync(new URL(`../../lib/testing/recorded/${file}`, import.meta.url), "utf8")
      .trimEnd()
      .split("\n")
      .flatMap(
        (line) => (JSON.parse(line) as { request: { config?: string } }).request.config ?? [],
      ),
  );
  const choices = createRandom(seed);
  const wrong: unknown[] = [];
  for (const recorded of new Set(texts)) {
    let text = withComments(recorded, choices);
    for (let round = 0; round < rounds && text.length < 20_000; round++) {
      const before = readFormText(text);
      if (before.kind === "failed") break;
      const change = randomFormEdit(before.data, choices);
      const want = change && dataAfter(before.data, change);
      if (change === undefined || want === undefined) continue;
      const edited = editForm(text, change);
      if (edited.kind === "refused") {
        if (before.duplicates === 0) wrong.push({ text, change, reason: edited.reason });
        continue;
      }
      const after = readFormText(edited.text);
      if (after.kind === "failed" || !isSameData(after.data, want))
        wrong.push({ text, change, after: edited.text });
      text = edited.text;
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});
