import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePem } from "./pem.ts";
import { parseCertificates } from "./x509.ts";

const rsa = `-----BEGIN CERTIFICATE-----
MIIDOTCCAiGgAwIBAgIUWjIqhVgBusEo7wyt+wBvtK4ftcAwDQYJKoZIhvcNAQEL
BQAwLDEVMBMGA1UECgwMRXhhbXBsZSwgSW5jMRMwEQYDVQQDDApleGFtcGxlIGNh
MB4XDTI2MTEyMjAzNDIxN1oXDTI3MTEyMjAzNDIxN1owLDEVMBMGA1UECgwMRXhh
bXBsZSwgSW5jMRMwEQYDVQQDDApleGFtcGxlIGNhMIIBIjANBgkqhkiG9w0BAQEF
AAOCAQ8AMIIBCgKCAQEApCR+EDWc8VDE2WN46cWNGR+pj0UOD4tT7UW8Jia3XYo4
IveS6Uq5u9Ce2727RsudInYTM1EowyZQXgpj434HXX5VKgxdyR2ej14PTb6DQzvE
coItp8vjqk9YIpk1CpY2f860XnrUpKwufjxb0lnd+7+FSNZaf2Sc1XWxpjAMDtd9
LLHkpyCwFt0/T7eMzczvoGgnVI7HeNXee+ETd+XznM83stCkGLGYKtTKEiN7wEKm
rERscObM/ze6ir5Ay0U00ZHXL8fyxVnIURDmo+LY5US+yRB4E+Mqa5mUgwYwZjCk
ni/ga2WJmtBRQ8rvLuo83GHmC6zS0KCAitoMjEi+GwIDAQABo1MwUTAdBgNVHQ4E
FgQU4BQSQgU287Jh7wManvcTFDFuvqMwHwYDVR0jBBgwFoAU4BQSQgU287Jh7wMa
nvcTFDFuvqMwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAElpB
54Zqd7r10lU7Bj3588ZL/8SzZ1S854BGge/NbsK5yqiV9GSZoIOyQYXxDDST/1K/
r9xI94MxwYeP6dyppPgF/ZFRND3fC81oxCLD6fNZ6swmfC2P+SgRNnkBGnZbJ5a9
F1oInnZe9PczFA61wYfxcKh5B744HqagtqeC3DXWD74Xs+eLRbvJ77JkOhtExxgW
PHVr6UA28KG3KxvIi9dHOq8qNj08eRKuvXuyRyP/w3njwTCeVUid5F4BtS4Y6UJw
VXIHyPhy584DO9G44fjD5j9yQqYvaY5ODARrYRdd6ucMw5+rsgZ3R5iXdfodsh44
bUzuyiK6N4S2TFbhlw==
-----END CERTIFICATE-----
`;
const ecdsa = `-----BEGIN CERTIFICATE-----
MIIBwzCCAWmgAwIBAgIULYrfORI6S8xf8RbV9NMW/TVk3u4wCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFZWMgw6QwIBcNMjYxMTIyMDM0MjE4WhgPMjEyNjEwMjkwMzQy
MThaMBAxDjAMBgNVBAMMBWVjIMOkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
gYOtXL1lPGWg3Vpdpt76YvRGb5v/65xr+GSHkCUy11LaldAIJO5xstMLTerQWw+x
39JDPw+UxfWjT5T4MiCKl6OBnjCBmzAdBgNVHQ4EFgQUBNyR9kW04jMv9PowYmGr
RL1gjAcwHwYDVR0jBBgwFoAUBNyR9kW04jMv9PowYmGrRL1gjAcwDwYDVR0TAQH/
BAUwAwEB/zAfBgNVHREEGDAWggNhLmKHBAECAwSGCWh0dHBzOi8veDALBgNVHQ8E
BAMCAgQwGgYDVR0eBBMwEaAPMA2CC2V4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gA
MEUCIQDQchReFD636LneykuVBgz5Uq/CwfU+mSo9SLU27OoEEAIgPFU59y7vrGmw
3HS//PP5WXtdR00FJGCvZOrPIMsq5u0=
-----END CERTIFICATE-----
`;
const leaf = `-----BEGIN CERTIFICATE-----
MIICRjCCAa+gAwIBAgIUd6q/RfczYiT81HLwqbmTRmW0NAQwDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEbGVhZjAeFw0yNjExMjIwMzQyMThaFw0yNzExMjIwMzQy
MThaMA8xDTALBgNVBAMMBGxlYWYwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
AKTyPKL4IVgFBxomwtXisqOy23dyNHCQPoAKmfVg7eZMskYuBIim+NfiZzTXQlqA
muGi2hjLwECTdDiqERdNFyvrxCrS95qc2rSDuX8iF/UBf8OHe/+oU1s3O37t0MV4
GFDNGvc1aKnhoh0ReJoid4melmOR4r8vQSYTeMiwZ6arAgMBAAGjgZ4wgZswHQYD
VR0OBBYEFE+B4USbVsxshAQevs5aOKvMZH/dMB8GA1UdIwQYMBaAFE+B4USbVsxs
hAQevs5aOKvMZH/dMAwGA1UdEwEB/wQCMAAwEwYDVR0lBAwwCgYIKwYBBQUHAwEw
EAYDVR0gBAkwBzAFBgMqAwQwJAYIKwYBBQUHAQEEGDAWMBQGCCsGAQUFBzABhgho
dHRwOi8veDANBgkqhkiG9w0BAQsFAAOBgQBYQ0/4HNewFbN0aFEbRW84tN6oeRKQ
PEBBB2NKr1pQz6dOsXakkmG+Auh88botg4NagdGZRNauZUrzyROiXzfyDZDKDIMB
cFAclrwtK//b+sm8fWdmkHp1lOjd1EQDs/gwxydti3ISTMRsZnEH9zx7uxFnZvXY
RbNpuYMCvgVlPQ==
-----END CERTIFICATE-----
`;

