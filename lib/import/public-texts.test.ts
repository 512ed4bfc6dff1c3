import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// Texts as public repositories, threads and terminals have them. Each has a trait that was once read wrong, or not at all; what
// must come out was written by hand.

const file = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://sso.example.com # realm
    audiences: [kubernetes]
  claimMappings:
    username: {claim: sub, prefix: "kc:"}
`;
const open = (text: string) => openText(text, { version: 37 });

function margin(mark: string, text: string): string {
  return text.replaceAll(/^(?=.)/gm, mark);
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the file is taken out as it is written", () => {
  test.each([
    {
      name: "a literal of a kustomization, behind its name",
      text: `configMapGenerator:\n- name: authn\n  literals:\n  - |\n    config.yaml=${margin("    ", file).trimStart()}`,
    },
    {
      name: "a data URL in base64, in a file of Ignition",
      text: JSON.stringify({
        storage: {
          files: [
            {
              path: "/etc/kubernetes/authn.yaml",
              contents: { source: `data:text/plain;charset=utf-8;base64,${base64(file)}` },
            },
          ],
        },
      }),
    },
    {
      name: "a data URL with escapes",
      text: JSON.stringify({ contents: { source: `data:,${encodeURIComponent(file)}` } }),
    },
    {
      name: "fenced code in a list of Markdown",
      text: `1. Write the file:\n\n    \`\`\`yaml\n${margin("    ", file)}    \`\`\`\n\n2. Restart.\n`,
    },
    {
      name: "fenced code in a quotation",
      text: `> my config:\n> \`\`\`yaml\n${margin("> ", file)}> \`\`\`\n\nWhy is it 401?\n`,
    },
    { name: "added lines without the head of a diff", text: margin("+", file) },
    {
      name: "a diff of a new file",
      text: `diff --git a/authn.yaml b/authn.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/authn.yaml\n@@ -0,0 +1,8 @@\n${margin("+", file)}`,
    },
  ])("$name", ({ text }) => {
    const { kind, configuration, put } = open(text);
    expect(kind).toBe("configuration");
    expect(configuration).toBe(file);
    // Another file in its place is read back from there.
    const changed = put?.(file.replace("kc:", "other:"));
    expect(open(changed ?? "").configuration).toBe(file.replace("kc:", "other:"));
  });
});

