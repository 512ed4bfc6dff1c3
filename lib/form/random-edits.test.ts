import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Choices, createRandom } from "../testing/random.ts";
import { randomFormEdit, withComments } from "../testing/random-form-edit.ts";
import { dataAfter } from "./change.ts";
import { editForm } from "./edit.ts";
import { isSameData } from "./value.ts";
import { readFormText } from "./written.ts";

const files = ["validate.jsonl", "validate-corners.jsonl", "presets.jsonl", "versions.jsonl"];
const recorded = [...new Set(files.flatMap(readConfigurations))];

/** How the same configuration may come. */
const dresses: Readonly<Record<string, (text: string, choices: Choices) => string>> = {
  "as recorded": (text) => text,
  "with comments": withComments,
  "with CRLF": (text) => text.replaceAll("\n", "\r\n"),
  "with another document behind it": (text) =>
    text.trimStart().startsWith("{") ? text : `${text.replace(/\n*$/, "\n")}---\nkind: Other\n`,
};

test.each(Object.keys(dresses))(
  "random edits of the recorded configurations change what they say and nothing else: %s",
  (dress) => {
    const choices = createRandom(dress.length);
    const wrong: unknown[] = [];
    let [made, refused] = [0, 0];
    for (const text of recorded) {
      const dressed = dresses[dress]?.(text, choices) ?? text;
      for (let round = 0; round < 2; round++) {
        const before = readFormText(dressed);
        if (before.kind === "failed") continue;
        const change = randomFormEdit(before.data, choices);
        const want = change && dataAfter(before.data, change);
        if (change === undefined || want === undefined) continue;
        const edited = editForm(dressed, change);
        if (edited.kind === "refused") {
          refused++;
          if (before.duplicates === 0) wrong.push({ dressed, change, reason: edited.reason });
          continue;
        }
        made++;
        const after = readFormText(edited.text);
        const [edit] = edited.edits;
        const outside = edit && {
          head: edited.text.startsWith(dressed.slice(0, edit.span.start)),
          tail: edited.text.endsWith(dressed.slice(edit.span.end)),
        };
        const same = after.kind === "read" && isSameData(after.data, want);
        const comments =
          countComments(edited.text) >= countComments(dressed) - lost(change, dressed);
        if (!same || outside?.head === false || outside?.tail === false || !comments)
          wrong.push({ dressed, change, after: edited.text });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(made).toBeGreaterThan(300);
    expect(refused).toBeLessThan(made / 10);
  },
);

// Only what is taken out takes its comments with it.
function lost(change: { readonly kind: string }, text: string): number {
  return change.kind === "remove" ? countComments(text) : 0;
}

function countComments(text: string): number {
  return text.match(/# (?:above|behind)$/gm)?.length ?? 0;
}

function readConfigurations(file: string): string[] {
  const text = readFileSync(new URL(`../testing/recorded/${file}`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => (JSON.parse(line) as { request: { config?: string } }).request.config ?? []);
}
