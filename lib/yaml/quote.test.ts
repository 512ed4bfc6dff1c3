import fc from "fast-check";
import { expect, test } from "vitest";
import { findData } from "./data.ts";
import { readYaml } from "./document.ts";
import { readJson } from "./json.ts";
import { quoteDouble, quoteScalar, writeInFlow, writeLine, writeLiteral } from "./quote.ts";

test.each<{ name: string; input: string; line: string; flow: string }>([
  { name: "a word", input: "claims.sub", line: "claims.sub", flow: "claims.sub" },
  { name: "a word of YAML", input: "yes", line: "'yes'", flow: '"yes"' },
  { name: "a number", input: "1e3", line: "'1e3'", flow: '"1e3"' },
  { name: "no character", input: "", line: '""', flow: '""' },
  { name: "a comma", input: "cn=a,dc=b", line: "'cn=a,dc=b'", flow: '"cn=a,dc=b"' },
  { name: "an apostrophe", input: "it's", line: '"it\'s"', flow: '"it\'s"' },
  { name: "both quotes", input: 'it\'s "a"', line: "'it''s \"a\"'", flow: '"it\'s \\"a\\""' },
  { name: "a line end of YAML 1.1", input: "a\u2028b", line: '"a\\u2028b"', flow: '"a\\u2028b"' },
])("$name is written", ({ input, line, flow }) => {
  expect([writeLine(input), writeInFlow(input)]).toEqual([line, flow]);
});

const characters = fc.constantFrom(
  ..."a b Z 0 1 e . , : ; - + ? # & * ! | > ' \" % @ ` [ ] { } \\ / ~ = _ é 😀 \ufeff \x07 \x7f \x85 \u2028".split(
    " ",
  ),
  " ",
  "\t",
);
const valueAt = (text: string) => {
  const read = readYaml(text);
  const data = read.kind === "read" ? findData(read.data, "a") : undefined;
  return data?.kind === "string" ? data.value : undefined;
};

test("every text is read back as it was, in block style, between brackets and as JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 12 }), (value) => {
      for (const written of [quoteScalar(value), quoteDouble(value), writeLine(value)]) {
        expect(valueAt(`a: ${written}\n`)).toBe(value);
        expect(valueAt(`{a: ${written}, b: [1]}\n`)).toBe(value);
      }
      expect(valueAt(`{b: 1, a: ${writeInFlow(value)}}\n`)).toBe(value);
      const json = readJson(`{"a": ${quoteDouble(value)}}`);
      expect(json.kind === "read" && findData(json.data, "a")).toMatchObject({ value });
    }),
    { numRuns: 1000 },
  );
});

test("every text of printable lines is read back from a literal block", () => {
  const line = fc.string({ unit: fc.constantFrom(..."ab:#-'\" ".split("")), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const value = lines.join("\n");
      // Blanks alone are a block's indentation to a reader.
      fc.pre(lines.every((each) => each.trim() !== "" || each === ""));
      expect(valueAt(`a:${writeLiteral(value, "  ").join("\n")}\nb: c\n`)).toBe(value);
    }),
    { numRuns: 1000 },
  );
});
