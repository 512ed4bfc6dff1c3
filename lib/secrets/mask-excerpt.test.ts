import { expect, test } from "vitest";
import { findSecrets } from "./find-secrets.ts";
import { maskExcerpt } from "./mask-excerpt.ts";

const token = "glpat-Zx81kQ0dJw7Rt5uLm2Pv";
const other = "glrt-Qm4hT9wKxR2bN7cV5sLd";

const cases = [
  { name: "a line of its own", text: `a: 1\n${token}\nb: 2`, want: ["••••••••"] },
  {
    name: "words around it",
    text: `a\n  note: see ${token}; it is old\n`,
    want: ["note: see ••••••••; it is old"],
  },
  {
    name: "two in one line",
    text: `a: [${token}, ${other}]`,
    want: ["a: [••••••••, ••••••••]", "a: [••••••••, ••••••••]"],
  },
  {
    name: "a key of several lines",
    text: `x: 1 -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----; y\nz`,
    want: ["x: 1 ••••••••; y"],
  },
  {
    name: "a long line",
    text: `${"before ".repeat(20)}${token} ${"after ".repeat(20)}`,
    want: [
      `… ${"before ".repeat(20).slice(-60)}••••••••${` ${"after ".repeat(20)}`.slice(0, 40)} …`,
    ],
  },
];

test.each(cases)("maskExcerpt masks the secret in an excerpt: $name", ({ text, want }) => {
  const found = findSecrets(text, "plain");
  expect(found.map((secret) => maskExcerpt(text, secret, found))).toEqual(want);
});
