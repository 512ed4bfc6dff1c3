import { expect, test } from "vitest";
import { writeCsv, writeMarkdownTable } from "./table-text.ts";

const titles = ["Name", "If"];

test.each([
  {
    name: "plain cells",
    rows: [["gha:{ref}", 'ref is "main"']],
    markdown: '| `gha:{ref}` | `ref is "main"` |\n',
    csv: 'gha:{ref},"ref is ""main"""\r\n',
  },
  { name: "an empty cell", rows: [["a", ""]], markdown: "| `a` |  |\n", csv: "a,\r\n" },
  {
    name: "Markdown and HTML of others",
    rows: [["a|b `c` <b>", "``"]],
    markdown: "| ``a\\|b `c` <b>`` | ``` `` ``` |\n",
    csv: "a|b `c` <b>,``\r\n",
  },
  {
    name: "line ends",
    rows: [["a\r\nb", "c,d"]],
    markdown: "| `a b` | `c,d` |\n",
    csv: '"a\r\nb","c,d"\r\n',
  },
  {
    name: "formulas",
    rows: [["=1+1", "-x"]],
    markdown: "| `=1+1` | `-x` |\n",
    csv: "'=1+1,'-x\r\n",
  },
])("a table is written as Markdown and as CSV: $name", ({ rows, markdown, csv }) => {
  expect(writeMarkdownTable({ titles, rows })).toBe(`| Name | If |\n| --- | --- |\n${markdown}`);
  expect(writeCsv({ titles, rows })).toBe(`Name,If\r\n${csv}`);
});

test("a table without rows", () => {
  expect(writeMarkdownTable({ titles, rows: [] })).toBe("| Name | If |\n| --- | --- |\n");
  expect(writeCsv({ titles, rows: [] })).toBe("Name,If\r\n");
});
