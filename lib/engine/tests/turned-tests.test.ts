import { expect, test } from "vitest";
import { followPaths } from "../../workspace/tests/follow-paths.ts";
import { readTests } from "../../workspace/tests/read-tests.ts";
import { findTurnedTests, fixTest } from "./turned-tests.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: ""}
`;

async function load() {
  const claims = (aud: string) =>
    `{iss: "https://idp.example.com", aud: ${aud}, sub: jane, exp: now+10m}`;
  const { workspace } = readTests(`apiVersion: claimcheck/v1alpha1
kind: Workspace
configuration: ${JSON.stringify(configuration)}
tests:
- {name: jane, claims: ${claims("kubernetes")}, expect: {verdict: authenticated}}
- {name: k8s, claims: ${claims("k8s")}, expect: {verdict: authenticated}}
- {name: stranger, claims: ${claims("other")}, expect: {verdict: unauthorized}}
`);
  if (workspace === undefined) throw new Error("the file is valid");
  const nothing = { readFiles: async () => [], readVariable: () => undefined };
  const { workspace: loaded } = await followPaths(workspace, nothing, 1_790_000_000);
  if (loaded === undefined) throw new Error("the file names no other");
  return loaded;
}

test.each([
  { name: "no change", audiences: "[k8s]", want: { turns: [], breaks: [] } },
  {
    name: "another audience",
    audiences: "[kubernetes]",
    want: { turns: ["jane"], breaks: ["k8s"] },
  },
  {
    name: "one audience more",
    audiences: "[k8s, kubernetes], audienceMatchPolicy: MatchAny",
    want: { turns: ["jane"], breaks: [] },
  },
  {
    name: "a configuration that is refused",
    audiences: "[]",
    want: { turns: [], breaks: ["k8s", "stranger"] },
  },
])("a change turns tests: $name", async ({ audiences, want }) => {
  const change = { configuration: configuration.replace("[k8s]", audiences) };
  expect(await findTurnedTests(await load(), change, 37)).toEqual(want);
});

test("what is offered for a failing test turns it, and says what else it turns", async () => {
  const workspace = await load();
  const [jane, k8s, stranger] = workspace.tests;
  if (!jane || !k8s || !stranger) throw new Error("there are three");
  const fixes = await fixTest(workspace, jane, 37);
  expect(fixes.length).toBeGreaterThan(0);
  expect(fixes.filter(({ turns }) => !turns.includes("jane"))).toEqual([]);
  expect(await fixTest(workspace, stranger, 37)).toEqual([]);
});
