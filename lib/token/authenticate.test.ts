import { constants, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { newestMinor } from "../kube/minor.ts";
import { type AuthenticationRequest, authenticate } from "./authenticate.ts";
import { issuerKeysOf, readKeys } from "./keys.ts";
import type { ExternalData, IssuerKeys } from "./stage.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
const tiny = generateKeyPairSync("rsa", { modulusLength: 512 });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });

const invalid =
  "[invalid bearer token, oidc: verify token: failed to verify signature: failed to verify id token signature]";

const now = 1_790_000_000;
const claims = { iss: "https://a.test", aud: "kubernetes", exp: now + 600, sub: "jane" };

const configuration = `
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://other.test, audiences: [kubernetes]}
  claimMappings: {username: {claim: sub, prefix: "o:"}}
- issuer: {url: https://a.test, audiences: [kubernetes]}
  claimMappings:
    username: {expression: '"a:" + claims.sub'}
    groups: {claim: groups, prefix: "g:"}
  claimValidationRules:
  - {expression: 'claims.sub != "mallory"', message: not you}
`;

describe("signatures", () => {
  const cases: {
    name: string;
    alg: string;
    keys: { publicKey: KeyObject; privateKey: KeyObject };
    saltLength?: number;
    want: string;
  }[] = [
    { name: "RS256", alg: "RS256", keys: rsa, want: "accepted" },
    { name: "RS512 with a key of 1024 bits", alg: "RS512", keys: small, want: "accepted" },
    { name: "a key of 512 bits", alg: "RS256", keys: tiny, want: invalid },
    {
      name: "PS256 with a salt like the hash",
      alg: "PS256",
      keys: rsa,
      saltLength: 32,
      want: "accepted",
    },
    {
      name: "PS384 with a salt of another length",
      alg: "PS384",
      keys: rsa,
      saltLength: 7,
      want: "accepted",
    },
    { name: "PS256 without salt", alg: "PS256", keys: rsa, saltLength: 0, want: "accepted" },
    { name: "ES256", alg: "ES256", keys: p256, want: "accepted" },
    { name: "ES384 on P-256, halves padded", alg: "ES384", keys: p256, want: "accepted" },
  ];
  test.each(cases)(
    "a token signed with $name is verified",
    async ({ alg, keys, saltLength, want }) => {
      const token = sign(alg, keys.privateKey, claims, saltLength);
      const pasted = await readKeys(jwks(keys.publicKey), newestMinor);
      const { verdict, log } = await ask(token, issuerKeysOf(pasted, ""));
      expect(log ?? verdict).toBe(want);
    },
  );

  test("a PEM key is tried whatever the kid", async () => {
    const pem = p256.publicKey.export({ format: "pem", type: "spki" }).toString();
    const pasted = await readKeys(pem, newestMinor);
    expect(pasted).toMatchObject({ kind: "keys", form: "PEM", keys: [{ type: "EC P-256" }] });
    const { verdict } = await ask(sign("ES256", p256.privateKey, claims), issuerKeysOf(pasted, ""));
    expect(verdict).toBe("accepted");
  });

  test("one key that go-jose does not know breaks the set", async () => {
    const body = `{"keys":[{"kty":"x"},${JSON.stringify(rsa.publicKey.export({ format: "jwk" }))}]}`;
    const pasted = await readKeys(body, newestMinor);
    const { log } = await ask(sign("RS256", rsa.privateKey, claims), issuerKeysOf(pasted, ""));
    expect(log).toBe(
      `[invalid bearer token, oidc: verify token: failed to verify signature: fetching keys oidc: failed to decode keys: got Content-Type = application/json, but could not unmarshal as JSON: go-jose/go-jose: unknown json web key type 'x' ${body}]`,
    );
  });

  afterEach(() => vi.unstubAllGlobals());

  test("without WebCrypto it is unknown", async () => {
    vi.stubGlobal("crypto", {});
    const pasted = await readKeys(jwks(rsa.publicKey), newestMinor);
    const { verdict, unknowns, user } = await ask(
      sign("RS256", rsa.privateKey, claims),
      issuerKeysOf(pasted, ""),
    );
    expect({ verdict, unknowns, user }).toEqual({
      verdict: "unknown",
      unknowns: ["this page has no WebCrypto, which browsers give to https and localhost only"],
      user: wouldBe,
    });
  });
});

