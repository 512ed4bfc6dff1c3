import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  { name: "two slashes and nothing", input: 'url("https://").getHost()', want: '""' },
  {
    name: "a path that needs encoding",
    input: 'url("https://a/%2F b").getEscapedPath()',
    want: '"//%20b"',
  },
  {
    name: "a query with what does not decode",
    input: 'url("https://a/?a=1&b=%zz&a=+").getQuery()',
    want: '{"a": ["1", " "]}',
  },
  { name: "equal as text", input: 'url("HTTPS://a/%41") == url("https://a/%41")', want: "true" },
  {
    name: "not with something else",
    input: 'url("https://a") == dyn(1)',
    want: "no such overload",
  },
  { name: "something else with it", input: 'dyn(1) == url("https://a")', want: "false" },
  {
    name: "a fragment that does not decode",
    input: 'url("https://a/#%zz")',
    want: 'URL parse error during conversion from string: parse "https://a/#%zz": invalid URL escape "%zz"',
  },
  {
    name: "two ports",
    input: 'url("https://a:1:2")',
    want: 'URL parse error during conversion from string: parse "https://a:1:2": invalid port ":1:2" after host',
  },
  {
    name: "were taken up to 1.35",
    input: 'url("https://a:1:2").getPort()',
    minor: 35,
    want: '"2"',
  },
];

test.each(cases)("the URL library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
