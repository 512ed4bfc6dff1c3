import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// Objects that install charts, patches of Kustomize, pipelines of Jenkins, and programs that are not run here.

const open = (text: string) => openText(text, { version: 37 });

const entry = (prefix: string) => ({
  issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
  claimMappings: { username: { claim: "sub", prefix } },
});
const byUrl = "https://sso.example.com#";
const oidc = (more = "") =>
  `apiServer: {oidc: {issuerUrl: "https://sso.example.com", clientId: k8s${more}}}`;
const argo = (helm: string, chart = "karmada") =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    chart: ${chart}\n    helm:\n${helm}`;
const both =
  '      parameters:\n      - {name: apiServer.oidc.issuerUrl, value: "https://sso.example.com"}\n      - {name: apiServer.oidc.clientId, value: k8s}\n';
const flux = (more: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec:\n  chart: {spec: {chart: karmada}}\n${more}  values:\n    ${oidc()}\n`;

describe("an object that installs a chart", () => {
  test.each([
    ["a HelmRelease", flux(""), byUrl],
    ["parameters of Argo CD", argo(both), byUrl],
    [
      "a parameter over values",
      argo(
        `      values: |\n        ${oidc(', usernamePrefix: "a:"')}\n      parameters:\n      - {name: apiServer.oidc.usernamePrefix, value: "b:"}\n`,
      ),
      "b:",
    ],
    [
      "valuesObject in place of values, and a comma in a parameter",
      argo(
        `      values: |\n        ${oidc(", groupsClaim: g")}\n      valuesObject:\n        ${oidc()}\n      parameters:\n      - {name: apiServer.oidc.usernamePrefix, value: "a,b:", forceString: true}\n`,
      ),
      "a,b:",
    ],
    [
      "a release of helmfile",
      `releases:\n- name: a\n  chart: karmada/karmada\n  values:\n  - ${oidc()}\n  set:\n  - {name: apiServer.oidc.usernamePrefix, value: "c:"}\n`,
      "c:",
    ],
  ])("%s", (_, text, prefix) => {
    const { refused, configuration } = open(text);
    expect(refused).toBeUndefined();
    expect(parse(configuration ?? "").jwt).toEqual([entry(prefix)]);
  });

  test.each([
    [
      "a HelmChart of k3s",
      `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  chart: karmada\n  set: {apiServer.oidc.usernamePrefix: "a,b:"}\n  valuesContent: |\n    ${oidc()}\n`,
      "a,b:",
    ],
    [
      "a HelmChart with an escaped comma and one after a backslash",
      `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  chart: karmada\n  set: {apiServer.oidc.usernamePrefix: 'a\\,b\\\\,c:'}\n  valuesContent: |\n    ${oidc()}\n`,
      "a,b\\,c:",
    ],
    [
      "a Release of Crossplane",
      `apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nspec:\n  forProvider:\n    chart: {name: karmada}\n    values:\n      ${oidc()}\n    set:\n    - {name: apiServer.oidc.usernamePrefix, value: "b:"}\n`,
      "b:",
    ],
    [
      "one of several sources of Argo CD",
      `kind: Application\nspec:\n  sources:\n  - {repoURL: "https://git", ref: values}\n  - chart: karmada\n    helm:\n      valuesObject: {${oidc()}}\n      parameters: [{name: apiServer.oidc.usernamePrefix, value: "c:"}]\n`,
      "c:",
    ],
  ])("%s, whose set is over its values", (_, text, prefix) => {
    const { refused, configuration } = open(text);
    expect(refused).toBeUndefined();
    expect(parse(configuration ?? "").jwt).toEqual([entry(prefix)]);
  });

  const unknown = (written: string, line: number) =>
    `What ${written} adds in line ${line} is not in the text: it may hold other values of the same chart. Open the result (helm get values RELEASE, or helm template).`;
  test.each([
    [
      "valuesFrom",
      flux("  valuesFrom:\n  - {kind: Secret, name: x}\n"),
      unknown("{kind: Secret, name: x}", 7),
    ],
    [
      "a file in the repository",
      argo(`      valueFiles: [prod.yaml]\n${both}`),
      unknown("prod.yaml", 8),
    ],
    [
      "a file beside Kustomize",
      `kind: Kustomization\nhelmCharts:\n- name: karmada\n  valuesFile: prod.yaml\n  valuesInline: {${oidc()}}\n`,
      unknown("prod.yaml", 4),
    ],
    [
      "a file beside helmfile",
      `releases:\n- name: a\n  chart: karmada/karmada\n  values:\n  - common.yaml\n  - ${oidc()}\n`,
      unknown("common.yaml", 5),
    ],
    [
      "another chart",
      argo(both, "portal"),
      "The values are written as those of another chart, and what portal makes of them is not known: open what it renders (helm template).",
    ],
    [
      "a parameter that helm refuses",
      argo(`${both}      - {name: "apiServer.oidc.x[a]", value: b}\n`),
      'helm refuses the value of apiServer.oidc.x[a]: "a" is no index of a list.',
    ],
  ])("nothing is offered: %s", (_, text, want) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([want, undefined]);
  });
});

