import { describe, expect, test } from "vitest";
import { writeYaml, type YamlValue } from "../yaml/write.ts";
import { formatTable } from "./tab-writer.ts";

// Answers of go.yaml.in/yaml/v2 through sigs.k8s.io/yaml.
const values: readonly {
  readonly name: string;
  readonly input: YamlValue;
  readonly want: string;
}[] = [
  { name: "plain", input: { a: "b c", d: "system:x" }, want: "a: b c\nd: system:x\n" },
  {
    name: "what reads as another type",
    input: ["yes", "7", "1e3", "~", "", "2026-01-02", "1:30"],
    want: '- "yes"\n- "7"\n- "1e3"\n- "~"\n- ""\n- "2026-01-02"\n- "1:30"\n',
  },
  {
    name: "indicators",
    input: ["*", "a: b", "a #b", "- a", "'x'", "a:"],
    want: "- '*'\n- 'a: b'\n- 'a #b'\n- '- a'\n- '''x'''\n- 'a:'\n",
  },
  {
    name: "lines",
    input: { a: "b\nc", d: "e\n", f: " g\nh" },
    want: "a: |-\n  b\n  c\nd: |\n  e\nf: |2-\n   g\n  h\n",
  },
  {
    name: "control characters and beyond U+FFFF",
    input: ["a\tb", "\u{1F600}", "\u0007"],
    want: '- "a\\tb"\n- "\\U0001F600"\n- "\\a"\n',
  },
  { name: "empty", input: { a: [], b: {} }, want: "a: []\nb: {}\n" },
  { name: "lists in lists", input: [["a"], [{ b: "c" }]], want: "- - a\n- - b: c\n" },
  {
    name: "keys in natural order",
    input: { b: "", a10: "", a9: "", "/": "" },
    want: '/: ""\na9: ""\na10: ""\nb: ""\n',
  },
  {
    name: "long lines fold",
    input: {
      reason:
        'RBAC: allowed by ClusterRoleBinding "dev-reader" of ClusterRole "dev-reader" to Group "dev"',
    },
    want: 'reason: \'RBAC: allowed by ClusterRoleBinding "dev-reader" of ClusterRole "dev-reader"\n  to Group "dev"\'\n',
  },
];

describe("writeYaml", () => {
  test.each(values)("writes $name", ({ input, want }) => expect(writeYaml(input)).toBe(want));
});

// Answers of github.com/liggitt/tabwriter.
const tables = [
  { name: "columns", input: "A\tB\nlong cell\tx\n", want: "A           B\nlong cell   x\n" },
  { name: "narrow columns", input: "a\tb\n", want: "a     b\n" },
  {
    name: "widths are remembered",
    input: "long cell\tx\nalone\na\tb\n",
    want: "long cell   x\nalone\na           b\n",
  },
  { name: "runes, not bytes", input: "üüü\ta\nabcdef\tb\n", want: "üüü      a\nabcdef   b\n" },
  { name: "an empty cell", input: "\tx\n", want: "      x\n" },
];

describe("formatTable", () => {
  test.each(tables)("lays out $name", ({ input, want }) => expect(formatTable(input)).toBe(want));
});
