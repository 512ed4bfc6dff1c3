import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

const options = { version: 37 } as const;

/** An entry for the issuer a with client k8s. */
const entry = (username: unknown, more: Record<string, unknown> = {}, rules?: unknown) => ({
  issuer: { url: "https://a.example.com", audiences: ["k8s"] },
  claimMappings: { username, ...more },
  ...(rules === undefined ? {} : { claimValidationRules: rules }),
});

const byUrl = { claim: "sub", prefix: "https://a.example.com#" };
const file = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://a.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "a:"}
`;
const indent = (text: string, by: number) => text.replaceAll(/^(?=[^\n])/gm, " ".repeat(by));

describe("flags of kube-apiserver, by the grammar around them", () => {
  test.each([
    {
      name: "a command with quotes and continued lines",
      text: `kube-apiserver --oidc-client-id=k8s \\
  --oidc-issuer-url="https://a.example.com" \\
  --oidc-username-claim email --oidc-username-prefix='oidc:'`,
      want: entry({ claim: "email", prefix: "oidc:" }),
    },
    {
      name: "kubeadm v1beta4, required claims with a comma in the value",
      text: `apiVersion: kubeadm.k8s.io/v1beta4
apiServer:
  extraArgs:
  - {name: oidc-issuer-url, value: https://a.example.com}
  - name: oidc-client-id
    value: k8s
  - name: oidc-required-claim
    value: hd=example.com
  - name: oidc-required-claim
    value: team=a,b=c
`,
      want: entry(byUrl, {}, [
        { claim: "hd", requiredValue: "example.com" },
        { claim: "team", requiredValue: "a,b=c" },
      ]),
    },
    {
      name: "a folded scalar of k3s is one value",
      text: `kube-apiserver-arg:
- >-
  oidc-issuer-url=https://a.example.com
- "oidc-client-id=k8s"
- 'oidc-username-prefix=google:'
`,
      want: entry({ claim: "sub", prefix: "google:" }),
    },
    {
      name: "a dash is no prefix of users, and a prefix of groups",
      text: "--oidc-issuer-url=https://a.example.com\n--oidc-client-id=k8s\n--oidc-username-prefix=-\n--oidc-groups-claim=g\n--oidc-groups-prefix=-\n",
      want: entry({ claim: "sub", prefix: "" }, { groups: { claim: "g", prefix: "-" } }),
    },
    {
      name: "the last of several of a name counts, and _ is -",
      text: "--oidc_client_id=old\n--oidc-client-id=k8s\n--oidc-issuer-url=https://a.example.com\n",
      want: entry(byUrl),
    },
    {
      name: "a systemd unit",
      text: `[Service]
# --oidc-client-id=old
ExecStart=/usr/bin/kube-apiserver \\
  --oidc-issuer-url=https://a.example.com \\
  --oidc-client-id="k8s"
`,
      want: entry(byUrl),
    },
    {
      name: "minikube",
      text: "minikube start --extra-config=apiserver.oidc-issuer-url=https://a.example.com --extra-config apiserver.oidc-client-id=k8s --extra-config=kubelet.oidc-client-id=x",
      want: entry(byUrl),
    },
    {
      name: "k3d's configuration file",
      text: `apiVersion: k3d.io/v1alpha5
kind: Simple
options:
  k3s:
    extraArgs:
    - {arg: "--kube-apiserver-arg=oidc-issuer-url=https://a.example.com", nodeFilters: ["server:*"]}
    - {arg: "--kube-apiserver-arg=oidc-client-id=k8s", nodeFilters: ["server:*"]}
`,
      want: entry(byUrl),
    },
    {
      name: "a shell inside of a Pod",
      text: `spec:
  containers:
  - command: [/bin/sh, -c, "exec kube-apiserver --oidc-issuer-url=https://a.example.com --oidc-client-id='k8s'"]
`,
      want: entry(byUrl),
    },
    {
      name: "kind's patches",
      text: `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
kubeadmConfigPatches:
- |
  kind: ClusterConfiguration
  apiServer:
    extraArgs:
      oidc-issuer-url: https://a.example.com # new
      #oidc-issuer-url: https://old.example.com
      oidc-client-id: k8s
`,
      want: entry(byUrl),
    },
    {
      name: "a list of Nix",
      text: `{ pkgs, ... }: {
  services.k3s.extraFlags = toString [
    "--kube-apiserver-arg=oidc-issuer-url=https://a.example.com"
    "--kube-apiserver-arg=oidc-client-id=k8s"
  ];
}
`,
      want: entry(byUrl),
    },
    {
      name: "an attribute set of Nix",
      text: `{ x.extraArgs = { oidc-issuer-url = "https://a.example.com"; oidc-client-id = "k8s"; }; }`,
      want: entry(byUrl),
    },
    {
      name: "a table of TOML",
      text: `[apiserver.extra-args]\n"oidc-issuer-url" = "https://a.example.com"\noidc-client-id = 'k8s' # new\n`,
      want: entry(byUrl),
    },
    {
      name: "the installer of k3s",
      text: `curl -sfL https://get.k3s.io | INSTALL_K3S_EXEC="server --kube-apiserver-arg=oidc-issuer-url=https://a.example.com --kube-apiserver-arg oidc-client-id=k8s" sh -`,
      want: entry(byUrl),
    },
  ])("$name", ({ text, want }) => {
    const { kind, configuration } = openText(text, options);
    expect([kind, parse(configuration ?? "")?.jwt]).toEqual(["settings", [want]]);
  });
});

