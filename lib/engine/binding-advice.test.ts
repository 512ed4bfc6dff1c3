import { expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { decodePolicy } from "../rbac/manifest/decode.ts";
import { adviseOnBindings } from "./binding-advice.ts";

const github = "https://token.actions.githubusercontent.com";
const old = `User "gha:repo:acme/app:ref:refs/heads/main" of ClusterRoleBinding "b" is no repository created, renamed or transferred after 2026-07-15: the subject of those has ids, as in repo:OWNER@123/REPOSITORY@456.`;

test.each([
  {
    name: "an old subject of GitHub",
    url: github,
    username: '"gha:" + claims.sub',
    subject: "gha:repo:acme/app:ref:refs/heads/main",
    want: [`lint/immutable-subject: ${old}`],
  },
  {
    name: "a fixed name for an old subject",
    url: github,
    username: 'claims.sub == "repo:acme/app:ref:refs/heads/main" ? "deployer" : ""',
    subject: "deployer",
    want: [`lint/immutable-subject: ${old.replace(/gha:\S+main/, "deployer")}`],
  },
  {
    name: "a subject with ids",
    url: github,
    username: '"gha:" + claims.sub',
    subject: "gha:repo:acme@123/app@456:ref:refs/heads/main",
    want: [],
  },
  {
    name: "an id",
    url: github,
    username: '"gha:" + claims.repository_id',
    subject: "gha:456",
    want: [],
  },
  {
    name: "an old subject of a server of one's own",
    url: "https://github.example.com/_services/token",
    username: '"gha:" + claims.sub',
    subject: "gha:repo:acme/app:ref:refs/heads/main",
    want: [],
  },
  {
    name: "a name that no user gets",
    url: github,
    username: '"gha:" + claims.sub',
    subject: "jane",
    want: [
      `lint/unobtainable-name: No issuer of the configuration can give the user name "jane" of ClusterRoleBinding "b": only another way in, such as a client certificate, could.`,
    ],
  },
])("what is said of a binding: $name", ({ url, username, subject, want }) => {
  const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${url}
    audiences: [kubernetes]
  claimMappings:
    username:
      expression: ${JSON.stringify(username)}
`;
  const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: ${JSON.stringify(subject)}}
`;
  const loaded = loadConfiguration(configuration, { minor: 37 });
  const found = adviseOnBindings(loaded, decodePolicy(bindings).policy, bindings);
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual(want);
  const places = found.map(({ span }) => bindings.slice(span.start, span.end));
  expect(places).toEqual(want.map(() => JSON.stringify(subject)));
});
