import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../load.ts";
import { namesOf } from "./names.ts";
import { completeSubject, offerNames } from "./offer.ts";

const names = namesOf(
  loadConfiguration(
    `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://a.example.com", audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: "a:"}
    groups: {expression: 'claims.role == "admin" ? ["a:admins"] : ["a:users"]'}
- issuer: {url: "https://b.example.com", audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: ""}
  userValidationRules: [{expression: "user.username.startsWith('b:')"}]
`,
    { minor: 37 },
  ),
);

describe("names offered for subjects", () => {
  test("users before groups, whole names before beginnings", () => {
    expect(
      offerNames(names).map(({ kind, text, whole, conditions }) => [kind, text, whole, conditions]),
    ).toEqual([
      ["User", "a:", false, []],
      ["User", "", false, ['sub starts with "b:"']],
      ["Group", "a:admins", true, ['role is "admin"']],
      ["Group", "a:users", true, ['role is not "admin"']],
    ]);
  });

  test.each([
    { name: "nothing typed", kind: "User", typed: "", want: ["a:{sub}", "{sub}"] },
    { name: "the beginning of one issuer", kind: "User", typed: "a:ja", want: ["a:{sub}"] },
    { name: "the beginning that a rule wants", kind: "User", typed: "b:", want: ["{sub}"] },
    { name: "what no issuer gives", kind: "User", typed: "c", want: [] },
    { name: "a group", kind: "Group", typed: "a:ad", want: ["a:admins"] },
  ] as const)("completion: $name", ({ kind, typed, want }) => {
    expect(completeSubject(offerNames(names), kind, typed).map(({ pattern }) => pattern)).toEqual(
      want,
    );
  });
});
