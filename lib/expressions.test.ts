import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readExpressions } from "./testing/read-expressions.ts";
import { findSlowShapes } from "./testing/slow-shapes.ts";

/**
 * Regular expressions see what a visitor pastes: each one takes a number of steps that is in proportion to the text, by
 * its shape. The literals are read from the parsed sources.
 */

const { literals, made } = readExpressions(fileURLToPath(new URL("..", import.meta.url)), [
  "lib",
  "components",
  "app",
]);

/** Literals of a slow shape, and why what they see is short or each of its characters is seen once. */
const bounded: Readonly<Record<string, string>> = {
  "components/editor/cel-language.ts /[A-Za-z_]\\w*(?=\\s*\\()/":
    "Monaco tries it at one place, and reads the whole name by the next rule if it fails",
  "lib/cel/library/format-string.ts /\\B(?=(?:[0-9]{3})+$)/": "digits of one number",
  "lib/export/clients/x509.ts /[^a-z0-9]+$/": "63 characters",
  "lib/go/base64.ts /=+$/": "btoa pads with two signs at most, at the end only",
  "lib/go/float.ts /0+$/": "digits of one number",
  "lib/go/time.ts /0+$/": "nine digits",
  'lib/identity/static-token.ts /\\s*"((?:[^"]|"")*)"(?=,|$)|([^",]*)(?=,|$)/':
    "tried behind the last match, and no more after the first failure",
  "lib/import/read-hcl.ts /[ \\t]*\\r?\\n/": "tried behind a sign only, which is no blank",
  "lib/rbac/parse-question.ts /[^\\s\"'=]+=/": "tried once for each word",
  "lib/import/read-nix.ts /[A-Za-z_][\\w'-]*\\s*:(?!\\/\\/)/":
    "tried once for each name, and no more after the first failure",
};

/** Files that put expressions together when the program runs: never out of a visitor's text. */
const puttingTogether: Readonly<Record<string, string>> = {
  "components/ui/untrusted-text.tsx": "one class of characters",
  "lib/authn/certificate/x509.ts": "a fixed count of digits",
  "lib/authn/validate-mappings.ts": "Kubernetes' format of subdomains: anchored, parted by dots",
  "lib/cel/values/go-pattern.ts": "sticky, each token is read once (lib/long-texts.test.ts)",
  "lib/cel/library/named-formats.ts": "Kubernetes' formats of names: anchored, parted by dots",
  "lib/export/invisible.ts": "the same class of characters with another flag",
  "lib/import/find-blocks.ts": "anchored blanks of a bounded length",
  "lib/secrets/known-secrets.ts": "prefixes with tails of a bounded length",
};

test("every expression in shipped code takes linear time by its shape", () => {
  const reasons = new Map<string, readonly string[]>();
  for (const { file, pattern, flags } of literals) {
    const name = `${file} /${pattern}/`;
    // A sticky expression is tried again behind each failure, as a search does.
    const found = findSlowShapes(pattern, flags.replace("y", ""));
    if (found.length > 0) reasons.set(name, found);
  }
  const open = [...reasons].filter(([name]) => bounded[name] === undefined);
  expect(open).toEqual([]);
  expect(Object.keys(bounded).filter((name) => !reasons.has(name))).toEqual([]);
  expect(literals.length).toBeGreaterThan(800);
}, 120_000);

test("expressions are put together where it is known", () => {
  expect([...new Set(made)].sort()).toEqual(Object.keys(puttingTogether).sort());
});

describe("a shape", () => {
  const search = (repeated: string) => [`the search and ${repeated}`];
  test.each([
    { name: "a run at the end", pattern: "\\/+$", want: ["scslre Move", ...search("\\/+")] },
    { name: "a run that is anchored", pattern: "^[a-z]+$", want: [] },
    { name: "a run that is bounded", pattern: "[a-z]{1,80}$", want: [] },
    { name: "a run that always ends a match", pattern: "#.*", want: [] },
    {
      name: "space over lines",
      pattern: "^\\s*kind",
      flags: "m",
      want: ["scslre Move", ...search("\\s*")],
    },
    { name: "blanks in a line", pattern: "^[ \\t]*kind", flags: "m", want: [] },
    { name: "a word in a run of words", pattern: "eyJ[\\w-]+\\.", want: search("[\\w-]+") },
    { name: "a name at its beginning", pattern: "\\b\\w+=", want: [] },
    { name: "a name behind what is no name", pattern: "(?<![\\w-])[\\w-]+=", want: [] },
    { name: "a comment without its end", pattern: "<!--[^]*?-->", want: search("[^]*?") },
    { name: "quotes", pattern: '"[^"]*"', want: [] },
    {
      name: "quotes with escapes",
      pattern: '"(?:[^"\\\\]|\\\\.)*"',
      want: search('(?:[^"\\\\]|\\\\.)*'),
    },
    { name: "two runs that share", pattern: "^\\s*(.*)x", want: ["scslre Trade", "\\s* and .*"] },
    { name: "two runs with a word", pattern: "^.*foo.*bar", want: [".* and .*"] },
    { name: "two runs with a break", pattern: "^.*\\n.*x", want: [] },
    { name: "a run in a run", pattern: "^(?:a+,?)+$", want: ["scslre Self"] },
  ])("$name", ({ pattern, flags = "", want }) => {
    expect(findSlowShapes(pattern, flags)).toEqual(want);
  });
});