describe("what cannot be said for certain is refused", () => {
  test.each([
    {
      name: "a part of a file in a diff",
      text: `--- a/authn.yaml\n+++ b/authn.yaml\n@@ -3,4 +3,4 @@ kind: AuthenticationConfiguration\n jwt:\n - issuer:\n-    url: https://old.example.com\n+    url: https://sso.example.com\n     audiences: [kubernetes]\n`,
      want: "This is a diff that shows a part of a file only: open the file itself.",
    },
    {
      name: "an object of a program",
      text: `const authn = {\n  apiVersion: "apiserver.config.k8s.io/v1",\n  kind: "AuthenticationConfiguration",\n  jwt: [{ issuer: { url: "https://sso.example.com", audiences: ["k"] } }],\n};\n`,
      want: "The text names an AuthenticationConfiguration, but it is in a program or in a form that is not read here: open what it renders, as YAML or JSON.",
    },
    {
      name: "OpenShift's own OAuth server",
      text: `apiVersion: config.openshift.io/v1\nkind: OAuth\nmetadata: {name: cluster}\nspec:\n  identityProviders:\n  - {name: sso, type: OpenID, openID: {clientID: a, issuer: "https://sso.example.com"}}\n`,
      want: "These identity providers are of OpenShift's own OAuth server: users log in there and get tokens of OpenShift, and the API server is given no issuer. An Authentication with the type OIDC names one.",
    },
    {
      name: "a list that Terraform computes",
      text: 'resource "local_file" "authn" {\n  content = yamlencode({\n    apiVersion = "apiserver.config.k8s.io/v1"\n    kind = "AuthenticationConfiguration"\n    jwt = [for i in var.issuers : { issuer = { url = i.url } }]\n  })\n}\n',
      want: "A part of the file is an expression whose result is not in the text ([for i in var.issuers : { issuer = { url = i.url } }]): render it first and open the result.",
    },
    {
      name: "a claim mapping that a template writes",
      text: 'data:\n  config.yaml: |\n    apiVersion: apiserver.config.k8s.io/v1\n    kind: AuthenticationConfiguration\n    jwt:\n    - issuer: {url: "https://sso.example.com", audiences: [k8s]}\n      claimMappings: {{ mappings }}\n',
      want: "A part of the file is an expression whose result is not in the text ({{ mappings }}): render it first and open the result.",
    },
    {
      name: "entries that a helper prints behind the file",
      text: 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n{{ include "x.jwt" . }}\n',
      want: "This is a Go template that branches on values that are not here: render the template first (helm template) and open the result.",
    },
    {
      name: "flags in a program",
      text: 'let apiserver = startKubeApiserver({\n  flags: [flag("oidc-issuer-url"), flag("oidc-client-id=x")],\n  "oidc-issuer-url": url, "oidc-client-id": id,\n});\n',
      want: "The text names --oidc-* flags of kube-apiserver, but they are in a program or in a form that is not read here: open what it renders, as YAML or JSON.",
    },
    {
      name: "the name of a Secret of Kubermatic",
      text: "apiVersion: kubermatic.k8c.io/v1\nkind: Cluster\nspec: {authenticationConfiguration: {secretName: authn, secretKey: config.yaml}}\n",
      want: "This text only names another file: open the key config.yaml of the Secret authn, which the API server reads.",
    },
    {
      name: "settings of a cloud whose rules are not known",
      text: '{"status": true, "clientId": "k", "issuserURL": "https://sso.example.com", "usernameClaim": "email"}',
      want: "These fields look like the settings of one issuer, but whose they are is not known: what it makes of a prefix that is not given cannot be said. Open the flags of kube-apiserver that come of them.",
    },
  ])("$name", ({ text, want }) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([want, undefined]);
  });
});

const flags = (prefix: string) => [
  {
    issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
    claimMappings: { username: { claim: "sub", prefix } },
  },
];

describe("arguments in a shape that the product refuses: what is meant, and that it does not start", () => {
  test.each([
    {
      name: "a mapping in k3s' list",
      text: 'kube-apiserver-arg:\n- oidc-issuer-url=https://sso.example.com\n- oidc-client-id=k8s\n- oidc-username-prefix: "kc:"\n',
      want: "The item oidc-username-prefix: kc: is a mapping, and the list takes texts: the server does not start with it. It needs an equals sign: 'oidc-username-prefix=kc:'.",
      jwt: flags("kc:"),
    },
    {
      name: "kubeadm v1beta4 with the mapping of v1beta3",
      text: "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    oidc-issuer-url: https://sso.example.com\n    oidc-client-id: k8s\n    oidc-username-prefix: '-'\n",
      want: "kubeadm.k8s.io/v1beta4 takes extraArgs as a list of name and value: this mapping is refused.",
      jwt: flags(""),
    },
    {
      name: "kubeadm v1beta3 with the list of v1beta4",
      text: "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n  - {name: oidc-issuer-url, value: https://sso.example.com}\n  - {name: oidc-client-id, value: k8s}\n  - {name: oidc-username-prefix, value: '-'}\n",
      want: "kubeadm.k8s.io/v1beta3 takes extraArgs as a mapping: this list is refused.",
      jwt: flags(""),
    },
    {
      name: "dashes that are written a second time",
      text: "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    --oidc-issuer-url: https://sso.example.com\n    --oidc-client-id: k8s\n    --oidc-username-prefix: kc\n",
      want: "extraArgs takes names without dashes: the server gets ----oidc-issuer-url and does not start.",
      jwt: flags("kc"),
    },
  ])("$name", ({ text, want, jwt: wanted }) => {
    const { unstartable, configuration } = open(text);
    expect(unstartable).toBe(want);
    expect(parse(configuration ?? "").jwt).toEqual(wanted);
  });
});

