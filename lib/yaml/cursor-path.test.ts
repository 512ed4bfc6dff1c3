import { expect, test } from "vitest";
import { type CursorPlace, findCursorPlace } from "./cursor-path.ts";

const text = "jwt:\n- issuer:\n    url: https://a";
const end: CursorPlace = {
  kind: "value",
  path: "jwt[0].issuer.url",
  typed: "https://a",
  span: { start: 24, end: text.length },
  style: "block",
};
const start: CursorPlace = {
  kind: "key",
  parent: "",
  typed: "",
  span: { start: 0, end: 3 },
  present: [],
  style: "block",
  column: 0,
  startsLine: true,
  has: "colon",
  below: { isList: true, keys: ["issuer"] },
};

// The editor may ask with an offset of a text that was longer a moment ago.
const cases = [
  { name: "the end of the text", offset: text.length, want: end },
  { name: "behind the end of the text", offset: text.length + 1, want: end },
  { name: "far behind the end of the text", offset: Number.MAX_SAFE_INTEGER, want: end },
  { name: "before the text", offset: -1, want: start },
];

test.each(cases)("the place of an offset: $name", ({ offset, want }) => {
  expect(findCursorPlace(text, offset)).toEqual(want);
});
