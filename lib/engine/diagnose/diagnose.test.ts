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

describe("claims that do not fit what reads them", () => {
  const rule = (expression: string) =>
    `${keycloak}  claimValidationRules:\n  - expression: ${JSON.stringify(expression)}\n    message: refused\n`;
  const named = (expression: string) =>
    keycloak.replace(/username:[\s\S]*/, `username: {expression: ${JSON.stringify(expression)}}\n`);
  test.each<{
    name: string;
    configuration: string;
    claims: object;
    want: { code: string; cause: string; fixes: string[] };
  }>([
    {
      name: "a string that is compared with a boolean",
      configuration: rule("claims.protected == true"),
      claims: { ...jane, protected: "true" },
      want: {
        code: "rule-false",
        cause:
          'A claimValidationRule is false for this token: refused. claims.protected is a string, "true", and is compared with a boolean, true: values of two types are never equal.',
        fixes: ['Compare with the type that the claim has: claims.protected == "true"'],
      },
    },
    {
      name: "a string that an optional read compares with a boolean",
      configuration: rule("claims.?protected.orValue(false) == true"),
      claims: { ...jane, protected: "true" },
      want: {
        code: "rule-false",
        cause:
          'A claimValidationRule is false for this token: refused. claims.protected is a string, "true", and is compared with a boolean, true: values of two types are never equal.',
        fixes: [
          'Compare with the type that the claim has: claims.?protected.orValue(false) == "true"',
        ],
      },
    },
    {
      name: "a list that is compared with a string",
      configuration: rule("claims.aud == 'kubernetes'"),
      claims: { ...jane, aud: ["kubernetes"] },
      want: {
        code: "rule-false",
        cause:
          'A claimValidationRule is false for this token: refused. claims.aud is a list, ["kubernetes"], and is compared with a string, "kubernetes": values of two types are never equal.',
        fixes: ['Compare with the type that the claim has: "kubernetes" in dyn(claims.aud)'],
      },
    },
    {
      name: "another value than the rule wants",
      configuration: rule("claims.azp == 'argocd' || claims.sub == 'x'"),
      claims: jane,
      want: {
        code: "rule-false",
        cause:
          'A claimValidationRule is false for this token: refused. claims.azp is "kubernetes", claims.sub is "5f1c".',
        fixes: [],
      },
    },
    {
      name: "a number that is joined to a string",
      configuration: named("'u:' + claims.uid"),
      claims: { ...jane, uid: 1001 },
      want: {
        code: "cel-no-such-overload",
        cause:
          "The expression for the username combines values of types that do not fit (no such overload).",
        fixes: ["Convert the claims to the types that are wanted: 'u:' + string(int(claims.uid))"],
      },
    },
    {
      name: "a double that an integer is added to",
      configuration: rule("claims.iat + 86400 > claims.exp"),
      claims: jane,
      want: {
        code: "cel-no-such-overload",
        cause: "A claimValidationRule combines values of types that do not fit (no such overload).",
        fixes: ["Write int(claims.iat) + 86400"],
      },
    },
    {
      name: "a member of a claim that is missing",
      configuration: named("'u:' + claims.user.login"),
      claims: { ...jane, user: { id: "7" } },
      want: {
        code: "claim-missing",
        cause:
          "The expression for the username reads the claim user.login (claims.user.login), which this token does not have.",
        fixes: [
          "Map the claim preferred_username (jane) to the username",
          "Map the claim sub (5f1c) to the username",
        ],
      },
    },
    {
      name: "groups that are only referred to",
      configuration: `${keycloak}    groups: {expression: claims.groups}\n`,
      claims: {
        ...jane,
        _claim_names: { groups: "src1" },
        _claim_sources: { src1: { endpoint: "https://graph.example.com" } },
      },
      want: {
        code: "claim-missing",
        cause:
          "The expression for groups reads the claim groups (claims.groups), which this token does not have. The token only refers to another server for it (_claim_names), which an expression does not ask.",
        fixes: ["Allow for a missing groups", "Remove the groups mapping"],
      },
    },
    {
      name: "a name that comes out empty",
      configuration: named("claims.?nickname.orValue('')"),
      claims: jane,
      want: {
        code: "username-empty",
        cause: "The expression for the username returned an empty string.",
        fixes: [
          "Map the claim preferred_username (jane) to the username",
          "Map the claim sub (5f1c) to the username",
        ],
      },
    },
    {
      name: "groups that are referred to without the place",
      configuration: keycloak,
      claims: { ...jane, _claim_names: { groups: "src1" } },
      want: {
        code: "claim-distributed",
        cause:
          "The token refers to another place for a claim (_claim_names), and does not say where that is (_claim_sources). kube-apiserver refuses such a token, whatever it reads of it.",
        fixes: [],
      },
    },
    {
      name: "a token of a service account",
      configuration: keycloak,
      claims: {
        iss: "https://kubernetes.default.svc.cluster.local",
        sub: "system:serviceaccount:app:bot",
        exp: now + 600,
      },
      want: {
        code: "service-account-token",
        cause:
          "This is a token of the service account app/bot of the cluster whose issuer is https://kubernetes.default.svc.cluster.local. kube-apiserver checks such tokens with the cluster's own keys; no entry of this configuration is for them.",
        fixes: [],
      },
    },
  ])("$name", async ({ configuration, claims, want }) => {
    const { cause, fixes } = await diagnose(inputOf(configuration, claims));
    expect({
      code: cause?.code,
      cause: cause?.cause,
      fixes: fixes.map(({ title }) => title),
    }).toEqual(want);
    for (const { after } of fixes) expect(after.user).not.toBe(undefined);
  });
});

