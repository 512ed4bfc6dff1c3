import { describe, expect, test } from "vitest";
import { readCertificate } from "./certificate.ts";

// Made with openssl for these tests; their keys are gone.
const client = `-----BEGIN CERTIFICATE-----
MIIB9jCCAZygAwIBAgIUa4TqAJ+430JAF2PsaRyKDy2oqbUwCgYIKoZIzj0EAwIw
STEOMAwGA1UEAwwFZmlyc3QxDTALBgNVBAMMBGphbmUxDDAKBgNVBAoMA2RldjEM
MAoGA1UECgwDb3BzMQwwCgYDVQQKDANkZXYwHhcNMjYxMTIyMDQwMDA3WhcNMzYx
MTE5MDQwMDA3WjBJMQ4wDAYDVQQDDAVmaXJzdDENMAsGA1UEAwwEamFuZTEMMAoG
A1UECgwDZGV2MQwwCgYDVQQKDANvcHMxDDAKBgNVBAoMA2RldjBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABBt9Dx2W5B614QfAjwrvkFPVinDwmZ1iE3rJbBqkA9VQ
BwNrL/d+4gtceqcQH/V/91XtjOPmBS2ySUkkGd9XK1mjYjBgMB0GA1UdDgQWBBRA
j4FQ7IJrBz/X4frliH3zLQ1thDAfBgNVHSMEGDAWgBRAj4FQ7IJrBz/X4frliH3z
LQ1thDATBgNVHSUEDDAKBggrBgEFBQcDAjAJBgNVHRMEAjAAMAoGCCqGSM49BAMC
A0gAMEUCIF3fOQ7i8kxbwKJDCeUoodn5rPrpuJd14uiOb2SWetc8AiEArud3dkOC
M5UOR/hULzIfHvMJaQjbKn+WtuOeV2vc614=
-----END CERTIFICATE-----
`;
const request = `-----BEGIN CERTIFICATE REQUEST-----
MIIBEzCBugIBADBYMRAwDgYDVQQDDAdNWV9VU0VSMQ8wDQYDVQQKDAZURUFNX0Ex
DzANBgNVBAoMBlRFQU1fQTEiMCAGCSqGSIb3DQEJARYTTVlfVVNFUkBleGFtcGxl
LmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBt9Dx2W5B614QfAjwrvkFPV
inDwmZ1iE3rJbBqkA9VQBwNrL/d+4gtceqcQH/V/91XtjOPmBS2ySUkkGd9XK1mg
ADAKBggqhkjOPQQDAgNIADBFAiB9+BnYZ+BaxG3fRvqLglYVZzJrE893waK5v0Wl
fpAFmgIhAPd9sVbI5y2LHK7ddBvgUwB3HhOWiFeYWzjM9y9O9CQZ
-----END CERTIFICATE REQUEST-----
`;
const server = `-----BEGIN CERTIFICATE-----
MIIBhjCCASygAwIBAgIUc93M9Yh3s/trJGB2nS0HD4vH5uYwCgYIKoZIzj0EAwIw
DjEMMAoGA1UECgwDZGV2MB4XDTI2MTEyMjA0MDAwN1oXDTI2MTEyMzA0MDAwN1ow
DjEMMAoGA1UECgwDZGV2MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEG30PHZbk
HrXhB8CPCu+QU9WKcPCZnWITeslsGqQD1VAHA2sv937iC1x6pxAf9X/3Ve2M4+YF
LbJJSSQZ31crWaNoMGYwHQYDVR0OBBYEFECPgVDsgmsHP9fh+uWIffMtDW2EMB8G
A1UdIwQYMBaAFECPgVDsgmsHP9fh+uWIffMtDW2EMA8GA1UdEwEB/wQFMAMBAf8w
EwYDVR0lBAwwCgYIKwYBBQUHAwEwCgYIKoZIzj0EAwIDSAAwRQIhAN1zjAwaVmx/
NdFxwqur7WC1CR3dnRoZSKJRo5yutLpOAiBsAKbsAnBCBT7/qElfjv0CHzIh3h8l
hySoiYtpB39czw==
-----END CERTIFICATE-----
`;
const now = Date.UTC(2026, 11, 1) / 1000;

describe("readCertificate", () => {
  test("a client certificate: the last CN, every O, the fingerprint", () => {
    expect(readCertificate(client, now, 37)).toEqual({
      kind: "certificate",
      user: {
        username: "jane",
        uid: "",
        groups: ["dev", "ops", "dev", "system:authenticated"],
        extra: {
          "authentication.kubernetes.io/credential-id": [
            "X509SHA256=381ad1f4a090bc785a16ea642ebac034d29eff3d191f173b066c7d30d8366a78",
          ],
        },
      },
      notBefore: Date.UTC(2026, 10, 22, 4, 0, 7) / 1000,
      notAfter: Date.UTC(2036, 10, 19, 4, 0, 7) / 1000,
      notes: [
        "It has several common names: the last one counts.",
        'The group "dev" (O) is in it twice.',
      ],
    });
  });

  test("before 1.32 nothing is said of the credential", () => {
    const read = readCertificate(client, now, 31);
    expect(read.kind === "certificate" && read.user?.extra).toEqual({});
  });

  test("as a kubeconfig holds it", () => {
    const text = `    client-certificate-data: ${btoa(client)}\n`;
    const read = readCertificate(text, now, 37);
    expect(read.kind === "certificate" && read.user?.username).toBe("jane");
  });

  test("a request", () => {
    expect(readCertificate(request, now, 37)).toEqual({
      kind: "request",
      user: {
        username: "MY_USER",
        uid: "",
        groups: ["TEAM_A", "TEAM_A", "system:authenticated"],
        extra: {},
      },
      notes: ['The group "TEAM_A" (O) is in it twice.'],
    });
  });

  test("a certificate that no client can use", () => {
    const read = readCertificate(server, now, 37);
    expect(read.kind === "certificate" && [read.user, read.notes]).toEqual([
      undefined,
      [
        "It has no common name (CN): the server finds no user in it.",
        "The certificate has expired: the server refuses it.",
        "This is the certificate of an authority, not of a client.",
        "Its extended key usage is not for clients: the server refuses it.",
      ],
    ]);
  });

  const keys = {
    "in PKCS #8": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "after a certificate": `${client}-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n`,
    "with a password":
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    "in a kubeconfig": "    client-key-data: LS0tLS1CRUdJTg==\n",
    "in Base64": btoa(
      "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAA\n-----END RSA PRIVATE KEY-----\n",
    ),
  };

  test.each(Object.entries(keys))("a private key %s is refused", (_, text) => {
    expect(readCertificate(text, now, 37)).toEqual({
      kind: "private-key",
      message:
        "This holds a private key. It is not read and not kept; paste the certificate alone.",
    });
  });

  test.each([
    ["an empty text", ""],
    ["a word", "jane"],
    ["a certificate cut short", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ])("%s is unreadable", (_, text) =>
    expect(readCertificate(text, now, 37).kind).toBe("unreadable"),
  );
});
