import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";
import { rewrap } from "./rewrap.ts";

const options = { version: 37 } as const;
const open = (text: string) => openText(text, options);

const issuer = "--oidc-issuer-url=https://a.example.com";
const client = "--oidc-client-id=k8s";
const k3s = `"--kube-apiserver-arg=oidc-issuer-url=https://a.example.com"
    "--kube-apiserver-arg=oidc-client-id=k8s"`;
const hclMap = `{
    "oidc-issuer-url" = "https://a.example.com"
    "oidc-client-id" = "k8s"
  }`;
const hclList = `["${issuer}", "${client}"]`;
const nixMap = `{ oidc-issuer-url = "https://a.example.com"; oidc-client-id = "k8s"; }`;
const file = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://a.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "a:"}
`;
const hclFile = (jwt: string) =>
  `locals {\n  file = yamlencode({\n    apiVersion = "apiserver.config.k8s.io/v1"\n    kind = "AuthenticationConfiguration"\n    jwt = ${jwt}\n  })\n}\n`;
const hclEntry = (mappings: string) =>
  `{ issuer = { url = "https://a.example.com", audiences = ["k8s"] }, claimMappings = ${mappings} }`;
const hclUser = '{ username = { claim = "sub", prefix = "" } }';
const aks = (properties: string) =>
  `resource a 'Microsoft.ContainerService/managedClusters/jwtAuthenticators@2026-06-02-preview' = {\n  properties: ${properties}\n}\n`;
const aksFields =
  "issuer: { url: 'https://a.example.com', audiences: ['k8s'] }\n    claimMappings: { username: { expression: 'claims.sub' } }";
const eks = (more: string) =>
  `resource "aws_eks_identity_provider_config" "a" {\n  oidc {\n    client_id = "k8s"\n    issuer_url = "https://a.example.com"\n${more}\n  }\n}\n`;

describe("a part that may hold further settings is named, and nothing is offered", () => {
  test.each([
    // Terraform
    [`locals {\n  a = merge(var.base, ${hclMap})\n}\n`, "What var.base adds in line 2 "],
    [`locals {\n  a = merge(${hclMap}, var.more)\n}\n`, "What var.more adds in line 5 "],
    [`locals {\n  a = merge(${hclMap}, local.x...)\n}\n`, "What local.x... adds in line 5 "],
    [
      `locals {\n  a = merge(${hclMap}, var.on ? { "oidc-groups-claim" = "g" } : {})\n}\n`,
      'What var.on ? { "oidc-groups-claim" = "g" } : {} adds in line 5 ',
    ],
    [
      `locals {\n  a = merge({ apiServer = { extraArgs = ${hclMap} } }, var.over)\n}\n`,
      "What var.over adds in line 5 ",
    ],
    [`locals {\n  a = concat(var.x, ${hclList})\n}\n`, "What var.x adds in line 2 "],
    [`locals {\n  a = join(" ", concat(${hclList}, var.x))\n}\n`, "What var.x adds in line 2 "],
    [`locals {\n  a = flatten([${hclList}, var.x])\n}\n`, "What var.x adds in line 2 "],
    [`locals {\n  a = ["${issuer}", "${client}", var.flag]\n}\n`, "What var.flag adds in line 2 "],
    [
      `locals {\n  a = concat([for k, v in var.m : "--\${k}=\${v}"], ${hclList})\n}\n`,
      'What [for k, v in var.m : "--${k}=${v}"] adds in line 2 ',
    ],
    [
      `locals {\n  a = { "oidc-issuer-url" = "https://a.example.com", "oidc-client-id" = "k8s", (var.k) = "x" }\n}\n`,
      "What (var.k) adds in line 2 ",
    ],
    [`locals {\n  a = setunion(var.x, ${hclList})\n}\n`, "What setunion(var.x, "],
    [
      `locals {\n  a = "kube-apiserver ${issuer} ${client} \${var.x}"\n}\n`,
      "What ${var.x} adds in line 2 ",
    ],
    [eks('    required_claims = merge(var.c, { hd = "x" })'), "What var.c adds in line 5 "],
    [
      eks(
        '    dynamic "required_claims" {\n      for_each = var.c\n      content { key = "a" }\n    }',
      ),
      'What dynamic "required_claims" {',
    ],
    [hclFile(`concat(var.more, [${hclEntry(hclUser)}])`), "What var.more adds in line 5 "],
    [hclFile(`[${hclEntry(hclUser)}, var.second]`), "(var.second)"],
    [hclFile(`[${hclEntry(`merge(${hclUser}, var.m)`)}]`), "What var.m adds in line 5 "],
    // Nix
    [`{\n  a = toString ([ ${k3s} ] ++ cfg.extra);\n}\n`, "What cfg.extra adds in line 3 "],
    [`{\n  a = other ++ [ ${k3s} ];\n}\n`, "What other adds in line 2 "],
    [`{\n  a = [ ${k3s} more ];\n}\n`, "What more adds in line 3 "],
    [`{\n  a = [ ${k3s} "\${more}" ];\n}\n`, "What ${more} adds in line 3 "],
    [`{\n  args = ${nixMap} // other;\n}\n`, "What other adds in line 2 "],
    [`{\n  args = other // ${nixMap};\n}\n`, "What other adds in line 2 "],
    [`{\n  a = lib.mkMerge [ [ ${k3s} ] other ];\n}\n`, "What other adds in line 3 "],
    [
      `{\n  a = [ ${k3s} ] ++ lib.optionals cfg.g [ "--kube-apiserver-arg=oidc-groups-claim=g" ];\n}\n`,
      "What lib.optionals cfg.g [",
    ],
    [
      `{\n  args = { oidc-issuer-url = "https://a.example.com"; oidc-client-id = "k8s"; inherit (o) oidc-groups-claim; };\n}\n`,
      "What inherit (o) oidc-groups-claim adds in line 2 ",
    ],
    [`{\n  a = ''\n    ${issuer} ${client} \${more}\n  '';\n}\n`, "What ${more} adds in line 3 "],
    // Shells and units
    [`exec kube-apiserver ${issuer} ${client} "$@"`, "What $@ adds in line 1 "],
    [`kube-apiserver $EXTRA_ARGS ${issuer} ${client}`, "What $EXTRA_ARGS adds in line 1 "],
    [`kube-apiserver ${issuer} ${client} "\${A[@]}"`, "What ${A[@]} adds in line 1 "],
    [`kube-apiserver ${issuer} ${client} $(cat more)`, "What $(cat more) adds in line 1 "],
    [`kube-apiserver ${issuer} ${client} --profiling $X`, "What $X adds in line 1 "],
    [`kube-apiserver ${issuer} ${client} --$NAME=x`, "What --$NAME=x adds in line 1 "],
    [`kube-apiserver ${issuer} ${client} @more`, "What @more adds in line 1 "],
    [`A="$A ${issuer} ${client}"`, "What $A adds in line 1 "],
    [
      `[Service]\nExecStart=/usr/bin/kube-apiserver $KUBE_ARGS \\\n  ${issuer} \\\n  ${client}\n`,
      "What $KUBE_ARGS adds in line 2 ",
    ],
    [
      `INSTALL_K3S_EXEC="server --kube-apiserver-arg=oidc-issuer-url=https://a.example.com --kube-apiserver-arg=oidc-client-id=k8s $MORE" sh -`,
      "What $MORE adds in line 1 ",
    ],
    [
      `minikube start $ARGS --extra-config=apiserver.oidc-issuer-url=https://a.example.com --extra-config=apiserver.oidc-client-id=k8s`,
      "What $ARGS adds in line 1 ",
    ],
    [`a=(\n  ${issuer}\n  ${client}\n)\na+=(--oidc-groups-claim=g)\n`, "Line 5 has settings that "],
    [`A="${issuer} ${client}"\nA="$A --oidc-groups-claim=g"\n`, "Line 2 has settings that "],
    // YAML and its templates
    [
      `args:\n- ${issuer}\n- ${client}\n- {{ .Values.more }}\n`,
      "What {{ .Values.more }} adds in line 4 ",
    ],
    [
      `args:\n- ${issuer}\n- ${client}\n- --{{ .Values.k }}={{ .Values.v }}\n`,
      "What --{{ .Values.k }}={{ .Values.v }} adds in line 4 ",
    ],
    [`args:\n- ${issuer}\n- ${client}\n- \${MORE}\n`, "What ${MORE} adds in line 4 "],
    [
      `command:\n- kube-apiserver\n- ${issuer}\n- ${client}\n- $(MORE)\n`,
      "What $(MORE) adds in line 5 ",
    ],
    [
      `extraArgs:\n  oidc-issuer-url: https://a.example.com\n  oidc-client-id: k8s\n  "{{ k }}": v\n`,
      "What {{ k }} adds in line 4 ",
    ],
    [
      `apiServer:\n  extraArgs:\n  - {name: oidc-issuer-url, value: https://a.example.com}\n  - {name: oidc-client-id, value: k8s}\n  - {name: "{{ k }}", value: v}\n`,
      "What {{ k }} adds in line 5 ",
    ],
    [`cmd: "kube-apiserver {{ base }} ${issuer} ${client}"\n`, "What {{ base }} adds in line 1 "],
    [
      `command:\n{{- include "args" . | nindent 2 }}\n- ${issuer}\n- ${client}\n`,
      "This is a Go template that branches on values that are not here",
    ],
    [
      `extraArgs:\n  {{- toYaml .Values.args | nindent 2 }}\n  oidc-issuer-url: https://a.example.com\n  oidc-client-id: k8s\n`,
      "This is a Go template that branches on values that are not here",
    ],
    [
      `extraArgs:\n  oidc-issuer-url: https://a.example.com\n  oidc-client-id: k8s\n  {{- with .Values.args }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n`,
      "This is a Go template that branches on values that are not here",
    ],
    // Bicep and CloudFormation
    [aks(`union(base, {\n    ${aksFields}\n  })`), "What base adds in line 2 "],
    [aks(`{\n    ...base\n    ${aksFields}\n  }`), "What ...base adds in line 3 "],
    [
      aks(
        `{\n    ${aksFields}\n    claimValidationRules: concat(rules, [{ expression: 'true', message: 'a' }])\n  }`,
      ),
      "What rules adds in line 5 ",
    ],
    [
      `Type: AWS::EKS::IdentityProviderConfig\nOidc:\n  ClientId: k8s\n  IssuerUrl: https://a.example.com\n  GroupsClaim: {Ref: Groups}\n`,
      "GroupsClaim is no text but {Ref: Groups}: ",
    ],
    [
      `Type: AWS::EKS::IdentityProviderConfig\nOidc:\n  ClientId: k8s\n  IssuerUrl: https://a.example.com\n  RequiredClaims: !If [A, [{Key: a, Value: b}], !Ref B]\n`,
      "RequiredClaims is an expression whose result is not in the text",
    ],
    // Bindings
    [
      `resource "kubernetes_manifest" "a" {\n  manifest = {\n    apiVersion = "rbac.authorization.k8s.io/v1"\n    kind = "ClusterRoleBinding"\n    metadata = { name = "a" }\n    roleRef = { apiGroup = "rbac.authorization.k8s.io", kind = "ClusterRole", name = "view" }\n    subjects = concat(var.s, [{ kind = "Group", name = "dev" }])\n  }\n}\n`,
      "What var.s adds in line 7 ",
    ],
  ])("%s", (text, reason) => {
    const { configuration, bindings, refused } = open(text);
    expect([configuration, bindings]).toEqual([undefined, undefined]);
    expect(refused).toContain(reason);
  });

  test.each([
    [`locals {\n  a = merge(var.base, ${hclMap})\n}\n`, "Render it first (terraform plan and"],
    [`{\n  a = [ ${k3s} ] ++ more;\n}\n`, "Render it first (nix eval shows the value) and"],
    [`kube-apiserver ${issuer} ${client} "$@"`, "Take the command line as it runs (ps -ww -o args"],
    [`args:\n- ${issuer}\n- ${client}\n- {{ .Values.x }}\n`, "Render it first (helm template) and"],
  ])("and what to do is said: %s", (text, advice) => {
    expect(open(text).refused).toContain(advice);
  });
});

