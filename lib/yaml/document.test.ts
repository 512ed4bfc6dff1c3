import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DataNode } from "./data.ts";
import { readYaml } from "./document.ts";
import { isJsonText, readJson } from "./json.ts";
import { locateString } from "./locate.ts";

/** Data as plain JavaScript, to compare. */
function plain(data: DataNode): unknown {
  switch (data.kind) {
    case "null":
      return null;
    case "array":
      return data.items.map(plain);
    case "object":
      return Object.fromEntries(data.members.map(({ key, value }) => [key, plain(value)]));
    default:
      return data.value;
  }
}

function read(text: string): unknown {
  const result = readYaml(text);
  if (result.kind === "failed") return result.message;
  const duplicates = result.duplicates.map(({ message }) => message);
  return duplicates.length > 0 ? duplicates : plain(result.data);
}

describe("a plain scalar is what YAML 1.1 and Go make of it", () => {
  const cases: [string, unknown][] = [
    ["yes", true],
    ["Off", false],
    ["y", true],
    ["oN", "oN"],
    ["~", null],
    ["", null],
    ["Null", null],
    ["12", 12n],
    ["+12", 12n],
    ["1_000", 1000n],
    ["010", 8n],
    ["0o10", 8n],
    ["08", 8],
    ["0x1F", 31n],
    ["0b101", 5n],
    ["-0b101", -5n],
    ["18446744073709551615", 18446744073709551615n],
    ["18446744073709551616", 2 ** 64],
    ["1e3", 1000],
    ["1.", 1],
    [".5", 0.5],
    ["1:30", "1:30"],
    ["2001-12-14", "2001-12-14"],
    ["0x", "0x"],
    ["_1", "_1"],
    ["!!str 12", "12"],
    ["!!float 12", 12],
    ["!!int '12'", 12n],
    ["! 12", "12"],
    ["!mine 12", "12"],
    ["!!binary aGk=", "hi"],
    ["!!binary aGk", "yaml: !!binary value contains invalid base64 data"],
    ["!!int x", "yaml: cannot decode !!str `x` as a !!int"],
    ["!!timestamp x", "yaml: cannot decode !!str `x` as a !!timestamp"],
    [".inf", "json: unsupported value: +Inf"],
    ["'12'", "12"],
  ];
  test.each(cases)("the scalar %s", (text, want) => {
    expect(read(text)).toEqual(want);
  });
});