test("certificates say whose they are, until when, and whether they sign", () => {
  const parsed = parseCertificates(`# roots\n${rsa}\n${ecdsa}${leaf}`);
  expect(
    parsed.kind === "ok" && parsed.value.map(({ start: _s, end: _e, ...rest }) => rest),
  ).toEqual([
    {
      subject: "CN=example ca,O=Example\\, Inc",
      issuer: "CN=example ca,O=Example\\, Inc",
      notBefore: 1795318937,
      notAfter: 1826854937,
      isCA: true,
      key: "RSA 2048",
      isSelfIssued: true,
    },
    {
      subject: "CN=ec ä",
      issuer: "CN=ec ä",
      notBefore: 1795318938,
      notAfter: 4948918938,
      isCA: true,
      key: "ECDSA P-256",
      isSelfIssued: true,
    },
    {
      subject: "CN=leaf",
      issuer: "CN=leaf",
      notBefore: 1795318938,
      notAfter: 1826854938,
      isCA: false,
      key: "RSA 1024",
      isSelfIssued: true,
    },
  ]);
});

describe("what is no certificate is refused in Go's words", () => {
  const none = "data does not contain any valid RSA or ECDSA certificates";
  const cases: { name: string; pem: string; want: string }[] = [
    { name: "a path", pem: "/etc/ssl/ca.crt", want: none },
    { name: "another type", pem: rsa.replaceAll("CERTIFICATE", "PUBLIC KEY"), want: none },
    { name: "headers", pem: rsa.replace("\n", "\nProc-Type: 4\n\n"), want: none },
    { name: "no end", pem: rsa.slice(0, -10), want: none },
    { name: "indented", pem: ` ${rsa}`, want: none },
    { name: "an empty block", pem: block(""), want: "x509: malformed certificate" },
    { name: "no DER", pem: block("AAAA"), want: "x509: malformed certificate" },
    {
      name: "cut off",
      pem: edit((der) => der.subarray(0, -1)),
      want: "x509: malformed certificate",
    },
    { name: "too long", pem: edit((der) => Uint8Array.of(...der, 0)), want: "x509: trailing data" },
    {
      name: "version 4",
      pem: patch([0xa0, 3, 2, 1, 2], [0xa0, 3, 2, 1, 3]),
      want: "x509: invalid version",
    },
    {
      name: "another algorithm inside",
      pem: patch([0x0d, 1, 1, 0x0b], [0x0d, 1, 1, 0x0c]),
      want: "x509: inner and outer signature algorithm identifiers don't match",
    },
    {
      name: "a time that is none",
      pem: patch([0x17, 0x0d], [0x17, 0x0d, 0x39, 0x39, 0x39, 0x39]),
      want: "x509: malformed UTCTime",
    },
    {
      name: "a point off the curve",
      pem: edit((der) => der.map((byte, i) => (i === 190 ? byte ^ 1 : byte)), ecdsa),
      want: "P256 point not on curve",
    },
  ];
  test.each(cases)("$name", ({ pem, want }) => {
    const parsed = parseCertificates(pem);
    expect(parsed.kind === "error" ? parsed.message : parsed.value.length).toBe(want);
  });
});

test("no bytes make the parser throw", () => {
  const [{ bytes } = { bytes: new Uint8Array() }] = parsePem(ecdsa);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(3), (at, byte, cut) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = byte;
      const parsed = parseCertificates(encode(changed.subarray(0, changed.length - cut)));
      expect(["ok", "error"]).toContain(parsed.kind);
    }),
    { numRuns: 500 },
  );
});

function block(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function encode(der: Uint8Array): string {
  return block(btoa(String.fromCharCode(...der)));
}

function edit(change: (der: Uint8Array) => Uint8Array, pem = rsa): string {
  const [found] = parsePem(pem);
  return encode(change(found?.bytes ?? new Uint8Array()));
}

/** Overwrites the bytes at the first place where others stand. */
function patch(from: readonly number[], to: readonly number[]): string {
  return edit((der) => {
    const changed = Uint8Array.from(der);
    const at = der.findIndex((_, i) => from.every((byte, k) => der[i + k] === byte));
    changed.set(to, at);
    return changed;
  });
}
