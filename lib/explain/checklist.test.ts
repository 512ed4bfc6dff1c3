import { expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import { listChecks, type TokenFacts } from "./checklist.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const cases: readonly {
  readonly name: string;
  readonly input: string;
  /** The fields that are missing; undefined if there is no checklist. */
  readonly want: readonly string[] | undefined;
}[] = [
  { name: "the first letters", input: "apiV", want: ["apiVersion", "kind", "jwt"] },
  { name: "the first key", input: "apiVersion:", want: ["apiVersion", "kind", "jwt"] },
  {
    name: "the version without the kind",
    input: "apiVersion: apiserver.config.k8s.io/v1\n",
    want: ["kind", "jwt"],
  },
  {
    name: "a kind that is being typed",
    input: "apiVersion: apiserver.config.k8s.io/v1\nkind: Authent",
    want: ["kind", "jwt"],
  },
  {
    name: "an issuer without audiences and mapping",
    input: `${head}jwt:\n- issuer:\n    url: https://a.example.com\n`,
    want: ["jwt[0].issuer.audiences", "jwt[0].claimMappings.username"],
  },
  {
    name: "a line that is being typed",
    input: `${head}jwt:\n- issuer:\n    url: https://a.example.com\n    audi`,
    want: ["jwt[0].issuer.audiences", "jwt[0].claimMappings.username"],
  },
  {
    name: "the second issuer",
    input: `${head}jwt:\n- issuer:\n    url: https://a.example.com\n    audiences: [a]\n  claimMappings:\n    username: {claim: sub, prefix: ""}\n- issuer:\n    url: https://b.example.com\n`,
    want: ["jwt[1].issuer.audiences", "jwt[1].claimMappings.username"],
  },
  {
    name: "a wrong value beside a missing one",
    input: `${head}jwt:\n- issuer:\n    url: http://a.example.com\n`,
    want: undefined,
  },
  { name: "another kind", input: "apiVersion: v1\nkind: Secret\nmetadata: {}\n", want: undefined },
  { name: "no YAML of a configuration", input: "hello world", want: undefined },
  {
    name: "a valid file",
    input: `${head}jwt:\n- issuer:\n    url: https://a.example.com\n    audiences: [a]\n  claimMappings:\n    username: {claim: sub, prefix: ""}\n`,
    want: undefined,
  },
];

function checks(text: string, facts: TokenFacts = {}) {
  return listChecks(text, loadConfiguration(text, { minor: 37 }), facts);
}

for (const { name, input, want } of cases)
  test(`the missing fields of ${name}`, () => {
    expect(checks(input)?.flatMap(({ path, done }) => (done ? [] : [path]))).toEqual(want);
  });

test("the inserted fields, one after the other, make a file that the server loads", () => {
  let text = "apiVersion: apiserver.config.k8s.io/v1\n";
  for (let left = 8; left > 0; left -= 1) {
    const insert = checks(text, { issuer: "https://a.example.com", audience: "kubernetes" })?.find(
      (one) => one.insert !== undefined,
    )?.insert;
    if (insert === undefined) break;
    text = applyEdits(text, "configuration", insert.edits) ?? text;
  }
  expect(text).toBe(`${head}jwt:
- issuer:
    url: https://a.example.com
    audiences:
    - kubernetes
  claimMappings:
    username:
      claim: sub
      prefix: 'oidc:'
`);
  expect(loadConfiguration(text, { minor: 37 }).diagnostics).toEqual([]);
});
