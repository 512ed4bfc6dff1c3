import { expect, test } from "vitest";
import {
  contains,
  formatAddr,
  formatPrefix,
  isGlobalUnicast,
  isLinkLocalMulticast,
  isLinkLocalUnicast,
  isLoopback,
  isUnspecified,
  mask,
  parseAddr,
  parsePrefix,
} from "./netip.ts";

test.each([
  { input: "1.2.3.4", want: "1.2.3.4" },
  { input: "2001:DB8:0:0:1:0:0:1", want: "2001:db8::1:0:0:1" },
  { input: "0:0:0:0:0:0:0:0", want: "::" },
  { input: "1:0:2:3:4:5:6:7", want: "1:0:2:3:4:5:6:7" },
  { input: "::ffff:1.2.3.4", want: "::ffff:1.2.3.4" },
  { input: "fe80::1%eth0", want: "fe80::1%eth0" },
  { input: "", want: 'ParseAddr(""): unable to parse IP' },
  { input: "1.2.3", want: 'ParseAddr("1.2.3"): IPv4 address too short' },
  { input: "1.2.3.4.5", want: 'ParseAddr("1.2.3.4.5"): IPv4 address too long' },
  { input: "01.2.3.4", want: 'ParseAddr("01.2.3.4"): IPv4 field has octet with leading zero' },
  { input: "256.1.1.1", want: 'ParseAddr("256.1.1.1"): IPv4 field has value >255' },
  {
    input: "1..2.3",
    want: 'ParseAddr("1..2.3"): IPv4 field must have at least one digit (at ".2.3")',
  },
  { input: "1.2.3.x", want: 'ParseAddr("1.2.3.x"): unexpected character (at "x")' },
  { input: "%x", want: 'ParseAddr("%x"): missing IPv6 address' },
  { input: "::%", want: 'ParseAddr("::%"): zone must be a non-empty string' },
  { input: "1:2", want: 'ParseAddr("1:2"): address string too short' },
  { input: "1::2::3", want: 'ParseAddr("1::2::3"): multiple :: in address (at ":3")' },
  {
    input: "12345::",
    want: 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")',
  },
  {
    input: "1:2:3:4:5:6:7:8:9",
    want: 'ParseAddr("1:2:3:4:5:6:7:8:9"): trailing garbage after address (at "9")',
  },
  {
    input: "1:2:3:4:5:6:7::8",
    want: 'ParseAddr("1:2:3:4:5:6:7::8"): the :: must expand to at least one field of zeros',
  },
])("parseAddr parses $input as Go does", ({ input, want }) => {
  const parsed = parseAddr(input);
  expect(parsed.kind === "ok" ? formatAddr(parsed.value) : parsed.message).toBe(want);
});

test.each([
  { input: "10.1.2.3/8", want: "10.1.2.3/8 10.0.0.0/8" },
  { input: "2001:db8::1/32", want: "2001:db8::1/32 2001:db8::/32" },
  { input: "10.0.0.0", want: "netip.ParsePrefix(\"10.0.0.0\"): no '/'" },
  { input: "x/8", want: 'netip.ParsePrefix("x/8"): ParseAddr("x"): unable to parse IP' },
  { input: "10.0.0.0/08", want: 'netip.ParsePrefix("10.0.0.0/08"): bad bits after slash: "08"' },
  { input: "10.0.0.0/33", want: 'netip.ParsePrefix("10.0.0.0/33"): prefix length out of range' },
  {
    input: "fe80::%a/64",
    want: 'netip.ParsePrefix("fe80::%a/64"): IPv6 zones cannot be present in a prefix',
  },
])("parsePrefix parses $input as Go does", ({ input, want }) => {
  const parsed = parsePrefix(input);
  const shown =
    parsed.kind === "ok"
      ? `${formatPrefix(parsed.value)} ${formatPrefix(mask(parsed.value))}`
      : parsed.message;
  expect(shown).toBe(want);
});

test.each([
  { input: "0.0.0.0", want: "unspecified" },
  { input: "::", want: "unspecified" },
  { input: "127.1.2.3", want: "loopback" },
  { input: "::1", want: "loopback" },
  { input: "224.0.0.9", want: "local multicast" },
  { input: "ff02::1", want: "local multicast" },
  { input: "169.254.1.1", want: "local unicast" },
  { input: "fe80::1", want: "local unicast" },
  { input: "10.0.0.1", want: "global" },
  { input: "fc00::1", want: "global" },
  { input: "255.255.255.255", want: "" },
  { input: "239.0.0.1", want: "" },
])("the address $input is $want", ({ input, want }) => {
  const parsed = parseAddr(input);
  const tests = {
    unspecified: isUnspecified,
    loopback: isLoopback,
    "local multicast": isLinkLocalMulticast,
    "local unicast": isLinkLocalUnicast,
    global: isGlobalUnicast,
  };
  const holding =
    parsed.kind === "ok"
      ? Object.entries(tests).filter(([, holds]) => holds(parsed.value))
      : [["not parsed"]];
  expect(holding.map(([name]) => name).join()).toBe(want);
});

test("a prefix contains addresses of its own version only", () => {
  const [prefix, inside, outside, other] = [
    parsePrefix("10.0.0.0/8"),
    ...["10.255.0.1", "11.0.0.1", "::ffff:10.0.0.1"].map(parseAddr),
  ];
  const results = [inside, outside, other].map(
    (addr) => prefix?.kind === "ok" && addr?.kind === "ok" && contains(prefix.value, addr.value),
  );
  expect(results).toEqual([true, false, false]);
});
