import { describe, expect, test } from "vitest";
import { writeBicep } from "../bicep-text.ts";
import { exportTarget } from "../targets.ts";
import type { ExportInput, TargetExport } from "../types.ts";

// Expected objects are written by hand from learn.microsoft.com/azure/templates, managedClusters/jwtAuthenticators
// 2026-06-02-preview, and azure-aks-docs external-identity-provider-authentication-configure.md (fb060ab).

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const full = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {expression: claims.roles}
    uid: {claim: oid}
    extra: [{key: example.com/tenant, valueExpression: claims.tid}]
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: has(claims.tid), message: no tenant}
`;

const named = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {expression: "'aks:jwt:idp:' + claims.sub"}
  userValidationRules:
  - {expression: "user.username != 'aks:jwt:idp:x'", message: not x}
`;

function made(configuration: string, bindings = ""): TargetExport {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  const input: ExportInput = {
    ...{ configuration, bindings, comments: "kept", issuers: [], cluster },
    minor: 37,
  };
  const result = exportTarget(input, "aks");
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

const textOf = ({ files }: TargetExport, path: string) =>
  files.find((file) => file.path === path)?.text;

describe("objects", () => {
  test("JSON: claims and prefixes become expressions with the forced prefix", () => {
    expect(JSON.parse(textOf(made(full), "aks/issuer.json") ?? "")).toEqual({
      issuer: { url: "https://idp.example.com", audiences: ["k8s"] },
      claimValidationRules: [
        {
          expression: 'claims[?"hd"].orValue(null) == "example.com"',
          message: "hd must be example.com",
        },
        { expression: "has(claims.tid)", message: "no tenant" },
      ],
      claimMappings: {
        username: {
          expression: '"aks:jwt:idp:" + (claims.sub == null ? "" : dyn(claims.sub))',
        },
        groups: {
          expression:
            '[dyn(claims.roles)].map(given, given == null ? [] : (type(given) == list ? given : [given]))[0].filter(name, name != "").map(name, "aks:jwt:" + name)',
        },
        uid: { expression: 'claims.oid == null ? "" : dyn(claims.oid)' },
        extra: [{ key: "example.com/tenant", valueExpression: "claims.tid" }],
      },
    });
  });

  test("Bicep: expressions that have the prefix already stay as they are", () => {
    expect(textOf(made(named), "aks/jwt-authenticators.bicep")).toBe(`param clusterName string

resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-02-preview' existing = {
  name: clusterName
}

resource issuer 'Microsoft.ContainerService/managedClusters/jwtAuthenticators@2026-06-02-preview' = {
  parent: cluster
  name: 'issuer'
  properties: {
    issuer: {
      url: 'https://idp.example.com'
      audiences: [
        'k8s'
      ]
    }
    claimMappings: {
      username: {
        expression: '\\'aks:jwt:idp:\\' + claims.sub'
      }
    }
    userValidationRules: [
      {
        expression: 'user.username != \\'aks:jwt:idp:x\\''
        message: 'not x'
      }
    ]
  }
}
`);
    expect(made(named).changes).toEqual([]);
    expect(made(named).problems).toEqual([]);
  });

  // Azure/bicep docs: escapes of strings.
  test.each([
    { name: "quotes and backslashes", input: "a'b\\c", want: "'a\\'b\\\\c'" },
    { name: "an interpolation", input: "${x} $y", want: "'\\${x} $y'" },
    { name: "lines", input: "a\r\n\tb", want: "'a\\r\\n\\tb'" },
    { name: "what is invisible", input: "a\u202eb", want: "'a\\u{202e}b'" },
    { name: "an empty list", input: [], want: "[]" },
  ])("$name in Bicep", ({ input, want }) => expect(writeBicep(input, 0)).toBe(want));
});

describe("what is lost, and what has to be looked at", () => {
  const issuer = (more: string) => named.replace("[k8s]", more);
  test.each([
    {
      name: "another place of discovery, a way to it, and audiences",
      input: issuer(
        "[k8s, b], audienceMatchPolicy: MatchAny, discoveryURL: https://x.example.com/d, egressSelectorType: cluster",
      ),
      want: [
        "AKS has no discoveryURL: that of https://idp.example.com is lost.",
        "AKS has no egressSelectorType: that of https://idp.example.com is lost.",
        "What AKS makes of several audiences is not documented: see that a token with one of those of https://idp.example.com gets in.",
      ],
    },
    {
      name: "Entra ID",
      input: named.replace("https://idp.example.com", "https://login.microsoftonline.com/t/v2.0"),
      want: [
        "AKS refuses Entra ID as an external issuer: https://login.microsoftonline.com/t/v2.0",
      ],
    },
    {
      name: "a rule over a name that changes",
      input: named.replace("'aks:jwt:idp:' +", "'idp:' +"),
      want: [
        "This rule sees the names with aks:jwt: in front, and may have to be changed: user.username != 'aks:jwt:idp:x'",
      ],
    },
  ])("$name", ({ input, want }) => expect(made(input).problems).toEqual(want));

  test("bindings that name somebody by the old name", () => {
    const bindings = `kind: ClusterRoleBinding
metadata: {name: readers}
roleRef: {kind: ClusterRole, name: view}
subjects:
- {kind: User, name: "idp:jane"}
- {kind: User, name: "aks:jwt:idp:john"}
- {kind: User, name: "other:jane"}
`;
    expect(made(full, bindings).problems).toEqual([
      'The binding "readers" names the User "idp:jane", who is "aks:jwt:idp:jane" on AKS.',
    ]);
    expect(made(full).changes).toEqual([
      "Every user gets aks:jwt: in front, which AKS requires: role bindings have to name it.",
      "Every group gets aks:jwt: in front, which AKS requires: role bindings have to name it.",
    ]);
  });
});
