import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority, serve, type TestAuthority } from "../testing/test-issuer.ts";
import { answerDiscovery } from "./answer-discovery.ts";
import { discoverKeys } from "./discover.ts";
import type { FetchOptions } from "./fetch-pinned.ts";
import { parseAllowedNetworks } from "./networks.ts";

let authority: TestAuthority;
let server: Server;
let port: number;
let options: FetchOptions;
let lookups: string[] = [];

// Packed before anything is asked: the time of an answer is limited.
const bomb = gzipSync("x".repeat(50_000_000));

const keys = {
  keys: [
    { kty: "EC", crv: "P-256", kid: "a", alg: "ES256", use: "sig", x: "x", y: "y" },
    { kty: "RSA", kid: "b", n: "_w", e: "AQAB" },
  ],
};

const keysAndMore = {
  next: "https://inside.test/page/2",
  keys: [
    { kty: "EC", crv: "P-256", kid: "a", x: "x", y: "y", x5c: ["MII"], d: "private" },
    { kty: "oct", k: "secret", kid: { note: "secret" } },
    "secret",
  ],
};

beforeAll(async () => {
  authority = await createAuthority();
  ({ port, server } = await serve(await authority.issue(["127.0.0.1", "issuer.test"]), answer));
  options = {
    allowed: parseAllowedNetworks(`127.0.0.1/32:${port}`).networks,
    limits: { time: 1500, size: 10_000, redirects: 2 },
    resolve: async (host) => {
      lookups.push(host);
      if (host === "issuer.test") return ["127.0.0.1"];
      if (host === "inside.test") return ["10.0.0.7"];
      if (host === "mixed.test") return ["127.0.0.1", "169.254.169.254"];
      throw new Error("ENOTFOUND");
    },
  };
});

afterAll(() => {
  server.close();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const base = `https://issuer.test:${port}`;
  const path = request.url ?? "";
  const issuer = path.split("/")[1] ?? "";
  const document = {
    issuer: `${base}/${issuer}`,
    jwks_uri: `${base}/keys`,
    id_token_signing_alg_values_supported: ["ES256"],
  };
  const send = (status: number, type: string, body: string | Buffer, headers = {}): void => {
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  };
  if (path === "/keys-more") send(200, "application/json", JSON.stringify(keysAndMore));
  else if (path === "/keys") send(200, "application/json", JSON.stringify(keys));
  else if (path === "/keys-gone") send(503, "text/plain", "later");
  else if (issuer === "good" || path === "/elsewhere")
    send(200, "application/json", JSON.stringify({ ...document, issuer: `${base}/good` }));
  else if (issuer === "other")
    send(200, "application/json", JSON.stringify({ ...document, issuer: base }));
  else if (issuer === "no-keys")
    send(200, "application/json", JSON.stringify({ ...document, jwks_uri: undefined }));
  else if (issuer === "keys-gone")
    send(200, "application/json", JSON.stringify({ ...document, jwks_uri: `${base}/keys-gone` }));
  else if (issuer === "keys-inside")
    send(
      200,
      "application/json",
      JSON.stringify({ ...document, jwks_uri: "https://inside.test/keys" }),
    );
  else if (issuer === "keys-more")
    send(200, "application/json", JSON.stringify({ ...document, jwks_uri: `${base}/keys-more` }));
  else if (issuer === "long-error") send(500, "text/plain", "secret ".repeat(1000));
  else if (issuer === "long-name")
    send(200, "application/json", JSON.stringify({ ...document, issuer: "x".repeat(5000) }));
  else if (issuer === "packed")
    send(
      200,
      "application/json",
      gzipSync(JSON.stringify({ ...document, issuer: `${base}/packed` })),
      {
        "content-encoding": "gzip",
      },
    );
  else if (issuer === "bomb") send(200, "application/json", bomb, { "content-encoding": "gzip" });
  else if (issuer === "packed-huge")
    send(200, "application/json", gzipSync(randomBytes(20_000)), { "content-encoding": "gzip" });
  else if (issuer === "half-packed")
    send(200, "application/json", gzipSync("x".repeat(100)).subarray(0, 20), {
      "content-encoding": "gzip",
    });
  else if (issuer === "drip") {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 100);
    response.on("close", () => clearInterval(timer));
  } else if (issuer === "html") send(200, "text/html", "<html>");
  else if (issuer === "cut") send(200, "application/json", '{"issuer": tru');
  else if (issuer === "number") send(200, "application/json; charset=utf-8", '{"issuer": 1}');
  else if (issuer === "huge") send(200, "application/json", "x".repeat(20_000));
  else if (issuer === "inward") send(302, "text/plain", "", { location: "https://10.0.0.1/" });
  else if (issuer === "plain") send(302, "text/plain", "", { location: "http://issuer.test/" });
  else if (issuer === "loop") send(302, "text/plain", "", { location: path });
  else if (issuer === "moved") send(301, "text/plain", "", { location: "/elsewhere" });
  else if (issuer === "slow") return;
  else send(404, "text/plain", "not found");
}

