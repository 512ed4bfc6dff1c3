import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";

/**
 * Regular expressions of two shapes take time by the square of a text, and a text is what a visitor pastes. The shapes
 * are read from the literals of the parsed sources.
 */

const root = fileURLToPath(new URL("..", import.meta.url));

/** Literals of these shapes whose text is short by itself, and why. */
const short: Readonly<Record<string, string>> = {
  "/=+$/ lib/go/base64.ts": "btoa pads with two signs at most, at the end only",
  "/[^a-z0-9]+$/ lib/export/clients/x509.ts": "63 characters",
  "/0+$/ lib/go/float.ts": "digits of one number",
  "/0+$/ lib/go/time.ts": "digits of one number",
  "/[\\s,;]{1,200}$/ lib/secrets/scan-text.ts": "each try is short",
  "/(?:old|new|prod|dev|test|current|previous|value|data|b64|base64)$|\\d{1,4}$/ lib/secrets/key-names.ts":
    "names of 80 characters at most, each try short",
};

test("no expression in shipped code has a shape that takes quadratic time", () => {
  const found = literalsOf(["lib", "components", "app"]).filter(
    ({ pattern, flags }) => shapeOf(pattern, flags) !== "other",
  );
  const open = found
    .map(({ pattern, file }) => `/${pattern}/ ${file}`)
    .filter((name) => short[name] === undefined);
  expect([...new Set(open)].sort()).toEqual([]);
});

describe("a shape is recognised", () => {
  test.each([
    { name: "a run at the end", pattern: "\\/+$", flags: "", want: "run-at-end" },
    { name: "a class at the end", pattern: "[ \\t]+$", flags: "g", want: "run-at-end" },
    { name: "a run that is anchored in front", pattern: "^[a-z]+$", flags: "", want: "other" },
    { name: "a sticky run", pattern: "a+$", flags: "y", want: "other" },
    { name: "a run in one alternative", pattern: "^\\/+|\\/+$", flags: "g", want: "run-at-end" },
    { name: "space over lines", pattern: "^\\s*kind", flags: "m", want: "space-over-lines" },
    { name: "space at the start alone", pattern: "^\\s*kind", flags: "", want: "other" },
    { name: "blanks in lines", pattern: "^[ \\t]*kind", flags: "m", want: "other" },
  ])("$name", ({ pattern, flags, want }) => {
    expect(shapeOf(pattern, flags)).toBe(want);
  });
});

/**
 * "run-at-end": one repeated character or class and then the end, tried at every place of the text. "space-over-lines":
 * each line's start takes all blank lines behind it.
 */
function shapeOf(pattern: string, flags: string): "run-at-end" | "space-over-lines" | "other" {
  const atEnd = /(?:^|\|)(?:\\.|\[(?:\\.|[^\]\\])+\]|[^\\^$|()[\]])(?:[+*]|\{\d+,\d*\})\$$/;
  if (!flags.includes("y") && atEnd.test(pattern)) return "run-at-end";
  return flags.includes("m") && /\^\\s[*+]/.test(pattern) ? "space-over-lines" : "other";
}

function literalsOf(folders: readonly string[]) {
  const literals: { pattern: string; flags: string; file: string }[] = [];
  for (const folder of folders) {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
    for (const name of names) {
      const file = path.posix.join(folder, name.split(path.sep).join("/"));
      if (!/\.tsx?$/.test(file) || /\.test\.tsx?$|\.d\.ts$|^lib\/testing\//.test(file)) continue;
      new Visitor({
        Literal(node) {
          if (!("regex" in node)) return;
          const { pattern, flags } = node.regex;
          literals.push({ pattern, flags, file });
        },
      }).visit(parseSync(file, readFileSync(path.join(root, file), "utf8")).program);
    }
  }
  return literals;
}
