import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// Other providers of what is known: raw strings of programs, branches of Terraform, control planes of Cluster API, controllers
// that make role bindings or identity providers.

const open = (text: string) => openText(text, { version: 37 });
const file = (url: string) => `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${url}
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "kc:"}
`;

describe("what a program writes into a raw string is a variable", () => {
  test.each([
    ["Go", `c := fmt.Sprintf(\`${file("%s")}\`, url)\n`, "%s"],
    [
      "Python",
      `c = f"""${file("{url}").replaceAll(/\{claim.*\}/g, "\n      claim: sub\n      prefix: 'kc:'")}"""\n`,
      "{url}",
    ],
    ["TypeScript", `const c = (url: string) => \`\n${file("${url}")}\`;\n`, "${url}"],
  ])("%s", (_, text, variable) => {
    const { kind, placeholders, configuration } = open(text);
    expect([kind, placeholders]).toEqual(["configuration", [variable]]);
    expect(parse(configuration ?? "").jwt[0]).toEqual({
      issuer: { url: variable, audiences: ["k8s"] },
      claimMappings: { username: { claim: "sub", prefix: "kc:" } },
    });
  });

  test("Python's string that is no f-string has no variables", () => {
    const { placeholders } = open(
      `c = textwrap.dedent("""\n${file("https://sso.example.com")}""")\n`,
    );
    expect(placeholders).toEqual([]);
  });
});

describe("a condition of Terraform", () => {
  const patch = `machine:\n  files:\n  - path: /etc/authn.yaml\n    content: |\n${file("https://sso.example.com").replaceAll(/^(?=.)/gm, "      ")}`;
  test("a file in one of its branches is read", () => {
    const { target, configuration } = open(
      `data "talos_machine_configuration" "cp" {\n  config_patches = concat(\n    [yamlencode({ a = 1 })],\n    var.oidc != null ? [\n      <<-EOT\n${patch}EOT\n    ] : []\n  )\n}\n`,
    );
    expect(target).toBe("talos-1.13");
    expect(configuration).toBe(file("https://sso.example.com"));
  });

  test("one of two values stays a variable", () => {
    const { placeholders } = open(
      'resource "aws_eks_identity_provider_config" "a" {\n  oidc {\n    client_id = var.x ? "a" : "b"\n    issuer_url = "https://sso.example.com"\n    username_claim = "email"\n  }\n}\n',
    );
    expect(placeholders).toEqual(['var.x ? "a" : "b"']);
  });
});

describe("control planes of Cluster API are not all kubeadm's", () => {
  const object = (kind: string) =>
    `apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: ${kind}\nspec:\n  serverConfig:\n    kubeAPIServer:\n      extraArgs: ['--oidc-issuer-url=https://sso.example.com', --oidc-client-id=k8s, '--oidc-username-prefix=kc:']\n`;
  test.each([
    ["RKE2ControlPlane", "rke2"],
    ["KThreesControlPlane", "k3s"],
    ["K0sControlPlane", "k0s"],
    ["KamajiControlPlane", undefined],
  ])("%s", (kind, target) => {
    const opened = open(object(kind));
    expect([opened.target, opened.unstartable]).toEqual([target, undefined]);
    expect(parse(opened.configuration ?? "").jwt[0].claimMappings.username.prefix).toBe("kc:");
  });

  test("kubeadm's takes no such list", () => {
    expect(open(object("KubeadmControlPlane")).unstartable).toBe(
      "controlplane.cluster.x-k8s.io/v1beta1 takes extraArgs as a mapping: this list is refused.",
    );
  });
});

test("RBAC Manager's object is the bindings that it makes; a selector of namespaces is left out", () => {
  const { bindings, notes } = open(
    "apiVersion: rbacmanager.reactiveops.io/v1beta1\nkind: RBACDefinition\nmetadata: {name: org}\nrbacBindings:\n- name: devs\n  subjects: [{kind: Group, name: 'kc:devs'}]\n  clusterRoleBindings: [{clusterRole: view}]\n  roleBindings:\n  - {clusterRole: edit, namespace: app}\n  - {clusterRole: edit, namespaceSelector: {matchLabels: {team: app}}}\n",
  );
  const all = (bindings ?? "").split("---\n").map((one) => parse(one));
  expect(all).toEqual([
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "org-devs-view" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "Group", name: "kc:devs" }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "org-devs-edit", namespace: "app" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
      subjects: [{ kind: "Group", name: "kc:devs" }],
    },
  ]);
  expect(notes.join(" ")).toContain("Left out is a binding of RBAC Manager from line 10:");
});

