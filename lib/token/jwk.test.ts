import { expect, test } from "vitest";
import { decodeKeySet } from "./key-set.ts";

const rsa = '"kty":"RSA","n":"AQ","e":"AQAB"';

const cases: { name: string; input: string; want: string }[] = [
  { name: "nothing", input: "", want: "unexpected end of JSON input" },
  { name: "null", input: "null", want: "0 keys" },
  {
    name: "an array",
    input: "[]",
    want: "json: cannot unmarshal array into Go value of type jose.JSONWebKeySet",
  },
  {
    name: "keys that are no array",
    input: '{"keys":"x"}',
    want: "json: cannot unmarshal string into Go struct field JSONWebKeySet.keys of type []jose.JSONWebKey",
  },
  { name: "keys in capitals", input: `{"KEYS":[{${rsa}}]}`, want: "1 keys" },
  {
    name: "a key of Ed25519",
    input: '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}',
    want: "1 keys",
  },
  { name: "a symmetric key", input: '{"keys":[{"kty":"oct","k":"AA"}]}', want: "1 keys" },
  {
    name: "an unknown type",
    input: '{"keys":[{"kty":"x"}]}',
    want: "go-jose/go-jose: unknown json web key type 'x'",
  },
  {
    name: "an unknown curve",
    input: '{"keys":[{"kty":"EC","crv":"secp256k1"}]}',
    want: "go-jose/go-jose: unsupported elliptic curve 'secp256k1'",
  },
  {
    name: "a point off the curve",
    input: `{"keys":[{"kty":"EC","crv":"P-256","x":"${"A".repeat(43)}","y":"${"A".repeat(43)}"}]}`,
    want: "go-jose/go-jose: invalid EC key, X/Y are not on declared curve",
  },
  {
    name: "a member twice",
    input: `{"keys":[{${rsa},"e":"AQ"}]}`,
    want: "json: duplicate key 'e' in object",
  },
  {
    name: "an address of certificates",
    input: `{"keys":[{${rsa},"x5u":"https://a.test"}]}`,
    want: "json: cannot unmarshal string into Go value of type url.URL",
  },
  {
    name: "padding",
    input: '{"keys":[{"kty":"RSA","n":"AQ==","e":"AQAB"}]}',
    want: "illegal base64 data at input byte 2",
  },
  {
    name: "a private key with a part missing",
    input: `{"keys":[{${rsa},"d":"AQ"}]}`,
    want: "go-jose/go-jose: invalid RSA private key, missing P value(s)",
  },
];

test.each(cases)("decodeKeySet decodes or refuses a key set: $name", ({ input, want }) => {
  const decoded = decodeKeySet(input, 37);
  const got = decoded.kind === "ok" ? `${decoded.value.length} keys` : decoded.message;
  const prefix = "got Content-Type = application/json, but could not unmarshal as JSON: ";
  expect(got.replace(prefix, "")).toBe(want);
});

test("up to 1.32 the library had another name", () => {
  expect(decodeKeySet('{"keys":[{}]}', 32)).toEqual({
    kind: "error",
    message:
      "got Content-Type = application/json, but could not unmarshal as JSON: square/go-jose: unknown json web key type ''",
  });
});