describe("a text is what go-yaml makes of it", () => {
  const cases: { name: string; text: string; want: unknown }[] = [
    { name: "nothing", text: "", want: null },
    { name: "a comment", text: "# nothing\n", want: null },
    { name: "only the first document", text: "a: 1\n---\nb: [\n", want: { a: 1n } },
    { name: "a broken marker behind it", text: "a: 1\n--- @", want: { a: 1n } },
    { name: "Windows line ends", text: "a: 1\r\nb:\r\n- x\r\n", want: { a: 1n, b: ["x"] } },
    { name: "a byte-order mark", text: "\ufeffa: 1", want: { a: 1n } },
    {
      name: "keys of other types",
      text: "1: a\n1.5: b\nyes: c\n",
      want: { "1": "a", "1.5": "b", true: "c" },
    },
    { name: "an alias", text: "a: &x [1]\nb: *x\n", want: { a: [1n], b: [1n] } },
    {
      name: "a merge",
      text: "a: &x {k: 1}\nb:\n  <<: *x\n  l: 2\n",
      want: { a: { k: 1n }, b: { k: 1n, l: 2n } },
    },
    {
      name: "a merge that overrides",
      text: "a: &x {k: 1}\nb:\n  <<: *x\n  k: 2\n",
      want: ['line 4: key "k" already set in map'],
    },
    {
      name: "merges of several",
      text: "a: &x {k: 1}\nb: &y {l: 2}\nc: {<<: [*x, *y]}\n",
      want: { a: { k: 1n }, b: { l: 2n }, c: { k: 1n, l: 2n } },
    },
    {
      name: "a merge of something else",
      text: "a: &x [1]\nb: {<<: *x}\n",
      want: "yaml: map merge requires map or sequence of maps as the value",
    },
    {
      name: "a double key in an anchor counts each time",
      text: "a: &x {k: 1, k: 2}\nb: *x\n",
      want: ['line 1: key "k" already set in map', 'line 1: key "k" already set in map'],
    },
    {
      name: "the line is that of the value",
      text: "a: 1\na:\n  - 2\n",
      want: ['line 3: key "a" already set in map'],
    },
    {
      name: "an alias of itself",
      text: "a: &x [*x]",
      want: "yaml: anchor 'x' value contains itself",
    },
    { name: "an unknown alias", text: "a: *x", want: "yaml: unknown anchor 'x' referenced" },
    {
      name: "a key that is no number",
      text: ".nan: 1\n-.inf: 2\n",
      want: { ".nan": 1n, "-.inf": 2n },
    },
    {
      name: "a map as a key",
      text: "{a: b}: c",
      want: 'yaml: invalid map key: map[interface {}]interface {}{"a":"b"}',
    },
    {
      name: "no key",
      text: "? \n: c",
      want: 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "c"',
    },
    {
      name: "a tab as indentation",
      text: "a:\n\tb: 1\n",
      want: "yaml: line 2: found character that cannot start any token",
    },
    {
      name: "the first line is not named",
      text: "a: @",
      want: "yaml: found character that cannot start any token",
    },
    {
      name: "a key without colon",
      text: "a: 1\nb\nc: 1\n",
      want: "yaml: line 3: could not find expected ':'",
    },
    {
      name: "an open bracket",
      text: "a: [1, 2\nb: 3\n",
      want: "yaml: line 1: did not find expected ',' or ']'",
    },
    {
      name: "an open quote",
      text: 'a: "x\n',
      want: "yaml: line 2: found unexpected end of stream",
    },
    {
      name: "a colon too many",
      text: "a: b: c",
      want: "yaml: mapping values are not allowed in this context",
    },
    {
      name: "indentation that fits nothing",
      text: "a:\n    b: 1\n  c: 2\n",
      want: "yaml: line 2: did not find expected key",
    },
    {
      name: "YAML 1.2",
      text: "%YAML 1.2\n---\na: 1\n",
      want: "yaml: found incompatible YAML document",
    },
    {
      name: "a control character hides what is before it",
      text: "a: @ \x07",
      want: "yaml: control characters are not allowed",
    },
    {
      name: "nesting without end",
      text: "[".repeat(10001),
      want: "yaml: exceeded max depth of 10000",
    },
  ];
  test.each(cases)("reads $name", ({ text, want }) => {
    expect(read(text)).toEqual(want);
  });
});

test("aliases may not be most of a document", () => {
  const levels = "abcdefgh".split("");
  const text = levels.map((name, i) => {
    const of = i === 0 ? "x" : `*${levels[i - 1]}`;
    return `${name}: &${name} [${Array(9).fill(of).join(", ")}]`;
  });
  expect(read(text.join("\n"))).toBe("yaml: document contains excessive aliasing");
});

describe("offsets lead from a value to the text", () => {
  const cases: { name: string; text: string; value: string }[] = [
    { name: "plain", text: "k: some words # c\n", value: "some words" },
    { name: "plain over lines", text: "k: some\n   more\n\n   words\n", value: "some more\nwords" },
    { name: "single quotes", text: "k: 'it''s'\n", value: "it's" },
    { name: "double quotes", text: 'k: "a\\tb\\u00e9\\x41\\\n   c"\n', value: "a\tbéAc" },
    { name: "double quotes over lines", text: 'k: "a\n\n  b"', value: "a\nb" },
    { name: "literal", text: "k: |\n  one\n    two\n\n  three\n", value: "one\n  two\n\nthree\n" },
    { name: "literal without its end", text: "k: |-\n  one\n\n", value: "one" },
    { name: "literal with all of its end", text: "k: |+\n  one\n\n\n", value: "one\n\n\n" },
    { name: "literal with an indicator", text: "k: |2-\n    one\n", value: "  one" },
    { name: "literal with Windows line ends", text: "k: |\r\n  a\r\n  b\r\n", value: "a\nb\n" },
    {
      name: "folded",
      text: "k: >-\n  one\n  two\n\n  three\n   four\n",
      value: "one two\nthree\n four",
    },
    { name: "pairs", text: "k: '😀x'\n", value: "😀x" },
    { name: "JSON", text: '{"k": "a\\u00e9\\n\\"x"}', value: 'aé\n"x' },
  ];
  test.each(cases)("$name", ({ text, value }) => {
    const result = isJsonText(text) ? readJson(text) : readYaml(text);
    const data = result.kind === "read" ? result.data : undefined;
    const member = data?.kind === "object" ? data.members[0]?.value : undefined;
    if (member?.kind !== "string") throw new Error("no string");
    expect(member.value).toBe(value);
    const offsets = locateString(text, member);
    expect(offsets).toHaveLength(value.length + 1);
    for (let i = 0; i < value.length; i++) {
      // If nothing is escaped or folded, the very character is there.
      if (/[a-z😀]/u.test(value[i] ?? "") && text[offsets[i] ?? 0] !== "\\") {
        expect(text[offsets[i] ?? 0]).toBe(value[i]);
      }
      expect(offsets[i + 1]).toBeGreaterThanOrEqual(offsets[i] ?? 0);
    }
  });
});

