import { createSign, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { describeRange } from "../kube/minor.ts";
import { findVerifyingKeys, judgeFates, judgeKeys } from "./judge-keys.ts";

const rsa = (bits: number) =>
  `"kty":"RSA","n":"${Buffer.alloc(bits / 8, 0xff).toString("base64url")}","e":"AQAB"`;
const ed25519 = '"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"';

const used = "used";
const cases: readonly { readonly name: string; readonly input: string; readonly want: string[] }[] =
  [
    { name: "RSA 2048", input: rsa(2048), want: [`${used} on every version`] },
    { name: "RSA 4096", input: rsa(4096), want: [`${used} on every version`] },
    {
      name: "RSA 8192",
      input: rsa(8192),
      want: [`${used} up to 1.37`, "skipped from 1.38 on"],
    },
    { name: "RSA 512", input: rsa(512), want: ["ignored on every version"] },
    {
      name: "RSA whose alg is not for signing",
      input: `${rsa(2048)},"alg":"RSA-OAEP"`,
      want: [`${used} up to 1.37`, "skipped from 1.38 on"],
    },
    {
      name: "an alg that the server finds whatever its case",
      input: `${rsa(2048)},"ALG":"HS256"`,
      want: [`${used} up to 1.37`, "skipped from 1.38 on"],
    },
    {
      name: "RSA for EdDSA",
      input: `${rsa(2048)},"alg":"EdDSA"`,
      want: [`${used} on every version`],
    },
    {
      name: "secp256k1",
      input: '"kty":"EC","crv":"secp256k1","x":"AQ","y":"AQ"',
      want: ["breaks up to 1.37", "ignored from 1.38 on"],
    },
    {
      name: "an unknown type",
      input: '"kty":"DSA"',
      want: ["breaks up to 1.37", "ignored from 1.38 on"],
    },
    { name: "Ed25519", input: ed25519, want: ["ignored on every version"] },
    {
      name: "ML-DSA",
      input: '"kty":"AKP","alg":"ML-DSA-44","pub":"AQ"',
      want: ["breaks up to 1.37", "skipped from 1.38 on"],
    },
    {
      name: "no kty",
      input: '"kid":"a"',
      want: ["breaks up to 1.37", "breaks from 1.38 on"],
    },
    {
      name: "RSA with an exponent of 1",
      input: rsa(2048).replace("AQAB", "AQ"),
      want: ["ignored up to 1.37", "breaks from 1.38 on"],
    },
    { name: "a secret", input: '"kty":"oct","k":"AQ"', want: ["ignored on every version"] },
  ];

test.each(cases)("what each version makes of $name", ({ input, want }) => {
  const judged = judgeFates(`{"keys":[{${input}}]}`);
  const fates = judged?.keys[0]?.fates.map(
    ({ minors, fate }) => `${fate.kind} ${describeRange(minors)}`,
  );
  expect(fates).toEqual(want);
});

test("what differs between versions is warned of, with the key's name", () => {
  const keys = `{"keys":[{"kid":"k1","kty":"EC","crv":"secp256k1"},{"kid":"big",${rsa(8192)}}]}`;
  expect(judgeFates(keys)?.warnings).toEqual([
    'The key "k1" (EC secp256k1) breaks the set up to 1.37: every token of the issuer is refused there.',
    'The key "big" (RSA 8192) is left out from 1.38 on: tokens that are signed with it are refused there.',
  ]);
});

describe("the thumbprint of a key", () => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  const cases = [
    {
      name: "is that of RFC 7638, section 3.1, whatever alg and kid say",
      input: `"kty":"RSA","n":"${n}","e":"AQAB","alg":"RS256","kid":"2011-04-29"`,
      want: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    },
    {
      name: "is that of RFC 8037, appendix A.3, for Ed25519",
      input: ed25519,
      want: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    },
    { name: "is absent for a secret", input: '"kty":"oct","k":"AQ"', want: undefined },
    { name: "is absent if a member is missing", input: '"kty":"RSA","e":"AQAB"', want: undefined },
    { name: "is absent for an unknown type", input: '"kty":"DSA"', want: undefined },
  ];
  test.each(cases)("$name", async ({ input, want }) => {
    const judged = await judgeKeys(`{"keys":[{${input}}]}`);
    expect(judged?.keys[0]?.thumbprint).toBe(want);
  });
});

test("texts that no server reads as keys have no judgement", async () => {
  const texts = ["", "x", "[]", '{"keys":[]}', "-----BEGIN PUBLIC KEY-----"];
  expect(await Promise.all(texts.map(judgeKeys))).toEqual(Array(5).fill(undefined));
});

test("the key that a signature is by is found, whatever its kid", async () => {
  const one = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = ['{"alg":"ES256","kid":"x"}', "{}"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
  const key = { key: other.privateKey, dsaEncoding: "ieee-p1363" as const };
  const signature = createSign("sha256").update(signed).sign(key, "base64url");
  const keys = [one, other].map((pair) => pair.publicKey.export({ format: "jwk" }));
  expect(await findVerifyingKeys(JSON.stringify({ keys }), `${signed}.${signature}`)).toEqual({
    keys: [1],
    unknown: false,
  });
});
