import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

const open = (text: string, version: 33 | 37 = 37) => openText(text, { version });

// Made with openssl for these tests; their keys are gone.
const client = `-----BEGIN CERTIFICATE-----
MIIBrzCCAVSgAwIBAgIUX50ZCPmJM0HUZwaFtwNPApI21pQwCgYIKoZIzj0EAwIw
HzENMAsGA1UECgwEYWNtZTEOMAwGA1UEAwwFTXkgQ0EwHhcNMjYxMTI5MTA1MTA3
WhcNMzYxMTI2MTA1MTA3WjArMQwwCgYDVQQKDANkZXYxDDAKBgNVBAoMA29wczEN
MAsGA1UEAwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBx09w7E7eSZ
FpxZ1hhcxwKrqrw7gf6fZoOLyUnirqjt7GhhfstN+Xu8csdQXfqZ/YdYJNIVTetF
L7+XONH3R6ujYjBgMBMGA1UdJQQMMAoGCCsGAQUFBwMCMAkGA1UdEwQCMAAwHQYD
VR0OBBYEFGMPNQnp1XnatNZLqVlvQY5fx8DkMB8GA1UdIwQYMBaAFB+skcjKL/oG
qB3BJ16Hb8BorKJqMAoGCCqGSM49BAMCA0kAMEYCIQDup29OTi/s5lTyWIjpR7Kf
/xRRa76XO5aJOefaF0SBHwIhAJ4BYx/kq6YovdyZxi9VbicDTVFSMWHyvgFr+J1z
mBNm
-----END CERTIFICATE-----
`;
const authority = `-----BEGIN CERTIFICATE-----
MIIBlDCCATmgAwIBAgIUbPmUxXbhd1u6V6d7Tz/dQQyn2pAwCgYIKoZIzj0EAwIw
HzENMAsGA1UECgwEYWNtZTEOMAwGA1UEAwwFTXkgQ0EwHhcNMjYxMTI5MTA1MTA2
WhcNMzYxMTI2MTA1MTA2WjAfMQ0wCwYDVQQKDARhY21lMQ4wDAYDVQQDDAVNeSBD
QTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLIKR42jXAQYwsDL5xLGwUHOFTS0
NYL7CrC1gDYNrBHjOV4wprxp2ZpZR7iyraQlJvEyHy9M1gd8MUPwWBhWJryjUzBR
MB0GA1UdDgQWBBQfrJHIyi/6BqgdwSdeh2/AaKyiajAfBgNVHSMEGDAWgBQfrJHI
yi/6BqgdwSdeh2/AaKyiajAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kA
MEYCIQC9G4Zd4rSiQWWczM9xcBjFfUTxZqFhEmqBnPE4XH/g+wIhAIKC+dbG0Scd
HZC2EJN5IcsR5/BIBAVE7MKLU2UiezBP
-----END CERTIFICATE-----
`;
const server = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIUX50ZCPmJM0HUZwaFtwNPApI21pUwCgYIKoZIzj0EAwIw
HzENMAsGA1UECgwEYWNtZTEOMAwGA1UEAwwFTXkgQ0EwHhcNMjYxMTI5MTA1MTA3
WhcNMzYxMTI2MTA1MTA3WjArMQwwCgYDVQQKDANkZXYxDDAKBgNVBAoMA29wczEN
MAsGA1UEAwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBx09w7E7eSZ
FpxZ1hhcxwKrqrw7gf6fZoOLyUnirqjt7GhhfstN+Xu8csdQXfqZ/YdYJNIVTetF
L7+XONH3R6ujZTBjMBMGA1UdJQQMMAoGCCsGAQUFBwMBMAwGA1UdEQQFMAOCAXgw
HQYDVR0OBBYEFGMPNQnp1XnatNZLqVlvQY5fx8DkMB8GA1UdIwQYMBaAFB+skcjK
L/oGqB3BJ16Hb8BorKJqMAoGCCqGSM49BAMCA0gAMEUCIE1LZPz1YrFr7xVy/uMa
Ln0Fvb+0rPhHbylt2YZubyhaAiEAlhKdXEl1bnXsNPrvu6y2BIP+9wnh0ktXajqj
wjvvzNk=
-----END CERTIFICATE-----
`;
const request = `-----BEGIN CERTIFICATE REQUEST-----
MIHmMIGNAgEAMCsxDDAKBgNVBAoMA2RldjEMMAoGA1UECgwDb3BzMQ0wCwYDVQQD
DARqYW5lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHHT3DsTt5JkWnFnWGFzH
AquqvDuB/p9mg4vJSeKuqO3saGF+y035e7xyx1Bd+pn9h1gk0hVN60Uvv5c40fdH
q6AAMAoGCCqGSM49BAMCA0gAMEUCIQDf8Zh7RFV9xC+auzVjRqkUvxAI51LlvNX1
ZThzvaz2jQIgBCbxJNZKoDLeNGVtn1fDQedQB5qE/jgcOzI49Up8ie0=
-----END CERTIFICATE REQUEST-----
`;
const printed = `Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number:
        Signature Algorithm: ecdsa-with-SHA256
        Issuer: O = acme, CN = My CA
        Validity
            Not Before: Nov 29 10:51:07 2026 GMT
            Not After : Nov 26 10:51:07 2036 GMT
        Subject: O = dev, O = ops, CN = jane
        Subject Public Key Info:
            Public Key Algorithm: id-ecPublicKey
                Public-Key: (256 bit)
                pub:
                ASN1 OID: prime256v1
                NIST CURVE: P-256
        X509v3 extensions:
            X509v3 Extended Key Usage: 
                TLS Web Client Authentication
            X509v3 Basic Constraints: 
                CA:FALSE
            X509v3 Subject Key Identifier: 
            X509v3 Authority Key Identifier: 
    Signature Algorithm: ecdsa-with-SHA256
    Signature Value:
