import { expect, test } from "vitest";
import { minors } from "../kube/minor.ts";
import { clusterTargets } from "../kube/targets.ts";
import { cases } from "../testing/lint-cases.ts";
import { applyFix, type Case, inspect, write } from "../testing/lint-draft.ts";
import { createRandom } from "../testing/random.ts";

const all = Object.values(cases).flatMap(({ fires, silent }) => [...fires, ...silent]);

test("no text makes a lint throw, and every edit lies in the text", () => {
  const random = createRandom(20_260_101).next;
  const pieces = [
    "",
    "'",
    '"',
    "\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "(",
    ")",
    "?",
  ];
  pieces.push(
    "claims.",
    "dyn(",
    " || ",
    "has(",
    "😀",
    "\ud800",
    "\u0000",
    "EOF\n",
    "<x>",
    "system:",
  );
  let seen = 0;
  for (let i = 0; i < 500; i++) {
    const base = all[Math.floor(random() * all.length)] as Case;
    let { text } = base;
    for (let k = 0; k <= i % 3; k++) {
      const start = Math.floor(random() * text.length);
      const end = start + Math.floor(random() * (random() < 0.3 ? 40 : 3));
      text = text.slice(0, start) + pieces[Math.floor(random() * pieces.length)] + text.slice(end);
    }
    const minor = minors[i % minors.length];
    const target = clusterTargets[i % clusterTargets.length]?.id ?? "";
    for (const { span, fixes = [] } of inspect({
      ...base,
      text,
      ...(minor && { minor }),
      target,
    })) {
      expect(span.end, text).toBeLessThanOrEqual(text.length);
      expect(span.start, text).toBeLessThanOrEqual(span.end);
      for (const fix of fixes) {
        const sorted = [...fix.edits].sort((a, b) => a.span.start - b.span.start);
        let last = 0;
        for (const edit of sorted) {
          expect(edit.span.start, text).toBeGreaterThanOrEqual(last);
          expect(edit.span.end, text).toBeLessThanOrEqual(text.length);
          last = edit.span.end;
        }
        inspect({ ...base, text: applyFix(text, fix) });
        seen++;
      }
    }
  }
  expect(seen).toBeGreaterThan(50);
}, 60_000);

test("deep, long and empty texts", () => {
  const deep = `${"!".repeat(200)}${"(".repeat(20)}claims.a${")".repeat(20)}`;
  const conditional = Array.from({ length: 60 }).reduce<string>(
    (text) => `(${text} ? claims.ref == "a" : claims.ref == "b")`,
    "claims.ref == 'c'".replaceAll("'", '"'),
  );
  const sum = Array.from({ length: 4000 }, () => "claims.a").join(" + ");
  const many = Array.from({ length: 64 }, (_, i) => ({
    username: `{claim: sub, prefix: "p${i}:"}`,
  }));
  const conditions = Array.from({ length: 30 }, (_, i) => `has(claims.a${i})`).join(" || ");
  const nested = Array.from({ length: 20 }, (_, i) => `(has(claims.a${i}) ? "a" : "b")`).join(
    " + ",
  );
  for (const text of [
    "",
    "\ufeff",
    "- ".repeat(5000),
    write({ url: "https://token.actions.githubusercontent.com", rules: [`expression: '${deep}'`] }),
    write({
      url: "https://token.actions.githubusercontent.com",
      rules: [`expression: '${conditions}'`],
    }),
    write({ username: `{expression: '${nested}'}`, groups: `{expression: '${nested}'}` }),
    write({
      url: "https://token.actions.githubusercontent.com",
      username: '{claim: sub, prefix: ""}',
      rules: [`expression: '${conditional}'`],
      userRules: [`expression: '${conditional.replaceAll("claims.ref", "user.username")}'`],
    }),
    write({ username: `{expression: '${sum}'}`, groups: `{expression: '[${sum}]'}` }),
    write(...many),
    `${write({})}${"EOF\n".repeat(10_000)}`,
  ]) {
    inspect({ text });
  }
});