describe("discoverKeys", () => {
  const cases: { issuer: string; kind?: "discovered"; message?: string | RegExp; log?: string }[] =
    [
      { issuer: "/good", kind: "discovered" },
      {
        issuer: "/other",
        message: /names the issuer/,
        log: 'oidc: issuer did not match the issuer returned by provider, expected "BASE/other" got "BASE"',
      },
      {
        issuer: "/no-keys",
        message: "The discovery document has no jwks_uri.",
        log: "provider did not return JWKS URL",
      },
      { issuer: "/keys-gone", message: /answered 503 Service Unavailable for its key set/ },
      {
        issuer: "/keys-inside",
        message: /10\.0\.0\.7 is a private address.*CLAIMCHECK_ALLOW_NETWORKS/,
      },
      {
        issuer: "/html",
        message: "The discovery document is HTML or XML, not JSON.",
        log: "oidc: failed to decode provider discovery object: expected Content-Type = application/json, got \"text/html\": invalid character '<' looking for beginning of value",
      },
      {
        issuer: "/cut",
        message: "The server cannot read the discovery document.",
        log: "oidc: failed to decode provider discovery object: got Content-Type = application/json, but could not unmarshal as JSON: invalid character ' ' in literal true (expecting 'e')",
      },
      {
        issuer: "/number",
        message: "The server cannot read the discovery document.",
        log: "oidc: failed to decode provider discovery object: got Content-Type = application/json, but could not unmarshal as JSON: json: cannot unmarshal number into Go struct field providerJSON.issuer of type string",
      },
      {
        issuer: "/absent",
        message: "The issuer answered 404 Not Found at its discovery URL.",
        log: "404 Not Found: not found",
      },
      { issuer: "/huge", message: "the answer is larger than 10000 bytes" },
      { issuer: "/slow", message: "no answer within 1.5 s" },
      { issuer: "/drip", message: "no answer within 1.5 s" },
      { issuer: "/packed", kind: "discovered" },
      { issuer: "/bomb", message: "the answer is larger than 10000 bytes" },
      { issuer: "/packed-huge", message: "the answer is larger than 10000 bytes" },
      { issuer: "/half-packed", message: "unexpected end of file" },
      {
        issuer: "/long-error",
        message: "The issuer answered 500 Internal Server Error at its discovery URL.",
        log: `500 Internal Server Error: ${"secret ".repeat(36)}secr…`,
      },
      {
        issuer: "/long-name",
        message: /^The discovery document names the issuer "x{256}…", not/,
        log: `oidc: issuer did not match the issuer returned by provider, expected "BASE/long-name" got "${"x".repeat(256)}…"`,
      },
      { issuer: "/inward", message: /10\.0\.0\.1 is a private address/ },
      { issuer: "/plain", message: "only https is fetched, not http" },
      { issuer: "/loop", message: "more than 2 redirects" },
      { issuer: "https://inside.test", message: /10\.0\.0\.7 is a private address/ },
      { issuer: "https://mixed.test:PORT", message: /169\.254\.169\.254 is a link-local address/ },
      { issuer: "https://127.0.0.1", message: /127\.0\.0\.1 is a loopback address/ },
      { issuer: "https://[::ffff:127.0.0.1]", message: /is an IPv6 form of an IPv4 address/ },
      { issuer: "https://2130706433", message: /127\.0\.0\.1 is a loopback address/ },
      {
        issuer: "https://user:password@issuer.test",
        message: "the URL carries a user or password",
      },
      { issuer: "http://issuer.test", message: "only https is fetched, not http" },
      {
        issuer: "https://nowhere.test",
        message: "nowhere.test has no address (ENOTFOUND)",
        log: 'Get "https://nowhere.test/.well-known/openid-configuration": dial tcp: lookup nowhere.test: no such host',
      },
    ];
  test.each(cases)(
    "answers for the issuer $issuer",
    async ({ issuer, kind = "failed", message, log }) => {
      const base = `https://issuer.test:${port}`;
      const found = await discoverKeys(
        {
          issuer: issuer.startsWith("/") ? base + issuer : issuer.replace("PORT", String(port)),
          certificateAuthority: authority.certificate,
        },
        options,
      );
      expect(found.kind).toBe(kind);
      if (typeof message === "object") expect(found.message).toMatch(message);
      else expect(found.message).toBe(message);
      const lines = log?.replaceAll("BASE", base);
      expect(found.log).toBe(
        lines?.startsWith("provider")
          ? lines
          : lines && `oidc authenticator: initializing plugin: ${lines}`,
      );
    },
  );

  test("says what it got", async () => {
    const issuer = `https://issuer.test:${port}/good`;
    const found = await discoverKeys(
      { issuer, certificateAuthority: authority.certificate },
      options,
    );
    expect(found.keys).toEqual([
      { kid: "a", kty: "EC", alg: "ES256", use: "sig", size: "P-256" },
      { kid: "b", kty: "RSA", alg: "", use: "", size: "8" },
    ]);
    expect(found.algorithms).toEqual(["ES256"]);
    expect(JSON.parse(found.jwks ?? "")).toEqual(keys);
    expect(found.keySet?.address).toBe("127.0.0.1");
    expect(found.discovery.chain.map(({ subject, issuer: by }) => [subject, by])).toEqual([
      ["CN=127.0.0.1", "CN=Claimcheck test authority"],
      ["CN=Claimcheck test authority", "CN=Claimcheck test authority"],
    ]);
    expect(found.curl).toEqual([
      `curl -sS --cacert ca.pem '${issuer}/.well-known/openid-configuration'`,
      `curl -sS --cacert ca.pem 'https://issuer.test:${port}/keys'`,
    ]);
  });

  test("passes on public keys and nothing else", async () => {
    const found = await discoverKeys(
      {
        issuer: `https://issuer.test:${port}/keys-more`,
        certificateAuthority: authority.certificate,
      },
      options,
    );
    expect(JSON.parse(found.jwks ?? "")).toEqual({
      keys: [
        { kty: "EC", crv: "P-256", kid: "a", x: "x", y: "y", x5c: ["MII"] },
        { kty: "oct" },
        {},
      ],
    });
    expect(found.message).toBe(
      'The key set has more than public keys; this was left out: "next", "d", "k", "kid", "a key that is no object". kube-apiserver reads the key set whole.',
    );
  });

  test("ends when the visitor has gone", async () => {
    const gone = new AbortController();
    const found = discoverKeys(
      { issuer: `https://issuer.test:${port}/slow`, certificateAuthority: authority.certificate },
      { ...options, limits: { time: 60_000 }, signal: gone.signal },
    );
    setTimeout(() => gone.abort(), 100);
    expect((await found).kind).toBe("failed");
  });

  test("asks discoveryURL instead of the issuer", async () => {
    const base = `https://issuer.test:${port}`;
    const found = await discoverKeys(
      {
        issuer: `${base}/good`,
        discoveryURL: `${base}/elsewhere`,
        certificateAuthority: authority.certificate,
      },
      options,
    );
    expect([found.kind, found.discovery.url]).toEqual(["discovered", `${base}/elsewhere`]);
  });

  test("follows a redirect and tells it", async () => {
    const base = `https://issuer.test:${port}`;
    const found = await discoverKeys(
      { issuer: `${base}/moved`, certificateAuthority: authority.certificate },
      options,
    );
    expect(found.discovery.redirects).toEqual([`${base}/moved/.well-known/openid-configuration`]);
    expect(found.message).toMatch(/names the issuer/);
  });

  test("without the authority the certificate is not trusted", async () => {
    const found = await discoverKeys({ issuer: `https://issuer.test:${port}/good` }, options);
    expect(found.log).toBe(
      `oidc authenticator: initializing plugin: Get "https://issuer.test:${port}/good/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    );
  });

  test("a name that changes between check and connection is connected to what was checked", async () => {
    lookups = [];
    let calls = 0;
    const found = await discoverKeys(
      { issuer: `https://issuer.test:${port}/absent`, certificateAuthority: authority.certificate },
      { ...options, resolve: async () => (calls++ === 0 ? ["127.0.0.1"] : ["10.0.0.1"]) },
    );
    expect([found.discovery.address, calls]).toEqual(["127.0.0.1", 1]);
  });
});

