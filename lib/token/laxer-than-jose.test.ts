import { constants, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { flattenedVerify, importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { parseSigned } from "./jws.ts";
import { findLaxity, findSaltLength, keysToTry, type Laxity } from "./laxer-than-jose.ts";
import { makeKeySet, readKeySet, verifySignature } from "./verify.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const shortRsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });

interface Case {
  readonly name: string;
  readonly header: string;
  readonly payload?: string;
  readonly pair?: typeof rsa;
  readonly saltLength?: number;
  readonly want: Laxity | undefined;
}

const cases: readonly Case[] = [
  { name: "RS256 with 2048 bits", header: '{"alg":"RS256"}', want: undefined },
  { name: "PS256 with a salt like the hash", header: '{"alg":"PS256"}', want: undefined },
  { name: "ES256 on P-256", header: '{"alg":"ES256"}', pair: p256, want: undefined },
  {
    name: "RS256 with 1024 bits",
    header: '{"alg":"RS256"}',
    pair: shortRsa,
    want: "short-rsa-key",
  },
  { name: "ES384 on P-256", header: '{"alg":"ES384"}', pair: p256, want: "foreign-curve" },
  {
    name: "b64 without crit",
    header: '{"alg":"RS256","b64":false}',
    payload: "eyJhIjoxfQ",
    want: "unencoded-payload",
  },
  { name: "an empty crit", header: '{"alg":"RS256","crit":[]}', want: "unread-header" },
  {
    name: "a crit that names a b64 that is missing",
    header: '{"alg":"RS256","crit":["b64"]}',
    want: "unread-header",
  },
  {
    name: "a header that is not UTF-8",
    header: '{"alg":"RS256","x":"\xff"}',
    want: "unread-header",
  },
  {
    name: "PS256 without salt",
    header: '{"alg":"PS256"}',
    saltLength: 0,
    want: "salt-length",
  },
];

describe("the server verifies, and jose only what is no named case", () => {
  test.each(cases)(
    "a token signed with $name",
    async ({ header, payload, pair = rsa, saltLength, want }) => {
      const token = sign(header, payload, pair.privateKey, saltLength);
      const jwk = pair.publicKey.export({ format: "jwk" });
      const [key] = readKeySet(JSON.stringify({ keys: [jwk] }), 37).keys;
      const jws = parseSigned(token, 37);
      if (key === undefined || jws.kind === "error") throw new Error("The test's token is wrong");
      const found = findLaxity(jws.value, key.key);
      const odd =
        (await findSaltLength(jws.value, key.key)) === undefined ? undefined : "salt-length";
      expect(found ?? odd).toBe(want);
      expect(await verifySignature(jws.value, makeKeySet([key]))).toEqual({
        kind: "valid",
        keyId: "",
      });
      expect(await isVerifiedByJose(token, jwk)).toBe(want === undefined);
    },
  );
});

describe("what a key says of its use does not matter", () => {
  test.each([
    { name: "use", hint: { use: "enc" } },
    { name: "key_ops", hint: { key_ops: ["sign"] } },
    { name: "alg", hint: { alg: "RS512" } },
  ])("the field $name", async ({ hint }) => {
    const jwk = { ...rsa.publicKey.export({ format: "jwk" }), ...hint };
    const jws = parseSigned(sign('{"alg":"RS256"}', undefined, rsa.privateKey), 37);
    if (jws.kind === "error") throw new Error(jws.message);
    const keySet = readKeySet(JSON.stringify({ keys: [jwk] }), 37);
    expect((await verifySignature(jws.value, keySet)).kind).toBe("valid");
  });
});

test("without a kid each key of the set is tried, in its order", async () => {
  const keys = [p256, shortRsa, rsa].map(({ publicKey }, index) => ({
    ...publicKey.export({ format: "jwk" }),
    kid: `key-${index}`,
  }));
  const keySet = readKeySet(JSON.stringify({ keys }), 37);
  const jws = parseSigned(sign('{"alg":"RS256"}', undefined, rsa.privateKey), 37);
  if (jws.kind === "error") throw new Error(jws.message);
  expect(await verifySignature(jws.value, keySet)).toEqual({ kind: "valid", keyId: "key-2" });
  const idsFor = (keyId: string, unnamed = false) =>
    keysToTry(keySet.keys, keyId, unnamed).map(({ id }) => id);
  expect([idsFor(""), idsFor("key-1"), idsFor("key-1", true), idsFor("x")]).toEqual([
    ["key-0", "key-1", "key-2"],
    ["key-1"],
    ["key-0", "key-1", "key-2"],
    [],
  ]);
});

/** `payload` is signed as it is, and is in the token in base64url. */
function sign(
  header: string,
  payload: string | undefined,
  privateKey: KeyObject,
  saltLength = 32,
): string {
  const encode = (text: string) => Buffer.from(text, "latin1").toString("base64url");
  const { alg } = JSON.parse(header);
  const encoded = encode(payload ?? '{"a":1}');
  const signed = `${encode(header)}.${payload ?? encoded}`;
  const key = alg.startsWith("PS")
    ? { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
    : { key: privateKey, dsaEncoding: "ieee-p1363" as const };
  const raw = createSign(`sha${alg.slice(2)}`)
    .update(signed)
    .sign(key);
  return `${encode(header)}.${encoded}.${(alg === "ES384" ? pad(raw, 48) : raw).toString("base64url")}`;
}

function pad(raw: Buffer, size: number): Buffer {
  const padded = Buffer.alloc(2 * size);
  raw.copy(padded, size - raw.length / 2, 0, raw.length / 2);
  raw.copy(padded, 2 * size - raw.length / 2, raw.length / 2);
  return padded;
}

async function isVerifiedByJose(token: string, jwk: object): Promise<boolean> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  try {
    const { alg } = JSON.parse(Buffer.from(header, "base64url").toString("latin1"));
    const key = await importJWK({ ...jwk }, alg);
    await flattenedVerify({ protected: header, payload, signature }, key);
    return true;
  } catch {
    return false;
  }
}
