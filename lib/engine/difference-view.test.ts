import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const { analyze } = createEngine();

const configuration = (
  prefix: string,
  audience = "kubernetes",
) => `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [${audience}]
  claimMappings:
    username: {claim: sub, prefix: "${prefix}"}
    groups: {claim: groups, prefix: ""}
`;

const binding = (name: string, verbs = "get") => `kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [${verbs}]}]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "${name}"}]
`;

const claims = (sub: string, groups: readonly string[] = []) =>
  JSON.stringify({ iss: "https://issuer.example.com", aud: "kubernetes", sub, groups, exp: 2000 });

async function compare(input: Partial<AnalysisInput>) {
  const { difference } = await analyze({
    minor: 37,
    configuration: configuration("oidc:"),
    bindings: binding("oidc:jane"),
    token: "",
    keys: {},
    now: 1000,
    target: "static-pod",
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: false,
    savedTokens: [
      { id: "1", name: "Jane", text: claims("jane") },
      { id: "2", name: "John", text: claims("john", ["dev"]) },
    ],
    ...input,
  });
  return difference;
}

/** A token in a line: what becomes of it, who it is, what it gains and loses. */
function brief(difference: Awaited<ReturnType<typeof compare>>) {
  return difference?.tokens.map(({ name, before, after, changed, scopes }) => {
    const side = ({ verdict, user }: typeof before) =>
      [verdict, user?.username, ...(user?.groups ?? [])].filter(Boolean).join(" ");
    const rules = scopes.flatMap(({ gained, lost }) => [
      ...gained.map(({ verbs, resources }) => `+ ${verbs} ${resources}`),
      ...lost.map(({ verbs, resources }) => `- ${verbs} ${resources}`),
    ]);
    return [name, side(before), side(after), changed, ...rules];
  });
}

test("nothing is compared while nothing is said to run, or while there is no token", async () => {
  expect(await compare({})).toBeUndefined();
  expect(await compare({ running: configuration(""), savedTokens: [] })).toBeUndefined();
});

test("another prefix: other users, and their permissions", async () => {
  const difference = await compare({
    running: configuration(""),
    runningBindings: binding("john", "get, list"),
  });
  expect(brief(difference)).toEqual([
    [
      "Jane",
      "unknown jane system:authenticated",
      "unknown oidc:jane system:authenticated",
      true,
      "+ get pods",
    ],
    [
      "John",
      "unknown john dev system:authenticated",
      "unknown oidc:john dev system:authenticated",
      true,
      "- get,list pods",
    ],
  ]);
  expect(difference?.lockOut).toBeUndefined();
  expect(difference?.notes).toEqual([]);
});

test("the same bindings on both sides where none are set as running", async () => {
  const difference = await compare({ running: configuration("") });
  expect(brief(difference)?.map(([name, , , , ...rules]) => [name, ...rules])).toEqual([
    ["Jane", "+ get pods"],
    ["John"],
  ]);
  expect(difference?.notes).toEqual([
    "No running role bindings are set: both sides have the edited ones.",
  ]);
});

test("the token that is looked at counts beside the kept ones, once", async () => {
  const running = { running: configuration("") };
  const other = await compare({ ...running, token: claims("else") });
  expect(other?.tokens.map(({ id, name }) => [id, name])).toEqual([
    ["", ""],
    ["1", "Jane"],
    ["2", "John"],
  ]);
  expect(other?.tokens[0]?.after.user?.username).toBe("oidc:else");
  const kept = await compare({ ...running, token: claims("jane") });
  expect(kept?.tokens.map(({ id }) => id)).toEqual(["1", "2"]);
});

const lockOuts = [
  {
    name: "every token is refused",
    input: { configuration: configuration("oidc:", "other"), running: configuration("oidc:") },
    want: "Lock-out: what is edited refuses both tokens here, and both get in today. Keep another way in at hand, such as a client certificate.",
  },
  {
    name: "one of them got in",
    input: {
      configuration: configuration("oidc:", "other"),
      running: configuration("oidc:"),
      token: claims("jane").replace("kubernetes", "third"),
    },
    want: "Lock-out: what is edited refuses all 3 tokens here, and 2 of them get in today. Keep another way in at hand, such as a client certificate.",
  },
  {
    name: "they were refused before",
    input: {
      configuration: configuration("oidc:", "other"),
      running: configuration("oidc:", "another"),
    },
    want: undefined,
  },
  {
    name: "a configuration that no server runs locks no user out",
    input: { configuration: "jwt: 1", running: configuration("oidc:") },
    want: undefined,
  },
  {
    name: "one still gets in",
    input: {
      configuration: configuration("oidc:", "other"),
      running: configuration("oidc:"),
      token: claims("jane").replace("kubernetes", "other"),
    },
    want: undefined,
  },
  {
    name: "only the token that is looked at",
    input: {
      configuration: configuration("oidc:", "other"),
      running: configuration("oidc:"),
      token: claims("jane"),
      savedTokens: [],
    },
    want: "Lock-out: what is edited refuses the token here, and it gets in today. Keep another way in at hand, such as a client certificate.",
  },
] satisfies readonly { name: string; input: Partial<AnalysisInput>; want: string | undefined }[];

test.each(lockOuts)("the difference warns of a lock-out: $name", async ({ input, want }) => {
  expect((await compare(input))?.lockOut).toBe(want);
});

const notes = [
  {
    name: "nothing edited",
    input: { running: configuration("oidc:"), runningBindings: binding("oidc:jane") },
    want: ["What is edited is what runs."],
  },
  {
    name: "only bindings run",
    input: { runningBindings: "" },
    want: ["No running configuration is set: both sides have the edited one."],
  },
  {
    name: "neither is a configuration",
    input: { running: "jwt: 1", runningBindings: "", configuration: "" },
    want: [
      "No server of this version runs what was set as running.",
      "The edited configuration is empty or not valid: a running server keeps the old one, and none starts with it.",
    ],
  },
  {
    name: "AlwaysAllow",
    input: { running: "", runningBindings: "", authorizationModes: ["AlwaysAllow"] },
    want: [
      "No server of this version runs what was set as running.",
      "AlwaysAllow is among the authorization modes: permissions are those of RBAC alone.",
    ],
  },
];

test.each(notes)("the difference has notes: $name", async ({ input, want }) => {
  expect((await compare(input))?.notes).toEqual(want);
});

test("an invalid configuration on a side says nothing of permissions", async () => {
  const difference = await compare({ running: "jwt: 1" });
  expect(brief(difference)?.[0]).toEqual([
    "Jane",
    "no-configuration",
    "unknown oidc:jane system:authenticated",
    true,
  ]);
});