describe("flags", () => {
  test.each([
    {
      name: "of a JSON patch for kind",
      text: `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nkubeadmConfigPatchesJSON6902:\n- group: kubeadm.k8s.io\n  version: v1beta3\n  kind: ClusterConfiguration\n  patch: |\n    - {op: add, path: /apiServer/extraArgs/oidc-issuer-url, value: "https://sso.example.com"}\n    - {op: add, path: /apiServer/extraArgs/oidc-client-id, value: k8s}\n    - {op: replace, path: /apiServer/extraArgs/oidc-username-prefix, value: "kc:"}\n`,
    },
    {
      name: "on lines that PowerShell continues",
      text: "minikube start `\r\n  --extra-config=apiserver.oidc-issuer-url=https://sso.example.com `\r\n  --extra-config=apiserver.oidc-client-id=k8s `\r\n  --extra-config=apiserver.oidc-username-prefix=kc:\r\n",
    },
  ])("$name", ({ text }) => {
    const { configuration, refused } = open(text);
    expect(refused).toBeUndefined();
    expect(parse(configuration ?? "").jwt).toEqual(flags("kc:"));
  });

  test("a sentence that names one is no command", () => {
    const { kind, refused } = open(
      "How do I connect Keycloak? I set --oidc-issuer-url and restarted, still 401.\n",
    );
    expect([kind, refused]).toEqual(["none", undefined]);
  });
});

const token = `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from('{"iss":"https://sso.example.com"}').toString("base64url")}.c2ln`;

describe("tokens in what they were copied with", () => {
  test.each([
    `Authorization: Bearer ${token}\n`,
    `export TOKEN="${token}"\n`,
    `{"access_token": "opaque", "id_token": "${token}", "token_type": "Bearer"}`,
    `{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "${token}"}}`,
  ])("%s", (text) => expect([open(text).kind, open(text).format]).toEqual(["token", "jwt"]));
});

describe("clients and askers", () => {
  test("users of a kubeconfig without its head", () => {
    const { kind, client } = open(
      "users:\n- name: jane\n  user:\n    auth-provider:\n      name: oidc\n      config: {client-id: k8s, idp-issuer-url: 'https://sso.example.com', refresh-token: abc}\n",
    );
    expect(kind).toBe("client");
    expect(client).toMatchObject({ issuer: "https://sso.example.com", clientId: "k8s" });
  });

  test("a binding whose namespace stands before the verb", () => {
    const { bindings } = open("k -n dev create rolebinding devs --role=deployer --group=kc:devs\n");
    expect(parse(bindings ?? "")).toMatchObject({
      kind: "RoleBinding",
      metadata: { name: "devs", namespace: "dev" },
      subjects: [{ kind: "Group", name: "kc:devs" }],
    });
  });

  test("a SubjectAccessReview asks for its user", () => {
    const { user, question } = open(
      "apiVersion: authorization.k8s.io/v1\nkind: SubjectAccessReview\nspec:\n  user: kc:jane\n  groups: [kc:devs]\n  resourceAttributes: {namespace: app, verb: get, resource: deployments, group: apps, name: web, subresource: scale}\n",
    );
    expect(user).toEqual({ username: "kc:jane", groups: ["kc:devs"] });
    expect(question).toBe("get deployments.apps/web --subresource=scale -n app");
  });
});

describe("what tools print around claims", () => {
  test.each([
    {
      name: "both parts of a decoded token",
      text: '{\n  "alg": "RS256",\n  "kid": "1"\n}\n{\n  "iss": "https://sso.example.com",\n  "sub": "jane",\n  "aud": "k8s"\n}\n',
    },
    {
      name: "JSON behind a line of a log",
      text: 'decoded:\n{"iss":"https://sso.example.com","sub":"jane","aud":"k8s"}\n',
    },
  ])("$name", ({ text }) => {
    const { kind, claims } = open(text);
    expect(kind).toBe("claims");
    expect(claims).toEqual({ iss: "https://sso.example.com", sub: "jane", aud: "k8s" });
  });
});

