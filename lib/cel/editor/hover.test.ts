import { expect, test } from "vitest";
import { hoverExpression } from "./hover.ts";

const sample = { sub: "me", groups: ["dev"] };

/** What is said at the `|` of a text. */
function hover(text: string) {
  const offset = text.indexOf("|");
  const source = text.slice(0, offset) + text.slice(offset + 1);
  const found = hoverExpression(source, offset, { minor: 37, variable: "claims" }, sample);
  return found && { ...found, text: source.slice(found.span.start, found.span.end) };
}

const cases = [
  {
    input: "|claims.sub",
    want: { text: "claims", title: "claims", type: "map(string, google.protobuf.Any)" },
  },
  {
    input: "claims.s|ub + ",
    want: { text: "sub", title: "claims.sub", type: "google.protobuf.Any", value: '"me"' },
  },
  {
    input: "claims.?gr|oups",
    want: {
      text: "groups",
      title: "claims.?groups",
      type: "optional_type(google.protobuf.Any)",
      value: '["dev"]',
    },
  },
  { input: "['a'].map(x, |x + 'b')", want: { text: "x", title: "x", type: "string" } },
  {
    input: "'a'.sp|lit('b')",
    want: {
      text: "split",
      signatures: [
        "string.split(string) -> list(string)",
        "string.split(string, int) -> list(string)",
      ],
    },
  },
  {
    input: "[1].ma|p(x, x)",
    want: { text: "map", signatures: ["list.map(x, transform)", "list.map(x, test, transform)"] },
  },
  {
    input: "optional.o|f(1)",
    want: { text: "optional.of", signatures: ["optional.of(V) -> optional_type(V)"] },
  },
  { input: "true |&& false", want: { text: "&&", signatures: ["bool && bool -> bool"] } },
];

test.each(cases)("hover explains what is at the cursor in $input", ({ input, want }) => {
  expect(hover(input)).toMatchObject(want);
});

test.each([" | ", "'te|xt'", "|(", "undeclar|ed("])("nothing is said at %s", (input) => {
  expect(hover(input)).toBe(undefined);
});
