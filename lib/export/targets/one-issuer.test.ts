import { describe, expect, test } from "vitest";
import { exportTarget } from "../targets.ts";
import type { ExportInput, TargetExport } from "../types.ts";

// Names of the settings: aws-sdk-go-v2/service/eks v1.105.6 (OidcIdentityProviderConfigRequest), scaleway-sdk-go v1.39.0
// (CreateClusterRequestOpenIDConnectConfig), @ovhcloud/pulumi-ovh 2.19.1 (KubeOidcArgs), exoscale-rs 3.0.0 (SksOidc),
// aws/eks-anywhere aebd9a0 (OIDCConfigSpec). Their meaning is that of kube-apiserver's flags.

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const full = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: ""}
    groups: {claim: groups, prefix: "idp:"}
  claimValidationRules:
  - {claim: hd, requiredValue: 'a"\${b}'}
`;

function exportFor(target: string, configuration: string): TargetExport {
  const input: ExportInput = {
    ...{ configuration, bindings: "", minor: 37, comments: "kept", issuers: [] },
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  };
  const result = exportTarget(input, target);
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

describe("files", () => {
  test.each([
    {
      target: "eks",
      want: {
        path: "eks/oidc.json",
        language: "json",
        text: `{
  "identityProviderConfigName": "issuer",
  "issuerUrl": "https://idp.example.com",
  "clientId": "k8s",
  "usernameClaim": "email",
  "usernamePrefix": "-",
  "groupsClaim": "groups",
  "groupsPrefix": "idp:",
  "requiredClaims": {
    "hd": "a\\"\${b}"
  }
}
`,
      },
    },
    {
      target: "eks-anywhere",
      want: {
        path: "eks-anywhere/oidc.additions.yaml",
        language: "yaml",
        text: `# Pieces to add to the file of the cluster: the reference to the Cluster, and the object below it.
apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: Cluster
spec:
  identityProviderRefs:
    - kind: OIDCConfig
      name: issuer
---
apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: OIDCConfig
metadata:
  name: issuer
spec:
  issuerUrl: https://idp.example.com
  clientId: k8s
  usernameClaim: email
  usernamePrefix: "-"
  groupsClaim: groups
  groupsPrefix: "idp:"
  requiredClaims:
    - claim: hd
      value: a"\${b}
`,
      },
    },
    {
      target: "scaleway",
      want: {
        path: "scaleway/open-id-connect.additions.tf",
        language: "hcl",
        text: `# Add the block to the resource of your cluster.