describe("more places of flags and files", () => {
  test.each([
    {
      name: "lines that a script appends to a file",
      text: `echo "--oidc-issuer-url=https://a.example.com" | sudo tee -a /var/snap/microk8s/current/args/kube-apiserver
echo '--oidc-client-id=k8s' | sudo tee -a /var/snap/microk8s/current/args/kube-apiserver
`,
      want: entry(byUrl),
    },
    {
      name: "a list of processes",
      text: "root  1234  8.0 ?  Ssl  Nov01 100:00 kube-apiserver --v=2 --oidc-client-id=k8s --oidc-issuer-url=https://a.example.com",
      want: entry(byUrl),
    },
    {
      name: "a file that Nix writes of a set",
      text: `{ lib, ... }:
let
  file = lib.generators.toYAML { } {
    kind = "AuthenticationConfiguration";
    apiVersion = "apiserver.config.k8s.io/v1";
    jwt = [ {
      issuer = { url = "https://a.example.com"; audiences = [ "k8s" ]; };
      claimMappings.username = { claim = "sub"; prefix = "a:"; };
    } ];
  };
in { environment.etc."authn.yaml".text = file; }
`,
      want: entry({ claim: "sub", prefix: "a:" }),
    },
    {
      name: "a raw string of a program",
      text: `package main\n\nconst config = \`${file}\`\n`,
      want: entry({ claim: "sub", prefix: "a:" }),
    },
    {
      name: "several blocks of Oracle's required claims",
      text: `resource "oci_containerengine_cluster" "c" {
  options {
    open_id_connect_token_authentication_config {
      is_open_id_connect_auth_enabled = true
      client_id  = "k8s"
      issuer_url = "https://a.example.com"
      required_claims {
        key   = "tenant"
        value = "a"
      }
      required_claims {
        key   = "hd"
        value = "b"
      }
    }
  }
}
`,
      want: entry(byUrl, {}, [
        { claim: "tenant", requiredValue: "a" },
        { claim: "hd", requiredValue: "b" },
      ]),
    },
    {
      name: "KubeOne, whose empty prefixes are its own",
      text: `apiVersion: kubeone.k8c.io/v1beta2
kind: KubeOneCluster
features:
  openidConnect:
    enable: true
    config: {issuerUrl: https://a.example.com, clientId: k8s, usernamePrefix: "", requiredClaim: ""}
`,
      want: entry(
        { claim: "sub", prefix: "oidc:" },
        { groups: { claim: "groups", prefix: "oidc:" } },
      ),
    },
  ])("$name", ({ text, want }) => {
    const { configuration } = openText(text, options);
    expect(parse(configuration ?? "").jwt).toEqual([want]);
  });

  test("a whole file of a group that no server reads stays as it is", () => {
    const text = file.replace("apiserver.config.k8s.io", "apiserver.k8s.io");
    expect(openText(text, options).configuration).toBe(text);
  });
});

