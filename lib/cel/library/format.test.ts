import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const claims = { long: "a".repeat(64) };

const cases: readonly LibraryCase[] = [
  {
    name: "dots in a label",
    input: 'format.dns1123Label().validate("a.b")',
    want: 'optional.of(["must not contain dots"])',
  },
  {
    name: "a dash at the end of a prefix goes with what is before it",
    input: 'format.dns1123LabelPrefix().validate("a--")',
    want: "optional.none()",
  },
  {
    name: "too long, in bytes",
    input: "format.labelValue().validate(claims.long)",
    want: 'optional.of(["must be no more than 63 bytes"])',
  },
  {
    name: "in the words of 1.34",
    input: "format.labelValue().validate(claims.long)",
    minor: 34,
    want: 'optional.of(["must be no more than 63 characters"])',
  },
  {
    name: "names keep the old words",
    input: "format.dns1035Label().validate(claims.long)",
    want: 'optional.of(["must be no more than 63 characters"])',
  },
  {
    name: "an empty prefix",
    input: 'format.qualifiedName().validate("/a")',
    want: 'optional.of(["prefix part must be non-empty"])',
  },
  {
    name: "a URI's own words",
    input: 'format.uri().validate("a")',
    want: 'optional.of(["parse \\"a\\": invalid URI for request"])',
  },
  {
    name: "a day that does not exist",
    input: 'format.date().validate("2023-02-29")',
    want: 'optional.of(["invalid date"])',
  },
  {
    name: "anything for the point of a second",
    input: 'format.datetime().validate("2024-01-01T00:00:00x5Z")',
    want: "optional.none()",
  },
  { name: "equal by name", input: 'format.named("uuid").value() == format.uuid()', want: "true" },
];

test.each(cases)("the formats library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor, claims)).toBe(want);
});
