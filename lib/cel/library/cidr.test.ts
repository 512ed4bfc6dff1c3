import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  {
    name: "a text that is no address loses its reason",
    input: 'cidr("10.0.0.0/8").containsIP("x")',
    want: "no such overload",
  },
  {
    name: "a text that is no network keeps it",
    input: 'cidr("10.0.0.0/8").containsCIDR("x")',
    want: "network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\"x\"): no '/'",
  },
  {
    name: "a network inside",
    input: 'cidr("10.0.0.0/8").containsCIDR("10.9.0.0/16")',
    want: "true",
  },
  {
    name: "was not seen up to 1.31",
    input: 'cidr("10.0.0.0/8").containsCIDR("10.9.0.0/16")',
    minor: 31,
    want: "false",
  },
  { name: "other version", input: 'cidr("::/0").containsIP("10.0.0.1")', want: "false" },
  {
    name: "bits behind the prefix stay",
    input: 'string(cidr("10.1.2.3/8"))',
    want: '"10.1.2.3/8"',
  },
  {
    name: "until they are masked",
    input: 'string(cidr("10.1.2.3/8").masked())',
    want: '"10.0.0.0/8"',
  },
];

test.each(cases)("the CIDR library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