describe("the apiVersion of what is written", () => {
  const kubeadm = (version: string) => `apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
${version}apiServer: {extraArgs: {oidc-issuer-url: "https://a.example.com", oidc-client-id: k8s}}
`;
  test.each([
    {
      name: "the text's own version, which is older",
      text: kubeadm("kubernetesVersion: v1.33.2\n"),
      options: { version: 37 },
      want: "v1beta1",
    },
    {
      name: "the text's own version, which is newer",
      text: kubeadm("kubernetesVersion: v1.35.0\n"),
      options: { version: 30 },
      want: "v1",
    },
    {
      name: "the version that was asked for",
      text: kubeadm("kubernetesVersion: v1.33.2\n"),
      options: { version: 37, exact: true },
      want: "v1",
    },
    {
      name: "no version in the text",
      text: kubeadm(""),
      options: { version: 33 },
      want: "v1beta1",
    },
    {
      name: "a version without structured authentication",
      text: kubeadm("kubernetesVersion: v1.29.1\n"),
      options: { version: 37 },
      want: "v1",
    },
    {
      name: "the tag of a static pod's image",
      text: `apiVersion: v1
kind: Pod
spec:
  containers:
  - image: registry.k8s.io/kube-apiserver:v1.32.1
    command: [kube-apiserver, "--oidc-issuer-url=https://a.example.com", --oidc-client-id=k8s]
`,
      options: { version: 37 },
      want: "v1beta1",
    },
  ] as const)("$name", ({ text, options, want }) => {
    expect(parse(openText(text, options).configuration ?? "")).toMatchObject({
      apiVersion: `apiserver.config.k8s.io/${want}`,
    });
  });
});

describe("what a text says of its cluster", () => {
  test.each([
    {
      name: "kubeadm",
      text: `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: prod
kubernetesVersion: v1.34.2
controlPlaneEndpoint: 10.0.0.1:6443
apiServer:
  extraArgs:
  - {name: oidc-issuer-url, value: https://a.example.com}
  - {name: oidc-client-id, value: k8s}
`,
      want: [
        "kubeadm",
        {
          ...{ cluster: "prod", version: "1.34", server: "https://10.0.0.1:6443" },
          kubeadm: "v1beta4",
        },
      ],
    },
    {
      name: "a ConfigMap and the Shoot that names it",
      text: `kind: ConfigMap
apiVersion: v1
metadata: {name: authn, namespace: garden-dev}
data:
  config.yaml: |
${indent(file, 4)}---
apiVersion: core.gardener.cloud/v1beta1
kind: Shoot
metadata: {name: botany, namespace: garden-dev}
spec: {kubernetes: {version: 1.32.4}}
`,
      want: [
        "gardener",
        { shoot: "botany", namespace: "garden-dev", version: "1.32", name: "authn" },
      ],
    },
    {
      name: "Talos with its documents",
      text: `machine: {type: controlplane}
cluster: {clusterName: home, controlPlane: {endpoint: "https://10.0.0.2:6443"}}
---
apiVersion: v1alpha1
kind: KubeAuthenticationConfig
config:
${indent(file, 2)}`,
      want: ["talos", { cluster: "home", server: "https://10.0.0.2:6443" }],
    },
    {
      name: "RKE2 by the path of the file beside its arguments",
      text: `#cloud-config
write_files:
- path: /etc/rancher/rke2/authn.yaml
  content: |
${indent(file, 4)}- path: /etc/rancher/rke2/config.yaml
  content: |
    kube-apiserver-arg: [authentication-config=/etc/rancher/rke2/authn.yaml]
`,
      want: ["rke2", undefined],
    },
    {
      name: "a name that is a variable is none",
      text: `apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata: {name: "\${NAME}"}
spec: {kubeadmConfigSpec: {files: [{path: /a.yaml, content: ${JSON.stringify(file)}}]}}
`,
      want: ["cluster-api", undefined],
    },
  ])("$name", ({ text, want }) => {
    const { target, options: names } = openText(text, options);
    expect([target, names]).toEqual(want);
  });
});

