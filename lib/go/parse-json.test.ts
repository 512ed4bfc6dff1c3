import { describe, expect, test } from "vitest";
import { toByteString } from "./byte-string.ts";
import { parseGoJson, toAny } from "./parse-json.ts";

const refused: { name: string; input: string; want: string }[] = [
  { name: "nothing", input: "", want: "unexpected end of JSON input" },
  { name: "a word", input: "x", want: "invalid character 'x' looking for beginning of value" },
  {
    name: "a cut literal",
    input: "tru",
    want: "invalid character ' ' in literal true (expecting 'e')",
  },
  { name: "a cut number", input: "-", want: "invalid character ' ' in numeric literal" },
  { name: "a leading zero", input: "01", want: "invalid character '1' after top-level value" },
  {
    name: "a cut exponent",
    input: "1e+",
    want: "invalid character ' ' in exponent of numeric literal",
  },
  { name: "a cut string", input: '"a', want: "unexpected end of JSON input" },
  { name: "a cut escape", input: '"\\', want: "invalid character ' ' in string escape code" },
  {
    name: "a wrong escape",
    input: '"\\u12g4"',
    want: "invalid character 'g' in \\u hexadecimal character escape",
  },
  { name: "a control character", input: '"\n"', want: "invalid character '\\n' in string literal" },
  {
    name: "a byte above ASCII",
    input: "é",
    want: "invalid character 'Ã' looking for beginning of value",
  },
  { name: "no colon", input: '{"a" 1}', want: "invalid character '1' after object key" },
  {
    name: "a comma too many",
    input: '{"a":1,}',
    want: "invalid character '}' looking for beginning of object key string",
  },
  { name: "a comma too few", input: "[1 2]", want: "invalid character '2' after array element" },
  { name: "a quote", input: "'a'", want: "invalid character '\\'' looking for beginning of value" },
  { name: "a depth", input: "[".repeat(10_001), want: "invalid character '[' exceeded max depth" },
];

describe("parseGoJson refuses", () => {
  test.each(refused)("$name", ({ input, want }) => {
    const parsed = parseGoJson(toByteString(input));
    expect(parsed.kind === "error" && parsed.message).toBe(want);
  });
});

const read: { name: string; input: string; want: unknown }[] = [
  { name: "whole numbers apart from others", input: "[1, 1.0, 1e0]", want: [1n, 1, 1] },
  { name: "a number beyond an int64", input: "12345678901234567890", want: 12345678901234567000 },
  { name: "minus zero, which is no int", input: "-0", want: -0 },
  { name: "the last of equal names", input: '{"a":1,"a":2}', want: new Map([["a", 2n]]) },
  {
    name: "a name that objects have",
    input: '{"__proto__":1}',
    want: new Map([["__proto__", 1n]]),
  },
  {
    name: "pairs and lone surrogates",
    input: '"\\ud83d\\ude00 \\ud83d \\ude00"',
    want: "😀 \ufffd \ufffd",
  },
  { name: "a lone surrogate before an escape", input: '"\\ud83d\\u0041"', want: "\ufffdA" },
  { name: "text above ASCII", input: '"é日"', want: "é日" },
];

describe("toAny reads", () => {
  test.each(read)("$name", ({ input, want }) => {
    const parsed = parseGoJson(toByteString(input));
    if (parsed.kind === "error") throw new Error(parsed.message);
    expect(toAny(parsed.value, parsed.value.root)).toEqual({ kind: "ok", value: want });
  });

  test("bytes that are no UTF-8, each as one replacement", () => {
    const parsed = parseGoJson('"\xff\xe2\x82"');
    if (parsed.kind === "error") throw new Error(parsed.message);
    const want = { kind: "ok", value: "\ufffd\ufffd\ufffd" };
    expect(toAny(parsed.value, parsed.value.root)).toEqual(want);
  });

  test.each([
    { input: '[{"a":-1e400},1e400]', want: "-1e400" },
    { input: '{"b":[[1],2e400],"c":-1e400}', want: "2e400" },
    { input: '{"c":3e400,"b":[1e400]}', want: "3e400" },
  ])("the first of several numbers that are too great: $input", ({ input, want }) => {
    const parsed = parseGoJson(input);
    if (parsed.kind === "error") throw new Error(parsed.message);
    expect(toAny(parsed.value, parsed.value.root)).toEqual({
      kind: "error",
      message: `json: cannot unmarshal number ${want} into Go value of type float64`,
    });
  });

  test("deeper than the stack", () => {
    const parsed = parseGoJson("[".repeat(9_999) + "]".repeat(9_999));
    if (parsed.kind === "error") throw new Error(parsed.message);
    expect(toAny(parsed.value, parsed.value.root).kind).toBe("ok");
  });
});
