import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// Settings that cannot be said for certain, although each of them is read.

const open = (text: string) => openText(text, { version: 37 });

describe("the prefix of user names depends on a claim that is a variable", () => {
  const eks = (more: string) =>
    `resource "aws_eks_identity_provider_config" "a" {\n  oidc {\n    client_id = "k8s"\n    issuer_url = "https://sso.example.com"\n    username_claim = var.claim\n${more}  }\n}\n`;
  test.each([
    ["of Terraform", eks(""), "var.claim"],
    [
      "of Jinja",
      'kube_oidc_url: https://sso.example.com\nkube_oidc_client_id: k8s\nkube_oidc_username_claim: "{{ claim }}"\n',
      "{{ claim }}",
    ],
    [
      "of a template of kOps",
      "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nspec: {kubeAPIServer: {oidcClientID: k8s, oidcIssuerURL: 'https://sso.example.com', oidcUsernameClaim: '${claim}'}}\n",
      "${claim}",
    ],
    [
      "of the environment of a container",
      "containers:\n- name: a\n  image: kube-oidc-proxy:1\n  args: ['--oidc-client-id=k8s', '--oidc-issuer-url=$(URL)', '--oidc-username-claim=$(CLAIM)']\n",
      "$(CLAIM)",
    ],
    [
      "that documentation leaves open",
      "--oidc-client-id=k8s\n--oidc-issuer-url=https://sso.example.com\n--oidc-username-claim=<claim>\n",
      "<claim>",
    ],
  ])("%s", (_, text, claim) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([
      `Which prefix user names get depends on the claim ${claim}: email has none, every other claim the issuer's URL.`,
      undefined,
    ]);
  });

  test("with a prefix it does not", () => {
    const { configuration } = open(eks('    username_prefix = "kc:"\n'));
    expect(parse(configuration ?? "").jwt[0].claimMappings.username).toEqual({
      claim: "var.claim",
      prefix: "kc:",
    });
  });
});

test("a number in kubeadm's arguments is refused by kubeadm, and meant as a text", () => {
  const { unstartable, configuration } = open(
    "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs: {oidc-issuer-url: 'https://sso.example.com', oidc-client-id: 12345, oidc-username-claim: email}\n",
  );
  expect(unstartable).toBe(
    "oidc-client-id: 12345 is no text to YAML, and kubeadm takes texts: it refuses the file. It needs quotes: '12345'.",
  );
  expect(parse(configuration ?? "").jwt[0].issuer.audiences).toEqual(["12345"]);
});

describe("arguments that another program hands on", () => {
  const want = [
    {
      issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
      claimMappings: { username: { claim: "email", prefix: "" } },
    },
  ];
  test.each([
    [
      "minikube's own file",
      "minikube",
      '{"KubernetesConfig": {"ExtraOptions": [{"Component": "apiserver", "Key": "oidc-issuer-url", "Value": "https://sso.example.com"}, {"Component": "apiserver", "Key": "oidc-client-id", "Value": "k8s"}, {"Component": "apiserver", "Key": "oidc-username-claim", "Value": "email"}, {"Component": "kubelet", "Key": "oidc-groups-claim", "Value": "x"}]}}',
    ],
    [
      "an option whose value is a command line",
      "k3s",
      'rdctl start --kubernetes.options.k3s-args="--kube-apiserver-arg=oidc-issuer-url=https://sso.example.com --kube-apiserver-arg=oidc-client-id=k8s --kube-apiserver-arg=oidc-username-claim=email"\n',
    ],
  ])("%s", (_, target, text) => {
    const opened = open(text);
    expect([opened.refused, opened.target]).toEqual([undefined, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual(want);
  });
});

describe("the arguments of kubelogin are a client's, whatever holds them", () => {
  const args = (list: string) =>
    `provider "kubernetes" {\n  exec {\n    command = "kubectl"\n    args = ${list}\n  }\n}\n`;
  test.each([
    args(
      '["oidc-login", "get-token", "--oidc-issuer-url=https://sso.example.com", "--oidc-client-id=k8s"]',
    ),
    args(
      'concat(["oidc-login", "get-token"], ["--oidc-issuer-url=https://sso.example.com", "--oidc-client-id=k8s"])',
    ),
    "exec:\n  command: kubelogin\n  args: [get-token, '--oidc-issuer-url=https://sso.example.com', --oidc-client-id=k8s]\n",
  ])("%s", (text) => {
    const { kind, configuration, client } = open(text);
    expect([kind, configuration]).toEqual(["client", undefined]);
    expect(client).toMatchObject({ issuer: "https://sso.example.com", clientId: "k8s" });
  });
});

test.each([
  " kind: AuthenticationConfiguration\n jwt:\n - issuer:\n-    url: https://a.example.com\n+    url: https://b.example.com\n",
  "   extraArgs:\n-    oidc-issuer-url: https://a.example.com\n+    oidc-issuer-url: https://b.example.com\n     oidc-client-id: k8s\n",
])("a part of a diff without a head is no file: %s", (hunk) => {
  const want = "This is a diff that shows a part of a file only: open the file itself.";
  expect(open(hunk).refused).toBe(want);
  expect(open(`I changed it:\n\n\`\`\`diff\n${hunk}\`\`\`\n`).refused).toBe(want);
});

test("an empty name of a file is none", () => {
  const { unstartable, configuration } = open(
    "kube-apiserver --authentication-config= --oidc-issuer-url=https://sso.example.com --oidc-client-id=k8s --oidc-username-claim=email\n",
  );
  expect(unstartable).toBeUndefined();
  expect(parse(configuration ?? "").jwt[0].issuer.audiences).toEqual(["k8s"]);
});

describe("what terraform plan prints", () => {
  const plan = (more: string) =>
    `Terraform will perform the following actions:\n\n  # aws_eks_identity_provider_config.kc will be created\n  + resource "aws_eks_identity_provider_config" "kc" {\n      + id = (known after apply)\n      + oidc {\n          + client_id      = "k8s"\n          + issuer_url     = "https://sso.example.com"\n${more}        }\n    }\n\nPlan: 1 to add, 0 to change, 0 to destroy.\n`;
  test("is read if all of it is created", () => {
    const { target, configuration } = open(plan('          + username_claim = "email"\n'));
    expect(target).toBe("eks");
    expect(parse(configuration ?? "").jwt[0].claimMappings.username.claim).toBe("email");
  });

  test("is not read if something changes", () => {
    expect(
      open(plan('          ~ username_claim = "sub" -> "email"\n')).configuration,
    ).toBeUndefined();
  });
});
