import { expect, test } from "vitest";
import { addTest, removeTest } from "./test-list.ts";

const two = `# who must get in
- name: a # first
  anonymous: true
  expect: {can: [get /livez]}

# who must not
- name: b
  anonymous: true
  expect:
    cannot: [get pods]
# the end
`;

test.each<{ name: string; text: string; want: string | undefined }>([
  { name: "nothing", text: "", want: "- name: c\n  anonymous: true\n" },
  { name: "a list", text: "- name: a", want: "- name: a\n- name: c\n  anonymous: true\n" },
  {
    name: "an indented list",
    text: "  - name: a\n",
    want: "  - name: a\n  - name: c\n    anonymous: true\n",
  },
  { name: "comments", text: two, want: `${two}- name: c\n  anonymous: true\n` },
  { name: "a flow list", text: "[{name: a}]", want: undefined },
  { name: "a mapping", text: "tests: []", want: undefined },
  { name: "no YAML", text: "- a: [", want: undefined },
])("a test is added to $name", ({ text, want }) => {
  expect(addTest(text, { name: "c", anonymous: true })).toBe(want);
});

test.each<{ name: string; text: string; index: number; want: string | undefined }>([
  {
    name: "the first",
    text: two,
    index: 0,
    want: "# who must get in\n- name: b\n  anonymous: true\n  expect:\n    cannot: [get pods]\n# the end\n",
  },
  {
    name: "the last, comments after it stay",
    text: two,
    index: 1,
    want: `${two.slice(0, two.indexOf("- name: b"))}# the end\n`,
  },
  { name: "the only one", text: "- name: a\n  anonymous: true", index: 0, want: "" },
  { name: "one that is not there", text: two, index: 2, want: undefined },
])("a test is removed: $name", ({ text, index, want }) => {
  expect(removeTest(text, index)).toBe(want);
});
