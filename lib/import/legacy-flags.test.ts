import { describe, expect, test } from "vitest";
import { decodeConfiguration } from "../authn/decode.ts";
import { convertLegacyFlags, readLegacyFlags } from "./legacy-flags.ts";

describe("where the flags stand", () => {
  const want = {
    issuerUrl: "https://idp.example.com",
    clientId: "kubernetes",
    usernameClaim: "email",
    usernamePrefix: "oidc:",
    groupsClaim: "groups",
    groupsPrefix: "",
    requiredClaims: [],
    signingAlgorithms: [],
    caFile: "",
  };
  test.each([
    {
      name: "a command line",
      text: `kube-apiserver --oidc-client-id=kubernetes \\
  --oidc-issuer-url=https://idp.example.com \\
  --oidc-username-claim email --oidc-username-prefix='oidc:' \\
  --oidc-groups-claim="groups"`,
    },
    {
      name: "a manifest of kube-apiserver",
      text: `spec:
  containers:
  - command:
    - kube-apiserver
    - --oidc-issuer-url=https://idp.example.com
    - "--oidc-client-id=kubernetes"
    - --oidc-username-claim=email
    - '--oidc-username-prefix=oidc:'
    - --oidc-groups-claim=groups
`,
    },
    {
      name: "kubeadm v1beta4",
      text: `apiServer:
  extraArgs:
  - name: oidc-issuer-url
    value: https://idp.example.com
  - {name: "oidc-client-id", value: "kubernetes"}
  - name: oidc-username-claim
    value: email
  - name: oidc-username-prefix
    value: 'oidc:'
  - name: oidc-groups-claim
    value: groups
`,
    },
    {
      name: "kubeadm v1beta3 and Talos",
      text: `extraArgs:
  oidc-issuer-url: "https://idp.example.com"
  oidc-client-id: kubernetes
  oidc-username-claim: email
  oidc-username-prefix: "oidc:"
  oidc-groups-claim: groups
`,
    },
    {
      name: "k3s",
      text: `kube-apiserver-arg:
- oidc-issuer-url=https://idp.example.com
- "oidc-client-id=kubernetes"
- oidc-username-claim=email
- "oidc-username-prefix=oidc:"
- oidc-groups-claim=groups
`,
    },
    {
      name: "minikube",
      text: "minikube start --extra-config=apiserver.oidc-issuer-url=https://idp.example.com --extra-config=apiserver.oidc-client-id=kubernetes --extra-config=apiserver.oidc-username-claim=email --extra-config=apiserver.oidc-username-prefix=oidc: --extra-config=apiserver.oidc-groups-claim=groups",
    },
  ])("$name", ({ text }) => {
    const { span: _, ...flags } = readLegacyFlags(text) ?? {};
    expect(flags).toEqual(want);
  });

  test.each([
    { name: "kubelogin's flags", text: "kubectl oidc-login get-token --oidc-issuer-url=https://a" },
    { name: "a configuration", text: "kind: AuthenticationConfiguration\njwt: []\n" },
    { name: "nothing", text: "" },
  ])("not in $name", ({ text }) => {
    expect(readLegacyFlags(text)).toBeUndefined();
  });

  test("an empty value is not the next line's", () => {
    const flags = readLegacyFlags("--oidc-groups-prefix=\n--oidc-groups-claim=groups\n");
    expect([flags?.groupsPrefix, flags?.groupsClaim]).toEqual(["", "groups"]);
  });
});

// ToAuthenticationConfig of pkg/kubeapiserver/options/authentication.go, flag by flag.
describe("what becomes of them", () => {
  const base = "--oidc-issuer-url=https://idp.example.com --oidc-client-id=kubernetes ";
  const username = (claim: string, prefix: string) =>
    `  claimMappings:
    username:
      claim: ${claim}
      prefix: ${prefix}
`;
  const head = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences:
    - kubernetes
`;
  const excludes = "The file replaces the flags: kube-apiserver starts with one or the other.";
  test.each([
    {
      name: "issuer and client alone: sub behind the issuer's URL",
      flags: "",
      want: head + username("sub", '"https://idp.example.com#"'),
      notes: [
        excludes,
        "Without --oidc-username-prefix user names began with the issuer's URL and #; they still do.",
      ],
    },
    {
      name: "an e-mail address has no prefix by itself",
      flags: "--oidc-username-claim=email",
      want: head + username("email", '""'),
      notes: [excludes],
    },
    {
      name: "a dash is no prefix, except of groups",
      flags: "--oidc-username-prefix=- --oidc-groups-claim=groups --oidc-groups-prefix=-",
      want: `${head}${username("sub", '""')}    groups:
      claim: groups
      prefix: "-"
`,
      notes: [excludes],
    },
    {
      name: "required claims, several of them",
      flags:
        "--oidc-username-prefix=oidc: --oidc-required-claim=hd=example.com,team=a=b --oidc-required-claim=yes=on",
      want: `${head}${username("sub", '"oidc:"')}  claimValidationRules:
  - claim: hd
    requiredValue: example.com
  - claim: team
    requiredValue: "a=b"
  - claim: "yes"
    requiredValue: "on"
`,
      notes: [excludes],
    },
    {
      name: "an authority and algorithms",
      flags: "--oidc-username-prefix=- --oidc-ca-file=/etc/ca.pem --oidc-signing-algs=RS256,ES256",
      want: `${head}    # certificateAuthority: |
    #   The file holds the certificates themselves: the contents of /etc/ca.pem belong here
${username("sub", '""')}`,
      notes: [
        excludes,
        "The file holds the certificates themselves: the contents of /etc/ca.pem belong here.",
        "--oidc-signing-algs has no counterpart: an issuer of the file may use each of nine algorithms.",
      ],
    },
  ])("$name", ({ flags, want, notes }) => {
    const read = readLegacyFlags(base + flags);
    const made = read && convertLegacyFlags(read, 37);
    expect(made).toEqual({ text: want, notes });
    expect(decodeConfiguration(made?.text ?? "", 37).kind).toBe("decoded");
  });

  test("an older server reads v1beta1", () => {
    const read = readLegacyFlags(base);
    expect(read && convertLegacyFlags(read, 33)?.text.split("\n")[0]).toBe(
      "apiVersion: apiserver.config.k8s.io/v1beta1",
    );
  });

  test("half of the pair configures nothing", () => {
    const read = readLegacyFlags("--oidc-issuer-url=https://idp.example.com");
    expect(read && convertLegacyFlags(read, 37)).toBeUndefined();
  });

  test("a hostile value stays a value", () => {
    const read = readLegacyFlags(
      `--oidc-issuer-url=https://a --oidc-client-id="x\\"\\n- issuer: {}" `,
    );
    const made = read && convertLegacyFlags(read, 37);
    const decoded = decodeConfiguration(made?.text ?? "", 37);
    expect(decoded.kind === "decoded" && decoded.decoded.configuration.jwt.length).toBe(1);
  });
});
