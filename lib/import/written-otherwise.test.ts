import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// Shapes that public texts have beside the usual ones: patches, several files in a diff, programs, logs, other programs'
// flags. What must come out was written by hand.

const open = (text: string) => openText(text, { version: 37 });

const entry = [
  {
    issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
    claimMappings: { username: { claim: "sub", prefix: "kc:" } },
  },
];
const file = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://sso.example.com", audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "kc:"}}
`;
const margin = (mark: string, text: string) => text.replaceAll(/^(?=.)/gm, mark);

describe("an entry that is read", () => {
  test.each([
    {
      name: "a file that a JSON patch appends to a list",
      text: `patches:\n- target: {kind: KubeadmControlPlane}\n  patch: |-\n    - op: add\n      path: /spec/kubeadmConfigSpec/files/-\n      value:\n        path: /etc/authn.yaml\n        content: |\n${margin("          ", file)}`,
      target: "cluster-api",
    },
    {
      name: "arguments that a JSON patch appends, as kubeadm v1beta4 has them",
      text: 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nkubeadmConfigPatchesJSON6902:\n- group: kubeadm.k8s.io\n  version: v1beta4\n  kind: ClusterConfiguration\n  patch: |\n    - {op: add, path: /apiServer/extraArgs/-, value: {name: oidc-issuer-url, value: "https://sso.example.com"}}\n    - {op: add, path: /apiServer/extraArgs/-, value: {name: oidc-client-id, value: k8s}}\n    - {op: add, path: /apiServer/extraArgs/-, value: {name: oidc-username-prefix, value: "kc:"}}\n',
      target: "kind",
    },
    {
      name: "all arguments as the value of one operation",
      text: `talosctl patch mc -p '[{"op": "add", "path": "/cluster/apiServer/extraArgs", "value": {"oidc-issuer-url": "https://sso.example.com", "oidc-client-id": "k8s", "oidc-username-prefix": "kc:"}}]'\n`,
      target: "talos-1.13",
    },
    {
      name: "one of two new files of a diff",
      text: `diff -ruN a/x.yaml b/x.yaml\n--- a/x.yaml\n+++ b/x.yaml\n@@ -0,0 +1,1 @@\n+a: b\ndiff -ruN a/authn.yaml b/authn.yaml\n--- a/authn.yaml\n+++ b/authn.yaml\n@@ -0,0 +1,5 @@\n${margin("+", file)}`,
      target: undefined,
    },
    {
      name: "a raw string of a program that begins with something else",
      text: `export const guide = [\n{title: "x"},\n{code: \`# /etc/kubernetes/authn.yaml\n${file.trimEnd()}\`},\n];\n`,
      target: undefined,
    },
    {
      name: "the flags that kube-apiserver logs when it starts",
      text: [
        'ca-file=""',
        'client-id="k8s"',
        'groups-claim=""',
        'issuer-url="https://sso.example.com"',
        'signing-algs="[RS256]"',
        'username-claim="sub"',
        'username-prefix="kc:"',
      ]
        .map((flag) => `I0412 10:11:12.1       1 flags.go:64] FLAG: --oidc-${flag}\n`)
        .join(""),
      target: undefined,
    },
  ])("$name", ({ text, target }) => {
    const opened = open(text);
    expect([opened.refused, opened.target]).toEqual([undefined, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual(entry);
  });
});

test("a server that starts again logs its flags again: they are not mixed", () => {
  const start = (issuer: string) =>
    `flags.go:64] FLAG: --oidc-client-id="k8s"\nflags.go:64] FLAG: --oidc-issuer-url="${issuer}"\n`;
  const { configuration, notes } = open(
    start("https://old.example.com") + start("https://new.example.com"),
  );
  expect(parse(configuration ?? "").jwt[0].issuer.url).toBe("https://old.example.com");
  expect(notes.join(" ")).toContain("The text holds more than one");
});

test("OpenShift's Authentication by operations of a JSON patch", () => {
  const { target, configuration } = open(
    `oc patch authentication.config cluster --type=json -p '[{"op":"replace","path":"/spec/type","value":"OIDC"},{"op":"add","path":"/spec/oidcProviders","value":[{"name":"a","issuer":{"issuerURL":"https://sso.example.com","audiences":["k8s"]},"claimMappings":{"username":{"claim":"email","prefixPolicy":"NoPrefix"},"groups":{"claim":"groups"}}}]}]'\n`,
  );
  expect(target).toBe("openshift");
  expect(parse(configuration ?? "").jwt[0].claimMappings).toEqual({
    username: { claim: "email", prefix: "" },
    groups: { claim: "groups", prefix: "" },
    uid: { claim: "sub" },
  });
});

describe("a file without an issuer", () => {
  const anonymous = { enabled: true, conditions: [{ path: "/livez" }] };
  test.each([
    "  anonymous: {enabled: true, conditions: [{path: /livez}]}\n  jwt: []\n",
    "  anonymous: {enabled: true, conditions: [{path: /livez}]}\n",
  ])("is Talos' KubeAuthenticationConfig: %s", (body) => {
    const { kind, target, configuration } = open(
      `apiVersion: v1alpha1\nkind: KubeAuthenticationConfig\nconfiguration:\n${body}`,
    );
    expect([kind, target]).toEqual(["configuration", "talos"]);
    expect(parse(configuration ?? "").anonymous).toEqual(anonymous);
  });

  test("the anonymous access of another program is none", () => {
    expect(open("auth:\n  anonymous: {enabled: true}\nissuer: {url: x}\n").kind).toBe("none");
  });
});

