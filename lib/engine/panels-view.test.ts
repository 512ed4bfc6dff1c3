import { describe, expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import { describeDroppedFields, isForGardener } from "./gardener-view.ts";
import type { PanelsInput, PanelsSource } from "./panels-view.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n";
const issuer = (url: string, more = "") => `- issuer:
    url: ${url}
    audiences: [k]
${more}  claimMappings:
    username: {claim: sub, prefix: "${url}#"}
`;
const one = `${head}jwt:\n${issuer("https://a.example.com")}`;
const two = `${one}${issuer("https://b.example.com")}`;
const pem = `-----BEGIN CERTIFICATE-----
MIIBpDCCAUmgAwIBAgIUKSfMwMPkyjNTfHR5K/CFizQoQEMwCgYIKoZIzj0EAwIw
JzEQMA4GA1UECgwHRXhhbXBsZTETMBEGA1UEAwwKZXhhbXBsZSBjYTAeFw0yNjEx
MjIwNDM4NTFaFw0zNjExMTkwNDM4NTFaMCcxEDAOBgNVBAoMB0V4YW1wbGUxEzAR
BgNVBAMMCmV4YW1wbGUgY2EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAROcmAg
ktFnrN55ekcV3NY/c4OlffTDrsto+h28Jv4StkJ7uQab4RdX2llm99cCwU7MJPzM
iZuEcgNFPsdq3rAro1MwUTAdBgNVHQ4EFgQU3Qew5qIlGxKcVEn32vNFz36Sq64w
HwYDVR0jBBgwFoAU3Qew5qIlGxKcVEn32vNFz36Sq64wDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNJADBGAiEAj7pPbKdiO6XgwSutSlR/7y4/wqN2jlTKjyjV
GsSE7UwCIQCqMX/pv9Uh5YLtX5FuyA/WtMzpvuQGD/slJWtOfeR3IA==
-----END CERTIFICATE-----
`;
const indented = (text: string) => text.trim().replace(/^/gm, "      ");
const withAuthority = (text: string) =>
  `${head}jwt:\n${issuer("https://a.example.com", `    certificateAuthority: |\n${indented(text)}\n`)}`;

const engine = createEngine();

function view(source: Partial<PanelsSource>, input: Partial<PanelsInput> = {}) {
  const whole: PanelsSource = {
    minor: 37,
    configuration: one,
    target: "static-pod",
    disallowedIssuers: [],
    now: 1_800_000_000,
    ...source,
  };
  return engine.viewPanels(whole, { metrics: "", unreachable: [], ...input });
}

describe("versions", () => {
  test("an empty text is on no version", async () => {
    expect((await view({ configuration: " \n" })).versions).toEqual([]);
  });

  test("each version has its verdict and its advice", async () => {
    const { versions } = await view({ configuration: one.replace("v1beta1", "v1") });
    expect(versions.map(({ accepted }) => accepted)).toEqual([
      ...Array(4).fill(false),
      ...Array(5).fill(true),
    ]);
    expect(versions[0]?.advice?.fix?.title).toBe(
      "Write apiVersion: apiserver.config.k8s.io/v1beta1",
    );
  });

  test("of many findings the first are shown and the others counted", async () => {
    const fields = Array.from({ length: 50 }, (_, index) => `x${index}: 1\n`).join("");
    const { versions } = await view({ configuration: one + fields });
    expect(versions.map(({ findings, more }) => [findings.length, more])).toEqual(
      Array(9).fill([20, 30]),
    );
  });

  test("the server's own issuers are forbidden", async () => {
    const { versions } = await view({ disallowedIssuers: ["https://a.example.com"] });
    expect(versions.some(({ accepted }) => accepted)).toBe(false);
  });
});

describe("what runs", () => {
  const cases: {
    name: string;
    source: Partial<PanelsSource>;
    unreachable?: readonly string[];
    want: object;
  }[] = [
    { name: "the same", source: { running: one }, want: { kind: "unchanged" } },
    {
      name: "nothing valid, with the reason",
      source: { running: "" },
      want: { kind: "not-running", reasons: ["empty config data"] },
    },
    {
      name: "an edit that waits for its issuers",
      source: { running: one, configuration: two },
      want: { kind: "waits", issuers: ["https://a.example.com", "https://b.example.com"] },
    },
    {
      name: "issuers that do not answer are named together",
      source: { running: one, configuration: two },
      unreachable: ["https://b.example.com", "https://a.example.com", "https://gone.example.com"],
      want: {
        kind: "waits",
        unreachable: {
          issuers: ["https://a.example.com", "https://b.example.com"],
          line: String.raw`"failed to update authentication config" err="[oidc: authenticator for issuer \"https://a.example.com\" is not healthy: Get \"https://a.example.com/.well-known/openid-configuration\": …, oidc: authenticator for issuer \"https://b.example.com\" is not healthy: Get \"https://b.example.com/.well-known/openid-configuration\": …, context deadline exceeded]"`,
        },
      },
    },
    {
      name: "a changed anonymous",
      source: { running: one, configuration: `${one}anonymous: {enabled: true}\n` },
      want: { kind: "refused", stage: "validate", anonymousChanged: true },
    },
  ];

  test.each(cases)("$name", async ({ source, unreachable = [], want }) => {
    expect((await view(source, { unreachable })).running?.outcome).toMatchObject(want);
  });

  test("replicas are told apart by the hash of the text", async () => {
    const { hash } = await view({ configuration: two });
    const metrics = `apiserver_authentication_config_controller_last_config_info{apiserver_id_hash="sha256:x",hash="${hash}"} 1\n`;
    const { replicas, hashReported } = await view(
      { configuration: two, running: one },
      { metrics },
    );
    expect(hashReported).toBe(true);
    expect(replicas).toEqual([
      { server: "sha256:x", configHash: hash, runs: "edited", failing: false },
    ]);
    expect((await view({ configuration: one, running: two }, { metrics })).replicas[0]?.runs).toBe(
      "running",
    );
  });

  test("what goes to the page can be copied between workers", async () => {
    const whole = await view(
      { running: one, configuration: withAuthority(pem), target: "gardener" },
      { unreachable: ["https://a.example.com"] },
    );
    expect(structuredClone(whole)).toEqual(whole);
  });
});

describe("Gardener", () => {
  const dropping = `${one}unknown: 1\n`;

  test("its admission is asked for its own target alone", async () => {
    expect((await view({})).gardener).toBeUndefined();
    expect((await view({ target: "gardener", configuration: dropping })).gardener).toEqual({
      verdict: "admitted",
      reasons: [],
      dropped: [{ path: "unknown", span: expect.objectContaining({}) }],
    });
  });

  test("a dropped field is a finding of ours at its place", async () => {
    const { gardener } = await view({ target: "gardener", configuration: dropping });
    const [finding, ...others] = gardener ? describeDroppedFields(gardener, 37) : [];
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "gardener/dropped-field", source: "claimcheck" });
    expect(dropping.slice(finding?.span.start, finding?.span.end)).toContain("unknown");
    expect(isForGardener(dropping, "kubeadm")).toBe(false);
  });
});

