import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  { name: "canonical as written", input: 'quantity("1.500")', want: "1.500" },
  { name: "made canonical", input: 'quantity("1000m")', want: "1" },
  { name: "binary under 1024 turns decimal", input: 'quantity("0.5Ki")', want: "512" },
  { name: "rounded up to a billionth", input: 'quantity("0.0000000001")', want: "1n" },
  {
    name: "a sum takes the left format",
    input: 'quantity("1Ki").add(quantity("1k"))',
    want: "2024",
  },
  { name: "an exponent", input: 'quantity("5e3").add(1)', want: "5001" },
  {
    name: "a sum on the right of ==",
    input: 'quantity("2") == quantity("1").add(1)',
    want: "no such overload",
  },
  { name: "on the left", input: 'quantity("1").add(1) == quantity("2")', want: "true" },
  {
    name: "written with a fraction it is no integer",
    input: 'quantity("1.0").isInteger()',
    want: "false",
  },
  {
    name: "no more than 64 bits",
    input: 'quantity("10E").asInteger()',
    want: "cannot convert value to integer",
  },
  {
    name: "an approximation",
    input: 'quantity("0.1Gi").asApproximateFloat()',
    want: "107374182.4",
  },
  {
    name: "a suffix that does not exist",
    input: 'quantity("1K")',
    want: "unable to parse quantity's suffix",
  },
  {
    name: "no sum of what is far apart",
    input: 'quantity("1e999999").add(1)',
    want: "quantity has too many digits to calculate with",
  },
];

test.each(cases)("the quantity library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
