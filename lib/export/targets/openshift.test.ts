import { describe, expect, test } from "vitest";
import { exportTarget } from "../targets.ts";
import type { TargetExport } from "../types.ts";

// Expected objects are written by hand from openshift/api config/v1/types_authentication.go (2a3d739).

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const claims = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s, other], audienceMatchPolicy: MatchAny}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: ""}
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
`;

const expressions = `${head}jwt:
- issuer:
    url: https://idp.example.com
    discoveryURL: https://internal.example.com/.well-known/openid-configuration
    audiences: [k8s]
  claimMappings:
    username: {expression: "'idp:' + claims.sub"}
    groups: {expression: claims.roles}
    uid: {claim: oid}
    extra:
    - {key: example.com/tenant, valueExpression: claims.tid}
  claimValidationRules:
  - {expression: claims.tid == 'a', message: wrong tenant}
  - {expression: has(claims.oid)}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:')", message: reserved}
`;

const plain = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: ""}
`;

function made(configuration: string, target = "openshift"): TargetExport {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  const input = {
    configuration,
    bindings: "",
    minor: 37,
    comments: "kept",
    issuers: [],
    cluster,
  } as const;
  const result = exportTarget(input, target);
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

const textOf = ({ files }: TargetExport, path: string) =>
  files.find((file) => file.path === path)?.text;

describe("objects", () => {
  const cases = [
    {
      name: "claims with prefixes",
      input: claims,
      want: `apiVersion: config.openshift.io/v1
kind: Authentication
metadata:
  name: cluster
spec:
  type: OIDC
  oidcProviders:
    - name: issuer
      issuer:
        issuerURL: https://idp.example.com
        audiences:
          - k8s
          - other
      claimMappings:
        username:
          claim: sub
          prefixPolicy: Prefix
          prefix:
            prefixString: "idp:"
        groups:
          claim: groups
          prefix: ""
      claimValidationRules:
        - type: RequiredClaim
          requiredClaim:
            claim: hd
            requiredValue: example.com
`,
    },
    {
      name: "expressions, and a message where one is missing",
      input: expressions,
      want: `apiVersion: config.openshift.io/v1
kind: Authentication
metadata:
  name: cluster
spec:
  type: OIDC
  oidcProviders:
    - name: issuer
      issuer:
        issuerURL: https://idp.example.com
        audiences:
          - k8s
        discoveryURL: https://internal.example.com/.well-known/openid-configuration
      claimMappings:
        username:
          expression: "'idp:' + claims.sub"
        groups:
          claim: ""
          expression: claims.roles
        uid:
          claim: oid
        extra:
          - key: example.com/tenant
            valueExpression: claims.tid
      claimValidationRules:
        - type: CEL
          cel:
            expression: claims.tid == 'a'
            message: wrong tenant
        - type: CEL
          cel:
            expression: has(claims.oid)
            message: The rule is not fulfilled
      userValidationRules:
        - expression: "!user.username.startsWith('system:')"
          message: reserved
`,
    },
    {
      // An omitted policy means the issuer's URL as prefix, so that an empty one is said.
      name: "no prefix",
      input: plain,
      want: `apiVersion: config.openshift.io/v1
kind: Authentication
metadata:
  name: cluster
spec:
  type: OIDC
  oidcProviders:
    - name: issuer
      issuer:
        issuerURL: https://idp.example.com
        audiences:
          - k8s
      claimMappings:
        username:
          claim: email
          prefixPolicy: NoPrefix
`,
    },
  ];
  for (const { name, input, want } of cases)
    test(name, () => expect(textOf(made(input), "openshift/authentication.yaml")).toBe(want));

  test("the same fields in a HostedCluster", () => {
    expect(textOf(made(plain, "hypershift"), "hypershift/hosted-cluster.patch.yaml")).toBe(`spec:
  configuration:
    authentication:
      type: OIDC
      oidcProviders:
        - name: issuer
          issuer:
            issuerURL: https://idp.example.com
            audiences:
              - k8s
          claimMappings:
            username:
              claim: email
              prefixPolicy: NoPrefix
`);
  });

  test("the authority is a ConfigMap", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    const text = plain.replace("[k8s]}", `[k8s], certificateAuthority: ${JSON.stringify(pem)}}`);
    const files = made(text);
    expect(textOf(files, "openshift/authority.yaml")).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: authn-issuer-ca
  namespace: openshift-config
data:
  ca-bundle.crt: |
    -----BEGIN CERTIFICATE-----
    AA==
    -----END CERTIFICATE-----
`);
    expect(textOf(files, "openshift/authentication.yaml")).toContain(
      "        issuerCertificateAuthority:\n          name: authn-issuer-ca\n",
    );
    expect(files.guide.order).toContain("$ kubectl apply -f openshift/authority.yaml");
    expect(made(text, "hypershift").problems).toEqual([
      "That HyperShift reads the ConfigMap of the authority in the HostedCluster's own namespace is not proved: look whether the condition ValidConfiguration of the HostedCluster is True.",
    ]);
  });
});

describe("what is lost, and what stands in the way", () => {
  const long = "a".repeat(1025);
  const cases = [
    { name: "nothing", input: claims, want: [] },
    {
      name: "a second issuer",
      input: plain + plain.slice(plain.indexOf("- issuer")).replace("idp.", "two."),
      want: ["OpenShift takes one issuer, and this one is lost: https://two.example.com"],
    },
    {
      name: "an egress selector",
      input: plain.replace("[k8s]}", "[k8s], egressSelectorType: cluster}"),
      want: [
        "The object has no egressSelectorType: that keys are fetched through cluster is lost.",
      ],
    },
    {
      name: "a long expression and a long message",
      input: plain.replace(
        'claim: email, prefix: ""}',
        `expression: "claims.sub + '${long}'"}\n  userValidationRules:\n  - {expression: "true", message: ${"m".repeat(257)}}`,
      ),
      want: [
        "OpenShift takes at most 1024 characters of an expression.",
        "OpenShift takes at most 256 characters of a message.",
      ],
    },
    {
      name: "too many audiences",
      input: plain.replace(
        "[k8s]}",
        "[a, b, c, d, e, f, g, h, i, j, k], audienceMatchPolicy: MatchAny}",
      ),
      want: ["OpenShift takes at most 10 audiences."],
    },
    {
      name: "an empty required value",
      input: `${plain}  claimValidationRules:\n  - {claim: hd, requiredValue: ""}\n`,
      want: [
        'OpenShift does not take an empty requiredValue: write the rule for the claim "hd" as an expression.',
      ],
    },
    {
      name: "a domain of OpenShift's",
      input: `${plain}    extra:\n    - {key: x.openshift.io/a, valueExpression: claims.sub}\n`,
      want: ['OpenShift keeps the domain openshift.io for itself: "x.openshift.io/a".'],
    },
  ];
  for (const { name, input, want } of cases)
    test(name, () => expect(made(input).problems).toEqual(want));

  test("what was changed is told", () => {
    expect(
      made(`${expressions.replace("    uid: {claim: oid}\n", "")}anonymous: {enabled: false}\n`)
        .changes,
    ).toEqual([
      "anonymous was left out: the object has no such field, and OpenShift decides itself what is open without credentials",
      "Users get the claim sub as their uid, which is OpenShift's default.",
      "Rules in claimValidationRules without a message got “The rule is not fulfilled”: OpenShift requires one.",
    ]);
  });

  test.each([
    { name: "claims", input: claims, want: "OpenShift 4.20" },
    {
      name: "expressions",
      input: expressions,
      want: "OpenShift 4.20; this one needs the gate ExternalOIDCWithUpstreamParity, a technology preview in 4.22 and on by default from 5.0, for expressions, CEL rules, userValidationRules, discoveryURL",
    },
  ])("what $name need", ({ input, want }) => expect(made(input).guide.minimum).toBe(want));
});
