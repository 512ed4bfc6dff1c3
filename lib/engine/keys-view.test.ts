import { expect, test } from "vitest";
import { type DecodedToken, decodeToken } from "../token/decode-token.ts";
import { type KeyRelation, type KeysReading, relateToken } from "./keys-view.ts";

const rsa = { id: "a", type: "RSA 2048", algorithm: "RS256", use: "sig", usable: true };
const ec = { ...rsa, id: "b", type: "EC P-256", algorithm: "ES256" };
const keys: KeysReading = { issuer: "https://i", kind: "keys", form: "JWKS", keys: [rsa, ec] };

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const token = (header: object, iss = "https://i"): DecodedToken =>
  decodeToken(`${encode(header)}.${encode({ iss })}.c2ln`);

const cases: readonly {
  readonly name: string;
  readonly token: DecodedToken;
  readonly keys?: KeysReading;
  readonly want: KeyRelation | undefined;
}[] = [
  {
    name: "the key is there",
    token: token({ alg: "ES256", kid: "b" }),
    want: { kind: "found", sentence: "The token’s key “b” is here, for ES256.", key: 1 },
  },
  {
    name: "the key is of another type",
    token: token({ alg: "ES256", kid: "a" }),
    want: {
      kind: "unfit",
      sentence:
        "The token’s key “a” is here, but it is RSA 2048 and the token’s algorithm is ES256.",
      key: 0,
    },
  },
  {
    name: "no key of that id",
    token: token({ alg: "RS256", kid: "c" }),
    want: {
      kind: "missing",
      sentence:
        "The token was signed with the key “c”, which is not among these. Either the issuer has changed its keys since, or the token is from elsewhere.",
    },
  },
  {
    name: "no kid",
    token: token({ alg: "RS256" }),
    want: { kind: "any", sentence: "The token’s header has no kid, so the server tries each key." },
  },
  {
    name: "keys without ids",
    token: token({ alg: "RS256", kid: "c" }),
    keys: { ...keys, form: "PEM", keys: [{ ...rsa, id: "" }] },
    want: {
      kind: "any",
      sentence: "The token was signed with the key “c”; PEM has no ids, so each key is tried.",
    },
  },
  { name: "another issuer's token", token: token({ kid: "a" }, "https://other"), want: undefined },
];

test.each(cases)(
  "relateToken says which key a token asks for: $name",
  ({ token: given, keys: among = keys, want }) => {
    expect(relateToken(among, given).relation).toEqual(want);
  },
);
