import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { newestMinor } from "../../kube/minor.ts";
import type { PolicyRule } from "../../rbac/types.ts";
import type { AnalysisInput } from "../input.ts";
import { type GrantAsked, testGrant } from "./test-grant.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: ""}}
`;

function rule(text: Partial<PolicyRule>): PolicyRule {
  return {
    verbs: [],
    apiGroups: [],
    resources: [],
    resourceNames: [],
    nonResourceURLs: [],
    ...text,
  };
}

/** Roles and bindings that give what is asked about. */
function inputOf({ namespace, subject, rules }: GrantAsked): AnalysisInput {
  const kind = namespace === "" ? "ClusterRole" : "Role";
  const metadata = { name: "r", ...(namespace !== "" && { namespace }) };
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const apiGroup = "rbac.authorization.k8s.io";
  const bindings = [
    { apiVersion, kind, metadata, rules },
    {
      ...{ apiVersion, kind: `${kind}Binding`, metadata },
      roleRef: { apiGroup, kind, name: "r" },
      subjects: [{ ...(subject.kind !== "ServiceAccount" && { apiGroup }), ...subject }],
    },
  ];
  return {
    ...{ minor: newestMinor, configuration, token: "", keys: {}, now: 0, target: "static-pod" },
    bindings: bindings.map((one) => JSON.stringify(one)).join("\n---\n"),
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: false,
  };
}

describe("a binding is kept as a test", () => {
  const pods = rule({ verbs: ["get", "list"], apiGroups: [""], resources: ["pods", "pods/log"] });
  const cases: { name: string; grant: GrantAsked; want: object }[] = [
    {
      name: "a member of a group in a namespace",
      grant: { namespace: "dev", subject: { kind: "Group", name: "idp:dev" }, rules: [pods] },
      want: {
        name: "a member of idp:dev can get pods -n dev",
        user: { username: "a-member", groups: ["idp:dev"] },
        expect: {
          can: [
            "get pods -n dev",
            "get pods --subresource=log -n dev",
            "list pods -n dev",
            "list pods --subresource=log -n dev",
          ],
        },
      },
    },
    {
      name: "a user with everything",
      grant: {
        namespace: "",
        subject: { kind: "User", name: "jane" },
        rules: [rule({ verbs: ["*"], apiGroups: ["*"], resources: ["*"] })],
      },
      want: {
        name: "jane can * *.* -A",
        user: { username: "jane" },
        expect: { can: ["* *.* -A"] },
      },
    },
    {
      name: "a service account",
      grant: {
        namespace: "ci",
        subject: { kind: "ServiceAccount", name: "bot", namespace: "ci" },
        rules: [pods],
      },
      want: {
        name: "ci:bot can get pods -n ci",
        serviceAccount: "ci:bot",
        expect: {
          can: [
            "get pods -n ci",
            "get pods --subresource=log -n ci",
            "list pods -n ci",
            "list pods --subresource=log -n ci",
          ],
        },
      },
    },
    {
      name: "one object, and a path",
      grant: {
        namespace: "",
        subject: { kind: "Group", name: "system:authenticated" },
        rules: [
          rule({ verbs: ["get"], nonResourceURLs: ["/metrics"] }),
          rule({
            verbs: ["get"],
            apiGroups: [""],
            resources: ["configmaps"],
            resourceNames: ["c"],
          }),
        ],
      },
      want: {
        name: "a member of system:authenticated can get /metrics",
        user: { username: "a-member", groups: ["system:authenticated"] },
        expect: { can: ["get /metrics", "get configmaps/c -A"] },
      },
    },
  ];
  test.each(cases)("$name is asked what the role gives", async ({ grant, want }) => {
    const before = "# mine\n- name: first\n  anonymous: true\n  expect: {cannot: [get pods]}\n";
    const made = await testGrant(inputOf(grant), grant, before);
    if (made.kind === "refused") throw new Error(made.reason);
    expect(made.text.slice(0, before.length)).toBe(before);
    expect(parse(made.text).slice(1)).toEqual([want]);
  });

  test.each([
    {
      name: "a rule that the bindings do not give",
      subject: "Group",
      given: [],
      why: "None of what",
    },
    { name: "another kind of subject", subject: "Robot", given: [pods], why: "No test can ask as" },
  ])("$name gives no test", async ({ subject, given, why }) => {
    const grant = { namespace: "dev", subject: { kind: subject, name: "x" }, rules: [pods] };
    const made = await testGrant(inputOf({ ...grant, rules: given }), grant, "");
    expect(made).toEqual({ kind: "refused", reason: expect.stringContaining(why) });
  });

  test("a configuration that does not load gives no test", async () => {
    const grant = { namespace: "", subject: { kind: "User", name: "x" }, rules: [pods] };
    const made = await testGrant({ ...inputOf(grant), configuration: "jwt: [" }, grant, "");
    expect(made).toEqual({ kind: "refused", reason: expect.stringContaining("does not load") });
  });

  test("tests that are no list stay as they are", async () => {
    const grant = { namespace: "", subject: { kind: "User", name: "x" }, rules: [pods] };
    const made = await testGrant(inputOf(grant), grant, "a: map\n");
    expect(made).toEqual({ kind: "refused", reason: expect.stringContaining("no list") });
  });
});