`;

const jane = { username: "jane", groups: ["dev", "ops", "system:authenticated"] };

describe("a certificate alone is who asks, if a client can log in with it", () => {
  test.each([
    { name: "PEM", text: client, format: "certificate", user: jane },
    {
      name: "PEM with its authority behind it, as openssl writes it",
      text: `subject=O = dev, O = ops, CN = jane\nissuer=O = acme, CN = My CA\n${client}${authority}`,
      format: "certificate",
      user: jane,
    },
    { name: "a request", text: request, format: "certificate-request", user: jane },
    { name: "openssl x509 -text", text: printed, format: "openssl-text", user: jane },
    {
      name: "openssl x509 -subject -issuer -dates",
      text: "$ openssl x509 -in jane.crt -noout -subject -issuer -dates\nsubject=O = dev, O = ops, CN = jane\nissuer=O = acme, CN = My CA\nnotBefore=Nov 29 10:51:07 2026 GMT\n",
      format: "openssl-subject",
      user: jane,
    },
    {
      name: "an older openssl",
      text: "subject= /O=dev/O=ops/CN=jane\n",
      format: "openssl-subject",
      user: jane,
    },
    { name: "an authority", text: authority, format: "certificate-authority", user: undefined },
    { name: "a server", text: server, format: "server-certificate", user: undefined },
    {
      name: "an authority as openssl prints it",
      text: printed.replace("CA:FALSE", "CA:TRUE"),
      format: "certificate-authority",
      user: undefined,
    },
    {
      name: "a server as openssl prints it",
      text: printed.replace("TLS Web Client", "TLS Web Server"),
      format: "server-certificate",
      user: undefined,
    },
  ])("$name", ({ text, format, user }) => {
    const opened = open(text);
    expect([opened.kind, opened.format, opened.user, opened.refused]).toEqual([
      ...["log", format, user, undefined],
    ]);
  });

  test.each([
    [
      "with its key",
      `${client}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`,
      "This holds a private key. It is not read and not kept; paste the certificate alone.",
    ],
    [
      "with a comma inside of a name",
      'subject=O = "dev, ops", CN = jane\n',
      "The subject has commas, quotes or several values in one part, which are printed in several ways: open the certificate itself (PEM).",
    ],
    [
      "without a name",
      "subject=O = dev\n",
      "The subject has no CN: the API server takes such a certificate for no user.",
    ],
  ])("%s it is refused", (_, text, reason) => {
    const { user, refused } = open(text);
    expect([user, refused]).toEqual([undefined, reason]);
  });

  test("what it is instead is said", () => {
    expect([open(authority).notes, open(server).notes]).toEqual([
      [
        "No user logs in with it. If it signed the certificate of an issuer, it belongs in certificateAuthority of that issuer.",
      ],
      [
        "Its extended key usage is not for clients: the API server refuses it as a client certificate.",
      ],
    ]);
  });
});

describe("kubectl auth can-i is a question, and with --as its asker", () => {
  test.each([
    {
      text: "kubectl auth can-i list pods --as jane --as-group dev --as-group=ops -n app",
      user: jane,
      question: "list pods -n app",
    },
    {
      text: "$ kubectl --as=system:serviceaccount:ci:deployer auth can-i create deployments.apps -A\nno\n",
      user: {
        username: "system:serviceaccount:ci:deployer",
        groups: ["system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"],
      },
      question: "create deployments.apps -A",
    },
    {
      text: 'kubectl auth can-i get pods --subresource log --as "oidc:Jane Doe" --as-uid 7 -q',
      user: { username: "oidc:Jane Doe", groups: ["system:authenticated"], uid: "7" },
      question: "get pods --subresource log",
    },
    {
      text: "kubectl auth can-i --list --as system:anonymous",
      user: { username: "system:anonymous", groups: ["system:unauthenticated"] },
      question: undefined,
    },
    { text: "kubectl auth can-i list pods", user: undefined, question: "list pods" },
  ])("$text", ({ text, user, question }) => {
    const opened = open(text);
    expect([opened.kind, opened.format, opened.user, opened.question]).toEqual([
      ...["log", "can-i", user, question],
    ]);
  });
});

const entry = (username: unknown, more: Record<string, unknown> = {}) => ({
  issuer: { url: "https://a.example.com", audiences: ["k8s"] },
  claimMappings: { username, ...more },
});
const email = { claim: "email", prefix: "" };
const byUrl = { claim: "sub", prefix: "https://a.example.com#" };

describe("commands that configure a cluster", () => {
  const fields = (path: string) =>
    `${path}.oidcIssuerURL=https://a.example.com ${path}.oidcClientID=k8s`;

  test.each([
    {
      name: "kops set cluster",
      text: `kops set cluster k8s.example.com ${fields("spec.kubeAPIServer")}`,
      target: "kops",
      jwt: [entry(byUrl)],
    },
    {
      name: "kops set cluster, one field a line",
      text: "export KOPS_FEATURE_FLAGS=SpecOverrideFlag\nkops set cluster $NAME cluster.spec.kubeAPIServer.oidcIssuerURL=https://a.example.com\nkops set cluster $NAME cluster.spec.kubeAPIServer.oidcClientID=k8s\nkops set cluster $NAME cluster.spec.kubeAPIServer.oidcUsernameClaim=email\nkops update cluster $NAME --yes\n",
      target: "kops",
      jwt: [entry(email)],
    },
    {
      name: "kops create cluster",
      text: "kops create cluster c --set cluster.spec.kubeAPIServer.oidcIssuerURL=https://a.example.com --set=spec.kubeAPIServer.oidcClientID=k8s --override spec.kubeAPIServer.oidcGroupsClaim=groups",
      target: "kops",
      jwt: [entry(byUrl, { groups: { claim: "groups", prefix: "" } })],
    },
    {
      name: "kops' own field for it",
      text: "kops set cluster c spec.authentication.oidc.issuerURL=https://a.example.com spec.authentication.oidc.clientID=k8s spec.authentication.oidc.usernamePrefix=a:",
      target: "kops",
      jwt: [entry({ claim: "sub", prefix: "a:" })],
    },
    {
      name: "rosa",
      text: "rosa create external-auth-provider -c c --name=idp --issuer-url=https://a.example.com \\\n  --issuer-audiences=k8s,console --claim-mapping-username-claim sub \\\n  --claim-mapping-groups-claim=groups --claim-validation-rule=hd:example.com --console-client-secret=$SECRET",
      target: "hypershift",
      jwt: [
        {
          issuer: {
            url: "https://a.example.com",
            audiences: ["k8s", "console"],
            audienceMatchPolicy: "MatchAny",
          },
          claimValidationRules: [{ claim: "hd", requiredValue: "example.com" }],
          claimMappings: {
            username: byUrl,
            groups: { claim: "groups", prefix: "" },
            uid: { claim: "sub" },
          },
        },
      ],
    },
  ])("$name", ({ text, target, jwt }) => {
    const opened = open(text);
    expect([opened.refused, opened.target]).toEqual([undefined, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual(jwt);
  });

  test.each([
    [
      "kops set cluster c spec.kubeAPIServer.oidcGroupsClaim=groups",
      "The command sets a part of the OIDC settings only: open the whole cluster (kops get cluster -o yaml).",
    ],
    [
      `kops set cluster $NAME $MORE ${fields("spec.kubeAPIServer")}`,
      "What $MORE adds in line 1 is not in the text: it may hold further settings, or other values of these. Render it first and open the result.",
    ],
    [
      "rosa create external-auth-provider -c c --name=idp --issuer-url=https://a.example.com --issuer-audiences=k8s --claim-mapping-groups-claim=groups",
      "--claim-mapping-username-claim is not given: rosa asks for it, and the answer is not in the text.",
    ],
    [
      "rosa create external-auth-provider -c c --name=idp --issuer-url=https://a.example.com --issuer-audiences=k8s --claim-mapping-username-claim=sub --claim-mapping-groups-claim=groups --claim-validation-rule=x:https://b",
      "rosa leaves out the rule x:https://b: it wants claim:value with one colon.",
    ],
    [
      "eksctl associate identityprovider -f idp.yaml",
      "This text only names another file: open idp.yaml, which the API server reads.",
    ],
  ])("%s", (text, reason) => {
    const { configuration, refused } = open(text);
    expect([configuration, refused]).toEqual([undefined, reason]);
  });
});

