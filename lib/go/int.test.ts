import { expect, test } from "vitest";
import { parseBool, parseInt64, parseUint64 } from "./int.ts";

const ok = <T>(value: T) => ({ kind: "ok", value });
const fail = (operation: string, text: string, reason: string) => ({
  kind: "error",
  message: `strconv.${operation}: parsing "${text}": ${reason}`,
});

test.each([
  { input: "42", want: ok(42n) },
  { input: "+7", want: ok(7n) },
  { input: "-9223372036854775808", want: ok(-(2n ** 63n)) },
  {
    input: "9223372036854775808",
    want: fail("ParseInt", "9223372036854775808", "value out of range"),
  },
  {
    input: "18446744073709551616x",
    want: fail("ParseInt", "18446744073709551616x", "value out of range"),
  },
  { input: "1x", want: fail("ParseInt", "1x", "invalid syntax") },
  { input: "1_0", want: fail("ParseInt", "1_0", "invalid syntax") },
  { input: "", want: fail("ParseInt", "", "invalid syntax") },
])("parseInt64 parses $input as Go does", ({ input, want }) => {
  expect(parseInt64(input)).toEqual(want);
});

test.each([
  { input: "18446744073709551615", want: ok(2n ** 64n - 1n) },
  {
    input: "18446744073709551616",
    want: fail("ParseUint", "18446744073709551616", "value out of range"),
  },
  { input: "-1", want: fail("ParseUint", "-1", "invalid syntax") },
  { input: "+1", want: fail("ParseUint", "+1", "invalid syntax") },
])("parseUint64 parses $input as Go does", ({ input, want }) => {
  expect(parseUint64(input)).toEqual(want);
});

test.each([
  { input: "T", want: ok(true) },
  { input: "False", want: ok(false) },
  { input: "yes", want: fail("ParseBool", "yes", "invalid syntax") },
])("parseBool parses $input as Go does", ({ input, want }) => {
  expect(parseBool(input)).toEqual(want);
});
