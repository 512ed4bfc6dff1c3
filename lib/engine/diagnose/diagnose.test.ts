import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createCompile } from "../../authn/load.ts";
import { newestMinor } from "../../kube/minor.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import { type DiagnoseInput, diagnose } from "./diagnose.ts";

const now = 1_796_000_000;
const compile = createCompile(newestMinor);

/** A login whose token counts as signed: a draft of its claims. */
function inputOf(
  configuration: string,
  claims: object,
  more: Partial<DiagnoseInput> = {},
): DiagnoseInput {
  const decoded = decodeToken(JSON.stringify(claims));
  return {
    configuration,
    bindings: "",
    minor: newestMinor,
    disallowedIssuers: [],
    authorizationModes: ["Node", "RBAC"],
    credential: decoded.credential,
    external: {
      keysOf: () => ({ kind: "missing", reason: "a draft has no signature" }),
      fetch: () => ({ kind: "missing", reason: "not in this test" }),
    },
    now,
    namespace: "default",
    compile,
    target: "static-pod",
    token: describeToken(decoded),
    ...more,
  };
}

const keycloak = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://keycloak.example.com/realms/main
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: email
      prefix: "oidc:"
`;

const jane = {
  iss: "https://keycloak.example.com/realms/main",
  aud: "kubernetes",
  azp: "kubernetes",
  typ: "ID",
  sub: "5f1c",
  preferred_username: "jane",
  email: "jane@example.com",
  email_verified: true,
  iat: now - 60,
  exp: now + 600,
};

describe("ten tokens of Keycloak that are refused", () => {
  test.each([
    {
      name: "for another client",
      claims: { ...jane, aud: "grafana", azp: "grafana" },
      code: "token-audience",
      atProvider: true,
      fixes: [["Add grafana to issuer.audiences", "oidc:jane@example.com"]],
    },
    {
      name: "with an address that is not verified",
      claims: { ...jane, email_verified: false },
      code: "email-unverified",
      atProvider: true,
      fixes: [
        ["Name users by sub (bindings must follow)", "oidc:5f1c"],
        ["Map the claim preferred_username (jane) to the username", "oidc:jane"],
        [
          "Accept addresses that the issuer did not verify (a user who can enter any address there gets that name)",
          "oidc:jane@example.com",
        ],
      ],
    },
    {
      name: "without an address",
      claims: { ...jane, email: undefined, email_verified: undefined },
      code: "claim-missing",
      atProvider: true,
      fixes: [
        ["Name users by sub (bindings must follow)", "oidc:5f1c"],
        ["Map the claim preferred_username (jane) to the username", "oidc:jane"],
      ],
    },
    { name: "expired", claims: { ...jane, exp: now - 1 }, code: "token-expired", fixes: [] },
    {
      name: "not valid yet",
      claims: { ...jane, nbf: now + 3600 },
      code: "token-not-yet-valid",
      fixes: [],
    },
    {
      name: "of an issuer with http",
      claims: { ...jane, iss: "http://keycloak.example.com/realms/main" },
      code: "token-issuer-differs",
      fixes: [],
    },
    {
      name: "of an issuer with /auth in its path",
      claims: { ...jane, iss: "https://keycloak.example.com/auth/realms/main" },
      code: "token-issuer-differs",
      fixes: [
        [
          "Set issuer.url to the token's iss, https://keycloak.example.com/auth/realms/main",
          "oidc:jane@example.com",
        ],
      ],
    },
    {
      name: "of the same issuer under another host",
      claims: { ...jane, iss: "https://sso.example.org/realms/main" },
      code: "token-issuer-differs",
      fixes: [
        [
          "Set issuer.url to the token's iss, https://sso.example.org/realms/main",
          "oidc:jane@example.com",
        ],
      ],
    },
    {
      name: "of another realm",
      claims: { ...jane, iss: "https://keycloak.example.com/realms/master" },
      code: "token-issuer-differs",
      fixes: [
        [
          "Set issuer.url to the token's iss, https://keycloak.example.com/realms/master",
          "oidc:jane@example.com",
        ],
      ],
    },
    {
      name: "that are access tokens",
      claims: { ...jane, typ: "Bearer", aud: "account" },
      code: "token-access",
      atProvider: true,
      fixes: [],
    },
    {
      name: "with a slash at the end of the issuer",
      claims: { ...jane, iss: "https://keycloak.example.com/realms/main/" },
      code: "token-issuer-differs",
      fixes: [
        [
          "Set issuer.url to the token's iss, https://keycloak.example.com/realms/main/",
          "oidc:jane@example.com",
        ],
      ],
    },
  ])("$name", async ({ claims, code, atProvider = false, fixes }) => {
    const found = await diagnose(inputOf(keycloak, claims));
    expect(found.judgement.verdict).toBe("unauthorized");
    expect(found.cause?.code).toBe(code);
    expect(found.cause?.remedy).not.toBe(undefined);
    expect(found.cause?.atProvider !== undefined).toBe(atProvider);
    expect(found.fixes.map(({ title, after }) => [title, after.user?.username])).toEqual(fixes);
  });
});

describe("groups that were never mapped", () => {
  const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: platform}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "oidc:platform"}
`;
  const withGroups = (mapping: string) => `${keycloak}${mapping}`;
  test.each([
    {
      name: "no mapping",
      configuration: keycloak,
      claims: { ...jane, groups: ["platform"] },
      want: ["Map groups from the claim groups with the prefix oidc:"],
    },
    {
      name: "a similar claim",
      configuration: withGroups('    groups: {claim: group, prefix: "oidc:"}\n'),
      claims: { ...jane, groups: ["platform"] },
      want: ["Read groups from the claim groups instead of group, which this token does not have"],
    },
    {
      name: "a nested claim",
      configuration: withGroups('    groups: {claim: roles, prefix: "oidc:"}\n'),
      claims: { ...jane, realm_access: { roles: ["platform"] } },
      want: [
        "Read groups from the claim realm_access.roles instead of roles, which this token does not have",
      ],
    },
    {
      name: "one text with commas",
      configuration: withGroups('    groups: {claim: groups, prefix: "oidc:"}\n'),
      claims: { ...jane, groups: "dev, platform" },
      want: ["Split the claim groups at “,”"],
    },
    {
      name: "nothing that a binding names",
      configuration: keycloak,
      claims: { ...jane, groups: ["dev"] },
      want: [],
    },
  ])("$name", async ({ configuration, claims, want }) => {
    const question = "list nodes";
    const found = await diagnose(inputOf(configuration, claims, { bindings: binding, question }));
    expect(found.judgement.allowed).toBe(false);
    expect(found.fixes.map(({ title }) => title)).toEqual(want);
    for (const { after } of found.fixes) expect(after.allowed).toBe(true);
  });
});

