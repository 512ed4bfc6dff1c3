import { expect, test } from "vitest";
import { parseSubject } from "./user-of-asker.ts";

test.each<{ name: string; input: string; want: readonly string[] }>([
  { name: "with commas", input: "CN=jane, O=dev,o=ops", want: ["CN=jane", "O=dev", "O=ops"] },
  { name: "with slashes", input: "/O=dev/CN=jane/doe", want: ["O=dev", "CN=jane/doe"] },
  { name: "with an escape", input: "CN=jane\\, doe,O=a=b", want: ["CN=jane, doe", "O=a=b"] },
  { name: "empty", input: "", want: [] },
])("a subject is read: $name", ({ input, want }) => {
  expect(parseSubject(input).map(({ type, value }) => `${type}=${value}`)).toEqual(want);
});
