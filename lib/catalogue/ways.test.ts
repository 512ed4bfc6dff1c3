import { expect, test } from "vitest";
import { readAgentConfiguration } from "../identity/gitlab-agent.ts";
import { checkAnswers, fillAnswers } from "./answers.ts";
import type { Answers } from "./entry.ts";
import { agentIds, agentOf, certificatesOf, ways } from "./ways.ts";

const agent: Answers = {
  url: "https://gitlab.example.com",
  agent: "prod",
  groups: ["my-team 7", "qa/loadtests 9"],
  projects: ["global/groups/admins 11"],
  role: "maintainer",
  number: "42",
};

function wayOf(id: string) {
  const way = ways.find((each) => each.id === id);
  if (way === undefined) throw new Error(`no way ${id}`);
  return way;
}

function problemsOf(id: string, answers: Answers): readonly string[] {
  const way = wayOf(id);
  return checkAnswers(way, fillAnswers(way, answers)).map(({ message }) => message);
}

test("the agent's file is what the agent reads", () => {
  const { config, ...facts } = agentOf(agent);
  expect(config).toBe(`user_access:
  access_as:
    user: {}
  groups:
  - id: my-team
  - id: qa/loadtests
  projects:
  - id: global/groups/admins
`);
  expect(readAgentConfiguration(config).findings).toEqual([]);
  expect(facts).toMatchObject({ gitlab: "https://gitlab.example.com", name: "prod", number: "42" });
  // gitlab:user, and seven roles of two groups and a project.
  expect(facts.groups).toHaveLength(22);
  expect(agentIds(agent)).toEqual({
    "group/my-team": "7",
    "group/qa/loadtests": "9",
    "project/global/groups/admins": "11",
  });
});

test("as whom a member of the first group comes, and what a binding names", () => {
  const way = wayOf("gitlab-agent");
  expect(way.subject(agent)).toEqual({ kind: "Group", name: "gitlab:group_role:7:maintainer" });
  expect(way.people(agent).map(({ title, username }) => `${title}: ${username}`)).toEqual([
    "maintainer of my-team: gitlab:user:jane",
    "owner of my-team: gitlab:user:olga",
  ]);
  // Every user who gets in may be impersonated, and no other groups.
  const { groups } = agentOf(agent);
  for (const person of way.people(agent)) {
    expect(person.groups).toContain(way.subject(agent).name);
    expect(person.groups.filter((name) => !groups.includes(name))).toEqual([]);
  }
});

test("people of certificates: names, groups, hours", () => {
  const answers = { people: ["jane: dev, ops", "team:joe"], hours: "12" };
  expect(certificatesOf(answers)).toEqual([
    { username: "jane", groups: ["dev", "ops"], hours: 12 },
    { username: "team:joe", groups: [], hours: 12 },
  ]);
  const way = wayOf("x509");
  expect(way.subject(answers)).toEqual({ kind: "Group", name: "dev" });
  expect(way.subject({ people: ["joe"], hours: "1" })).toEqual({ kind: "User", name: "joe" });
  expect(way.written(answers)).toEqual([
    { title: "Subjects of the requests", text: "CN=jane, O=dev, O=ops\nCN=team:joe" },
  ]);
});

test.each<{ name: string; id: string; answers: Answers; want: readonly string[] }>([
  { name: "a whole agent", id: "gitlab-agent", answers: agent, want: [] },
  {
    name: "a group without its number",
    id: "gitlab-agent",
    answers: { ...agent, groups: ["my-team"] },
    want: ["The full path of the group, a blank, and its number."],
  },
  {
    name: "no group and no name",
    id: "gitlab-agent",
    answers: { ...agent, groups: [], agent: "" },
    want: ["Name of the agent is needed.", "Groups whose members get in is needed."],
  },
  {
    name: "a name of Kubernetes",
    id: "x509",
    answers: { people: ["system:admin"] },
    want: ["system: is reserved for Kubernetes."],
  },
  {
    name: "a group that passes RBAC by",
    id: "x509",
    answers: { people: ["jane: system:masters"] },
    want: ["system: is reserved for Kubernetes."],
  },
  {
    name: "a name that openssl refuses",
    id: "x509",
    answers: { people: ["a".repeat(65)] },
    want: ["A certificate takes 64 characters in a name."],
  },
  {
    name: "blanks in a name",
    id: "x509",
    answers: { people: ["Jane Doe: dev"] },
    want: ["No blanks in a name, and commas between groups."],
  },
  {
    name: "a year and an hour",
    id: "x509",
    answers: { people: ["jane"], hours: "8761" },
    want: ["A number from 1 to 8760, which is a year."],
  },
])("answers: $name", ({ id, answers, want }) => expect(problemsOf(id, answers)).toEqual(want));