describe("a patch of a binding whose role is elsewhere", () => {
  const group = "{kind: Group, name: oidc:ops, apiGroup: rbac.authorization.k8s.io}";
  const appended =
    "The patch changes the subjects of a binding (oidc:ops); which role that gives is not in it. Render it first (kustomize build), or open the binding after it (kubectl get -o yaml).";
  test.each([
    [
      "operations in a Kustomization of Flux",
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  patches:\n  - target: {kind: ClusterRoleBinding, name: a}\n    patch: |\n      - op: add\n        path: /subjects/-\n        value: ${group}\n`,
      appended,
    ],
    [
      "operations in a task of Ansible",
      `- kubernetes.core.k8s_json_patch:\n    kind: ClusterRoleBinding\n    name: cluster-admin\n    patch:\n    - {op: add, path: /subjects/-, value: ${group}}\n`,
      appended,
    ],
    [
      "an object without its role in a Kustomization",
      `kind: Kustomization\npatches:\n- patch: |-\n    apiVersion: rbac.authorization.k8s.io/v1\n    kind: RoleBinding\n    metadata: {name: dev, namespace: app}\n    subjects: [${group}]\n`,
      "The patch has no roleRef: which role the RoleBinding gives is in the file that it changes. Render it first (kustomize build) and open the result.",
    ],
  ])("%s", (_, text, want) => {
    const { kind, refused, bindings } = open(text);
    expect([kind, refused, bindings]).toEqual(["bindings", want, undefined]);
  });
});

test("tables of several types have the type before each name", () => {
  const text = `$ kubectl get rolebindings,clusterrolebindings -o wide -A
NAMESPACE   NAME                                      ROLE               AGE   USERS   GROUPS     SERVICEACCOUNTS
app         rolebinding.rbac.authorization.k8s.io/x   ClusterRole/edit   5d            oidc:dev

NAME                                             ROLE               AGE   USERS   GROUPS     SERVICEACCOUNTS
clusterrolebinding.rbac.authorization.k8s.io/y   ClusterRole/view   5d            oidc:all
`;
  const objects = (open(text).bindings ?? "").split("---\n").map((one) => parse(one));
  expect(objects.map(({ kind, metadata }) => [kind, metadata])).toEqual([
    ["RoleBinding", { name: "x", namespace: "app" }],
    ["ClusterRoleBinding", { name: "y" }],
  ]);
});

describe("a pipeline of Jenkins says which credential it uses", () => {
  const kept = (credential: string) =>
    `${credential}: whether it is a token, a kubeconfig, a certificate or a password is not in the text, and so is not whom it names.`;
  test.each([
    [
      "withKubeConfig with a server",
      "node {\n  withKubeConfig([credentialsId: 'user1', serverUrl: 'https://api.example.com']) {\n    sh 'kubectl apply -f x'\n  }\n}\n",
      [kept("withKubeConfig uses the credential user1 of Jenkins at https://api.example.com")],
    ],
    [
      "a variable",
      'withKubeConfig(credentialsId: "${CRED}") { sh "kubectl get pods" }\n',
      [kept("withKubeConfig uses the credential ${CRED} of Jenkins")],
    ],
    [
      "no credential",
      "withKubeConfig([namespace: \"x\"]) {\n  sh 'kubectl get pods'\n}\n",
      [
        "withKubeConfig names no credential: in a Pod it uses the token of the Pod's service account.",
      ],
    ],
    [
      "several",
      "withKubeCredentials([\n  [credentialsId: 'a', serverUrl: 'https://a:6443'],\n  [credentialsId: 'b']\n]) { sh 'kubectl config view' }\n",
      [
        kept("withKubeCredentials uses the credential a of Jenkins at https://a:6443"),
        kept("withKubeCredentials uses the credential b of Jenkins"),
      ],
    ],
    [
      "a kubeconfig",
      "withCredentials([kubeconfigFile(credentialsId: 'kc', variable: 'KUBECONFIG')]) { sh 'kubectl get pods' }\n",
      ["The kubeconfig is the credential kc of Jenkins: whom it names is not in the text."],
    ],
    [
      "a token",
      "withCredentials([string(credentialsId: 'tok', variable: 'T')]) {\n  sh 'kubectl --token=$T get pods'\n}\n",
      ["The token is the credential tok of Jenkins: whom it names is not in the text."],
    ],
  ])("%s", (_, text, want) => {
    const { kind, format, notes } = open(text);
    expect([kind, format]).toEqual(["client", "jenkins"]);
    expect(notes.slice(0, -1)).toEqual(want);
  });

  test.each([
    ["a comment", "// withKubeConfig([credentialsId: 'x']) {\n// }\n"],
    [
      "a secret for something else",
      "withCredentials([string(credentialsId: 'slack', variable: 'S')]) {\n  sh 'post $S'\n}\n",
    ],
    ["half of a step", "withKubeConfig([credentialsId: 'x'"],
  ])("nothing is said of %s", (_, text) => {
    expect(open(text).kind).toBe("none");
  });

  test("an ID token in the configuration as code", () => {
    const { client } = open(
      "credentials:\n  system:\n    domainCredentials:\n    - credentials:\n      - idTokenString:\n          id: t\n          audience: kubernetes\n          issuer: https://jenkins.example.com/oidc\n",
    );
    expect(client).toEqual({
      issuer: "https://jenkins.example.com/oidc",
      clientId: "kubernetes",
      audiences: ["kubernetes"],
      notes: [],
    });
  });
});

describe("settings of which no configuration comes", () => {
  const pinniped =
    "These settings are of Pinniped's Supervisor: it asks this issuer, and kube-apiserver never sees its tokens. No AuthenticationConfiguration comes of them. What a cluster accepts is in Pinniped's JWTAuthenticator: open kubectl get jwtauthenticators -o yaml.";
  test.each([
    [
      "variables of a Tanzu cluster",
      'CLUSTER_NAME: m\nIDENTITY_MANAGEMENT_TYPE: oidc\nOIDC_IDENTITY_PROVIDER_CLIENT_ID: "0oa1"\nOIDC_IDENTITY_PROVIDER_ISSUER_URL: https://acme.okta.com\n',
      pinniped,
    ],
    ["the same in a shell", "export OIDC_IDENTITY_PROVIDER_ISSUER_URL=https://$HOST\n", pinniped],
    ["the same in JSON", '{"OIDC_IDENTITY_PROVIDER_ISSUER_URL":"https://acme.okta.com"}', pinniped],
    [
      "the object of the Supervisor",
      "apiVersion: idp.supervisor.pinniped.dev/v1alpha1\nkind: OIDCIdentityProvider\nspec: {issuer: https://acme.okta.com}\n",
      pinniped,
    ],
    [
      "aws-auth",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aws-auth}\ndata:\n  mapUsers: |\n    - userarn: arn:aws:iam::1:user/a\n      username: a\n      groups: [system:masters]\n",
      "This is aws-auth, which gives names and groups to IAM's roles and users: EKS reads it itself, and no AuthenticationConfiguration is involved. To see what such a user may do, enter its name and groups under Access.",
    ],
    [
      "Entra ID in AKS",
      "az aks create -n c --enable-aad --aad-admin-group-object-ids 1111",
      "This turns on Entra ID in AKS, which checks its tokens outside of kube-apiserver: no AuthenticationConfiguration is involved. In bindings of such a cluster users are written as their UPN or object ID, and groups as their object ID: enter these under Access.",
    ],
    [
      "an access entry",
      "aws eks create-access-entry --cluster-name c --principal-arn arn:aws:iam::1:role/d --kubernetes-groups dev",
      "This gives a name and groups to a principal of IAM: EKS reads it itself, and no AuthenticationConfiguration is involved. To see what such a user may do, enter its name and groups under Access.",
    ],
    [
      "Argo CD's login",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  oidc.config: |\n    issuer: https://acme.okta.com\n    clientID: argocd\n",
      "This is how Argo CD logs in its own users: kube-apiserver never sees their tokens, and no AuthenticationConfiguration comes of it.",
    ],
  ])("%s", (_, text, want) => {
    const { kind, refused, configuration } = open(text);
    expect([kind, refused, configuration]).toEqual(["settings", want, undefined]);
  });

  test.each([
    ["empty", 'OIDC_IDENTITY_PROVIDER_CLIENT_ID: ""\nOIDC_IDENTITY_PROVIDER_ISSUER_URL: ""\n'],
    ["a comment", "CLUSTER_NAME: m\n#OIDC_IDENTITY_PROVIDER_ISSUER_URL: https://a\n"],
  ])("nothing is said of variables that are %s", (_, text) => {
    expect(open(text).refused).toBeUndefined();
  });
});

describe("a program that is not run here names what to open in its place", () => {
  const api = "rbac.authorization.k8s.io";
  const object = (quote: string) =>
    `{ metadata: { name: ${quote}a${quote} }, roleRef: { apiGroup: ${quote}${api}${quote}, kind: ${quote}ClusterRole${quote}, name: ${quote}view${quote} }, subjects: [{ kind: ${quote}Group${quote}, name: ${quote}g${quote} }] }`;
  test.each([
    [
      "Pulumi",
      "pulumi preview --json",
      `import * as k8s from "@pulumi/kubernetes";\nnew k8s.rbac.v1.ClusterRoleBinding("a", ${object('"')});\n`,
    ],
    [
      "Pulumi",
      "pulumi preview --json",
      `import pulumi_kubernetes as k8s\nk8s.rbac.v1.RoleBinding("a",\n    role_ref=k8s.rbac.v1.RoleRefArgs(kind="Role", name="x"),\n    subjects=[k8s.rbac.v1.SubjectArgs(kind="Group", name="g")],\n)\n`,
    ],
    ["cdk8s", "cdk8s synth --stdout", `new KubeClusterRoleBinding(this, 'a', ${object("'")});\n`],
    [
      "the AWS CDK",
      "cdk synth",
      `cluster.addManifest('a', { kind: 'ClusterRoleBinding', ...${object("'")} });\n`,
    ],
    [
      "CUE",
      "cue export --out yaml",
      `package kube\nclusterRoleBinding: "a": {\n\troleRef: {kind: "ClusterRole", name: "view"}\n\tsubjects: [{kind: "Group", name: "g"}]\n}\n`,
    ],
    [
      "Jsonnet",
      "jsonnet FILE",
      `local k = import 'k.libsonnet';\n{ binding: { kind: 'ClusterRoleBinding' } + ${object("'")} }\n`,
    ],
  ])("%s: %s", (name, command, text) => {
    const { kind, refused, bindings } = open(text);
    expect([kind, refused, bindings]).toEqual([
      "bindings",
      `This is a program of ${name}, which is not run here: what it makes is not in its text for certain. Open what ${command} prints.`,
      undefined,
    ]);
  });

  test("KCL is no HCL, although its objects look alike", () => {
    const { bindings } = open(
      `x = {\n    apiVersion = "${api}/v1"\n    kind = "ClusterRoleBinding"\n    metadata.name = "a"\n    roleRef = {kind = "ClusterRole", name = "view"}\n    subjects = [{kind = "Group", name = "g"}]\n}\n`,
    );
    expect(bindings).toBeUndefined();
  });

  test("a role binding in Pulumi's YAML", () => {
    const text = `name: x\nruntime: yaml\nresources:\n  admins:\n    type: kubernetes:${api}/v1:ClusterRoleBinding\n    properties:\n      metadata: {name: oidc-admins}\n      roleRef: {apiGroup: ${api}, kind: ClusterRole, name: admin}\n      subjects: [{apiGroup: ${api}, kind: Group, name: "oidc:a"}]\n`;
    expect(parse(open(text).bindings ?? "")).toEqual({
      apiVersion: `${api}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "oidc-admins" },
      roleRef: { apiGroup: api, kind: "ClusterRole", name: "admin" },
      subjects: [{ apiGroup: api, kind: "Group", name: "oidc:a" }],
    });
  });
});