describe("fields of other products", () => {
  test.each([
    {
      name: "EKS in Terraform",
      text: `resource "aws_eks_identity_provider_config" "x" {
  oidc {
    client_id       = "k8s"
    issuer_url      = "https://a.example.com"
    groups_claim    = "g"
    required_claims = { hd = "example.com" }
  }
}
`,
      want: entry(byUrl, { groups: { claim: "g", prefix: "" } }, [
        { claim: "hd", requiredValue: "example.com" },
      ]),
    },
    {
      name: "Kubermatic: an empty prefix is empty",
      text: `apiVersion: kubermatic.k8c.io/v1
kind: Cluster
spec:
  oidc: {issuerURL: https://a.example.com, clientID: k8s, usernameClaim: sub, requiredClaim: "a=b,c=d"}
`,
      want: entry({ claim: "sub", prefix: "" }, {}, [
        { claim: "a", requiredValue: "b" },
        { claim: "c", requiredValue: "d" },
      ]),
    },
    {
      name: "a Shoot of Gardener",
      text: `apiVersion: core.gardener.cloud/v1beta1
kind: Shoot
spec: {kubernetes: {kubeAPIServer: {oidcConfig: {issuerURL: https://a.example.com, clientID: k8s, usernameClaim: email}}}}
`,
      want: entry({ claim: "email", prefix: "" }),
    },
    {
      name: "Scaleway, with a list of one groups claim",
      text: `resource "scaleway_k8s_cluster" "x" {
  open_id_connect_config {
    issuer_url   = "https://a.example.com"
    client_id    = "k8s"
    groups_claim = ["g"]
    username_prefix = "s:"
    required_claim = ["hd=example.com"]
  }
}
`,
      want: entry({ claim: "sub", prefix: "s:" }, { groups: { claim: "g", prefix: "" } }, [
        { claim: "hd", requiredValue: "example.com" },
      ]),
    },
    {
      name: "OVHcloud",
      text: `resource "ovh_cloud_project_kube_oidc" "x" {
  client_id = "k8s"
  issuer_url = "https://a.example.com"
  oidc_username_claim = "sub"
  oidc_username_prefix = "o:"
  oidc_groups_claims = ["g"]
}
`,
      want: entry({ claim: "sub", prefix: "o:" }, { groups: { claim: "g", prefix: "" } }),
    },
    {
      name: "CloudFormation of EKS",
      text: `Resources:
  A:
    Type: AWS::EKS::IdentityProviderConfig
    Properties:
      Oidc: {ClientId: k8s, IssuerUrl: https://a.example.com, UsernamePrefix: "-", RequiredClaims: [{Key: a, Value: b}]}
`,
      want: entry({ claim: "sub", prefix: "" }, {}, [{ claim: "a", requiredValue: "b" }]),
    },
    {
      name: "HyperShift: the prefix is the issuer's URL if nothing is said",
      text: `apiVersion: hypershift.openshift.io/v1beta1
kind: HostedCluster
spec:
  configuration:
    authentication:
      type: OIDC
      oidcProviders:
      - issuer: {issuerURL: https://a.example.com, audiences: [k8s]}
        claimMappings: {username: {claim: sub}}
        claimValidationRules: [{type: RequiredClaim, requiredClaim: {claim: a, requiredValue: b}}]
`,
      want: entry(byUrl, { uid: { claim: "sub" } }, [{ claim: "a", requiredValue: "b" }]),
    },
    {
      name: "Gardener's OpenIDConnect without prefixes: the object's name",
      text: `apiVersion: authentication.gardener.cloud/v1alpha1
kind: OpenIDConnect
metadata: {name: idp}
spec: {issuerURL: https://a.example.com, audiences: [k8s], usernameClaim: sub, groupsClaim: g}
`,
      want: entry({ claim: "sub", prefix: "idp/" }, { groups: { claim: "g", prefix: "idp/" } }),
    },
  ])("$name", ({ text, want }) => {
    const { kind, configuration } = openText(text, options);
    expect([kind, parse(configuration ?? "")?.jwt]).toEqual(["settings", [want]]);
  });
});