describe("configurations that are refused", () => {
  const after = (text: string) => inputOf(text, jane);
  test.each([
    {
      name: "a list that is a map, and a misspelled field",
      change: (text: string) =>
        text
          .replace("claim: email", "claims: preferred_username")
          .replace(
            "  claimMappings:",
            "  claimValidationRules:\n    claim: azp\n    requiredValue: kubernetes\n  claimMappings:",
          ),
      titles: ["Make claimValidationRules a list; Write claim"],
    },
    {
      name: "tabs",
      change: (text: string) => text.replaceAll("    ", "\t"),
      titles: ["Replace the tabs in the indentation with spaces"],
    },
    {
      name: "operators of another language",
      change: (text: string) =>
        `${text}  claimValidationRules:\n  - expression: 'claims.azp === "kubernetes" and claims.email_verified == true'\n`,
      titles: [
        'Write the operators as CEL has them: claims.azp == "kubernetes" && claims.email_verified == true',
      ],
    },
    {
      name: "no prefix",
      change: (text: string) => text.replace(/ +prefix: .*\n/, ""),
      titles: ['Add prefix: "" (the claim is used as it is)', "Add the prefix oidc:"],
    },
    {
      name: "two entries with one URL",
      change: (text: string) =>
        text + text.slice(text.indexOf("- issuer")).replace("[kubernetes]", "[argocd]"),
      titles: ["Merge the two entries: one entry with the audiences of both"],
    },
    {
      name: "a version that the server does not have",
      change: (text: string) => text.replace("k8s.io/v1", "k8s.io/v2"),
      titles: ["Write apiVersion: apiserver.config.k8s.io/v1, which this server reads"],
    },
  ])("$name", async ({ change, titles }) => {
    const found = await diagnose(after(change(keycloak)));
    expect(found.judgement.verdict).toBe("refused");
    expect(found.fixes.map(({ title }) => title)).toEqual(titles);
    for (const fix of found.fixes) expect(fix.after.user?.username).toMatch(/jane/);
  });
});

describe("recorded failures", () => {
  const recorded = [...readRecorded("authenticate"), ...readRecorded("validate")].filter(
    ({ answer }) => answer.authenticated !== true && answer.valid !== true,
  );

  test("have a cause, and their fixes do what they say", async () => {
    const without: string[] = [];
    const wrong: string[] = [];
    let fixed = 0;
    // Every tenth: the whole set is asked with the server's own code by `npm run soak`.
    for (const { id, request } of recorded.filter((_, index) => index % 10 === 0)) {
      const decoded = decodeToken(request.token ?? "");
      const input = inputOf(
        request.config ?? "",
        {},
        {
          credential: request.token === undefined ? undefined : decoded.credential,
          token: describeToken(decoded),
          now: request.now ?? now,
        },
      );
      const { judgement, cause, fixes } = await diagnose(input);
      const failed = judgement.verdict === "refused" || judgement.verdict === "unauthorized";
      if (failed && (cause === undefined || cause.code === "none")) without.push(id);
      fixed += fixes.length;
      for (const { title, configuration, after } of fixes) {
        const next = { ...input, configuration: configuration ?? input.configuration };
        const again = await diagnose(next);
        const user = again.judgement.user?.username;
        if (again.judgement.verdict !== after.verdict || user !== after.user?.username) {
          wrong.push(`${id}: ${title}`);
        }
      }
    }
    expect({ without, wrong }).toEqual({ without: [], wrong: [] });
    expect(fixed).toBeGreaterThan(15);
  });
});

interface Recorded {
  readonly id: string;
  readonly request: { readonly config?: string; readonly token?: string; readonly now?: number };
  readonly answer: { readonly authenticated?: boolean; readonly valid?: boolean };
}

function readRecorded(name: string): Recorded[] {
  const path = fileURLToPath(new URL(`../../testing/recorded/${name}.jsonl`, import.meta.url));
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
