import { describe, expect, test } from "vitest";
import type { AuthenticationConfiguration, JwtAuthenticator } from "../authn/types.ts";
import { decodePolicy } from "./manifest/decode.ts";
import { findOutsiders } from "./outsiders.ts";

const none = { claim: "", expression: "", prefix: undefined };

function issuer(
  url: string,
  parts: Partial<JwtAuthenticator["claimMappings"]>,
  rule = "",
  user = "",
): JwtAuthenticator {
  return {
    issuer: {
      url,
      discoveryURL: "",
      certificateAuthority: "",
      audiences: ["a"],
      audienceMatchPolicy: "",
      egressSelectorType: "",
    },
    claimValidationRules:
      rule === "" ? [] : [{ claim: "", requiredValue: "", expression: rule, message: "" }],
    claimMappings: {
      username: { ...none, claim: "sub", prefix: "x:" },
      groups: none,
      uid: { claim: "", expression: "" },
      extra: [],
      ...parts,
    },
    userValidationRules: user === "" ? [] : [{ expression: user, message: "" }],
  };
}

const github = "https://token.actions.githubusercontent.com";
const own = "https://idp.example.com";
const guard = "!user.username.startsWith('system:')";

const cases: readonly {
  readonly name: string;
  readonly jwt: readonly JwtAuthenticator[];
  readonly subject: string;
  readonly want: readonly string[];
}[] = [
  {
    name: "the subject of a workflow is its owner's",
    jwt: [issuer(github, { username: { ...none, expression: '"gha:" + claims.sub' } })],
    subject: "{kind: User, name: 'gha:repo:o/r:ref:refs/heads/main'}",
    want: [],
  },
  {
    name: "anybody's workflow may run as that actor",
    jwt: [issuer(github, { username: { ...none, expression: '"gha:" + claims.actor' } })],
    subject: "{kind: User, name: 'gha:jane'}",
    want: ["public-issuer"],
  },
  {
    name: "a rule on the owner holds it",
    jwt: [
      issuer(
        github,
        { username: { ...none, expression: '"gha:" + claims.actor' } },
        'claims.repository_owner == "o"',
      ),
    ],
    subject: "{kind: User, name: 'gha:jane'}",
    want: [],
  },
  {
    name: "another prefix",
    jwt: [issuer(github, { username: { ...none, expression: '"gha:" + claims.actor' } })],
    subject: "{kind: User, name: 'oidc:jane'}",
    want: [],
  },
  {
    name: "a name that its owner can change",
    jwt: [issuer(own, { username: { ...none, claim: "preferred_username", prefix: "" } })],
    subject: "{kind: User, name: jane}",
    want: ["changeable-claim"],
  },
  {
    name: "two issuers without a prefix",
    jwt: [
      issuer(own, { groups: { ...none, claim: "groups", prefix: "" } }),
      issuer("https://b", { groups: { ...none, expression: "claims.roles" } }),
    ],
    subject: "{kind: Group, name: dev}",
    want: ["shared-names", "shared-names"],
  },
  {
    name: "two issuers with prefixes",
    jwt: [
      issuer(own, { groups: { ...none, claim: "groups", prefix: "a:" } }),
      issuer("https://b", {
        groups: { ...none, expression: 'dyn(claims.roles).map(r, "b:" + r)' },
      }),
    ],
    subject: "{kind: Group, name: 'b:dev'}",
    want: [],
  },
  {
    name: "Kubernetes' own names without a guard",
    jwt: [issuer(own, { username: { ...none, claim: "sub", prefix: "" } })],
    subject: "{kind: User, name: 'system:kube-scheduler'}",
    want: ["reserved-names"],
  },
  {
    name: "Kubernetes' own names behind a guard",
    jwt: [issuer(own, { username: { ...none, claim: "sub", prefix: "" } }, "", guard)],
    subject: "{kind: User, name: 'system:kube-scheduler'}",
    want: [],
  },
  {
    name: "everybody is no name",
    jwt: [issuer(own, { groups: { ...none, claim: "groups", prefix: "" } })],
    subject: "{kind: Group, name: 'system:authenticated'}",
    want: [],
  },
];

describe("names that outsiders could have", () => {
  test.each(cases)("$name", ({ jwt, subject, want }) => {
    const { policy } = decodePolicy(
      `kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view}\nsubjects: [${subject}]\n`,
    );
    const configuration: AuthenticationConfiguration = { jwt };
    expect(findOutsiders(configuration, policy).map(({ kind }) => kind)).toEqual(want);
  });
});
