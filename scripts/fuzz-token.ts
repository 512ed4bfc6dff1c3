// Signs tokens with odd headers and claims, serves odd key sets, and compares what our engine makes of them with what
// the program that KUBE_ORACLE names does: the user, the line in the log, each issuer's own word.
//
//   VERSION=1.37 COUNT=500 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-token.ts

import { createSign, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { createRandom } from "../lib/testing/random.ts";
import { compareAnswers } from "./compare-answers.ts";
import { readFuzzSettings } from "./fuzz-settings.ts";

const { version, count, seed } = readFuzzSettings({ count: 500 });
const { below, chance, pick, some } = createRandom(seed);

const now = 1_790_000_000;
const issuer = "https://issuer.example.com";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...publicKey.export({ format: "jwk" }), kid: "a", alg: "RS256" };
const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  format: "jwk",
});

/** Texts of JSON values, some of which only Go reads so. */
const values = [
  ...[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "1e18",
    "9223372036854775808",
    '""',
    '"a"',
    '"é\\ud83d"',
  ],
  ...[
    "[]",
    '["a",""]',
    "[1]",
    "[null]",
    '[["a"]]',
    "{}",
    '{"a":1}',
    '"kubernetes"',
    '["x","kubernetes"]',
  ],
  ...[now - 1, now, now + 60, now + 61, now + 301].map(String),
  ...[
    `"${now + 60}"`,
    `${now}.5`,
    `"${issuer}"`,
    `"${issuer}/"`,
    '{"groups":"s"}',
    '{"s":{"endpoint":""}}',
  ],
];
const claims = [
  ...[
    "iss",
    "Iss",
    "aud",
    "AUD",
    "exp",
    "nbf",
    "iat",
    "sub",
    "ſub",
    "nonce",
    "at_hash",
    "jti",
    "groups",
  ],
  ...["email", "email_verified", "_claim_names", "_claim_sources", "n", "constructor", ""],
];
const headers = [
  "alg",
  "Alg",
  "kid",
  "typ",
  "crit",
  "b64",
  "jwk",
  "x5c",
  "nonce",
  "enc",
  "constructor",
];
const headerValues = [
  ...[
    "null",
    "1",
    '""',
    '"RS256"',
    '"RS512"',
    '"ES256"',
    '"none"',
    '"HS256"',
    '"a"',
    '"b"',
    "[]",
    '["b64"]',
  ],
  ...["false", "{}", '{"kty":"x"}', '["AAAA"]'],
];
const keyMembers = [
  "kty",
  "kid",
  "alg",
  "use",
  "n",
  "e",
  "x5c",
  "x5t",
  "x5t#S256",
  "x5u",
  "key_ops",
  "crv",
];
const keyValues = [
  null,
  1,
  "",
  "x",
  "AQAB",
  "AQ==",
  "a",
  "EC",
  "oct",
  "P-256",
  [],
  ["AAAA"],
  {},
  "A".repeat(43),
];
const expressions = [
  ...[
    "claims.sub",
    "claims.n",
    "string(claims.n)",
    "claims.?n.orValue('x')",
    "claims.groups",
    "[claims.sub]",
  ],
  ...[
    "dyn(claims.groups).map(g, 'p:' + g)",
    "claims.sub.split('a')",
    "claims.groups + ['z']",
    "null",
    "''",
  ],
];
const rules = [
  ...[
    "claims.n == 1",
    "claims.n + 1 == 2",
    "claims.exp - claims.iat <= 3600.0",
    "has(claims.n)",
    "claims.n",
  ],
  ...["'a' in claims.groups", "claims.email_verified == true", "size(claims) > 3"],
];

const requests = Array.from({ length: count }, () => ({
  op: "authenticate",
  config: makeConfiguration(),
  token: damage(signToken(makeHeader(), makeClaims())),
  providers: { [issuer]: { jwks: makeKeySet() } },
  now,
}));
const tally = await compareAnswers(version, requests);
console.log(`${version}: ${tally.asked} asked, ${tally.differ} differ, ${tally.unstable} unstable`);
process.exitCode = tally.differ === 0 ? 0 : 1;

function makeConfiguration(): string {
  const claimOrExpression = () =>
    chance(0.5)
      ? { claim: pick(claims.filter((name) => name !== "")), prefix: pick(["", "p:"]) }
      : { expression: pick(expressions) };
  const jwt = {
    issuer: { url: issuer, audiences: ["kubernetes"] },
    claimMappings: {
      username: chance(0.5) ? { claim: "sub", prefix: "" } : claimOrExpression(),
      ...(chance(0.5) && { groups: claimOrExpression() }),
      ...(chance(0.2) && { uid: { claim: "n" } }),
      ...(chance(0.2) && { extra: [{ key: "a.io/b", valueExpression: pick(expressions) }] }),
    },
    ...(chance(0.3) && { claimValidationRules: [{ expression: pick(rules), message: "no" }] }),
    ...(chance(0.2) && { userValidationRules: [{ expression: "user.groups.all(g, g != 'a')" }] }),
  };
  const apiVersion = "apiserver.config.k8s.io/v1beta1";
  return JSON.stringify({ apiVersion, kind: "AuthenticationConfiguration", jwt: [jwt] });
}

function makeHeader(): string {
  const members = [`"alg":"RS256"`, ...(chance(0.9) ? [`"kid":"a"`] : [])];
  if (chance(0.3)) members.splice(below(3), 0, `"${pick(headers)}":${pick(headerValues)}`);
  return `{${members.join(",")}}`;
}

function makeClaims(): string {
  const members = [
    ...[`"iss":"${issuer}"`, `"aud":"kubernetes"`, `"iat":${now - 60}`, `"exp":${now + 600}`],
    ...[`"sub":"jane"`, `"groups":["a","b"]`, `"n":${pick(values)}`],
  ].filter(() => chance(0.97));
  for (let times = below(3); times > 0; times--) {
    members.splice(below(members.length + 1), 0, `"${pick(claims)}":${pick(values)}`);
  }
  return `{${members.join(",")}}`;
}

function makeKeySet(): { keys: unknown[] } {
  const keys: unknown[] = [key, ...some<JsonWebKey | null>([key, other, null])];
  if (chance(0.3)) keys.push({ ...pick([key, other]), [pick(keyMembers)]: pick(keyValues) });
  return { keys };
}

function signToken(header: string, payload: string): string {
  const encode = (text: string) => Buffer.from(text).toString("base64url");
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createSign("sha256").update(signed).sign(privateKey, "base64url")}`;
}

function damage(token: string): string {
  if (chance(0.85)) return token;
  const at = below(token.length);
  return pick([
    `${token.slice(0, at)}${pick(["=", "\n", " ", "+", ".", "é", ""])}${token.slice(at + 1)}`,
    token.slice(0, at),
    `${token}${pick(["=", ".", "\n", " "])}`,
    ` ${token}`,
  ]);
}