describe("what is not kube-apiserver's, or not in the text, is refused with that reason", () => {
  test.each([
    {
      name: "arguments of another program's container",
      text: "containers:\n- name: proxy\n  image: quay.io/oauth2-proxy/oauth2-proxy:v7.6.0\n  args: [--provider=oidc, '--oidc-issuer-url=https://sso.example.com', --oidc-groups-claim=groups]\n",
      want: "These are flags of oauth2-proxy, not of kube-apiserver.",
    },
    {
      name: "fields of another program beside the flags' names",
      text: '{"configuration": {"oidc-issuer-url": "https://sso.example.com", "oidc-client-id": "db", "oidc-client-secret": "s", "oidc-groups-claim": "groups"}}',
      want: "kube-apiserver has no flag --oidc-client-secret: these are settings of another program, or the server does not start with them.",
    },
    {
      name: "required claims that Terraform computes",
      text: 'resource "aws_eks_identity_provider_config" "a" {\n  oidc {\n    client_id = "k8s"\n    issuer_url = "https://sso.example.com"\n    groups_claim = lookup(each.value, "groups_claim", null)\n    required_claims = lookup(each.value, "required_claims", null)\n  }\n}\n',
      want: 'required_claims is an expression whose result is not in the text (lookup(each.value, "required_claims", null)): which claims are required is not known.',
    },
    {
      name: "lines that a script only prints",
      text: 'setup() {\n  echo "k3s, kube-apiserver:"\n  echo "    \\"--kube-apiserver-arg=oidc-issuer-url=${A}\\""\n  echo "    \\"--kube-apiserver-arg=oidc-client-id=${B}\\""\n}\n',
      want: "The text names --oidc-* flags of kube-apiserver, but they are in a program or in a form that is not read here: open what it renders, as YAML or JSON.",
    },
    {
      name: "arguments that a program collects",
      text: "args.push(`--extra-config=apiserver.oidc-issuer-url=${url}`)\nargs.push('--extra-config=apiserver.oidc-client-id=k8s')\n",
      want: "The text names --oidc-* flags of kube-apiserver, but they are in a program or in a form that is not read here: open what it renders, as YAML or JSON.",
    },
    {
      name: "the object as Go prints it",
      text: 'config=&apiserver.AuthenticationConfiguration{JWT:[]apiserver.JWTAuthenticator{apiserver.JWTAuthenticator{Issuer:apiserver.Issuer{URL:"https://sso.example.com", Audiences:[]string{"k8s"}}, ClaimMappings:apiserver.ClaimMappings{Username:apiserver.PrefixedClaimOrExpression{Claim:"email", Prefix:(*string)(0xc0005b2e10)}}}}}\n',
      want: "This is the object as Go prints it: its prefixes are addresses in memory, so what they are is not in the text. Open the file itself.",
    },
  ])("$name", ({ text, want }) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([want, undefined]);
  });
});

test("an argument that kube-apiserver has not keeps it from starting", () => {
  const { unstartable, configuration } = open(
    "minikube start --extra-config=apiserver.oidc-issuer-url=https://sso.example.com --extra-config=apiserver.oidc-client-id=k8s --extra-config=apiserver.oidc-group-prefix=kc: --extra-config=apiserver.oidc-username-prefix=kc:\n",
  );
  expect(unstartable).toBe(
    "kube-apiserver has no flag --oidc-group-prefix (--oidc-groups-prefix may be meant): the server does not start with it. It is left out.",
  );
  expect(parse(configuration ?? "").jwt).toEqual(entry);
});

test("what is only in comments has no effect, and that is said", () => {
  const { kind, notes } = open(
    `module "k" {\n  source = "x"\n  # authentication_config = <<-EOT\n${margin("  #   ", file)}  # EOT\n}\n`,
  );
  expect(kind).toBe("none");
  expect(notes).toEqual([
    "The text names an AuthenticationConfiguration, but only in comments: they have no effect.",
  ]);
});

test("a file that is no YAML is taken without what a person wrote around it", () => {
  const broken = file.replace("- issuer", "\t- issuer");
  const text = `Here is mine:\n\n${broken}\nWhy does it not start?\n`;
  const { kind, configuration, put } = open(text);
  expect([kind, configuration]).toEqual(["configuration", `${broken}\n`]);
  expect(put?.("x: y\n")).toBe("Here is mine:\n\nx: y\nWhy does it not start?\n");
});

test("names between angle brackets are placeholders, unless a comment speaks of them", () => {
  const { placeholders } = open(
    file
      .replace("sso.example.com", "<HOST>/realms/<YOUR REALM>")
      .replace("jwt:", "# <see the guide>\njwt:"),
  );
  expect(placeholders).toEqual(["<HOST>", "<YOUR REALM>"]);
});

test("Oracle's command writes a kubeconfig with an empty kind", () => {
  const { kind, format } = open(
    'apiVersion: v1\nkind: ""\nusers:\n- name: u\n  user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: oci, args: [ce, cluster, generate-token]}}\n',
  );
  expect([kind, format]).toEqual(["client", "kubeconfig"]);
});
