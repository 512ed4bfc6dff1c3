import { expect, test } from "vitest";
import { loadConfiguration } from "../../authn/load.ts";
import { namesOf } from "../../authn/names/names.ts";
import { offerNames } from "../../authn/names/offer.ts";
import { findSubjectMapping } from "./find-mapping.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://a.example.com", audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: "a:"}
    groups: {claim: groups, prefix: "a:"}
- issuer: {url: "https://b.example.com", audiences: [k]}
  claimMappings:
    username: {expression: '"a:b:" + claims.sub'}
    groups: {expression: '["b:all"]'}
`;

const offers = offerNames(namesOf(loadConfiguration(configuration, { minor: 37 })));

const binding = (kind: string, name: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: x}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- kind: Group
  name: none
- kind: ${kind}
  apiGroup: rbac.authorization.k8s.io
  name: ${name} # here
`;

test.each<{ name: string; kind: string; subject: string; at?: string; want: string | undefined }>([
  {
    name: "a user by a claim",
    kind: "User",
    subject: "a:jane",
    want: "jwt[0].claimMappings.username.claim",
  },
  {
    name: "a user that two can give: the longer fixed text",
    kind: "User",
    subject: "a:b:jane",
    want: "jwt[1].claimMappings.username.expression",
  },
  {
    name: "a group by a claim",
    kind: "Group",
    subject: "a:dev",
    want: "jwt[0].claimMappings.groups.claim",
  },
  {
    name: "a group that is a text of its own",
    kind: "Group",
    subject: "b:all",
    want: "jwt[1].claimMappings.groups.expression",
  },
  {
    name: "from another field of the same subject",
    kind: "Group",
    subject: "b:all",
    at: "kind: Group\n  apiGroup",
    want: "jwt[1].claimMappings.groups.expression",
  },
  { name: "a name that nothing gives", kind: "User", subject: "z", want: undefined },
  {
    name: "the role of the binding",
    kind: "User",
    subject: "a:jane",
    at: "view",
    want: undefined,
  },
])("the mapping of a subject: $name", ({ kind, subject, at, want }) => {
  const text = binding(kind, subject);
  const offset = text.indexOf(at ?? `${subject} # here`);
  expect(findSubjectMapping(text, offset, offers)).toBe(want);
});
