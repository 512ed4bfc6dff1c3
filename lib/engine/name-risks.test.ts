import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { createAuthorizer } from "../rbac/authorize.ts";
import { loadDefaultPolicy } from "../rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "../rbac/manifest/decode.ts";
import { findNameRisks } from "./name-risks.ts";

const github = "https://token.actions.githubusercontent.com";
const own = "https://idp.example.com";

const cases: readonly {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly rule?: string;
  readonly subject: string;
  readonly role: string;
  /** Severity and reach of each line. */
  readonly want: readonly string[];
}[] = [
  {
    name: "view for every repository on GitHub",
    url: github,
    username: '"gha:" + claims.actor',
    subject: "gha:jane",
    role: "view",
    want: ["high everybody"],
  },
  {
    name: "everything for every repository on GitHub",
    url: github,
    username: '"gha:" + claims.actor',
    subject: "gha:jane",
    role: "cluster-admin",
    want: ["critical everybody"],
  },
  {
    name: "discovery for every repository on GitHub",
    url: github,
    username: '"gha:" + claims.actor',
    subject: "gha:jane",
    role: "system:discovery",
    want: ["low everybody"],
  },
  {
    name: "the subject of a workflow names its owner",
    url: github,
    username: '"gha:" + claims.sub',
    subject: "gha:repo:o/r:ref:refs/heads/main",
    role: "view",
    want: ["info one"],
  },
  {
    name: "a rule that names the owner",
    url: github,
    username: '"gha:" + claims.actor',
    rule: 'claims.repository_owner_id == "1"',
    subject: "gha:jane",
    role: "cluster-admin",
    want: ["medium members"],
  },
  {
    name: "a name that its owner can choose",
    url: own,
    username: "claims.preferred_username",
    subject: "jane",
    role: "cluster-admin",
    want: ["critical users"],
  },
  {
    name: "a person with everything",
    url: own,
    username: '"o:" + claims.sub',
    subject: "o:jane",
    role: "cluster-admin",
    want: ["medium one"],
  },
  {
    name: "a fixed name for all users",
    url: own,
    username: '"robot"',
    subject: "robot",
    role: "edit",
    want: ["high users"],
  },
  {
    name: "another prefix",
    url: own,
    username: '"o:" + claims.sub',
    subject: "oidc:jane",
    role: "cluster-admin",
    want: ["no issuer"],
  },
  {
    name: "a name of the repository's owner is not any name",
    url: github,
    username: '["github:" + claims.repository_owner][0]',
    subject: "oidc:/platform/sre",
    role: "cluster-admin",
    want: ["no issuer"],
  },
  {
    name: "everybody is no name",
    url: own,
    username: "claims.sub",
    subject: "system:anonymous",
    role: "view",
    want: [],
  },
];

describe("who can get a bound name", () => {
  test.each(cases)("$name", async ({ url, username, rule, subject, role, want }) => {
    const rules = rule === undefined ? [] : [{ expression: rule }];
    const loaded = loadConfiguration(
      JSON.stringify({
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        kind: "AuthenticationConfiguration",
        jwt: [
          {
            issuer: { url, audiences: ["k"] },
            claimMappings: { username: { expression: username } },
            claimValidationRules: rules,
          },
        ],
      }),
      { minor: 37 },
    );
    const { policy } = decodePolicy(
      `kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: "${role}"}\nsubjects: [{kind: User, name: "${subject}"}]\n`,
    );
    const authorizer = createAuthorizer(mergePolicies(await loadDefaultPolicy(37), policy));
    const { risks, unobtainable } = findNameRisks(loaded, policy, authorizer);
    expect([
      ...risks.map(({ severity, reach }) => `${severity} ${reach}`),
      ...unobtainable.map(() => "no issuer"),
    ]).toEqual(want);
  });
});