describe("what cannot hold further settings does not stand in the way", () => {
  test.each([
    `locals {\n  a = concat(["--v=2"], ${hclList})\n}\n`,
    `locals {\n  a = concat([for n in var.names : "--tls-san=\${n}"], ${hclList})\n}\n`,
    `locals {\n  a = merge(var.base, { apiServer = { extraArgs = ${hclMap} } })\n}\n`,
    `{\n  a = lib.mkIf cfg.on [ ${k3s} ];\n}\n`,
    `{\n  a = [ "--disable=traefik" ] ++ lib.optionals cfg.on [ ${k3s} ];\n}\n`,
    `{\n  a = [ ${k3s} ] ++ lib.optionals cfg.on [ "--disable=traefik" ];\n}\n`,
    `{\n  a = [ ${k3s} ] ++ map (n: "--tls-san=\${n}") names;\n}\n`,
    `{\n  args = { inherit (o) profiling; } // ${nixMap};\n}\n`,
    `kube-apiserver --v $LEVEL --bind-address="$IP" ${issuer} ${client}`,
    `"$BIN/kube-apiserver" ${issuer} ${client}`,
    `k3d cluster create $NAME --k3s-arg "--kube-apiserver-arg=oidc-issuer-url=https://a.example.com@server:0" --k3s-arg "--kube-apiserver-arg=oidc-client-id=k8s@server:0"`,
    `command:\n- {{ .Values.bin }}\n- ${issuer}\n- ${client}\n- --v\n- {{ .Values.level }}\n`,
    `locals {\n  a = "kube-apiserver ${issuer} ${client} \${var.n > 0 ? "--node-taint a=b" : ""}"\n}\n`,
    `base: &b\n  oidc-issuer-url: https://a.example.com\nextraArgs:\n  <<: *b\n  oidc-client-id: k8s\n`,
  ])("%s", (text) => {
    const { configuration, refused } = open(text);
    expect(refused).toBeUndefined();
    const [entry] = parse(configuration ?? "").jwt;
    expect(entry.issuer).toEqual({ url: "https://a.example.com", audiences: ["k8s"] });
  });
});