describe("an accepted user who is denied", () => {
  const bindingTo = (kind: string, name: string, namespace?: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1
kind: ${namespace === undefined ? "ClusterRoleBinding" : "RoleBinding"}
metadata: {name: team${namespace === undefined ? "" : `, namespace: ${namespace}`}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${JSON.stringify(name)}}
`;
  const accepted =
    "The token was accepted: its user is oidc:jane@example.com. No authorizer allows the request.";
  test.each([
    {
      name: "the claim of the groups is not in the token",
      configuration: `${keycloak}    groups: {claim: groups, prefix: ""}\n`,
      bindings: bindingTo("Group", "team"),
      cause: `${accepted} The token has no claim groups, from which its groups are read, so the user has no groups of the issuer.`,
      fixes: [],
      kinds: [],
    },
    {
      name: "a binding in another namespace",
      configuration: keycloak,
      bindings: bindingTo("User", "oidc:jane@example.com", "app"),
      cause: `${accepted} RoleBinding team names the user and gives the ClusterRole view in the namespace app only.`,
      fixes: [],
      kinds: [],
    },
    {
      name: "a binding that names another claim",
      configuration: keycloak,
      bindings: bindingTo("User", "oidc:jane"),
      cause: accepted,
      fixes: ["Name users by the claim preferred_username (jane) with the prefix oidc:"],
      kinds: ["domain"],
    },
  ])("$name", async ({ configuration, bindings, cause, fixes, kinds }) => {
    const question = "list pods -n web";
    const found = await diagnose(inputOf(configuration, jane, { bindings, question }));
    expect(found.cause?.cause).toBe(cause);
    expect(found.fixes.map(({ title }) => title)).toEqual(fixes);
    expect(found.nearMisses.flatMap(({ miss }) => miss.kinds)).toEqual(kinds);
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
      name: "mappings that are indented too far",
      change: (text: string) => {
        const at = text.indexOf("  claimMappings:");
        return text.slice(0, at) + text.slice(at).replaceAll(/^/gm, "  ").trimEnd();
      },
      titles: ["Move claimMappings to jwt[0], where it belongs"],
    },
    {
      name: "a line that is indented by one blank too many",
      change: (text: string) => text.replace("    audiences", "     audiences"),
      titles: [
        "Indent line 6 by 4 blanks: audiences: [kubernetes]",
        "Indent line 6 by 2 blanks: audiences: [kubernetes]; Move audiences to jwt[0].issuer, where it belongs",
        "Indent line 5 by 5 blanks: url: https://keycloak.example.com/realms/main",
      ],
    },
    {
      name: "a key that is there twice",
      change: (text: string) =>
        text.replace("  claimMappings:\n", "  claimMappings:\n  claimMappings:\n"),
      titles: ["Remove the second of the two"],
    },
    {
      name: "an issuer that is only its URL",
      change: (text: string) =>
        text.replace(/- issuer:\n.*\n.*\n/, "- issuer: https://keycloak.example.com/realms/main\n"),
      titles: ["Make issuer a mapping with this URL; Set audiences to kubernetes"],
    },
    {
      name: "a claim without claims",
      change: (text: string) =>
        text.replace(/username:[\s\S]*/, "username: {expression: '\"u:\" + preferred_username'}\n"),
      titles: ['Read the claim from claims: "u:" + claims.preferred_username'],
    },
    {
      name: "a rule that is only a claim",
      change: (text: string) =>
        `${text}  claimValidationRules:\n  - {expression: claims.azp, message: refused}\n`,
      titles: ["Make it a condition: has(claims.azp)"],
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