describe("the file itself inside of another one", () => {
  test.each([
    {
      name: "cloud-init",
      text: `#cloud-config\nwrite_files:\n- path: /a\n  content: |\n${indent(file, 4)}`,
    },
    {
      name: "a task of Ansible",
      text: `- hosts: all\n  tasks:\n  - copy:\n      dest: /a\n      content: |\n${indent(file, 8)}`,
    },
    {
      name: "Kubermatic's Secret",
      text: `apiVersion: v1\nkind: Secret\nstringData:\n  c: |-\n${indent(file.trimEnd(), 4)}\n`,
    },
    {
      name: "base64 for Oracle OKE",
      text: JSON.stringify({
        openIdConnectTokenAuthenticationConfig: { configurationFile: btoa(file) },
      }),
    },
    { name: "Markdown", text: `# It doesn't matter\n\n\`\`\`yaml\n${file}\`\`\`\n\nand so on\n` },
    {
      name: "a here-document with tabs",
      text: `cat <<-'EOF' > /a\n${file.replaceAll(/^/gm, "\t")}\n\tEOF\n`,
    },
    { name: "another document before it", text: `kind: Other\n---\n${file}` },
  ])("$name", ({ text }) => {
    const { kind, configuration } = openText(text, options);
    expect([kind, parse(configuration ?? "")]).toEqual(["configuration", parse(file)]);
  });

  test("an object of Terraform's yamlencode is written out, variables as they are", () => {
    const text = `locals {
  a = yamlencode({
    apiVersion = "apiserver.config.k8s.io/v1beta1"
    kind = "AuthenticationConfiguration"
    jwt = [{ issuer = { url = var.issuer, audiences = ["k8s"] }, claimMappings = { username = { claim = "sub", prefix = "\${var.p}:" } } }]
  })
}
`;
    const { configuration, placeholders } = openText(text, options);
    expect(parse(configuration ?? "").jwt).toEqual([
      {
        issuer: { url: "var.issuer", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefix: "${var.p}:" } },
      },
    ]);
    expect([...placeholders].sort()).toEqual(["${var.p}", "var.issuer"]);
  });

  test("an expression over lines in a heredoc of Terraform is one value", () => {
    const text = `module "x" {
  authentication_config = <<-EOT
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: \${
          var.issuer
        }
        audiences: [k8s]
      claimMappings:
        username: { claim: sub, prefix: "" }
  EOT
}
`;
    const { configuration } = openText(text, options);
    expect(parse(configuration ?? "").jwt).toEqual([
      {
        issuer: { url: "${\n          var.issuer\n        }", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefix: "" } },
      },
    ]);
  });

  test("a JWT authenticator of AKS in Bicep", () => {
    const text = `resource a 'Microsoft.ContainerService/managedClusters/jwtAuthenticators@2026-06-02-preview' = {
  name: 'x'
  properties: {
    issuer: { url: 'https://a.example.com', audiences: [ 'k8s' ] }
    claimMappings: {
      username: { expression: '\\'aks:jwt:\\' + claims.sub' } // kept
    }
  }
}
`;
    const { format, configuration } = openText(text, options);
    expect([format, parse(configuration ?? "").jwt]).toEqual([
      "aks-jwt-authenticator",
      [entry({ expression: "'aks:jwt:' + claims.sub" })],
    ]);
  });
});

