import { describe, expect, test } from "vitest";
import {
  formatDuration,
  formatRfc3339,
  formatTime,
  fromCivil,
  parseDuration,
  parseRfc3339,
  toCivil,
} from "./time.ts";

const ok = <T>(value: T) => ({ kind: "ok", value });
const fail = (message: string) => ({ kind: "error", message });

test.each([
  [0n, "0s"],
  [1n, "1ns"],
  [1_500n, "1.5µs"],
  [2_000_000n, "2ms"],
  [1_000_000_000n, "1s"],
  [90_000_000_000n, "1m30s"],
  [3_600_000_000_000n, "1h0m0s"],
  [-3_661_500_000_000n, "-1h1m1.5s"],
  [-(2n ** 63n), "-2562047h47m16.854775808s"],
])("formatDuration writes %s nanoseconds as Go does", (nanos, want) => {
  expect(formatDuration(nanos)).toBe(want);
});

describe("parseDuration", () => {
  test.each([
    { input: "1h30m", want: ok(5_400_000_000_000n) },
    { input: "-1.5s", want: ok(-1_500_000_000n) },
    { input: "+5us", want: ok(5_000n) },
    { input: "1µs1μs", want: ok(2_000n) },
    { input: ".5m", want: ok(30_000_000_000n) },
    { input: "0", want: ok(0n) },
    { input: "-9223372036854775808ns", want: ok(-(2n ** 63n)) },
    {
      input: "9223372036854775808ns",
      want: fail('time: invalid duration "9223372036854775808ns"'),
    },
    { input: "", want: fail('time: invalid duration ""') },
    { input: "x", want: fail('time: invalid duration "x"') },
    { input: ".s", want: fail('time: invalid duration ".s"') },
    { input: "1", want: fail('time: missing unit in duration "1"') },
    { input: "1d", want: fail('time: unknown unit "d" in duration "1d"') },
    { input: "1é", want: fail('time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"') },
  ])("parses $input as Go does", ({ input, want }) => {
    expect(parseDuration(input)).toEqual(want);
  });
});

describe("parseRfc3339", () => {
  const cannot = (text: string, rest: string, element: string) =>
    fail(
      `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${rest}" as "${element}"`,
    );
  const because = (text: string, reason: string) => fail(`parsing time "${text}": ${reason}`);
  test.each([
    { input: "1970-01-01T00:00:01Z", want: ok({ seconds: 1n, nanos: 0, offset: 0 }) },
    {
      input: "2024-02-29T23:59:59.5+01:00",
      want: ok({ seconds: 1709247599n, nanos: 500_000_000, offset: 3600 }),
    },
    {
      input: "2024-01-01T5:00:00,25Z",
      want: ok({ seconds: 1704085200n, nanos: 250_000_000, offset: 0 }),
    },
    { input: "0001-01-01T00:00:00Z", want: ok({ seconds: -62135596800n, nanos: 0, offset: 0 }) },
    { input: "", want: cannot("", "", "2006") },
    { input: "2024-1-01T00:00:00Z", want: cannot("2024-1-01T00:00:00Z", "1-01T00:00:00Z", "01") },
    { input: "2024-01-01 00:00:00Z", want: cannot("2024-01-01 00:00:00Z", " 00:00:00Z", "T") },
    { input: "2024-01-01T00:00:00", want: cannot("2024-01-01T00:00:00", "", "Z07:00") },
    { input: "2024-13-01T00:00:00Z", want: because("2024-13-01T00:00:00Z", "month out of range") },
    { input: "2023-02-29T00:00:00Z", want: because("2023-02-29T00:00:00Z", "day out of range") },
    { input: "2024-01-01T24:00:00Z", want: because("2024-01-01T24:00:00Z", "hour out of range") },
    { input: "2024-01-01T00:00:00Zx", want: because("2024-01-01T00:00:00Zx", 'extra text: "x"') },
    {
      input: "2024-01-01T00:00:00+25:00",
      want: because("2024-01-01T00:00:00+25:00", "time zone offset hour out of range"),
    },
  ])("parses $input as Go does", ({ input, want }) => {
    expect(parseRfc3339(input)).toEqual(want);
  });
});

test.each([
  { seconds: 0n, nanos: 0, time: "1970-01-01 00:00:00 +0000 UTC", rfc: "1970-01-01T00:00:00Z" },
  {
    seconds: -1n,
    nanos: 500_000_000,
    time: "1969-12-31 23:59:59.5 +0000 UTC",
    rfc: "1969-12-31T23:59:59.5Z",
  },
  {
    seconds: -62135596800n,
    nanos: 0,
    time: "0001-01-01 00:00:00 +0000 UTC",
    rfc: "0001-01-01T00:00:00Z",
  },
  {
    seconds: 253402300800n,
    nanos: 1,
    time: "10000-01-01 00:00:00.000000001 +0000 UTC",
    rfc: "10000-01-01T00:00:00.000000001Z",
  },
])("$seconds s and $nanos ns", ({ seconds, nanos, time, rfc }) => {
  expect([formatTime(seconds, nanos), formatRfc3339(seconds, nanos, true)]).toEqual([time, rfc]);
});

test("the calendar goes there and back", () => {
  for (const seconds of [0n, -1n, 951782400n, 4107542399n, -62135596800n, 253402300799n]) {
    const { year, month, day, hour, minute, second } = toCivil(seconds);
    expect(fromCivil(year, month, day, hour, minute, second)).toBe(seconds);
  }
  expect(toCivil(1709164800n)).toMatchObject({ month: 2, day: 29, weekday: 4, yearDay: 59 });
});
