import { expect, test } from "vitest";
import { checkSubject } from "./commit-subject.ts";

const scope = 'The subject needs a scope, as in "token: decode once per paste".';

test.each([
  ["a scope and an imperative", "token: decode once per paste", []],
  ["a body after an empty line", "token: decode once\n\nIt took 3 ms.", []],
  ["two scopes", "page, cli: print the cause", []],
  ["72 characters", `token: ${"a".repeat(65)}`, []],
  ["an imperative in -ed", "cel: embed the table", []],
  ["an imperative in -ing", "cel: bring the costs up to date", []],
  ["a merge", "Merge branch 'main' into work", []],
  ["a revert", 'Revert "token: decode once"', []],
  ["a fixup", "fixup! token: decode once", []],
  ["git's comments", "# Please enter\ntoken: decode once\n# Changes:\n#\tmodified: a", []],
  ["a diff below git's scissors", "a: do it\n# ------------------------ >8 ---\ndiff --git", []],
  ["an acronym and a product", "jwt: TypeScript types of RSA keys", []],
])("a subject is fine: %s", (_, message, want) => {
  expect(checkSubject(message)).toEqual(want);
});

test.each([
  ["no scope", "decode once per paste", [scope]],
  ["no words", "token: ", [scope]],
  ["nothing", "", [scope]],
  ["73 characters", `token: ${"a".repeat(66)}`, ["The subject has 73 characters, 72 are allowed."]],
  [
    "a past form",
    "token: decoded once",
    ['"decoded" is not an imperative: write "add", not "added", "adds" or "adding".'],
  ],
  [
    "a third person",
    "token: fixes a crash",
    ['"fixes" is not an imperative: write "add", not "added", "adds" or "adding".'],
  ],
  [
    "a present participle",
    "token: decoding once",
    ['"decoding" is not an imperative: write "add", not "added", "adds" or "adding".'],
  ],
  ["a full stop", "token: decode once.", ["The subject must not end with a full stop."]],
  ["a capital letter", "token: Decode once", ['"Decode" must begin with a small letter.']],
  [
    "a scope with capital letters",
    "Token: decode once",
    ['The scope "Token" must be words in small letters with commas between them.'],
  ],
  [
    "a body without an empty line",
    "token: decode once\nIt took 3 ms.",
    ["The line after the subject must be empty."],
  ],
])("a subject has problems: %s", (_, message, want) => {
  expect(checkSubject(message)).toEqual(want);
});
