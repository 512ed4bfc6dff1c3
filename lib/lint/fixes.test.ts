import { describe, expect, test } from "vitest";
import { applyFix, inspect } from "../testing/lint-draft.ts";

/** A document around the lines of `claimMappings`. */
function wrap(mappings: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [kubernetes]
  claimMappings:
    username: {claim: sub, prefix: "x:"}
${mappings}`;
}

describe("repairs keep how a scalar is written", () => {
  test.each([
    {
      name: "plain",
      code: "lint/comprehension-without-dyn",
      input: `    groups:\n      expression: claims.groups.map(g, "x:" + g) # mapped\n`,
      want: `    groups:\n      expression: dyn(claims.groups).map(g, "x:" + g) # mapped\n`,
    },
    {
      name: "plain in a flow mapping, which cannot hold the repair",
      code: "lint/missing-claim",
      input: "    groups: {expression: claims.groups} # all\n",
      want: "    groups: {expression: 'claims.?groups.orValue([])'} # all\n",
    },
    {
      name: "plain over two lines",
      code: "lint/missing-claim",
      input: `    groups:\n      expression: dyn(claims\n        .groups).map(g,\n        "x:" + g)\n`,
      want: `    groups:\n      expression: dyn(claims.?groups.orValue([])).map(g,\n        "x:" + g)\n`,
    },
    {
      name: "single quotes",
      code: "lint/missing-claim",
      input: "    groups:\n      expression: '[''x:'' + claims.team]'\n",
      want: `    groups:\n      expression: '[''x:'' + claims.?team.orValue("")]'\n`,
    },
    {
      name: "double quotes",
      code: "lint/string-plus-list",
      input: `    groups:\n      expression: "\\"\\x78:\\" + claims.groups"\n`,
      want: `    groups:\n      expression: "dyn(claims.groups).map(g, \\"x:\\" + g)"\n`,
    },
    {
      name: "a literal block with an empty line at its end",
      code: "lint/split-as-groups",
      input: `    groups:\n      expression: |+\n        claims.sub\n          .split(",")\n\n    uid: {claim: sub}\n`,
      want: `    groups:\n      expression: |+\n        claims.sub\n          .split(",").map(x, x)\n\n    uid: {claim: sub}\n`,
    },
    {
      name: "a folded block",
      code: "lint/split-as-groups",
      input: `    groups:\n      expression: >-\n        claims.sub.split(\n        ",")\n    # the id\n    uid: {claim: sub}\n`,
      want: `    groups:\n      expression: >-\n        claims.sub.split(\n        ",").map(x, x)\n    # the id\n    uid: {claim: sub}\n`,
    },
    {
      name: "JSON within",
      code: "lint/split-as-groups",
      input: `    "groups": {"expression": "claims.sub.split(\\",\\")"}\n`,
      want: `    "groups": {"expression": "claims.sub.split(\\",\\").map(x, x)"}\n`,
    },
    {
      name: "an anchor and its alias",
      code: "lint/claim-case",
      input: `    uid:\n      expression: &id string(claims.Sub)\n    groups:\n      expression: *id\n`,
      want: `    uid:\n      expression: &id string(claims.sub)\n    groups:\n      expression: *id\n`,
    },
    {
      name: "characters beyond the first plane before the place",
      code: "lint/missing-claim",
      input: `    groups:\n      expression: '["😀:" + claims.team]'\n`,
      want: `    groups:\n      expression: '["😀:" + claims.?team.orValue("")]'\n`,
    },
  ])("$name", ({ code, input, want }) => {
    const text = wrap(input);
    const [fix] = inspect({ text }).find((found) => found.code === code)?.fixes ?? [];
    expect(fix && applyFix(text, fix)).toBe(wrap(want));
  });
});

describe("repairs of GitLab's guide", () => {
  const published = `    groups:
      expression: 'has(claims.groups_direct) ? "gitlab:" + claims.groups_direct : "gitlab-ci:" + claims.namespace_path'
`;

  test("each group gets its prefix, and a job's one group becomes a list", () => {
    const text = wrap(published);
    const found = inspect({ text }).find(({ code }) => code === "lint/string-plus-list");
    expect(
      found && { ...found, fixes: [], span: text.slice(found.span.start, found.span.end) },
    ).toEqual({
      code: "lint/string-plus-list",
      source: "claimcheck",
      severity: "error",
      document: "configuration",
      path: "jwt[0].claimMappings.groups.expression",
      span: '"gitlab:" + claims.groups_direct',
      message:
        'This adds a string to a list: every token with groups_direct is refused with "no such overload".',
      fixes: [],
    });
    const [fix] = found?.fixes ?? [];
    expect(fix && applyFix(text, fix)).toBe(
      wrap(`    groups:
      expression: 'has(claims.groups_direct) ? dyn(claims.groups_direct).map(g, "gitlab:" + g) : ["gitlab-ci:" + claims.namespace_path]'
`),
    );
  });
});

describe("repairs that add lines", () => {
  const rest = `  claimMappings:
    username: {claim: preferred_username, prefix: ""}
`;
  const head = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
`;
  const issuer = `- issuer:
    url: https://idp.example.com
    audiences: [kubernetes]
`;
  const rule = `  - expression: "!user.username.startsWith('system:')"
    message: 'names under system: are reserved'
`;
  test.each([
    {
      name: "a list that is not there",
      input: head + issuer + rest,
      want: `${head}${issuer}${rest}  userValidationRules:\n${rule}`,
    },
    {
      name: "a list that is there, with a comment behind its last item",
      input: `${head}${issuer}  userValidationRules:\n  - expression: size(user.username) > 3 # long\n${rest}`,
      want: `${head}${issuer}  userValidationRules:\n  - expression: size(user.username) > 3 # long\n${rule}${rest}`,
    },
    {
      name: "between two issuers, without a line break at the end",
      input: `${head}${issuer}${rest}# the second\n${issuer.replace("idp", "other")}  claimMappings:\n    username: {claim: sub, prefix: "b:"}`,
      want: `${head}${issuer}${rest}  userValidationRules:\n${rule}# the second\n${issuer.replace("idp", "other")}  claimMappings:\n    username: {claim: sub, prefix: "b:"}`,
    },
    {
      name: "JSON",
      input: `{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [{"issuer": {"url": "https://idp.example.com", "audiences": ["k"]}, "claimMappings": {"username": {"claim": "preferred_username", "prefix": ""}}}]}`,
      want: `{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [{"issuer": {"url": "https://idp.example.com", "audiences": ["k"]}, "claimMappings": {"username": {"claim": "preferred_username", "prefix": ""}}, "userValidationRules": [{"expression": "!user.username.startsWith('system:')", "message": "names under system: are reserved"}]}]}`,
    },
    {
      name: "a flow list over lines, with a comma at its end",
      input: `${head}${issuer}  userValidationRules: [\n    {expression: size(user.username) > 3},\n  ]\n${rest}`,
      want: `${head}${issuer}  userValidationRules: [\n    {expression: size(user.username) > 3}, {"expression": "!user.username.startsWith('system:')", "message": "names under system: are reserved"}\n  ]\n${rest}`,
    },
  ])("$name", ({ input, want }) => {
    const [fix] =
      inspect({ text: input }).find(({ code }) => code === "lint/system-names")?.fixes ?? [];
    const text = fix && applyFix(input, fix);
    expect(text).toBe(want);
    const left = inspect({ text: want }).map(({ code }) => code);
    expect(left).not.toContain("lint/system-names");
    expect(left.filter((code) => !code.startsWith("lint/"))).toEqual([]);
  });
});