describe("what is not certain is refused", () => {
  test.each([
    {
      name: "a Go template that branches",
      text: `${file}{{- if .Values.more }}\n- issuer: {url: https://b}\n{{- end }}\n`,
      want: "This is a Go template that branches on values that are not here: render the template first (helm template) and open the result.",
    },
    {
      name: "a Jinja template that repeats",
      text: `kind: AuthenticationConfiguration\njwt:\n{% for i in issuers %}\n- issuer: {url: "{{ i }}", audiences: [a]}\n{% endfor %}\n`,
      want: "This is a Jinja template that branches on values that are not here: render the template first (ansible with --check --diff shows the result) and open the result.",
    },
    {
      name: "only the name of a file",
      text: "kube-apiserver --authentication-config=/etc/authn.yaml",
      want: "This text only names another file: open /etc/authn.yaml, which the API server reads.",
    },
    {
      name: "half of the pair",
      text: "--oidc-issuer-url=https://a.example.com",
      want: "Both oidc-issuer-url and oidc-client-id are needed; oidc-client-id is not here.",
    },
    {
      name: "flags of another program",
      text: "oauth2-proxy --oidc-issuer-url=https://a.example.com --oidc-client-id=x",
      want: "These are flags of oauth2-proxy, not of kube-apiserver.",
    },
    {
      name: "fields of an unknown product",
      text: "app:\n  oidc: {issuerUrl: https://a, clientId: x, groupsClaim: groups}\n",
      want: "These fields look like the settings of one issuer, but whose they are is not known: what it makes of a prefix that is not given cannot be said. Open the flags of kube-apiserver that come of them.",
    },
    {
      name: "a claim that decides about the prefix",
      text: "kube-apiserver --oidc-issuer-url=https://a --oidc-client-id=x --oidc-username-claim=$CLAIM",
      want: "Which prefix user names get depends on the claim $CLAIM: email has none, every other claim the issuer's URL.",
    },
    {
      name: "OpenShift's own OAuth server",
      text: "apiVersion: config.openshift.io/v1\nkind: Authentication\nspec: {type: IntegratedOAuth}\n",
      want: "spec.type is IntegratedOAuth: users log in through OpenShift's own OAuth server, and no issuer is configured.",
    },
    {
      name: "Kubespray's settings that are switched off",
      text: "kube_oidc_auth: false\nkube_oidc_url: https://a\nkube_oidc_client_id: x\n",
      want: "kube_oidc_auth is false: Kubespray passes none of these settings to the API server.",
    },
  ])("$name", ({ text, want }) => {
    const { configuration, refused } = openText(text, options);
    expect([configuration, refused]).toEqual([undefined, want]);
  });

  const binding = (subjects: string) =>
    `{{- if .Values.rbac }}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: x}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
${subjects}{{- end }}
`;

  test("a binding with a loop inside is refused", () => {
    const { bindings, refused } = openText(
      binding(
        "{{- range .Values.groups }}\n- {kind: Group, name: a}\n{{- end }}\n- {kind: User, name: b}\n",
      ),
      options,
    );
    expect([bindings, refused]).toEqual([
      undefined,
      "This is a Go template with a condition or a loop inside of the object: render it first and open the result.",
    ]);
  });

  test("a condition around a whole binding is said", () => {
    const { kind, placeholders, notes } = openText(
      binding("- {kind: Group, name: {{ .Values.group }}}\n"),
      options,
    );
    expect([kind, placeholders, notes]).toEqual([
      "bindings",
      ["{{ .Values.group }}"],
      [
        "The text is a template with conditions: whether this part of it is rendered depends on values that are not here.",
      ],
    ]);
  });

  test("a Shoot only names its ConfigMap", () => {
    const text =
      "kind: Shoot\nspec: {kubernetes: {kubeAPIServer: {structuredAuthentication: {configMapName: authn}}}}\n";
    expect(openText(text, options).refused).toBe(
      "This text only names another file: open the ConfigMap authn, which the API server reads.",
    );
  });

  test("a review names its user and is no configuration", () => {
    const text =
      "apiVersion: authentication.k8s.io/v1\nkind: SelfSubjectReview\nstatus: {userInfo: {username: jane, groups: [dev]}}\n";
    expect(openText(text, options)).toMatchObject({
      kind: "log",
      user: { username: "jane", groups: ["dev"] },
    });
  });

  test("of two clusters in one text the first is taken whole", () => {
    const text = `clusters:
- extraArgs: {oidc-issuer-url: https://a.example.com, oidc-client-id: k8s}
- extraArgs: {oidc-issuer-url: https://b.example.com, oidc-client-id: b, oidc-groups-claim: g}
`;
    const { configuration, notes } = openText(text, options);
    expect(parse(configuration ?? "").jwt).toEqual([entry(byUrl)]);
    expect(notes.at(-1)).toBe(
      "The text holds more than one: this is --oidc-* flags of kube-apiserver from line 2; --oidc-* flags of kube-apiserver from line 3 is left out.",
    );
  });

  test.each([
    {
      name: "an application's login",
      text: "oidc: {issuerUrl: https://a, clientId: argocd, clientSecret: x}\n",
    },
    { name: "prose", text: "It doesn't work with --oidc-flags at all, why?\n" },
    { name: "nothing", text: " \n" },
  ])("$name is nothing that is known", ({ text }) => {
    expect(openText(text, options)).toMatchObject({ kind: "none", notes: [], placeholders: [] });
  });
});