describe("structuredAuthentication of Giant Swarm", () => {
  const values = (oidc: string) => `global:\n  controlPlane:\n    oidc:\n${oidc}`;
  const issuers = `      structuredAuthentication:
        enabled: true
        issuers:
        - issuerUrl: https://a.example.com
          audiences: [k8s]
          usernamePrefix: "a:"
          groupsClaim: groups
          requiredClaims: [{claim: hd, requiredValue: example.com}]
        - issuerUrl: https://b.example.com
          clientId: k8s
          usernameClaim: email
          claimMappings:
            groups: {expression: claims.roles}
            uid: {claim: sub}
          claimValidationRules: [{expression: "true", message: never}]
`;
  const [first, second] = [
    {
      ...entry({ claim: "sub", prefix: "a:" }, { groups: { claim: "groups", prefix: "" } }),
      claimValidationRules: [{ claim: "hd", requiredValue: "example.com" }],
    },
    // Without a username of its own in claimMappings the chart leaves usernameClaim aside.
    {
      issuer: { url: "https://b.example.com", audiences: ["k8s"] },
      claimMappings: {
        username: { claim: "sub", prefix: "" },
        groups: { expression: "claims.roles" },
        uid: { claim: "sub" },
      },
      claimValidationRules: [{ expression: "true", message: "never" }],
    },
  ];

  test("its issuers are the file's", () => {
    expect(parse(open(values(issuers)).configuration ?? "").jwt).toEqual([first, second]);
  });

  test("the fields beside it are the first issuer, without the prefix of the flags", () => {
    const text = values(`      issuerUrl: https://c.example.com\n      clientId: k8s\n${issuers}`);
    expect(parse(open(text).configuration ?? "").jwt).toEqual([
      {
        issuer: { url: "https://c.example.com", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefix: "" } },
      },
      first,
      second,
    ]);
  });

  test("switched off the fields beside it are flags", () => {
    const text = values(
      "      issuerUrl: https://a.example.com\n      clientId: k8s\n      structuredAuthentication: {enabled: false}\n",
    );
    expect(parse(open(text).configuration ?? "").jwt).toEqual([entry(byUrl)]);
  });

  test.each([
    [
      "      structuredAuthentication: {enabled: false}\n",
      37,
      "structuredAuthentication.enabled is not true: no issuer is configured.",
    ],
    [
      issuers,
      33,
      "The chart writes the file from Kubernetes 1.34 on: with 1.33 no issuer is configured.",
    ],
  ] as const)("without effect it is refused: %s with 1.%i", (oidc, version, reason) => {
    const { configuration, refused } = open(values(oidc), version);
    expect([configuration, refused]).toEqual([undefined, reason]);
  });
});

