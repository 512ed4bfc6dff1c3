import { describe, expect, test } from "vitest";
import { decodeConfiguration } from "../authn/decode.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { cases } from "../testing/lint-cases.ts";
import { applyFix, type Case, inspect, write } from "../testing/lint-draft.ts";
import { lintRules } from "./lint.ts";

test("every rule has texts for and against it", () => {
  const rules = lintRules.map(({ id }) => id).sort();
  expect(Object.keys(cases).sort()).toEqual(rules);
  for (const { fires, silent } of Object.values(cases)) {
    expect(Math.min(fires.length, silent.length)).toBeGreaterThanOrEqual(3);
  }
});

describe.each(Object.entries(cases))("%s", (id, { fires, silent }) => {
  const code = `lint/${id}`;

  test.each(entitle(fires))("fires on %s", (_, each) => {
    const found = inspect(each).filter((finding) => finding.code === code);
    expect(found.length, each.text).toBeGreaterThan(0);
    for (const { span, source, message } of found) {
      expect(source).toBe("claimcheck");
      expect(message).toMatch(/\.$/);
      expect(span.start).toBeLessThan(span.end);
      expect(span.end).toBeLessThanOrEqual(each.text.length);
    }
  });

  test.each(entitle(silent))("is silent on %s", (_, each) => {
    const found = inspect(each).filter((finding) => finding.code === code);
    expect(
      found.map(({ message }) => message),
      each.text,
    ).toEqual([]);
  });
});

const fixable = Object.values(cases)
  .flatMap(({ fires, silent }) => [...fires, ...silent])
  .flatMap((each) => [each, { ...each, text: each.text.replaceAll("\n", "\r\n") }])
  .flatMap((each) => inspect(each).map((finding) => ({ each, finding })))
  .filter(({ finding }) => finding.code.startsWith("lint/"))
  .flatMap(({ each, finding }) => (finding.fixes ?? []).map((fix) => ({ each, finding, fix })));

test("fixes are there for the rules that promise them", () => {
  expect([...new Set(fixable.map(({ finding }) => finding.code))].sort()).toEqual([
    "lint/anonymous-access",
    "lint/claim-case",
    "lint/colliding-names",
    "lint/compiler-crash",
    "lint/comprehension-without-dyn",
    "lint/immutable-subject",
    "lint/issuer-slash",
    "lint/missing-claim",
    "lint/missing-prefix",
    "lint/mutable-username",
    "lint/number-identity",
    "lint/required-value",
    "lint/split-as-groups",
    "lint/stray-line",
    "lint/string-plus-list",
    "lint/system-masters",
    "lint/system-names",
    "lint/token-lifetime",
    "lint/unverified-email",
    "lint/version-spelling",
  ]);
});

test.each(fixable.map((row) => [row.finding.code, row.fix.title, titleOf(row.each), row] as const))(
  "the fix of %s, %s, removes the finding: %s",
  (_code, _title, _text, { each, finding, fix }) => {
    const text = applyFix(each.text, fix);
    expect(text).not.toBe(each.text);
    const before = count(inspect(each));
    const after = count(inspect({ ...each, text }));
    const key = `${finding.code} ${finding.path}`;
    expect(after.get(key) ?? 0, text).toBe((before.get(key) ?? 0) - 1);
    const fresh = [...after].filter(([name, n]) => n > (before.get(name) ?? 0));
    expect(fresh, text).toEqual([]);
    expect(commentsOf(text)).toEqual(commentsOf(each.text));
    if (decodes(each)) expect(decodes({ ...each, text }), text).toBe(true);
    expect(lineEndsOf(text)).toEqual(lineEndsOf(each.text));
  },
);

function entitle(each: readonly Case[]): (readonly [title: string, each: Case])[] {
  return each.map((one) => [titleOf(one), one] as const);
}

/** What a case has and the plainest configuration has not. */
function titleOf({ text, token, minor }: Case): string {
  const plain = new Set(write({}).split("\n"));
  const own = text
    .split(/\r?\n/)
    .filter((line) => !plain.has(line))
    .map((line) => line.trim());
  return [
    own.join(" ") || "the plainest configuration",
    ...(text.includes("\r\n") ? ["with CRLF"] : []),
    ...(token === undefined ? [] : [`with a token of ${JSON.stringify(token)}`]),
    ...(minor === undefined ? [] : [`on 1.${minor}`]),
  ].join(" ");
}

function count(findings: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, path } of findings) {
    const key = `${code} ${path}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function commentsOf(text: string): string[] {
  return [...text.matchAll(/(?<=^|\s)# [^\r\n]*/g)].map(([comment]) => comment.trim());
}

function lineEndsOf(text: string): string[] {
  return [...new Set(text.match(/\r\n|\n|\r/g))];
}

function decodes({ text, minor = 37 }: Case): boolean {
  return decodeConfiguration(text, minor).kind === "decoded";
}
