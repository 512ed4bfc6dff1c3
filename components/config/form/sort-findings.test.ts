import { expect, test } from "vitest";
import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import { readYaml } from "@/lib/yaml/document.ts";
import { findingsInside } from "./findings-inside.ts";
import { sortFindings } from "./sort-findings.ts";

const read = readYaml(`kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://a.example.com
    audiences: [one]
  claimMappings:
    username: {claim: sub}
    extra:
    - key: a
`);
if (read.kind === "failed") throw new Error(read.message);

function finding(path: string, start = 0, end = 0): Diagnostic {
  return {
    ...{ code: "validate/invalid", source: "kube-apiserver", severity: "error" },
    ...{ document: "configuration", path, span: { start, end }, message: path },
  } as Diagnostic;
}

test.each<{ name: string; path: string; want: string | undefined }>([
  { name: "a field", path: "jwt[0].issuer.url", want: "jwt[0].issuer.url" },
  {
    name: "an item of a list",
    path: "jwt[0].issuer.audiences[0]",
    want: "jwt[0].issuer.audiences[0]",
  },
  {
    name: "a field of a list that is not there yet",
    path: "jwt[0].issuer.discoveryURL",
    want: "jwt[0].issuer.discoveryURL",
  },
  {
    name: "a prefix that is missing beside its claim",
    path: "jwt[0].claimMappings.username.prefix",
    want: "jwt[0].claimMappings.username",
  },
  {
    name: "a field of an item",
    path: "jwt[0].claimMappings.extra[0].valueExpression",
    want: "jwt[0].claimMappings.extra[0].valueExpression",
  },
  { name: "an issuer", path: "jwt[0]", want: "jwt[0]" },
  { name: "an issuer that is not there", path: "jwt[1].issuer.url", want: undefined },
  { name: "an unknown field", path: "jwt[0].claims", want: undefined },
  { name: "the list of issuers", path: "jwt", want: undefined },
  { name: "the whole text", path: "", want: undefined },
])("which field shows a finding: $name", ({ path, want }) => {
  const one = finding(path);
  const { shown, others } = sortFindings([one], read.data);
  expect({ shown: [...shown], others }).toEqual(
    want === undefined ? { shown: [], others: [one] } : { shown: [[want, [one]]], others: [] },
  );
});

test.each<{ name: string; span: [number, number]; want: [number, number] }>([
  { name: "within one stretch", span: [12, 14], want: [2, 4] },
  { name: "within a later line", span: [31, 33], want: [6, 8] },
  { name: "over an indent, the whole", span: [12, 33], want: [0, 9] },
  { name: "outside, the whole", span: [0, 3], want: [0, 9] },
])("where a finding is in the expression: $name", ({ span, want }) => {
  const place = {
    source: "abcd\nefgh",
    pieces: [
      { start: 0, at: 10, length: 5 },
      { start: 5, at: 30, length: 4 },
    ],
  };
  const found = findingsInside([finding("jwt[0]", ...span)], place);
  expect(found.map((one) => one.span)).toEqual([{ start: want[0], end: want[1] }]);
});
