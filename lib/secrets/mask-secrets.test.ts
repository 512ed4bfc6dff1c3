import { expect, test } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";
import { secretMask as mask } from "./secret-mask.ts";

const header = base64url('{"alg":"RS256","kid":"k1"}');
const claims = base64url('{"iss":"https://idp.example.com","sub":"jane","aud":"kubernetes"}');
const signature = "c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2gtdG8tYmUtb25l";
const token = `${header}.${claims}.${signature}`;
const pem = `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----`;

const cases = [
  { name: "a token alone", input: token, want: mask },
  {
    name: "a token in a manifest",
    input: `a: 1\ntoken: ${token}\nb: 2\n`,
    want: `a: 1\ntoken: ${mask}\nb: 2\n`,
  },
  {
    name: "a header",
    input: `Authorization: Bearer ${token}`,
    want: `Authorization: ${mask}`,
  },
  { name: "a token in quotes", input: `x: "${token}"`, want: `x: "${mask}"` },
  {
    name: "a token folded over lines",
    input: `token: >-\n  ${token.slice(0, 50)}\n  ${token.slice(50, 110)}\n  ${token.slice(110)}\nnext: 1`,
    want: `token: >-\n  ${mask}\nnext: 1`,
  },
  {
    name: "segments on lines of their own",
    input: `${header}.\n${claims}.\n${signature}\n`,
    want: `${mask}\n`,
  },
  { name: "a token without a signature", input: `${header}.${claims}.`, want: mask },
  { name: "the claims alone", input: `payload: ${claims}`, want: `payload: ${mask}` },
  { name: "the header alone", input: `${header}`, want: mask },
  { name: "two tokens", input: `${token} ${token}`, want: mask },
  {
    name: "a token with indented JSON",
    input: `${base64url('{\n  "alg": "ES256"\n}')}.${claims}.x`,
    want: mask,
  },
  { name: "a token in base64 again", input: `data: ${btoa(token)}`, want: `data: ${mask}` },
  { name: "a private key", input: `key: |\n${pem}\nnext: 1`, want: `key: |\n${mask}\nnext: 1` },
  {
    name: "a private key in a JSON string",
    input: JSON.stringify({ key: pem }),
    want: `{"key":"${mask}"}`,
  },
  {
    name: "an RSA key whose end is cut off",
    input: "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkq",
    want: mask,
  },
  {
    name: "a private key in base64",
    input: `client-key-data: ${btoa(pem)}\n`,
    want: `client-key-data: ${mask}\n`,
  },
  {
    name: "a private JWK",
    input: '{"kty":"EC","x":"AAAAAAAAAAAAAAAAAAAA","d":"BBBBBBBBBBBBBBBBBBBBBBBB"}',
    want: `{"kty":"EC","x":"AAAAAAAAAAAAAAAAAAAA","d":"${mask}"}`,
  },
  {
    name: "a public key stays",
    input: "-----BEGIN PUBLIC KEY-----\nMIIBIjAN\n-----END PUBLIC KEY-----",
    want: "-----BEGIN PUBLIC KEY-----\nMIIBIjAN\n-----END PUBLIC KEY-----",
  },
  {
    name: "a certificate in base64 stays",
    input: `ca: ${btoa("-----BEGIN CERTIFICATE-----\nMIIBijCCATCgAwIBAgIRAPr\n-----END CERTIFICATE-----")}`,
    want: `ca: ${btoa("-----BEGIN CERTIFICATE-----\nMIIBijCCATCgAwIBAgIRAPr\n-----END CERTIFICATE-----")}`,
  },
  {
    name: "words that begin so stay",
    input: "eyeliner: eyJ\neyebrow.example.com",
    want: "eyeliner: eyJ\neyebrow.example.com",
  },
  {
    name: "the key on the line after a token stays",
    input: `# ${token}\napiVersion: v1\nkind: Role\n`,
    want: `# ${mask}\napiVersion: v1\nkind: Role\n`,
  },
  {
    name: "an expression stays",
    input: 'claims.d == "x" && claims.k.startsWith("y")',
    want: 'claims.d == "x" && claims.k.startsWith("y")',
  },
];

test.each(cases)("maskSecrets masks secrets in $name", ({ input, want }) => {
  expect(maskSecrets(input, "document").text).toEqual(want);
});

test("the place of a secret is what its mask stands for, a backslash before it too", () => {
  const { text, masked } = maskSecrets(`a\n  \\${pem} b`, "document");
  expect(text).toBe(`a\n  ${mask} b`);
  expect(masked).toMatchObject([{ start: 4, end: 5 + pem.length, line: 2, column: 3 }]);
});

function base64url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
