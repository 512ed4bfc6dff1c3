import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { openText } from "./open.ts";

// Command lines as guides and threads have them; what must come out was written by hand.

const open = (text: string) => openText(text, { version: 37 });

const entry = (username: unknown, more: Record<string, unknown> = {}, rules?: unknown) => [
  {
    issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
    ...(rules === undefined ? {} : { claimValidationRules: rules }),
    claimMappings: { username, ...more },
  },
];
const email = { claim: "email", prefix: "" };
const hd = [{ claim: "hd", requiredValue: "example.com" }];

describe("settings in the arguments of a command", () => {
  test.each([
    {
      name: "a JSON patch for Talos",
      text: `talosctl gen config prod https://10.0.0.1:6443 \\
  --config-patch-control-plane '[{"op": "add", "path": "/cluster/apiServer/extraArgs", "value": {"oidc-issuer-url": "https://sso.example.com", "oidc-client-id": "k8s", "oidc-username-claim": "email"}}]'
`,
      format: "talos",
      target: "talos-1.13",
      want: entry(email),
    },
    {
      name: "a merge patch of a Shoot",
      text: `kubectl patch shoot a -n garden-x --type merge -p '{"spec":{"kubernetes":{"kubeAPIServer":{"oidcConfig":{"issuerURL":"https://sso.example.com","clientID":"k8s","usernameClaim":"email"}}}}}'`,
      format: "gardener-shoot",
      target: "gardener",
      want: entry(email),
    },
    {
      name: "OpenShift's patch, whose YAML begins behind the flag's sign",
      text: `oc patch authentication.config/cluster --type=merge -p='
spec:
  type: OIDC
  oidcProviders:
  - name: kc
    issuer: {issuerURL: "https://sso.example.com", audiences: [k8s]}
    claimMappings:
      username: {claim: email, prefixPolicy: NoPrefix}
'
`,
      format: "openshift-authentication",
      target: "openshift",
      want: entry(email, { uid: { claim: "sub" } }),
    },
    {
      name: "HyperShift's patch without a head",
      text: `kubectl patch hostedcluster hc -n clusters --type merge -p '{"spec":{"configuration":{"authentication":{"type":"OIDC","oidcProviders":[{"issuer":{"issuerURL":"https://sso.example.com","audiences":["k8s"]},"claimMappings":{"username":{"claim":"sub","prefixPolicy":"Prefix","prefix":{"prefixString":"a:"}}}}]}}}}'`,
      format: "hypershift-hosted-cluster",
      target: "hypershift",
      want: entry({ claim: "sub", prefix: "a:" }, { uid: { claim: "sub" } }),
    },
    {
      name: "the AWS command line with JSON",
      text: `aws eks associate-identity-provider-config --cluster-name c --oidc '{"issuerUrl": "https://sso.example.com", "clientId": "k8s", "usernameClaim": "email", "requiredClaims": {"hd": "example.com"}}'`,
      format: "eks",
      target: "eks",
      want: entry(email, {}, hd),
    },
    {
      name: "the AWS command line in its shorthand, behind an equals sign",
      text: "aws eks associate-identity-provider-config --cluster-name c --oidc=issuerUrl=https://sso.example.com,clientId=k8s,usernameClaim=email,requiredClaims={hd=example.com}",
      format: "eks",
      target: "eks",
      want: entry(email, {}, hd),
    },
    {
      name: "Exoscale's command line",
      text: "exo compute sks create c --zone de-fra-1 --oidc-client-id k8s --oidc-issuer-url=https://sso.example.com --oidc-username-claim email --oidc-required-claim hd=example.com",
      format: "exoscale",
      target: "exoscale",
      want: entry(email, {}, hd),
    },
    {
      name: "Scaleway's command line",
      text: "scw k8s cluster create name=c version=1.34.1 open-id-connect-config.issuer-url=https://sso.example.com open-id-connect-config.client-id=k8s open-id-connect-config.username-claim=email open-id-connect-config.groups-claim.0=groups open-id-connect-config.required-claim.0=hd=example.com",
      format: "scaleway",
      target: "scaleway",
      want: entry(email, { groups: { claim: "groups", prefix: "" } }, hd),
    },
    {
      name: "an inventory of Ansible",
      text: '[k3s_cluster:vars]\nextra_server_args="--kube-apiserver-arg=oidc-issuer-url=https://sso.example.com --kube-apiserver-arg=oidc-client-id=k8s --kube-apiserver-arg=oidc-username-claim=email"\n',
      format: "k3s",
      target: "k3s",
      want: entry(email),
    },
  ])("$name", ({ text, format, target, want }) => {
    const opened = open(text);
    expect([opened.refused, opened.format, opened.target]).toEqual([undefined, format, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual(want);
  });

  test("Azure's REST call holds the file itself", () => {
    const { kind, target, configuration } = open(
      `az rest --method put --url "https://management.azure.com/x" --body '{"properties": {"issuer": {"url": "https://sso.example.com", "audiences": ["k8s"]}, "claimMappings": {"username": {"expression": "\\u0027aks:jwt:\\u0027 + claims.sub"}}}}'`,
    );
    expect([kind, target]).toEqual(["configuration", "aks"]);
    expect(parse(configuration ?? "").jwt).toEqual(
      entry({ expression: "'aks:jwt:' + claims.sub" }),
    );
  });

  test.each([
    [
      "az aks jwtauthenticator add --resource-group g --cluster-name c --name gh --config-file jwt.json",
      "jwt.json",
    ],
    ["kcp start --authentication-config auth-config.yaml", "auth-config.yaml"],
  ])("%s only names a file", (text, file) => {
    expect(open(text).refused).toBe(
      `This text only names another file: open ${file}, which the API server reads.`,
    );
  });

  test("a file that tee writes tells RKE2 from k3s", () => {
    const { target } = open(`cat <<EOF | sudo tee /etc/rancher/rke2/config.yaml
kube-apiserver-arg:
- authentication-config=/etc/authn.yaml
EOF
cat <<EOF | sudo tee /etc/authn.yaml
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt: []
EOF
`);
    expect(target).toBe("rke2");
  });
});

const documents = (text = "") => parseAllDocuments(text).map((one) => one.toJS());
const group = "rbac.authorization.k8s.io";

describe("oc adm policy", () => {
  test("grants to users and groups", () => {
    const { kind, bindings } = open(
      "oc adm policy add-cluster-role-to-user cluster-admin jane@example.com --rolebinding-name=admins\noc adm policy add-role-to-group -n shop edit kc:dev kc:ops\n",
    );
    expect(kind).toBe("bindings");
    expect(documents(bindings)).toEqual([
      {
        ...{ apiVersion: `${group}/v1`, kind: "ClusterRoleBinding" },
        metadata: { name: "admins" },
        roleRef: { apiGroup: group, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ apiGroup: group, kind: "User", name: "jane@example.com" }],
      },
      {
        ...{ apiVersion: `${group}/v1`, kind: "RoleBinding" },
        metadata: { name: "edit-kc-dev", namespace: "shop" },
        roleRef: { apiGroup: group, kind: "ClusterRole", name: "edit" },
        subjects: [
          { apiGroup: group, kind: "Group", name: "kc:dev" },
          { apiGroup: group, kind: "Group", name: "kc:ops" },
        ],
      },
    ]);
  });

  test("a role of the namespace is named as one", () => {
    const { bindings } = open(
      "oc policy add-role-to-user deployer kc:bot --role-namespace=shop -n shop",
    );
    expect(documents(bindings)[0]?.roleRef).toEqual({
      ...{ apiGroup: group, kind: "Role", name: "deployer" },
    });
  });

  test("a service account without its namespace is refused", () => {
    const { bindings, refused } = open("oc adm policy add-role-to-user edit -z builder");
    expect([bindings, refused]).toEqual([
      undefined,
      "A service account in the namespace of the context is not read here: name it as system:serviceaccount:NAMESPACE:NAME.",
    ]);
  });
});

describe("the subject of a certificate", () => {
  test.each([
    "subject=O = kc:dev, CN = jane\n",
    "subject=O=kc:dev, CN=jane\n",
    "subject= /O=kc:dev/CN=jane\n",
  ])("%s", (text) => {
    expect(open(text).user).toEqual({
      username: "jane",
      groups: ["kc:dev", "system:authenticated"],
    });
  });

  test("a comma in a value leaves it unread", () => {
    expect(open('subject=O = "a, b", CN = jane\n').user).toBeUndefined();
  });
});

test("backslashes in a subject are read by every shell in its own way", () => {
  const { user, refused } = open("openssl req -new -key k -subj '//CN=jane\\O=dev' -out r.csr");
  expect(user).toBeUndefined();
  expect(refused).toContain("depends on the system");
});

describe("commands of jobs that ask for a token", () => {
  test.each([
    {
      text: 'kubectl --token="$(buildkite-agent oidc request-token --audience k8s)" get pods',
      client: { issuer: "https://agent.buildkite.com", clientId: "k8s", audiences: ["k8s"] },
    },
    {
      text: "TOKEN=$(gcloud auth print-identity-token --audiences=k8s --include-email)",
      client: { issuer: "https://accounts.google.com", clientId: "k8s", audiences: ["k8s"] },
    },
    {
      text: "kubectl create token deployer -n ci --audience=k8s",
      client: { clientId: "k8s", audiences: ["k8s"] },
    },
    {
      text: 'runs:\n  using: composite\n  steps:\n  - run: |\n      curl -sH "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=k8s"\n',
      client: {
        ...{ issuer: "https://token.actions.githubusercontent.com" },
        ...{ clientId: "k8s", audiences: ["k8s"] },
      },
    },
  ])("$text", ({ text, client: want }) => {
    const { kind, client } = open(text);
    expect(kind).toBe("client");
    const { notes, ...rest } = client ?? { notes: [] };
    expect(rest).toEqual(want);
  });
});

describe("what only a program makes is not read as if it was written", () => {
  test.each([
    [
      "sed -i 's|- kube-apiserver$|- kube-apiserver\\n    - --oidc-issuer-url=https://sso.example.com\\n    - --oidc-client-id=k8s|' kube-apiserver.yaml",
      "sed changes a file by an expression of its own language: open the file that comes of it.",
    ],
    [
      `yq -i '.spec.containers[0].command += ["--oidc-issuer-url=https://sso.example.com", "--oidc-client-id=k8s"]' kube-apiserver.yaml`,
      "yq changes a file by an expression of its own language: open the file that comes of it.",
    ],
    [
      "kube-apiserver-arg: |\n  oidc-issuer-url=https://sso.example.com\n  oidc-client-id=k8s\n",
      "The text names --oidc-* flags of kube-apiserver, but they are in a program or in a form that is not read here: open what it renders, as YAML or JSON.",
    ],
  ])("%s", (text, reason) => {
    const { configuration, refused } = open(text);
    expect([configuration, refused]).toEqual([undefined, reason]);
  });

  test("of mappings that Terraform merges the last counts", () => {
    const { configuration } = open(
      'extra_args = merge({ "oidc-issuer-url" = "https://sso.example.com", "oidc-client-id" = "old", "oidc-username-claim" = "email" }, { "oidc-client-id" = "k8s" })\n',
    );
    expect(parse(configuration ?? "").jwt).toEqual(entry(email));
  });
});