describe("JSON is read with Go's words", () => {
  const cases: [string, string][] = [
    ["{", "unexpected end of JSON input"],
    ["{a: 1}", "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a": 1 "b"}', "invalid character '\"' after object key:value pair"],
    ['{"a": [1 2]}', "invalid character '2' after array element"],
    ['{"a": tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a": 01}', "invalid character '1' after object key:value pair"],
    ['{"a": -}', "invalid character '}' in numeric literal"],
    ['{"a": 1.}', "invalid character '}' after decimal point in numeric literal"],
    ['{"a": "\\x"}', "invalid character 'x' in string escape code"],
    ['{"a": "\\u00g0"}', "invalid character 'g' in \\u hexadecimal character escape"],
    ['{"a": "\n"}', "invalid character '\\n' in string literal"],
    ['{"a": é}', "invalid character 'Ã' looking for beginning of value"],
    ["{} x", "invalid character 'x' after top-level value"],
    ['{"a": tru', "invalid character ' ' in literal true (expecting 'e')"],
    ['{"a": -', "invalid character ' ' in numeric literal"],
    ['{"a": "\\u12', "invalid character ' ' in \\u hexadecimal character escape"],
    ['{"a": "b', "unexpected end of JSON input"],
    [`${'{"a":'.repeat(10001)}1`, "invalid character '{' exceeded max depth"],
  ];
  test.each(cases)("the text %s", (text, want) => {
    const result = readJson(text);
    expect(result.kind === "failed" ? result.message : result.data).toBe(want);
  });
});

test("the places in JSON beyond ASCII are those of the text", () => {
  const text = '{"é" : "日", "a":\n{"😀":[1, -2.5e3,"x"]}, "a": null}';
  const result = readJson(text);
  const found: string[] = [];
  const open = result.kind === "read" ? [result.data] : [];
  for (let data = open.pop(); data !== undefined; data = open.pop()) {
    if (data.kind === "array") open.push(...data.items);
    if (data.kind !== "object") continue;
    for (const { keySpan, value } of data.members) {
      const written = [keySpan, value.span].map(({ start, end }) => text.slice(start, end));
      found.push(written.join("="));
      open.push(value);
    }
  }
  expect(found).toEqual([
    '"é"="日"',
    '"a"={"😀":[1, -2.5e3,"x"]}',
    '"a"=null',
    '"😀"=[1, -2.5e3,"x"]',
  ]);
});

test("no text makes the readers throw, and every span lies in the text", () => {
  const pieces = fc.constantFrom(
    ..."a b : - ? # & * ! | > ' \" % @ ` [ ] { } , \\ \n \r \t ~ <<: - --- ... 1 é 😀 \ud800 \ufeff \x07 &a *a !!str |2- \\u00e9 \u2028".split(
      " ",
    ),
    " ",
    "  ",
    "\n  ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join("");
      const result = isJsonText(text) ? readJson(text) : readYaml(text);
      if (result.kind === "failed") {
        expect(result.span.end).toBeLessThanOrEqual(text.length);
        return;
      }
      const open = [result.data];
      for (let data = open.pop(); data !== undefined; data = open.pop()) {
        expect(data.span.start).toBeLessThanOrEqual(data.span.end);
        expect(data.span.end).toBeLessThanOrEqual(text.length);
        if (data.kind === "string") {
          expect(locateString(text, data)).toHaveLength(data.value.length + 1);
        }
        if (data.kind === "array") open.push(...data.items);
        if (data.kind === "object") open.push(...data.members.map(({ value }) => value));
      }
    }),
    { numRuns: 2000 },
  );
});
