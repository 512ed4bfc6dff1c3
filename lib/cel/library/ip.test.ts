import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  {
    name: "no zone",
    input: 'ip("fe80::1%eth0")',
    want: 'IP address "fe80::1%eth0" with zone value is not allowed',
  },
  { name: "no IPv4 in IPv6", input: 'isIP("::ffff:1.2.3.4")', want: "false" },
  { name: "canonical text", input: 'string(ip("2001:DB8:0:0::1"))', want: '"2001:db8::1"' },
  {
    name: "asking what is no address",
    input: 'ip.isCanonical("x")',
    want: 'IP Address "x" parse error during conversion from string: ParseAddr("x"): unable to parse IP',
  },
  {
    name: "broadcast is not global",
    input: 'ip("255.255.255.255").isGlobalUnicast()',
    want: "false",
  },
  { name: "equal", input: 'ip("::1") == ip("0::1")', want: "true" },
  { name: "the type", input: 'type(ip("::1")) == net.IP', want: "true" },
];

test.each(cases)("the IP library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
