import { describe, expect, test } from "vitest";
import { exportTarget } from "../targets.ts";
import type { ExportInput, TargetExport } from "../types.ts";

// Expected objects are written by hand from vmware/pinniped types_jwtauthenticator.go.tmpl (66e2f56).

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const plain = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: ""}
`;

function made(configuration: string): TargetExport {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  const input: ExportInput = {
    ...{ configuration, bindings: "", comments: "kept", issuers: [], cluster },
    minor: 37,
  };
  const result = exportTarget(input, "pinniped");
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

const textOf = (configuration: string) => made(configuration).files[0]?.text;

describe("objects", () => {
  test("without groups none are read, though Pinniped would take the claim groups", () => {
    expect(textOf(plain)).toBe(`apiVersion: authentication.concierge.pinniped.dev/v1alpha1
kind: JWTAuthenticator
metadata:
  name: issuer
spec:
  issuer: https://idp.example.com
  audience: k8s
  claims:
    username: sub
    groupsExpression: "[]"
`);
  });

  test("every field, and a prefix in an expression", () => {
    const input = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s], certificateAuthority: "a\\n"}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {expression: claims.roles}
    extra: [{key: example.com/tenant, valueExpression: claims.tid}]
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: has(claims.tid), message: no tenant}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:')"}
`;
    expect(textOf(input)).toBe(`apiVersion: authentication.concierge.pinniped.dev/v1alpha1
kind: JWTAuthenticator
metadata:
  name: issuer
spec:
  issuer: https://idp.example.com
  audience: k8s
  claims:
    usernameExpression: '"idp:" + (claims.sub == null ? "" : dyn(claims.sub))'
    groupsExpression: claims.roles
    extra:
      - key: example.com/tenant
        valueExpression: claims.tid
  claimValidationRules:
    - claim: hd
      requiredValue: example.com
    - expression: has(claims.tid)
      message: no tenant
  userValidationRules:
    - expression: "!user.username.startsWith('system:')"
  tls:
    certificateAuthorityData: YQo=
`);
    expect(made(input).changes).toEqual([
      "extra does not reach Kubernetes: a client certificate cannot carry it there.",
      'The prefix "idp:" of the claim "sub" became part of an expression, because Pinniped has no prefixes.',
    ]);
  });

  test("an object and a command for each issuer", () => {
    const two = plain + plain.slice(plain.indexOf("- issuer")).replace("idp.", "two.");
    expect(
      textOf(two)
        ?.split("---\n")
        .map((text) => /name: (.*)/.exec(text)?.[1]),
    ).toEqual(["issuer-1", "issuer-2"]);
    expect(made(two).guide.order.at(-1)).toBe(
      "$ pinniped get kubeconfig --concierge-authenticator-type jwt --concierge-authenticator-name=issuer-2 --oidc-issuer=https://two.example.com --oidc-client-id=k8s --output pinniped.kubeconfig",
    );
  });
});

describe("what is lost", () => {
  const issuer = (more: string) => plain.replace("[k8s]", more);
  test.each([
    { name: "nothing", input: plain, want: [] },
    {
      name: "an audience",
      input: issuer("[k8s, other], audienceMatchPolicy: MatchAny"),
      want: [
        "Pinniped takes one audience for an issuer, and this one of https://idp.example.com is lost: other",
      ],
    },
    {
      name: "another place of discovery, and a way to it",
      input: issuer("[k8s], discoveryURL: https://x.example.com/d, egressSelectorType: cluster"),
      want: [
        "Pinniped has no discoveryURL: it asks https://idp.example.com itself.",
        "Pinniped has no egressSelectorType: that keys of https://idp.example.com are fetched through cluster is lost.",
      ],
    },
    {
      name: "a key with an equals sign",
      input: `${plain}    extra: [{key: example.com/a=b, valueExpression: claims.tid}]\n`,
      want: ['Pinniped takes no equals sign in a key of extra: "example.com/a=b"'],
    },
  ])("$name", ({ input, want }) => expect(made(input).problems).toEqual(want));

  test("the uid, and anonymous", () => {
    expect(made(`${plain}    uid: {claim: oid}\nanonymous: {enabled: false}\n`).changes).toEqual([
      "anonymous was left out: Pinniped only adds a way in, and the API server decides what is open without credentials",
      "The uid is lost: the certificates that Pinniped gives have none.",
    ]);
  });
});
