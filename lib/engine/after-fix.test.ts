import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const { analyze } = createEngine();

const configuration = (
  groups: string,
  username = `{claim: sub, prefix: ""}`,
) => `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [kubernetes]
  claimMappings:
    username: ${username}
    groups: ${groups}
`;

const bindings = `kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: developers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "gitlab:dev"}]
`;

const claims = {
  iss: "https://issuer.example.com",
  aud: "kubernetes",
  sub: "jane",
  groups: ["dev"],
  exp: 2000,
};

function ask(input: Partial<AnalysisInput>) {
  return analyze({
    minor: 37,
    configuration: "",
    bindings,
    token: JSON.stringify(claims),
    keys: {},
    now: 1000,
    target: "static-pod",
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
    access: {
      part: "near-misses",
      question: "",
      wanted: "",
      grantee: "",
      asker: { kind: "token" },
    },
    ...input,
  });
}

test("a refused token shows who it would be, and what they may do", async () => {
  const found = await ask({
    configuration: configuration(`{expression: '"gitlab:" + claims.groups'}`),
  });
  expect(found.headline.verdict).toBe("refused");
  expect(found.identity).toBeUndefined();
  expect(found.afterFix?.title).toBe(found.headline.fixes?.[0]?.title);
  expect(found.afterFix?.identity.user.groups).toEqual(["gitlab:dev", "system:authenticated"]);
  expect(found.access?.afterFix).toBe(found.afterFix?.title);
  expect(found.access?.grants[0]?.binding.name).toBe("developers");
});

test("so does one that no server would look at yet", async () => {
  const found = await ask({ configuration: configuration(`{claims: groups, prefix: "gitlab:"}`) });
  expect(found.headline.verdict).toBe("no-configuration");
  expect(found.afterFix?.identity.user.groups).toEqual(["gitlab:dev", "system:authenticated"]);
});

test("a binding names what the mapping would give after a proposed change", async () => {
  const found = await ask({
    configuration: configuration(`{claim: groups, prefix: "x:"}`, `{claim: email, prefix: "x:"}`),
    token: JSON.stringify({ ...claims, sub: "8f14", email: "jane@example.com" }),
    bindings: bindings.replace("kind: Group", "kind: User").replace("gitlab:dev", "x:8f14"),
  });
  expect(found.identity?.user.username).toBe("x:jane@example.com");
  expect(found.afterFix).toBeUndefined();
  const [miss] = found.access?.nearMisses ?? [];
  expect(miss?.kinds).toEqual(["after-fix"]);
  expect(miss?.fixes.map(({ title }) => title)).toEqual([
    'Change the binding to User "x:jane@example.com"',
    "Name users by sub (bindings must follow)",
  ]);
});

test("nothing where no proposal lets the token in", async () => {
  const found = await ask({
    configuration: configuration(`{expression: '"gitlab:" + claims.groups'}`),
    now: 5000,
  });
  expect(found.headline.verdict).toBe("refused");
  expect(found.afterFix).toBeUndefined();
  expect(found.access).toBeUndefined();
});

test("nothing is tried on a very large file", async () => {
  const text = configuration(`{expression: '"gitlab:" + claims.groups'}`);
  const found = await ask({ configuration: `${text}# ${"x".repeat(200_000)}\n` });
  expect(found.headline.fixes).not.toBeUndefined();
  expect(found.afterFix).toBeUndefined();
});

test("who asks in another way is not asked about after a fix", async () => {
  const found = await ask({
    configuration: configuration(`{expression: '"gitlab:" + claims.groups'}`),
    access: {
      part: "list",
      question: "",
      wanted: "",
      grantee: "",
      asker: { kind: "manual", username: "john", groups: "" },
    },
  });
  expect(found.access?.afterFix).toBeUndefined();
  expect(found.asker?.identity?.user.username).toBe("john");
});