resource "scaleway_k8s_cluster" "cluster" {
  open_id_connect_config {
    issuer_url = "https://idp.example.com"
    client_id = "k8s"
    username_claim = "email"
    username_prefix = "-"
    groups_claim = ["groups"]
    groups_prefix = "idp:"
    required_claim = ["hd=a\\"$\${b}"]
  }
}
`,
      },
    },
    {
      target: "ovhcloud",
      want: {
        path: "ovhcloud/oidc.tf",
        language: "hcl",
        text: `variable "service_name" {
  type = string
}

variable "kube_id" {
  type = string
}

resource "ovh_cloud_project_kube_oidc" "issuer" {
  service_name = var.service_name
  kube_id = var.kube_id
  issuer_url = "https://idp.example.com"
  client_id = "k8s"
  oidc_username_claim = "email"
  oidc_username_prefix = "-"
  oidc_groups_claim = ["groups"]
  oidc_groups_prefix = "idp:"
  oidc_required_claim = ["hd=a\\"$\${b}"]
  oidc_signing_algs = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]
}
`,
      },
    },
    {
      target: "exoscale",
      want: {
        path: "exoscale/oidc.additions.tf",
        language: "hcl",
        text: `# Add the block to the resource of your cluster.
resource "exoscale_sks_cluster" "cluster" {
  oidc {
    issuer_url = "https://idp.example.com"
    client_id = "k8s"
    username_claim = "email"
    username_prefix = "-"
    groups_claim = "groups"
    groups_prefix = "idp:"
    required_claim = {
      "hd" = "a\\"$\${b}"
    }
  }
}
`,
      },
    },
  ])("$target", ({ target, want }) => expect(exportFor(target, full).files).toEqual([want]));
});

const entry = (mappings: string, more = "") => `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
${mappings}${more}`;
const plain = '    username: {claim: sub, prefix: "idp:"}\n';

describe("what stands in the way", () => {
  test.each([
    {
      name: "EKS takes no system: in a prefix",
      target: "eks",
      configuration: entry('    username: {claim: sub, prefix: "system:oidc:"}\n'),
      want: ['EKS takes no prefix with system: in it: "system:oidc:".'],
    },
    {
      name: "an authority that the cloud has no setting for",
      target: "scaleway",
      configuration: entry(plain).replace("[k8s]}", "[k8s], certificateAuthority: x}"),
      want: [
        "Scaleway has no setting for a certificate authority: the certificate of https://idp.example.com has to be one that it trusts.",
      ],
    },
    {
      name: "two values for one claim, of which settings hold one",
      target: "exoscale",
      configuration: entry(
        plain,
        "  claimValidationRules: [{claim: a, requiredValue: x}, {claim: a, requiredValue: z}]\n",
      ),
      want: [
        'Exoscale cannot say this rule, and tokens that it refuses get in: the claim "a" must be "z"',
      ],
    },
    {
      name: "a claim that a pair with = cannot name",
      target: "ovhcloud",
      configuration: entry(
        plain,
        '  claimValidationRules: [{claim: "a=b", requiredValue: x}, {claim: c, requiredValue: " x"}]\n',
      ),
      want: [
        'OVHcloud cannot say this rule, and tokens that it refuses get in: the claim "a=b" must be "x"',
        'OVHcloud cannot say this rule, and tokens that it refuses get in: the claim "c" must be " x"',
      ],
    },
    {
      name: "a second required claim, and quotes, for EKS Anywhere",
      target: "eks-anywhere",
      configuration: entry(
        plain,
        "  claimValidationRules: [{claim: a, requiredValue: x}, {claim: b, requiredValue: 'y\"'}]\n",
      ),
      want: [
        "EKS Anywhere takes one required claim and refuses more: a, b",
        'EKS Anywhere writes values between quotes without escapes, so that this one is not read as it is: "y\\""',
      ],
    },
  ])("$name", ({ target, configuration, want }) =>
    expect(exportFor(target, configuration).problems).toEqual(want),
  );
});

describe("no files are made if users would be others", () => {
  test.each([
    {
      name: "an expression that does more than a claim",
      configuration: entry("    username: {expression: 'claims.iss + claims.sub'}\n"),
      want: "EKS takes the user name from one claim with a fixed text in front, and this expression does more, so that no files are made: claims.iss + claims.sub",
    },
    {
      name: "a prefix that means none",
      configuration: entry('    username: {claim: sub, prefix: "-"}\n'),
      want: "EKS takes a dash for no prefix, so that the prefix “-” cannot be said, and no files are made.",
    },
  ])("$name", ({ configuration, want }) => {
    const { files, problems, guide } = exportFor("eks", configuration);
    expect([files, problems]).toEqual([[], [want]]);
    expect(guide.order).toEqual([
      "No files are made for EKS: the configuration says what it cannot say. Pinniped's concierge takes expressions and runs in such a cluster.",
    ]);
  });
});

test("an expression that is a claim with a text in front becomes one, and what differs is said", () => {
  const { changes, files } = exportFor(
    "eks",
    entry(`    username: {expression: "'idp:' + claims.sub"}
    groups: {expression: "claims.?roles.orValue([])"}
`),
  );
  expect(JSON.parse(files[0]?.text ?? "")).toMatchObject({
    ...{ usernameClaim: "sub", usernamePrefix: "idp:", groupsClaim: "roles" },
  });
  expect(changes.slice(0, 2)).toEqual([
    'The expression for the user name became the claim "sub" with the prefix "idp:": the same for 27 of 28 generated tokens. It differs for {"sub":null}: before refused, now ["idp:"].',
    'The expression for the groups became the claim "roles" without a prefix: the same for 23 of 28 generated tokens. It differs for {"sub":"subject","roles":""}: before [], now [""].',
  ]);
});
