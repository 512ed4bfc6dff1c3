import { expect, test } from "vitest";
import type { AnalysisInput } from "./input.ts";
import { requestWays } from "./ways-view.ts";

const input: AnalysisInput = {
  ...{ minor: 37, configuration: "", bindings: "", token: "", keys: {}, now: 0, target: "kubeadm" },
  ...{ authorizationModes: ["Node", "RBAC"], disallowedIssuers: [], defaultPolicy: true },
};
const access = { part: "matrix", question: "", wanted: "", grantee: "" } as const;
const agent = {
  ...{ config: "user_access: {}\n", account: "a/b", entry: 0, username: "", ids: {}, roles: {} },
  ...{ jobId: "1", groupIds: "", environment: "", tier: "" },
};

test.each<{ name: string; input: Partial<AnalysisInput>; want: ReturnType<typeof requestWays> }>([
  { name: "nobody", input: {}, want: {} },
  {
    name: "composed certificates, whoever asks",
    input: {
      ways: { x509: { people: ["jane: dev"] } },
      access: { ...access, asker: { kind: "manual", username: "joe", groups: "" } },
    },
    want: { certificates: [{ username: "jane", groups: ["dev"], hours: 24 }] },
  },
  {
    name: "answers that do not fit",
    input: { ways: { x509: { people: ["system:admin"] }, other: {} } },
    want: {},
  },
  {
    name: "a user typed by hand, without a configuration",
    input: { access: { ...access, asker: { kind: "manual", username: "joe", groups: "a,b" } } },
    want: { certificates: [{ username: "joe", groups: ["a", "b"] }] },
  },
  {
    name: "a user typed by hand, beside a configuration",
    input: {
      configuration: "jwt: []",
      access: { ...access, asker: { kind: "manual", username: "joe", groups: "" } },
    },
    want: { user: { username: "joe", groups: [] } },
  },
  {
    name: "the agent's own file",
    input: { access: { ...access, asker: { kind: "gitlab-agent", agent } } },
    want: {
      agent: {
        ...{ gitlab: "https://<gitlab>", name: "", number: "", groups: [] },
        config: "user_access: {}\n",
      },
    },
  },
])("files are made for: $name", ({ input: over, want }) =>
  expect(requestWays({ ...input, ...over })).toEqual(want),
);
