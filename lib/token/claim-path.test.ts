import { expect, test } from "vitest";
import { formatClaimPath, formatClaimRange } from "./claim-path.ts";

const cases: { name: string; input: string[]; want: [path: string, range: string] }[] = [
  { name: "a plain name", input: ["sub"], want: ["claims.sub", "dyn(claims.sub)"] },
  {
    name: "a URL",
    input: ["https://a.test/x"],
    want: ["claims['https://a.test/x']", "dyn(claims['https://a.test/x'])"],
  },
  {
    name: "nested",
    input: ["realm_access", "roles"],
    want: ["claims.realm_access.roles", "claims.realm_access.roles"],
  },
  { name: "a keyword", input: ["in"], want: ["claims['in']", "dyn(claims['in'])"] },
  { name: "quotes", input: ["a'b\\"], want: ["claims['a\\'b\\\\']", "dyn(claims['a\\'b\\\\'])"] },
  { name: "two underscores", input: ["a__b"], want: ["claims.a__b", "dyn(claims.a__b)"] },
  {
    name: "a name that looks escaped",
    input: ["a__dash__b"],
    want: [
      "claims.a__underscores__dash__underscores__b",
      "dyn(claims.a__underscores__dash__underscores__b)",
    ],
  },
  { name: "an empty name", input: [""], want: ["claims['']", "dyn(claims[''])"] },
];

test.each(cases)("formatClaimPath writes the path of a claim: $name", ({ input, want }) => {
  expect([formatClaimPath(input), formatClaimRange(input)]).toEqual(want);
});
