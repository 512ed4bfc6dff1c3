import { expect, test } from "vitest";
import {
  formatDistance,
  formatLength,
  formatMoment,
  fromInputValue,
  toInputValue,
} from "./time.ts";

test.each([
  [0, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [3599, "59 min"],
  [3600, "1 h"],
  [5400, "1 h 30 min"],
  [86_399, "23 h 59 min"],
  [86_400, "1 d"],
  [1e9, "31 years"],
])("%d seconds read %s", (seconds, want) => {
  expect(formatLength(seconds)).toBe(want);
});

test.each([
  [100, 100, "now"],
  [340, 100, "in 4 min"],
  [0, 7200, "2 h ago"],
])("%d from %d is %s", (to, from, want) => {
  expect(formatDistance(to, from)).toBe(want);
});

test("a moment goes into its field and comes back", () => {
  expect(formatMoment(1_790_000_000)).toBe("2026-09-21 14:13:20 UTC");
  expect(fromInputValue(toInputValue(1_790_000_000))).toBe(1_790_000_000);
  expect(fromInputValue("")).toBeUndefined();
  expect(formatMoment(1e300)).toBe("1e+300");
});
