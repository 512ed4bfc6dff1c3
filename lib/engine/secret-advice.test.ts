import { expect, test } from "vitest";
import { findSecretAdvice } from "./secret-advice.ts";

const kubeconfig = `apiVersion: v1
kind: Config
users:
- name: oidc
  user:
    auth-provider:
      config: {client-id: k8s, client-secret: sUp3rS3cr3tValue99}
`;

test("a client secret is told at its place, and the fix masks it", () => {
  const [finding, ...more] = findSecretAdvice("configuration", kubeconfig);
  const start = kubeconfig.indexOf("sUp3r");
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    code: "lint/secret-in-document",
    severity: "warning",
    span: { start, end: start + "sUp3rS3cr3tValue99".length },
    message:
      "This looks like a value whose name says that it is secret: no API server needs one in this file.",
  });
  const [edit] = finding?.fixes?.[0]?.edits ?? [];
  expect(edit?.newText).toBe(
    kubeconfig.replace("sUp3rS3cr3tValue99", "<secret removed before storing>"),
  );
  expect(findSecretAdvice("configuration", edit?.newText ?? "")).toEqual([]);
});

test.each([
  {
    name: "a bootstrap token of a Talos machine configuration",
    text: "machine:\n  token: abcdef.0123456789abcdef\n",
    want: 1,
  },
  {
    name: "a private key",
    text: "a: |\n  -----BEGIN PRIVATE KEY-----\n  MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n  -----END PRIVATE KEY-----\n",
    want: 1,
  },
  {
    name: "a configuration has none",
    text: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer: {url: https://a.example.com, audiences: [7192d6e6-2b9f-454e-96c3-6863aa0f4050]}\n  claimMappings: {username: {expression: 'claims.token_use + claims.sub'}}\n",
    want: 0,
  },
])("$name", ({ text, want }) => {
  expect(findSecretAdvice("configuration", text)).toHaveLength(want);
});