describe("what is not known", () => {
  test("no keys", async () => {
    const keys: IssuerKeys = { kind: "missing", reason: "No keys were given" };
    const { verdict, unknowns, user, issuers } = await ask(
      sign("RS256", rsa.privateKey, claims),
      keys,
    );
    expect({ verdict, unknowns, user }).toEqual({
      verdict: "unknown",
      unknowns: ["No keys were given"],
      user: wouldBe,
    });
    expect(issuers.map(({ verdict }) => verdict)).toEqual(["no-opinion", "unknown"]);
  });

  test("a discovery document", async () => {
    const document = '{"issuer":"https://a.test","jwks_uri":"https://a.test/keys"}';
    const keys = issuerKeysOf(await readKeys(document, newestMinor), "");
    expect(keys).toEqual({
      kind: "missing",
      reason:
        "A discovery document holds no keys. Paste what its jwks_uri serves: https://a.test/keys",
    });
  });

  test("a draft", async () => {
    const { verdict, unknowns, user } = await authenticate({
      ...request({ kind: "missing", reason: "" }),
      credential: { kind: "draft", claims: JSON.stringify(claims) },
    });
    expect({ verdict, unknowns, user }).toEqual({
      verdict: "unknown",
      unknowns: ["The claims are a draft without a signature"],
      user: wouldBe,
    });
  });

  test("distributed groups without an answer", async () => {
    const distributed = {
      ...claims,
      _claim_names: { groups: "s" },
      _claim_sources: { s: { endpoint: "https://graph.test/groups" } },
    };
    const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
    const { verdict, unknowns, issuers } = await ask(
      sign("RS256", rsa.privateKey, distributed),
      keys,
    );
    expect({ verdict, unknowns }).toEqual({
      verdict: "unknown",
      unknowns: ["The server would fetch groups from https://graph.test/groups: not known"],
    });
    expect(issuers[1]?.steps.find(({ kind }) => kind === "groups")).toMatchObject({
      verdict: "unknown",
      summary: "Groups → unknown until they are fetched",
    });
  });

  test("distributed groups whose endpoint refuses", async () => {
    const distributed = {
      ...claims,
      _claim_names: { groups: "s" },
      _claim_sources: { s: { endpoint: "https://graph.test/groups" } },
    };
    const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
    const { external, ...rest } = request(keys);
    const { log } = await authenticate({
      ...rest,
      credential: bearer(sign("RS256", rsa.privateKey, distributed)),
      external: { ...external, fetch: () => ({ kind: "status", status: "403 Forbidden" }) },
    });
    expect(log).toBe(
      '[invalid bearer token, oidc: could not expand distributed claims: while getting distributed claim "groups": error while getting distributed claim JWT: 403 Forbidden]',
    );
  });

  test("distributed groups whose token cannot be verified here", async () => {
    const distributed = {
      ...claims,
      _claim_names: { groups: "s" },
      _claim_sources: { s: { endpoint: "https://graph.test/groups" } },
    };
    const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
    const body = sign("RS256", rsa.privateKey, {
      ...claims,
      iss: "https://graph.test",
      groups: ["x"],
    });
    const { external, ...rest } = request(keys);
    const { verdict, unknowns, user, issuers } = await authenticate({
      ...rest,
      credential: bearer(sign("RS256", rsa.privateKey, distributed)),
      external: {
        keysOf: (url) =>
          url === "https://graph.test" ? { kind: "missing", reason: "none" } : external.keysOf(url),
        fetch: () => ({ kind: "body", body }),
      },
    });
    expect({ verdict, unknowns, groups: user?.groups }).toEqual({
      verdict: "unknown",
      unknowns: ["No keys of https://graph.test are known"],
      groups: ["g:x", "system:authenticated"],
    });
    expect(issuers[1]?.steps.find(({ kind }) => kind === "distributed-claims")).toMatchObject({
      verdict: "unknown",
      input: "https://graph.test/groups",
      output: '["x"]',
    });
  });

  test("distributed groups whose answer is given", async () => {
    const distributed = {
      ...claims,
      _claim_names: { groups: "s" },
      _claim_sources: { s: { endpoint: "https://graph.test/groups" } },
    };
    const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
    const body = sign("RS256", rsa.privateKey, { ...claims, groups: ["x"] });
    const { verdict, user } = await ask(sign("RS256", rsa.privateKey, distributed), keys, body);
    expect({ verdict, groups: user?.groups }).toEqual({
      verdict: "accepted",
      groups: ["g:x", "system:authenticated"],
    });
  });
});

