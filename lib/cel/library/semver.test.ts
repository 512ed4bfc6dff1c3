import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  {
    name: "a release is after its candidates",
    input: 'semver("1.0.0").compareTo(semver("1.0.0-rc.1"))',
    want: "1",
  },
  {
    name: "numbers are before words",
    input: 'semver("1.0.0-9").compareTo(semver("1.0.0-a"))',
    want: "-1",
  },
  {
    name: "fewer identifiers first",
    input: 'semver("1.0.0-a").compareTo(semver("1.0.0-a.0"))',
    want: "-1",
  },
  { name: "a build does not count", input: 'semver("1.0.0+a") == semver("1.0.0+b")', want: "true" },
  { name: "put right", input: 'semver("v01.002", true)', want: "1.2.0" },
  {
    name: "but for a v and a build",
    input: 'semver("v1-a", true)',
    want: "short version cannot contain PreRelease/Build meta data",
  },
  {
    name: "leading zeroes",
    input: 'semver("1.02.3")',
    want: 'Minor number must not contain leading zeroes "02"',
  },
  {
    name: "too great a number",
    input: 'semver("18446744073709551616.0.0")',
    want: 'strconv.ParseUint: parsing "18446744073709551616": value out of range',
  },
  { name: "an empty identifier", input: 'semver("1.2.3-a..b")', want: "Prerelease is empty" },
  {
    name: "a great number is negative",
    input: 'semver("18446744073709551615.0.0").major()',
    want: "-1",
  },
];

test.each(cases)("the semver library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