describe("objects of a cluster say what the export is for", () => {
  test.each([
    {
      name: "kOps",
      text: "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: {name: a.example.com}\nspec:\n  kubernetesVersion: 1.33.1\n  kubeAPIServer: {oidcIssuerURL: 'https://sso.example.com', oidcClientID: k8s, oidcUsernamePrefix: 'kc:'}\n",
      target: "kops",
      options: { cluster: "a.example.com", object: "a.example.com", version: "1.33" },
    },
    {
      name: "eksctl",
      text: 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, version: "1.33"}\nidentityProviders:\n- {type: oidc, name: kc, issuerUrl: "https://sso.example.com", clientId: k8s, usernamePrefix: "kc:"}\n',
      target: "eks",
      options: { cluster: "c", object: "c", version: "1.33" },
    },
    {
      name: "Kamaji",
      text: "apiVersion: kamaji.clastix.io/v1alpha1\nkind: TenantControlPlane\nmetadata: {name: t, namespace: tenants}\nspec:\n  kubernetes: {version: v1.34.1}\n  controlPlane:\n    deployment:\n      extraArgs:\n        apiServer: ['--oidc-issuer-url=https://sso.example.com', --oidc-client-id=k8s, '--oidc-username-prefix=kc:']\n",
      target: "kamaji",
      options: { cluster: "t", object: "t", namespace: "tenants", version: "1.34" },
    },
    {
      name: "Karmada's operator",
      text: "apiVersion: operator.karmada.io/v1alpha1\nkind: Karmada\nmetadata: {name: k, namespace: karmada-system}\nspec:\n  components:\n    karmadaAPIServer:\n      extraArgs: {oidc-issuer-url: 'https://sso.example.com', oidc-client-id: k8s, oidc-username-prefix: 'kc:'}\n",
      target: "karmada",
      options: { cluster: "k", object: "k", namespace: "karmada-system" },
    },
    {
      name: "a KubeadmControlPlane, whose name is not the cluster's",
      text: "apiVersion: controlplane.cluster.x-k8s.io/v1beta2\nkind: KubeadmControlPlane\nmetadata: {name: c-control-plane, namespace: fleet}\nspec:\n  version: v1.34.1\n  kubeadmConfigSpec:\n    clusterConfiguration:\n      apiServer:\n        extraArgs:\n        - {name: oidc-issuer-url, value: 'https://sso.example.com'}\n        - {name: oidc-client-id, value: k8s}\n        - {name: oidc-username-prefix, value: 'kc:'}\n",
      target: "cluster-api",
      options: { object: "c-control-plane", namespace: "fleet", version: "1.34" },
    },
    {
      name: "a virtual cluster",
      text: "controlPlane:\n  distro:\n    k8s:\n      apiServer:\n        extraArgs: ['--oidc-issuer-url=https://sso.example.com', --oidc-client-id=k8s, '--oidc-username-prefix=kc:']\n",
      target: "vcluster",
      options: undefined,
    },
    {
      name: "KubeOne",
      text: "apiVersion: kubeone.k8c.io/v1beta3\nkind: KubeOneCluster\nname: one\nversions: {kubernetes: 1.33.2}\nfeatures:\n  openidConnect:\n    enable: true\n    config: {issuerUrl: 'https://sso.example.com', clientId: k8s, usernamePrefix: 'kc:'}\n",
      target: "kubeone",
      options: { cluster: "one", version: "1.33" },
    },
    {
      name: "a preset of Gardener",
      text: "apiVersion: settings.gardener.cloud/v1alpha1\nkind: ClusterOpenIDConnectPreset\nmetadata: {name: p}\nspec:\n  server: {issuerURL: 'https://sso.example.com', clientID: k8s, usernamePrefix: 'kc:'}\n",
      target: "gardener",
      options: undefined,
    },
    {
      name: "a start-up file of MicroK8s",
      text: "version: 0.1.0\nextraKubeAPIServerArgs:\n  --oidc-issuer-url: https://sso.example.com\n  --oidc-client-id: k8s\n  --oidc-username-prefix: 'kc:'\n",
      target: "microk8s",
      options: undefined,
    },
    {
      name: "NixOS, which joins lists",
      text: `services.k3s.extraFlags = toString (\n  [ "--disable=traefik" ]\n  ++ map (san: "--tls-san=\${san}") sans\n  ++ [\n    "--kube-apiserver-arg=oidc-issuer-url=https://sso.example.com"\n    "--kube-apiserver-arg=oidc-client-id=k8s"\n    "--kube-apiserver-arg=oidc-username-prefix=kc:"\n  ]\n);\n`,
      target: "k3s",
      options: undefined,
    },
  ])("$name", ({ text, target, options }) => {
    const opened = open(text);
    expect([opened.refused, opened.target, opened.options]).toEqual([undefined, target, options]);
    const [{ issuer, claimMappings }] = parse(opened.configuration ?? "").jwt;
    expect([issuer.url, issuer.audiences]).toEqual(["https://sso.example.com", ["k8s"]]);
    expect(claimMappings.username).toEqual({ claim: "sub", prefix: "kc:" });
  });

  test("NixOS with a part that may hold such flags is not converted", () => {
    const { configuration, refused } = open(
      'services.k3s.extraFlags = [ "--kube-apiserver-arg=oidc-issuer-url=https://sso.example.com" "--kube-apiserver-arg=oidc-client-id=k8s" ] ++ lib.optional x "--kube-apiserver-arg=oidc-groups-claim=g";\n',
    );
    expect(configuration).toBeUndefined();
    expect(refused).toContain("What lib.optional x ");
  });
});