test("WebCrypto has the signature before the rest of the token is looked at", async () => {
  const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
  const asked = request(keys);
  const distributed = {
    ...claims,
    _claim_names: { groups: "src" },
    _claim_sources: { src: { endpoint: "https://a.test/groups" } },
  };
  const credential = bearer(sign("RS256", rsa.privateKey, distributed));
  // The first answer imports the key.
  await authenticate({ ...asked, credential });
  const order: string[] = [];
  const verify = crypto.subtle.verify.bind(crypto.subtle);
  const spy = vi.spyOn(crypto.subtle, "verify").mockImplementation((...of) => {
    order.push("signature");
    return verify(...of);
  });
  const fetch: ExternalData["fetch"] = (url) => {
    order.push("distributed claims");
    return asked.external.fetch(url);
  };
  await authenticate({ ...asked, credential, external: { ...asked.external, fetch } });
  spy.mockRestore();
  expect(order).toEqual(["signature", "distributed claims"]);
});

test("the steps stand in the server's order, skipped after the one that fails", async () => {
  const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
  const expired = sign("RS256", rsa.privateKey, { ...claims, exp: now - 1 });
  const { issuers, decidedBy } = await ask(expired, keys);
  expect(decidedBy).toBe(1);
  expect(issuers[1]?.steps.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
    "issuer passed",
    "initialized passed",
    "parse passed",
    "algorithm passed",
    "signature passed",
    "claims passed",
    "audience passed",
    "expiry failed",
    "not-before skipped",
    "distributed-claims skipped",
    "username skipped",
    "groups skipped",
    "claim-rule skipped",
    "system-groups skipped",
  ]);
  const older = await authenticate({ ...request(keys), minor: 35, credential: bearer(expired) });
  expect(
    older.issuers[1]?.steps.map(({ kind, verdict }) => `${kind} ${verdict}`).slice(3, 9),
  ).toEqual([
    "claims passed",
    "audience passed",
    "expiry failed",
    "not-before skipped",
    "algorithm skipped",
    "signature skipped",
  ]);
});

test("a step carries its expression, and survives being copied to another thread", async () => {
  const keys = issuerKeysOf(await readKeys(jwks(rsa.publicKey), newestMinor), "");
  const answer = await ask(sign("RS256", rsa.privateKey, claims), keys);
  const copy = structuredClone(answer);
  const username = copy.issuers[1]?.steps.find(({ kind }) => kind === "username");
  expect(username).toMatchObject({
    id: "jwt[1].claimMappings.username",
    summary: "Username → a:jane",
    claims: ["sub"],
    output: "a:jane",
    expression: { source: '"a:" + claims.sub' },
  });
  const offsets = username?.expression?.offsets ?? [];
  expect(configuration.slice(offsets[0], offsets.at(-1))).toBe('"a:" + claims.sub');
});

const wouldBe = {
  username: "a:jane",
  uid: "",
  groups: ["system:authenticated"],
  extra: {},
};

function ask(token: string, keys: IssuerKeys, body?: string) {
  return authenticate({ ...request(keys, body), credential: bearer(token) });
}

function request(keys: IssuerKeys, body?: string): AuthenticationRequest {
  const { compiled } = loadConfiguration(configuration, { minor: newestMinor });
  if (compiled === undefined) throw new Error("the configuration of this test is wrong");
  const external: ExternalData = {
    keysOf: () => keys,
    fetch: () =>
      body === undefined ? { kind: "missing", reason: "not known" } : { kind: "body", body },
  };
  return { configuration: compiled, minor: newestMinor, credential: bearer(""), now, external };
}

function bearer(token: string) {
  return { kind: "bearer", token } as const;
}

function jwks(key: KeyObject): string {
  return JSON.stringify({
    keys: [{ ...key.export({ format: "jwk" }), kid: "k", use: "enc", alg: "none" }],
  });
}

function sign(alg: string, key: KeyObject, payload: object, saltLength = 0): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const input = `${encode({ alg, kid: "k" })}.${encode(payload)}`;
  const signer = createSign(`sha${alg.slice(2)}`).update(input);
  if (alg.startsWith("RS")) return `${input}.${signer.sign(key).toString("base64url")}`;
  if (alg.startsWith("PS")) {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return `${input}.${signer.sign({ key, padding, saltLength }).toString("base64url")}`;
  }
  const signature = signer.sign({ key, dsaEncoding: "ieee-p1363" });
  const half = { ES256: 32, ES384: 48, ES512: 66 }[alg] ?? 0;
  const padded = Buffer.alloc(2 * half);
  signature.copy(padded, half - signature.length / 2, 0, signature.length / 2);
  signature.copy(padded, 2 * half - signature.length / 2, signature.length / 2);
  return `${input}.${padded.toString("base64url")}`;
}