describe("role bindings", () => {
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "x" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:dev" }],
  };
  test.each([
    {
      name: "kubectl create",
      text: "$ kubectl create clusterrolebinding x --clusterrole=view --group=oidc:dev",
      want: binding,
    },
    {
      name: "a list of kubectl get",
      text: JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [{ ...binding, metadata: { name: "x", uid: "u", resourceVersion: "1" } }],
      }),
      want: binding,
    },
    {
      name: "Terraform",
      text: `resource "kubernetes_cluster_role_binding_v1" "a" {
  metadata { name = "x" }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "view"
  }
  subject {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Group"
    name      = "oidc:dev"
  }
}
`,
      want: binding,
    },
    {
      name: "a role, a rule for each API group",
      text: "kubectl -n ignored create x\nkubectl create role r --verb=get,list --resource=pods,deploy.apps/scale -n app",
      want: {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: { name: "r", namespace: "app" },
        rules: [
          { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
          { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["get", "list"] },
        ],
      },
    },
    {
      name: "kubectl describe behind its command",
      text: `$ kubectl describe clusterrolebinding x
Name:         x
Labels:       <none>
Annotations:  <none>
Role:
  Kind:  ClusterRole
  Name:  view
Subjects:
  Kind   Name      Namespace
  ----   ----      ---------
  Group  oidc:dev  
`,
      want: binding,
    },
    {
      name: "rules that kubectl describe prints",
      text: `Name:         r
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources               Non-Resource URLs  Resource Names  Verbs
  ---------               -----------------  --------------  -----
  pods/log                []                 []              [get list]
  deployments.apps/scale  []                 [web]           [patch]
                          [/healthz/*]       []              [get]
  *.*                     []                 []              [*]
`,
      want: {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "r" },
        rules: [
          { apiGroups: [""], resources: ["pods/log"], verbs: ["get", "list"] },
          {
            ...{ apiGroups: ["apps"], resources: ["deployments/scale"], resourceNames: ["web"] },
            verbs: ["patch"],
          },
          { nonResourceURLs: ["/healthz/*"], verbs: ["get"] },
          { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
        ],
      },
    },
    {
      name: "a wide table with namespaces",
      text: `NAMESPACE   NAME   ROLE              AGE   USERS            GROUPS    SERVICEACCOUNTS
app         x      Role/pod-reader   4d    oidc:a, oidc:b   oidc:dev  kube-system/bot
`,
      want: {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "x", namespace: "app" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "pod-reader" },
        subjects: [
          { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "oidc:a" },
          { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "oidc:b" },
          { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:dev" },
          { kind: "ServiceAccount", name: "bot", namespace: "kube-system" },
        ],
      },
    },
  ])("$name", ({ text, want }) => {
    const { kind, bindings } = openText(text, options);
    expect([kind, parse(bindings ?? "")]).toEqual(["bindings", want]);
  });

  test("what kubectl describe does not print is said", () => {
    const text = "Name:  x\nRole:\n  Kind:  ClusterRole\n  Name:  view\nSubjects:\n";
    const row = "  Kind  Name  Namespace\n  ----  ----  ---------\n  User  jane  \n";
    expect(openText(text + row, options).notes).toEqual([
      "kubectl does not print the apiGroup of subjects: rbac.authorization.k8s.io was taken for users and groups.",
      "kubectl does not print whether x is a RoleBinding or a ClusterRoleBinding: ClusterRoleBinding was assumed. Paste it with the command above it, or with -o yaml, to be sure.",
    ]);
  });

  test("a table without subjects is refused", () => {
    const { kind, refused, bindings } = openText(
      "NAME   ROLE               AGE\nx      ClusterRole/view   4d\n",
      options,
    );
    expect([kind, bindings]).toEqual(["bindings", undefined]);
    expect(refused).toBe(
      "The table does not show who the bindings are for: open the output of kubectl get with -o wide or -o yaml.",
    );
  });

  test("a resource of Terraform that is made by a loop is left out and named", () => {
    const role = `resource "kubernetes_role" "r" {
  metadata { name = "r" }
  rule {
    api_groups = [""]
    resources  = ["pods"]
    verbs      = ["get"]
  }
}
`;
    const loop = `resource "kubernetes_cluster_role_binding" "b" {
  metadata { name = "b" }
  dynamic "subject" {
    for_each = var.users
    content { kind = "User" }
  }
}
`;
    expect(openText(role + loop, options).notes).toEqual([
      "Left out is a ClusterRoleBinding of Terraform from line 9: The ClusterRoleBinding is made by a loop (dynamic, for_each or count) over values that are not here: open the output of terraform show or kubectl get -o yaml.",
    ]);
  });
});