describe("values with a tag that another program reads are variables", () => {
  test("of CloudFormation", () => {
    const { configuration, placeholders } = open(
      "Type: AWS::EKS::IdentityProviderConfig\nOidc:\n  ClientId: !Ref Client\n  IssuerUrl: !Sub 'https://${Host}'\n  GroupsClaim: groups\n",
    );
    expect(placeholders).toEqual(["${Host}", "!Ref Client"]);
    const [{ issuer: made }] = parse(configuration ?? "").jwt;
    expect(made).toEqual({ url: "https://${Host}", audiences: ["!Ref Client"] });
  });

  test("of Ansible, over several lines", () => {
    const { placeholders } = open(
      "kube_oidc_auth: true\nkube_oidc_url: https://a.example.com\nkube_oidc_client_id: !vault |\n  62313365\n  6134\nkube_oidc_username_claim: email\n",
    );
    expect(placeholders).toEqual(["!vault |\n  62313365\n  6134"]);
  });
});

test("a wrapper with variables and tags is written back with them", () => {
  const text = `a: "{{ x }}"\nsecret: !vault |\n  62313365\nfiles:\n- path: /x\n  content: |\n${file.replaceAll(/^/gm, "    ").trimEnd()}\n`;
  const changed = file.replace("[k8s]", "[other]");
  expect(rewrap(open(text), options, changed)).toEqual({
    kind: "written",
    text: text.replace("[k8s]", "[other]"),
  });
});
