import { expect, test } from "vitest";
import { keepEqual } from "./keep-equal.ts";

const before = { list: [{ a: 1 }, { a: 2 }], other: { text: "x" }, none: undefined };

test.each([
  { name: "nothing before", input: undefined, after: { a: 1 } },
  { name: "another text", input: before, after: { ...before, other: { text: "y" } } },
  { name: "a member less", input: { a: 1, b: 2 }, after: { a: 1 } },
  { name: "a member more, undefined", input: { a: 1 }, after: { a: 1, b: undefined } },
  { name: "another member in its place", input: { a: undefined }, after: { b: undefined } },
  { name: "an item less", input: [1, 2], after: [1] },
  { name: "a list for an object", input: {}, after: [] },
  { name: "a member named __proto__", input: {}, after: JSON.parse('{"__proto__": {"a": 1}}') },
])("the newer answer is given: $name", ({ input, after }) => {
  expect(keepEqual(input, after)).toStrictEqual(after);
});

test("an equal answer is the older object", () => {
  expect(keepEqual(before, structuredClone(before))).toBe(before);
});

test("what is as it was keeps its identity inside of what changed", () => {
  const after = keepEqual(before, { ...structuredClone(before), other: { text: "y" } });
  expect(after.list).toBe(before.list);
  const longer = keepEqual(before.list, [...structuredClone(before.list), { a: 3 }]);
  expect(longer[1]).toBe(before.list[1]);
});
