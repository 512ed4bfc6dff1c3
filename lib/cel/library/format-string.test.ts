import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  {
    name: "thousands are set apart",
    input: '"%.1f".format([-1234567.25])',
    want: '"-1,234,567.2"',
  },
  { name: "a half goes to the even digit", input: '"%.0f %.0f".format([0.5, 1.5])', want: '"0 2"' },
  {
    name: "infinity has a sign of its own",
    input: '"%f %f".format(["-Infinity", "NaN"])',
    want: '"-∞ NaN"',
  },
  {
    name: "six digits whatever the precision",
    input: '"%.3e".format([1234.5])',
    want: '"1.234500×10⁰³"',
  },
  {
    name: "narrow spaces up to 1.32",
    input: '"%e".format([1234.5])',
    minor: 32,
    want: '"1.234500\u202f×\u202f10⁰³"',
  },
  {
    name: "the precision is a width",
    input: '"%.16e".format([-1e-7])',
    want: '" -1.000000×10⁻⁰⁷"',
  },
  {
    name: "doubles are short alone and long in lists",
    input: '"%s %s".format([1e21, [1e21, 2.0]])',
    want: '"1e+21 [1000000000000000000000.000000, 2.000000]"',
  },
  {
    name: "maps are sorted by their shown keys",
    input: '"%s".format([{2: "b", 10: "a", -1: null}])',
    want: '"{-1:null, 10:\\"a\\", 2:\\"b\\"}"',
  },
  {
    name: "times in lists are literals",
    input: '"%s".format([[duration("1h"), timestamp("2024-01-01T00:00:00Z")]])',
    want: '"[duration(\\"3600s\\"), timestamp(\\"2024-01-01T00:00:00Z\\")]"',
  },
  {
    name: "bytes that are no text",
    input: '"%s".format([b"\\xff"])',
    want: 'error during formatting: could not convert argument "invalid UTF-8 in bytes, cannot convert to string" to string',
  },
  {
    name: "signs and bases",
    input: '"%b %o %x %X %x".format([-5, 8u, -255, 255, "é"])',
    want: '"-101 10 -ff FF c3a9"',
  },
  {
    name: "one byte of a clause shows",
    input: 'dyn("%é").format(dyn([1]))',
    want: 'could not parse formatting clause: unrecognized formatting clause "Ã"',
  },
  {
    name: "a list that is too short",
    input: 'dyn("%s%s").format(dyn([1]))',
    want: "index 1 out of range",
  },
  {
    name: "a precision without digits",
    input: 'dyn("%.f").format(dyn([1.0]))',
    want: 'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
  },
  {
    name: "a type that has no text",
    input: 'dyn("%s").format(dyn([ip("::")]))',
    want: "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given net.IP",
  },
];

test.each(cases)("the format library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
