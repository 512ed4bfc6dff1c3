import { describe, expect, test } from "vitest";
import { fromByteString } from "./byte-string.ts";
import {
  escapedPath,
  formatUrl,
  hostname,
  parseQuery,
  parseRequestUri,
  parseUrl,
  port,
} from "./url.ts";

describe("parseUrl", () => {
  test.each([
    {
      input: "https://a.test/b c",
      want: ["https", "a.test", "a.test", "", "/b%20c", "https://a.test/b%20c"],
    },
    {
      input: "HTTPS://[::1]:443",
      want: ["https", "[::1]:443", "::1", "443", "", "https://[::1]:443"],
    },
    {
      input: "https://u:p@h:1/?q#f",
      want: ["https", "h:1", "h", "1", "/", "https://u:p@h:1/?q#f"],
    },
    {
      input: "https://[fe80::1%25en0]/",
      want: ["https", "[fe80::1%en0]", "fe80::1%en0", "", "/", "https://[fe80::1%25en0]/"],
    },
    {
      input: "https://é.test/%2f",
      want: ["https", "é.test", "é.test", "", "/%2f", "https://%C3%A9.test/%2f"],
    },
    { input: "/a:b", want: ["", "", "", "", "/a:b", "/a:b"] },
    { input: "mailto:a@b", want: ["mailto", "", "", "", "", "mailto:a@b"] },
    { input: "https:", want: ["https", "", "", "", "", "https:"] },
    { input: "*", want: ["", "", "", "", "*", "*"] },
  ])("parses $input as Go does", ({ input, want }) => {
    const parsed = parseUrl(input);
    const parts =
      parsed.kind === "ok"
        ? [
            parsed.value.scheme,
            parsed.value.host,
            hostname(parsed.value),
            port(parsed.value),
            escapedPath(parsed.value),
          ]
        : [parsed.message];
    expect([
      ...parts.map(fromByteString),
      parsed.kind === "ok" ? formatUrl(parsed.value) : "",
    ]).toEqual(want);
  });

  test.each([
    { input: ":a", want: 'parse ":a": missing protocol scheme' },
    { input: "a:b:c/d", want: undefined },
    { input: "1:b", want: 'parse "1:b": first path segment in URL cannot contain colon' },
    { input: "https://a b", want: 'parse "https://a b": invalid character " " in host name' },
    { input: "https://a:b", want: 'parse "https://a:b": invalid port ":b" after host' },
    { input: "https://a:1:2", want: 'parse "https://a:1:2": invalid port ":1:2" after host' },
    { input: "ftp://a:1:2", want: undefined },
    { input: "https://%41", want: 'parse "https://%41": invalid URL escape "%41"' },
    { input: "https://a/%zz", want: 'parse "https://a/%zz": invalid URL escape "%zz"' },
    { input: "https://a/%é", want: 'parse "https://a/%é": invalid URL escape "%é"' },
    { input: "https://a/%aé", want: 'parse "https://a/%aé": invalid URL escape "%a\\xc3"' },
    { input: "https://[::1", want: "parse \"https://[::1\": missing ']' in host" },
    { input: "https://[1.2.3.4]", want: 'parse "https://[1.2.3.4]": invalid IP-literal' },
    {
      input: "https://[x]",
      want: 'parse "https://[x]": invalid host: ParseAddr("x"): unable to parse IP',
    },
    { input: "https://u|@a", want: 'parse "https://u|@a": net/url: invalid userinfo' },
    {
      input: "https://a\n",
      want: 'parse "https://a\\n": net/url: invalid control character in URL',
    },
  ])("refuses $input with $want", ({ input, want }) => {
    const parsed = parseUrl(input);
    expect(parsed.kind === "error" ? parsed.message : undefined).toBe(want);
  });

  test("several colons in a host were taken before Go 1.26", () => {
    expect(parseUrl("https://a:1:2", false).kind).toBe("ok");
  });
});

test.each([
  { input: "", want: 'parse "": empty url' },
  { input: "a", want: 'parse "a": invalid URI for request' },
  { input: "//a", want: undefined },
  { input: "https://a/#f", want: undefined },
])("parseRequestUri refuses $input in Go's words", ({ input, want }) => {
  const parsed = parseRequestUri(input);
  expect(parsed.kind === "error" ? parsed.message : undefined).toBe(want);
});

test("parseQuery leaves out what does not decode", () => {
  const parsed = parseUrl("/?a=1&b=%zz&a=+x&c;d&=e&f");
  const query = parsed.kind === "ok" ? Object.fromEntries(parseQuery(parsed.value)) : {};
  expect(query).toEqual({ a: ["1", " x"], "": ["e"], f: [""] });
});
