import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const claims = { l: ["a", 1.5] };

const cases: readonly LibraryCase[] = [
  { name: "positions count characters", input: '"😀日a".indexOf("a")', want: "2" },
  { name: "the character behind the last", input: '"日本".charAt(2)', want: '""' },
  { name: "beyond it", input: '"日本".charAt(3)', want: "index out of range: 3" },
  { name: "an offset beyond the end", input: '"abc".indexOf("c", 5)', want: "-1" },
  {
    name: "was an error up to 1.31",
    input: '"abc".indexOf("c", 5)',
    minor: 31,
    want: "index out of range: 5",
  },
  { name: "nothing is found at the end", input: '"abc".indexOf("", 5)', want: "3" },
  { name: "at the offset itself up to 1.36", input: '"abc".indexOf("", 5)', minor: 36, want: "5" },
  { name: "a search from behind in nothing", input: '"".lastIndexOf("a")', want: "-1" },
  {
    name: "was an error up to 1.33",
    input: '"".lastIndexOf("a")',
    minor: 33,
    want: "index out of range: -1",
  },
  {
    name: "only ASCII letters change",
    input: '"ÀBé".lowerAscii() + "ÀBé".upperAscii()',
    want: '"ÀbéÀBé"',
  },
  {
    name: "an empty string is before every character",
    input: '"a日".replace("", "-", 2)',
    want: '"-a-日"',
  },
  { name: "a count of none replaces nothing", input: '"aa".replace("a", "b", 0)', want: '"aa"' },
  { name: "a limit of none splits into nothing", input: '"a,b".split(",", 0)', want: "[]" },
  { name: "a limit of one does not split", input: '"a,b".split(",", 1)', want: '["a,b"]' },
  { name: "nothing between characters", input: '"a😀".split("")', want: '["a", "😀"]' },
  { name: "an empty string has one part", input: '"".split(",")', want: '[""]' },
  {
    name: "white space is Unicode's",
    input: '"\\u0085\\u2003 x\\ufeff ".trim()',
    want: '"x\ufeff"',
  },
  {
    name: "a cut the wrong way round",
    input: '"abc".substring(2, 1)',
    want: "invalid substring range. start: 2, end: 1",
  },
  {
    name: "joining what is no string",
    input: 'claims.l.join(",")',
    want: "join: invalid input: 1.5",
  },
  {
    name: "control characters keep their short names",
    input: 'strings.quote("\\a\\b\\f\\n\\r\\t\\v\\\\\\"\\u0001")',
    want: '"\\"\\\\a\\\\b\\\\f\\\\n\\\\r\\\\t\\\\v\\\\\\\\\\\\\\"\\u0001\\""',
  },
];

test.each(cases)("the strings library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor, claims)).toBe(want);
});