describe("jobs whose token has the issuer of a workspace or an organization", () => {
  test.each([
    {
      name: "Bitbucket",
      text: "pipelines:\n  default:\n  - step:\n      oidc: true\n      script: [kubectl get pods]\n",
      format: "bitbucket-pipelines",
      audiences: undefined,
      note: "The step names no audience: the token's audience is ari:cloud:bitbucket::workspace/<UUID of the workspace>.",
    },
    {
      name: "Bitbucket with an audience",
      text: "options:\n  oidc: {audiences: [other]}\npipelines:\n  branches:\n    main:\n    - parallel:\n      - step:\n          oidc:\n            audiences: [k8s]\n          script: [kubectl get pods]\n",
      format: "bitbucket-pipelines",
      audiences: ["k8s"],
      note: "claims.aud is a list in expressions, even with one member.",
    },
    {
      name: "CircleCI",
      text: 'version: 2.1\njobs:\n  deploy:\n    steps:\n    - run:\n        name: Deploy\n        command: kubectl --token="$CIRCLE_OIDC_TOKEN_V2" get pods\n',
      format: "circleci",
      audiences: undefined,
      note: "The job names no audience: the token's audience is the ID of the organization.",
    },
    {
      name: "CircleCI with an audience",
      text: `version: 2.1\njobs:\n  deploy:\n    steps:\n    - run: |\n        circleci run oidc get --claims '{"aud": "k8s"}'\n`,
      format: "circleci",
      audiences: ["k8s"],
      note: "The issuer is that of the organization: https://oidc.circleci.com/org/<ID of the organization>.",
    },
  ])("$name", ({ text, format, audiences, note }) => {
    const opened = open(text);
    expect([opened.kind, opened.format, opened.client?.audiences]).toEqual([
      ...["client", format, audiences],
    ]);
    expect(opened.client?.notes).toContain(note);
  });
});