test("GitLab's agent: nobody's token, and as whom requests come", () => {
  const text = `user_access:
  access_as: {user: {}}
  projects: [{id: team/app}]
ci_access:
  groups:
  - id: team
    access_as: {impersonate: {username: deployer, groups: [ci]}}
`;
  const { kind, format, user, client } = openText(text, options);
  expect([kind, format, user]).toEqual([
    "client",
    "gitlab-agent",
    { username: "deployer", groups: ["ci"] },
  ]);
  expect(client?.notes.slice(1)).toEqual([
    "Members of the project team/app come as gitlab:user:<username>, with the groups gitlab:user and gitlab:project_role:<id>:<role> for each role up to their own.",
    "Jobs of the group team come as deployer with the groups ci: the agent's service account must be allowed to impersonate them.",
  ]);
});

describe("how clients get their tokens", () => {
  test.each([
    {
      name: "a kubeconfig",
      text: `kind: Config
apiVersion: v1
users:
- name: oidc
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: kubectl
      args: [oidc-login, get-token, --oidc-issuer-url=https://a.example.com, --oidc-client-id=k8s, --oidc-extra-scope=groups, --oidc-client-secret=hidden]
`,
      want: {
        issuer: "https://a.example.com",
        clientId: "k8s",
        scopes: ["openid", "groups"],
        notes: [
          "kubectl refuses this plugin: client.authentication.k8s.io/v1 needs interactiveMode.",
          "--oidc-client-secret is given; it is not shown.",
        ],
      },
    },
    {
      name: "kubectl config set-credentials",
      text: "kubectl config set-credentials oidc --exec-command=kubelogin --exec-arg=get-token --exec-arg --oidc-issuer-url=https://a.example.com --exec-arg=--oidc-client-id=k8s --exec-arg=--oidc-use-access-token",
      want: {
        issuer: "https://a.example.com",
        clientId: "k8s",
        scopes: ["openid"],
        usesAccessToken: true,
        notes: [
          "--oidc-use-access-token: the API server gets the access token, which has to be a JWT with the client's issuer and an audience of the configuration.",
        ],
      },
    },
    {
      name: "a job of GitLab",
      text: "deploy:\n  id_tokens: {K8S: {aud: k8s}}\n  script: [kubectl get pods]\n",
      want: {
        clientId: "k8s",
        audiences: ["k8s"],
        notes: [
          "GitLab signs the token with its own URL as issuer: https://gitlab.com, or the address of the instance.",
        ],
      },
    },
    {
      name: "a workflow of GitHub",
      text: `on: push
permissions: {id-token: write}
jobs:
  a:
    steps:
    - run: |
        curl -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=https%3A%2F%2Fk8s"
`,
      want: {
        issuer: "https://token.actions.githubusercontent.com",
        clientId: "https://k8s",
        audiences: ["https://k8s"],
        notes: [],
      },
    },
  ])("$name", ({ text, want }) => {
    const { kind, client } = openText(text, options);
    expect(kind).toBe("client");
    expect(client).toEqual(want);
  });

  test("the subject of a certificate request is the asker", () => {
    const { kind, user } = openText(
      'openssl req -new -key a.key -subj "/CN=jane/O=dev/O=ops" -out a.csr',
      options,
    );
    expect([kind, user]).toEqual([
      "log",
      { username: "jane", groups: ["dev", "ops", "system:authenticated"] },
    ]);
  });
});

describe("how objects of RBAC are named", () => {
  const object = (kind: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: a}\n`;
  test.each([
    { name: "one", text: object("ClusterRole"), want: "a ClusterRole" },
    {
      name: "several",
      text: `${object("ClusterRole")}---\n${object("RoleBinding")}`,
      want: "roles and bindings",
    },
  ])("$name", ({ text, want }) => {
    const { kind, title } = openText(text, options);
    expect([kind, title]).toEqual(["bindings", want]);
  });
});
