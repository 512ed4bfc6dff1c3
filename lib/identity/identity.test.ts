import { describe, expect, test } from "vitest";
import { createUser } from "../kube/user-info.ts";
import { createAuthorizer } from "../rbac/authorize.ts";
import { decodePolicy } from "../rbac/manifest/decode.ts";
import {
  checkImpersonation,
  gitlabJob,
  gitlabUser,
  impersonatedUser,
  readAgentConfiguration,
} from "./gitlab-agent.ts";
import { parseServiceAccountName, serviceAccountUser } from "./service-account.ts";
import { readStaticToken } from "./static-token.ts";

describe("service accounts", () => {
  const bot = {
    username: "system:serviceaccount:app:bot",
    uid: "",
    groups: ["system:serviceaccounts", "system:serviceaccounts:app", "system:authenticated"],
    extra: {},
  };

  test("by name", () => expect(serviceAccountUser("app", "bot")).toEqual(bot));

  test.each([
    { input: "app/bot", want: { namespace: "app", name: "bot" } },
    { input: "app:bot", want: { namespace: "app", name: "bot" } },
    { input: " system:serviceaccount:app:bot.v2 ", want: { namespace: "app", name: "bot.v2" } },
    { input: "bot", want: undefined },
    { input: "App/bot", want: undefined },
    { input: "a/b/c", want: undefined },
  ])("the name $input of a service account is accepted or refused", ({ input, want }) =>
    expect(parseServiceAccountName(input)).toEqual(want),
  );
});

describe("other users", () => {
  test("by hand", () => {
    expect(createUser("jane", ["dev"]).groups).toEqual(["dev", "system:authenticated"]);
    expect(createUser("jane", ["system:authenticated"]).groups).toEqual(["system:authenticated"]);
  });

  const lines = [
    { input: "t,jane,7", want: ["jane", "7", ["system:authenticated"]] },
    { input: 't,jane,7,"a,b"', want: ["jane", "7", ["a", "b", "system:authenticated"]] },
    { input: 't,"j ""x"" d",7,a', want: ['j "x" d', "7", ["a", "system:authenticated"]] },
  ];

  test.each(lines)("static token: $input", ({ input, want }) => {
    const read = readStaticToken(input);
    expect(read.kind === "user" && [read.user.username, read.user.uid, read.user.groups]).toEqual(
      want,
    );
  });

  test.each(["t,jane", "", 't,"jane,7', ",jane,7"])("no line of a token file: %s", (input) => {
    const read = readStaticToken(input);
    expect(read.kind).toBe("unreadable");
    expect(JSON.stringify(read)).not.toContain("jane");
  });
});

describe("the GitLab agent", () => {
  const published = `ci_access:
  projects:
    - id: my-team/serviceX
    - id: external-team1/projectA
      access_as:
        ci_job: {}
  groups:
    - id: qa/loadtests
      access_as:
        impersonate:
          username: tester
          groups: [testers]
          extra:
            - key: example.com/x
              val: [z]
user_access:
  access_as:
    user: {}
  projects:
    - id: global/groups/admins
  groups:
    - id: my-team
observability: {logging: {level: debug}}
`;

  test("who gets in, and as whom", () => {
    const { entries, findings } = readAgentConfiguration(published);
    expect(findings).toEqual([]);
    expect(
      entries.map(({ section, kind, path, access }) => `${section} ${kind} ${path} ${access.as}`),
    ).toEqual([
      "user_access project global/groups/admins user",
      "user_access group my-team user",
      "ci_access project my-team/serviceX agent",
      "ci_access project external-team1/projectA ci_job",
      "ci_access group qa/loadtests impersonate",
    ]);
    const access = entries[4]?.access;
    expect(access?.as === "impersonate" && impersonatedUser(access)).toEqual({
      username: "tester",
      uid: "",
      groups: ["testers", "system:authenticated"],
      extra: { "example.com/x": ["z"] },
    });
  });

  const wrong = [
    {
      input: "user_access:\n  projects: []\n",
      want: ["user_access needs access_as: without it GitLab lets no user in"],
    },
    {
      input: "user_access:\n  access_as: {ci_job: {}}\n",
      want: ["access_as of user_access knows agent, user, not ci_job"],
    },
    {
      input: "user_access:\n  access_as: {agent: {}, user: {}}\n",
      want: ["access_as needs exactly one of its keys"],
    },
    { input: "ci_access:\n  projects:\n  - name: x\n", want: ["a project needs an id"] },
    { input: "ci_access: []\n", want: ["ci_access is no mapping"] },
    {
      input: "ci_access:\n  groups:\n  - id: a\n    access_as: {impersonate: {groups: [b]}}\n",
      want: ["impersonate needs a username: the server refuses groups alone"],
    },
    { input: "a: [\n", want: ["yaml: line 1: did not find expected node content"] },
  ];

  test.each(wrong)("a wrong configuration has findings: $input", ({ input, want }) => {
    expect(readAgentConfiguration(input).findings.map(({ message }) => message)).toEqual(want);
  });

  const facts = {
    username: "ash",
    memberships: [
      { kind: "group" as const, id: 2, role: "reporter" },
      { kind: "project" as const, id: 150, role: "Maintainer" },
    ],
  };

  test("a user has every role up to its own", () => {
    const { username, groups } = gitlabUser(facts);
    expect([username, ...groups]).toEqual([
      "gitlab:user:ash",
      "gitlab:user",
      "gitlab:project_role:150:guest",
      "gitlab:project_role:150:reporter",
      "gitlab:project_role:150:developer",
      "gitlab:project_role:150:maintainer",
      "gitlab:group_role:2:guest",
      "gitlab:group_role:2:reporter",
      "system:authenticated",
    ]);
  });

  test("a job in an environment", () => {
    const environment = { slug: "prod", tier: "production" };
    const { username, groups } = gitlabJob({
      jobId: 1,
      projectId: 150,
      groupIds: [23, 25],
      environment,
    });
    expect([username, ...groups]).toEqual([
      "gitlab:ci_job:1",
      "gitlab:ci_job",
      "gitlab:group:23",
      "gitlab:group_env_tier:23:production",
      "gitlab:group:25",
      "gitlab:group_env_tier:25:production",
      "gitlab:project:150",
      "gitlab:project_env:150:prod",
      "gitlab:project_env_tier:150:production",
      "system:authenticated",
    ]);
  });

  test("the agent must be allowed to impersonate each part", () => {
    const { policy } = decodePolicy(`kind: ClusterRole
metadata: {name: impersonator}
rules:
- {apiGroups: [""], resources: [users], verbs: [impersonate]}
- {apiGroups: [""], resources: [groups], resourceNames: ["gitlab:user"], verbs: [impersonate]}
---
kind: ClusterRoleBinding
metadata: {name: agent}
roleRef: {kind: ClusterRole, name: impersonator}
subjects: [{kind: ServiceAccount, name: agent, namespace: gitlab-agent}]
`);
    const checks = checkImpersonation(
      createAuthorizer(policy),
      { namespace: "gitlab-agent", name: "agent" },
      gitlabUser({ username: "ash", memberships: [{ kind: "project", id: 1, role: "guest" }] }),
    );
    expect(
      checks.map(({ request, verdict }) =>
        request.kind === "resource"
          ? `${verdict} ${request.resource}/${request.subresource} ${request.name}`
          : "",
      ),
    ).toEqual([
      "allowed users/ gitlab:user:ash",
      "allowed groups/ gitlab:user",
      "denied groups/ gitlab:project_role:1:guest",
      "denied userextras/agent.gitlab.com/username ash",
    ]);
  });
});