describe("certificate authorities", () => {
  const day = 86_400;
  const made = Date.UTC(2026, 10, 22, 4, 38, 51) / 1000;
  const end = Date.UTC(2036, 10, 19, 4, 38, 51) / 1000;
  const lives = [
    { name: "not yet valid", now: made - day, want: "not-yet-valid" },
    { name: "valid", now: made + day, want: "valid" },
    { name: "expired", now: end + day, want: "expired" },
  ];

  test.each(lives)("$name", async ({ now, want }) => {
    const { authorities } = await view({ configuration: withAuthority(pem), now });
    expect(authorities).toEqual([
      {
        issuer: { index: 0, url: "https://a.example.com" },
        span: expect.objectContaining({}),
        certificates: [
          {
            subject: "CN=example ca,O=Example",
            notBefore: made,
            notAfter: end,
            validity: want,
            isCA: true,
            isSelfIssued: true,
            key: "ECDSA P-256",
          },
        ],
      },
    ]);
  });

  test("a text that is no certificate has the server's reason", async () => {
    const { authorities } = await view({ configuration: withAuthority("nothing") });
    expect(authorities.map(({ problem, certificates }) => ({ problem, certificates }))).toEqual([
      {
        problem: "data does not contain any valid RSA or ECDSA certificates",
        certificates: [],
      },
    ]);
  });

  test("an issuer without one is not listed", async () => {
    expect((await view({})).authorities).toEqual([]);
  });
});
