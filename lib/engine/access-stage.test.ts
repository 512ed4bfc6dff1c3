import { expect, test } from "vitest";
import type { AccessInput, Asker } from "./access-input.ts";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const { analyze } = createEngine();

const bindings = `kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: reader
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [db]
  verbs: [get]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: readers
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: "oidc:john"}
`;

const none: AccessInput = {
  part: "list",
  question: "",
  wanted: "",
  grantee: "",
  asker: { kind: "manual", username: "jane", groups: "" },
};

function ask(access: Partial<AccessInput>, more: Partial<AnalysisInput> = {}) {
  return analyze({
    minor: 37,
    configuration: "",
    bindings,
    token: "",
    keys: {},
    now: 0,
    target: "static-pod",
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: false,
    access: { ...none, ...access },
    ...more,
  });
}

test("the matrix names the rules of each cell with their lines", async () => {
  const { access } = await ask({ part: "matrix" });
  const matrix = access?.matrix;
  const rows = matrix?.groups.flatMap(({ group, rows }) =>
    rows.filter(({ granted }) => granted).map((row) => ({ group, ...row })),
  );
  expect(
    rows?.map(({ group, name, cells }) => ({
      group,
      name,
      cells: Object.fromEntries(
        cells.flatMap((cell, index) =>
          cell && cell.verdict !== "denied"
            ? [[matrix?.verbs[index], [cell.verdict, ...cell.rules]]]
            : [],
        ),
      ),
    })),
  ).toEqual([
    { group: "", name: "pods", cells: { get: ["allowed", 0], list: ["allowed", 0] } },
    { group: "", name: "secrets", cells: { get: ["named", 1] } },
  ]);
  expect(matrix?.rules.map(({ place }) => place?.line)).toEqual([6, 9]);
});

test("only the part that is shown is computed", async () => {
  const { access } = await ask({ part: "bindings" });
  expect(access && Object.keys(access).filter((key) => /matrix|grant$|answer/.test(key))).toEqual(
    [],
  );
});

const questions = [
  { input: "get pods -n app", verdict: "allowed", rules: [6], lacks: [] },
  {
    input: "delete pods",
    verdict: "denied",
    rules: [],
    lacks: [['verb "delete" (has get, list)']],
  },
  { input: "get secrets/other", verdict: "denied", rules: [], lacks: [['name "other" (has db)']] },
] as const;

test.each(questions)("can-i $input", async ({ input, verdict, rules, lacks }) => {
  const { access } = await ask({ question: input });
  const answer = access?.answer;
  if (answer?.kind !== "answer") throw new Error("no answer");
  expect(answer.verdict).toBe(verdict);
  expect(answer.rules.map(({ place }) => place?.line)).toEqual(rules);
  expect(answer.nearest.map((near) => near.lacks)).toEqual(lacks);
});

test("who can: each kept token, and the refused one", async () => {
  const token = (sub: string, aud = "kubernetes") =>
    JSON.stringify({ iss: "https://issuer.example.com", aud, sub, exp: 2000 });
  const { access } = await ask(
    { question: "get pods" },
    {
      configuration: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://issuer.example.com, audiences: [kubernetes]}
  claimMappings:
    username: {claim: sub, prefix: ""}
`,
      now: 1000,
      savedTokens: [
        { id: "1", name: "Jane", text: token("jane") },
        { id: "2", name: "Ann", text: token("ann") },
        { id: "3", name: "other audience", text: token("jane", "other") },
      ],
    },
  );
  expect(access?.answer?.kind === "answer" && access.answer.who.tokens).toEqual([
    { id: "1", name: "Jane", verdict: "allowed", who: "jane" },
    { id: "2", name: "Ann", verdict: "denied", who: "ann" },
    { id: "3", name: "other audience", verdict: "refused", who: "401 Unauthorized" },
  ]);
});

test("a question that is no question says what is missing", async () => {
  const { access } = await ask({ question: "get" });
  expect(access?.answer).toEqual({
    kind: "unreadable",
    message: "you must specify two arguments: verb resource or verb resource/resourceName.",
  });
});

test("a near miss carries the repair of the binding", async () => {
  const { access } = await ask({ asker: { kind: "manual", username: "john", groups: "" } });
  const [miss] = access?.nearMisses ?? [];
  expect(miss).toMatchObject({
    kinds: ["prefix-missing"],
    ours: { what: "User", text: "john" },
    theirs: { what: "User", text: "oidc:john" },
  });
  expect(miss?.fixes.map(({ title }) => title)).toEqual(['Change the binding to User "john"']);
});

test("a new role with just what is wanted is added behind the bindings", async () => {
  const { access } = await ask({ part: "grant", wanted: "get pods/log\nnonsense" });
  const grant = access?.grant;
  expect(grant?.grantees).toEqual([{ id: "User/jane", kind: "User", name: "jane", own: true }]);
  expect(grant?.problems.map(({ line }) => line)).toEqual(["nonsense"]);
  const [first] = grant?.proposals ?? [];
  expect(first).toMatchObject({ kind: "new", title: 'Make ClusterRole "get-pods-log"', excess: 0 });
  expect(first?.fix.edits).toEqual([
    {
      document: "bindings",
      span: { start: bindings.length, end: bindings.length },
      newText: `---\n${first?.manifest}`,
    },
  ]);
});

const agentConfig = `user_access:
  access_as: {user: {}}
  projects: [{id: team/app}]
ci_access:
  projects:
  - {id: team/app, access_as: {ci_job: {}}}
  - {id: team/ops, access_as: {agent: {}}}
`;

function agent(entry: number): Asker {
  return {
    kind: "gitlab-agent",
    agent: {
      config: agentConfig,
      account: "gitlab-agent/agent",
      entry,
      username: "jane",
      ids: { "project/team/app": "7" },
      roles: { "project/team/app": "reporter" },
      jobId: "42",
      groupIds: "1, 2",
      environment: "",
      tier: "",
    },
  };
}

const askers: readonly { name: string; asker: Asker; want: unknown }[] = [
  {
    name: "anonymous",
    asker: { kind: "anonymous" },
    want: ["system:anonymous", "system:unauthenticated"],
  },
  {
    name: "service account",
    asker: { kind: "service-account", name: "app/bot" },
    want: [
      "system:serviceaccount:app:bot",
      "system:serviceaccounts",
      "system:serviceaccounts:app",
      "system:authenticated",
    ],
  },
  {
    name: "by hand",
    asker: { kind: "manual", username: "jane", groups: "dev,\n ops" },
    want: ["jane", "dev", "ops", "system:authenticated"],
  },
  {
    name: "GitLab user",
    asker: agent(0),
    want: [
      "gitlab:user:jane",
      "gitlab:user",
      "gitlab:project_role:7:guest",
      "gitlab:project_role:7:reporter",
      "system:authenticated",
    ],
  },
  {
    name: "GitLab job",
    asker: agent(1),
    want: [
      "gitlab:ci_job:42",
      "gitlab:ci_job",
      "gitlab:group:1",
      "gitlab:group:2",
      "gitlab:project:7",
      "system:authenticated",
    ],
  },
  {
    name: "GitLab agent itself",
    asker: agent(2),
    want: [
      "system:serviceaccount:gitlab-agent:agent",
      "system:serviceaccounts",
      "system:serviceaccounts:gitlab-agent",
      "system:authenticated",
    ],
  },
];

test.each(askers)("who asks: $name", async ({ asker, want }) => {
  const analysis = await ask({ asker });
  const user = analysis.asker?.identity?.user;
  expect(user && [user.username, ...user.groups]).toEqual(want);
});