describe("roles and bindings of a chart", () => {
  const chart = (more: string) =>
    `{{- if .Values.rbac.create }}\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: {{ include "x.fullname" . }}\n  labels: {{- include "x.labels" . | nindent 4 }}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects:${more}\n{{- end }}\n`;

  test("helpers that print a name or labels leave the binding whole", () => {
    const { kind, placeholders, bindings } = open(
      chart(" [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]"),
    );
    expect([kind, placeholders]).toEqual(["bindings", ['{{ include "x.fullname" . }}']]);
    expect(parse(bindings ?? "").subjects).toEqual([
      { kind: "Group", name: "dev", apiGroup: "rbac.authorization.k8s.io" },
    ]);
  });

  test.each([
    [" {{- toYaml .Values.subjects | nindent 2 }}", "a condition or a loop inside of the object"],
    ['\n{{ include "x.subjects" . }}', "a condition or a loop inside of the object"],
    [" {{ .Values.subjects }}", "subjects is an expression whose result is not in the text"],
  ])("subjects that are printed are not made up: %s", (more, reason) => {
    const { bindings, refused } = open(chart(more));
    expect(bindings).toBeUndefined();
    expect(refused).toContain(reason);
  });
});

test("what Azure shows of an authenticator is its entry without its state", () => {
  const { target, configuration, put } = open(
    JSON.stringify({
      name: "gh",
      properties: {
        claimMappings: { username: { expression: "'aks:jwt:' + claims.sub" }, groups: null },
        claimValidationRules: null,
        issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
        certificateAuthorityBundle:
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        provisioningState: "Succeeded",
      },
    }),
  );
  expect(target).toBe("aks");
  expect(parse(configuration ?? "").jwt).toEqual([
    {
      claimMappings: { username: { expression: "'aks:jwt:' + claims.sub" } },
      issuer: {
        url: "https://sso.example.com",
        audiences: ["k8s"],
        certificateAuthority: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
  ]);
  // The authority has a field of its own there: the way back is not known.
  expect(put?.(configuration ?? "")).toBeUndefined();
});

test("a variable with quotation marks is listed once, as it is written", () => {
  const { placeholders } = open(
    `extraArgs:\n  oidc-issuer-url: "{{ url | default('https://sso.example.com') }}"\n  oidc-client-id: k8s\n  oidc-username-claim: email\n`,
  );
  expect(placeholders).toEqual(["{{ url | default('https://sso.example.com') }}"]);
});
