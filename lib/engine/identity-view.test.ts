import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";

const { analyze } = createEngine();

const login = {
  iss: "https://idp.example.com",
  aud: "kubernetes",
  sub: "5f1c",
  exp: 2_000_000_000,
};

test.each<{ name: string; groups?: string; claims?: object; want: string | undefined }>([
  {
    name: "a claim that the token does not have",
    groups: 'groups: {claim: roles, prefix: ""}',
    claims: { groups: ["dev"] },
    want: "This token has no claim roles, so no groups are mapped.",
  },
  {
    name: "an empty list",
    groups: 'groups: {claim: groups, prefix: ""}',
    claims: { groups: [] },
    want: "The claim groups is [], so no groups are mapped.",
  },
  {
    name: "null",
    groups: 'groups: {claim: groups, prefix: ""}',
    claims: { groups: null },
    want: "The claim groups is null, so no groups are mapped.",
  },
  {
    name: "a group",
    groups: 'groups: {claim: groups, prefix: ""}',
    claims: { groups: "dev" },
    want: undefined,
  },
  {
    name: "a group with an empty name",
    groups: 'groups: {claim: groups, prefix: ""}',
    claims: { groups: [""] },
    want: undefined,
  },
  {
    name: "an expression over a claim that the token does not have",
    groups: "groups: {expression: 'has(claims.roles) ? claims.roles : dyn([])'}",
    want: "The expression for groups gives an empty list, so no groups are mapped: this token has no claim roles.",
  },
  {
    name: "an expression that takes none of the groups",
    groups: `groups: {expression: 'dyn(claims.groups).filter(g, g == "admin")'}`,
    claims: { groups: ["dev"] },
    want: "The expression for groups gives an empty list, so no groups are mapped.",
  },
  {
    name: "no mapping",
    claims: { groups: ["dev"] },
    want: "The issuer has no claimMappings.groups, so no groups are mapped.",
  },
])("why a user has no groups: $name", async ({ groups = "", claims = {}, want }) => {
  const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [kubernetes]
  claimMappings:
    username: {claim: sub, prefix: ""}
    ${groups}
`;
  const { identity } = await analyze({
    ...{ minor: 37, configuration, bindings: "", keys: {}, now: 1_900_000_000 },
    token: JSON.stringify({ ...login, ...claims }),
    ...{ target: "static-pod", authorizationModes: ["RBAC"], disallowedIssuers: [] },
    defaultPolicy: false,
  });
  expect(identity?.user.username).toBe("5f1c");
  expect(identity?.withoutGroups).toBe(want);
});
