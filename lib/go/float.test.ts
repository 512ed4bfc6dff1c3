import { describe, expect, test } from "vitest";
import { formatFloat, formatJsonFloat, parseFloat64 } from "./float.ts";

describe("formatFloat", () => {
  test.each([
    { value: 0, g: "0", e: "0e+00", f: "0" },
    { value: -0, g: "-0", e: "-0e+00", f: "-0" },
    { value: 1.5, g: "1.5", e: "1.5e+00", f: "1.5" },
    { value: 999999, g: "999999", e: "9.99999e+05", f: "999999" },
    { value: 1000000, g: "1e+06", e: "1e+06", f: "1000000" },
    { value: 1790000600, g: "1.7900006e+09", e: "1.7900006e+09", f: "1790000600" },
    { value: 0.0001, g: "0.0001", e: "1e-04", f: "0.0001" },
    { value: 0.00001, g: "1e-05", e: "1e-05", f: "0.00001" },
    { value: 1e21, g: "1e+21", e: "1e+21", f: "1000000000000000000000" },
    { value: 5e-324, g: "5e-324", e: "5e-324", f: `0.${"0".repeat(323)}5` },
    { value: Number.NaN, g: "NaN", e: "NaN", f: "NaN" },
    { value: -Infinity, g: "-Inf", e: "-Inf", f: "-Inf" },
    { value: Infinity, g: "+Inf", e: "+Inf", f: "+Inf" },
  ])("the shortest text of $value", ({ value, g, e, f }) => {
    expect([formatFloat(value, "g"), formatFloat(value, "e"), formatFloat(value, "f")]).toEqual([
      g,
      e,
      f,
    ]);
  });

  test.each([
    { name: "a half goes to the even digit", value: 0.5, format: "f", precision: 0, want: "0" },
    { name: "and up to the even digit", value: 1.5, format: "f", precision: 0, want: "2" },
    {
      name: "what is less than a half in binary",
      value: 1.005,
      format: "f",
      precision: 2,
      want: "1.00",
    },
    {
      name: "digits beyond the double's own",
      value: 0.1,
      format: "f",
      precision: 20,
      want: "0.10000000000000000555",
    },
    { name: "a carry through all digits", value: 9.995, format: "f", precision: 1, want: "10.0" },
    {
      name: "a carry into the exponent",
      value: 9.9999999e9,
      format: "e",
      precision: 6,
      want: "1.000000e+10",
    },
    { name: "general with few digits", value: 1234.5, format: "g", precision: 3, want: "1.23e+03" },
  ] as const)("with a precision: $name", ({ value, format, precision, want }) => {
    expect(formatFloat(value, format, precision)).toBe(want);
  });
});

test("formatJsonFloat writes exponents only far from 1", () => {
  expect([1e20, 1e21, 1e-6, 1e-7, 1.5e-10, 0].map(formatJsonFloat)).toEqual([
    "100000000000000000000",
    "1e+21",
    "0.000001",
    "1e-7",
    "1.5e-10",
    "0",
  ]);
});

describe("parseFloat64", () => {
  const ok = (value: number) => ({ kind: "ok", value });
  const syntax = (text: string) => ({
    kind: "error",
    message: `strconv.ParseFloat: parsing "${text}": invalid syntax`,
  });
  test.each([
    { input: "1.5", want: ok(1.5) },
    { input: ".5", want: ok(0.5) },
    { input: "5.", want: ok(5) },
    { input: "+1e3", want: ok(1000) },
    { input: "1_000", want: ok(1000) },
    { input: "0x1p-2", want: ok(0.25) },
    { input: "0X1.8P1", want: ok(3) },
    { input: "-inf", want: ok(-Infinity) },
    { input: "Infinity", want: ok(Infinity) },
    { input: "nan", want: ok(Number.NaN) },
    { input: "0x10", want: syntax("0x10") },
    { input: "1__0", want: syntax("1__0") },
    { input: "_1", want: syntax("_1") },
    { input: "", want: syntax("") },
    { input: " 1", want: syntax(" 1") },
    { input: "infi", want: syntax("infi") },
    {
      input: "1e400",
      want: { kind: "error", message: 'strconv.ParseFloat: parsing "1e400": value out of range' },
    },
  ])("parses $input as Go does", ({ input, want }) => {
    expect(parseFloat64(input)).toEqual(want);
  });
});