describe("answerDiscovery", () => {
  const ask = async (
    headers: Record<string, string>,
    body: string,
    proxy = "",
    allowedNetworks = "",
  ): Promise<[number, Record<string, unknown>]> => {
    const request = new Request("https://claimcheck.test/api/discover", {
      method: "POST",
      headers,
      body,
    });
    const response = await answerDiscovery(request, { allowedNetworks, proxy });
    return [response.status, (await response.json()) as Record<string, unknown>];
  };
  const own = {
    host: "claimcheck.test",
    origin: "https://claimcheck.test",
    "content-type": "application/json",
  };
  const cases = [
    {
      name: "another origin",
      headers: { ...own, origin: "https://evil.test" },
      body: "{}",
      want: [403, "Only Claimcheck's own page may ask for keys."],
    },
    {
      name: "no origin",
      headers: { host: "claimcheck.test", "content-type": "application/json" },
      body: "{}",
      want: [403, "Only Claimcheck's own page may ask for keys."],
    },
    {
      name: "another site by the browser's word",
      headers: { ...own, "sec-fetch-site": "cross-site" },
      body: "{}",
      want: [403, "Only Claimcheck's own page may ask for keys."],
    },
    {
      name: "a port that is not this server's",
      headers: { ...own, origin: "https://claimcheck.test:8443" },
      body: "{}",
      want: [403, "Only Claimcheck's own page may ask for keys."],
    },
    {
      name: "a forwarded host that makes the origin fit",
      headers: { ...own, origin: "https://evil.test", "x-forwarded-host": "evil.test" },
      body: "{}",
      want: [403, "Only Claimcheck's own page may ask for keys."],
    },
    {
      name: "a compressed body",
      headers: { ...own, "content-encoding": "gzip" },
      body: "{}",
      want: [415, "A compressed body is not taken."],
    },
    {
      name: "a form",
      headers: { ...own, "content-type": "text/plain" },
      body: "{}",
      want: [415, "The body must be application/json."],
    },
    {
      name: "too large",
      headers: own,
      body: "x".repeat(70_000),
      want: [413, "The body is larger than 65536 bytes."],
    },
    { name: "no JSON", headers: own, body: "{", want: [400, "The body is no JSON."] },
    {
      name: "a token",
      headers: own,
      body: '{"issuer":"https://a.test","token":"x"}',
      want: [400, "The body has a field that a fetch does not need."],
    },
    { name: "no issuer", headers: own, body: "{}", want: [400, "issuer is missing."] },
  ] as const;
  test.each(cases)("answers a request: $name", async ({ headers, body, want }) => {
    const [status, answer] = await ask(headers, body);
    expect([status, answer.message]).toEqual(want);
  });

  test("a refused address, and a proxy that is not used", async () => {
    const [status, answer] = await ask(
      own,
      '{"issuer":"https://127.0.0.1"}',
      "http://proxy.test:3128",
    );
    expect([status, answer.kind, answer.notes]).toEqual([
      200,
      "failed",
      [
        "HTTPS_PROXY is set but not used: through a proxy the address reached could not be checked.",
      ],
    ]);
  });

  test("nothing is fetched with a list of networks that cannot be read", async () => {
    const [status, answer] = await ask(own, '{"issuer":"https://127.0.0.1"}', "", "[fd00::/]:443");
    expect([status, answer.message]).toEqual([
      503,
      'CLAIMCHECK_ALLOW_NETWORKS: "[fd00::/]:443" has no prefix length from 0 to 128 after its slash.',
    ]);
  });

  test("a body that does not come", async () => {
    const request = new Request("https://claimcheck.test/api/discover", {
      method: "POST",
      headers: own,
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) }),
      duplex: "half",
    } as RequestInit);
    const response = await answerDiscovery(request, {
      allowedNetworks: "",
      proxy: "",
      bodyTime: 50,
    });
    expect([response.status, await response.json()]).toEqual([
      408,
      { kind: "refused", message: "The body did not come in time." },
    ]);
  });
});
