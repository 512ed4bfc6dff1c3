import { expect, test } from "vitest";
import { createLines, lineOf } from "./lines.ts";

test.each(["", "a", "\n", "a\nb\r\n\nc", "\n\n\n"])(
  "every offset of %j is in the same line, whether one or many are asked for",
  (text) => {
    const lineAt = createLines(text);
    const offsets = Array.from({ length: text.length + 2 }, (_, at) => at);
    expect(offsets.map(lineAt)).toEqual(offsets.map((at) => lineOf(text, at)));
  },
);