test("an identity provider of EKS as Crossplane has it", () => {
  const { target, configuration } = open(
    "apiVersion: eks.aws.upbound.io/v1beta1\nkind: IdentityProviderConfig\nspec:\n  forProvider:\n    oidc:\n    - {clientId: k8s, issuerUrl: 'https://sso.example.com', usernameClaim: email}\n",
  );
  expect(target).toBe("eks");
  expect(parse(configuration ?? "").jwt[0].issuer.url).toBe("https://sso.example.com");
});

test("Kyma's settings are refused: it writes a file of them itself", () => {
  const { refused, configuration } = open(
    "apiVersion: infrastructuremanager.kyma-project.io/v1\nkind: Runtime\nspec: {shoot: {kubernetes: {kubeAPIServer: {oidcConfig: {clientID: a, issuerURL: 'https://sso.example.com', usernamePrefix: '-'}}}}}\n",
  );
  expect(refused).toContain("Kyma writes an AuthenticationConfiguration");
  expect(configuration).toBeUndefined();
});

describe("an option of Charmed Kubernetes holds arguments without dashes", () => {
  const value = "profiling=true oidc-issuer-url=https://sso.example.com oidc-client-id=k8s";
  test.each([
    `juju config kubernetes-control-plane api-extra-args="${value}"\n`,
    `applications:\n  kubernetes-control-plane:\n    options: {api-extra-args: "${value}"}\n`,
  ])("%s", (text) => {
    expect(parse(open(text).configuration ?? "").jwt).toEqual([
      {
        issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefix: "https://sso.example.com#" } },
      },
    ]);
  });
});

test("a command that reads a here-document names no file", () => {
  const { notes } = open(
    "eksctl associate identityprovider -f - <<EOF\napiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nidentityProviders:\n- {name: kc, type: oidc, issuerUrl: 'https://sso.example.com', clientId: k8s, usernameClaim: email}\nEOF\n",
  );
  expect(notes.join(" ")).not.toContain("names a file");
});

test("GKE Identity Service is no API server", () => {
  const { refused } = open(
    "apiVersion: authentication.gke.io/v2alpha1\nkind: ClientConfig\nspec:\n  authentication:\n  - name: a\n    oidc: {clientID: k8s, issuerURI: 'https://sso.example.com', userClaim: sub}\n",
  );
  expect(refused).toContain("GKE Identity Service reads this object");
});

test("expressions of Azure's templates are placeholders", () => {
  const { placeholders } = open(
    '{"type": "Microsoft.ContainerService/managedClusters/jwtAuthenticators", "properties": {"issuer": {"url": "https://sso.example.com", "audiences": ["[parameters(\'audience\')]"]}, "claimMappings": {"username": {"expression": "\'aks:jwt:x:\' + claims.sub"}}}}',
  );
  expect(placeholders).toEqual(["[parameters('audience')]"]);
});

describe("clients", () => {
  test("oc logs in with an issuer of its own choice", () => {
    expect(
      open(
        "oc login --exec-plugin=oc-oidc --issuer-url=https://sso.example.com --client-id=oc --extra-scopes=email,profile --callback-port=8080\n",
      ).client,
    ).toEqual({
      issuer: "https://sso.example.com",
      clientId: "oc",
      scopes: ["openid", "email", "profile"],
      notes: [],
    });
  });

  test("scopes may be in one argument, with blanks between them", () => {
    expect(
      open(
        'kubectl config set-credentials u --exec-command=kubectl --exec-arg=oidc-login --exec-arg=get-token --exec-arg=--oidc-issuer-url=https://sso.example.com --exec-arg=--oidc-client-id=k8s --exec-arg=--oidc-extra-scope="email profile openid"\n',
      ).client?.scopes,
    ).toEqual(["openid", "email", "profile"]);
  });
});
