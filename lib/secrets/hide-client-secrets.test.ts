import { expect, test } from "vitest";
import { hiddenSecret, hideClientSecrets, hideKubectlSecrets } from "./hide-client-secrets.ts";

test.each([
  [
    "a flag",
    "kubelogin --oidc-client-secret=hunter2 -v1",
    `kubelogin --oidc-client-secret=${hiddenSecret} -v1`,
  ],
  ["a flag and its value", "--oidc-client-secret hunter2", `--oidc-client-secret ${hiddenSecret}`],
  [
    "items of a list",
    "args:\n- --oidc-client-secret\n- hunter2\n- --listen\n",
    `args:\n- --oidc-client-secret\n- ${hiddenSecret}\n- --listen\n`,
  ],
  [
    "JSON",
    '["--oidc-client-secret", "hunter2"] {"client-secret":"x y"}',
    `["--oidc-client-secret", "${hiddenSecret}"] {"client-secret":"${hiddenSecret}"}`,
  ],
  [
    "kubectl's own way",
    "--auth-provider-arg=client-secret=hunter2 --auth-provider-arg=client-id=k",
    `--auth-provider-arg=client-secret=${hiddenSecret} --auth-provider-arg=client-id=k`,
  ],
  [
    "a kubeconfig",
    "config: {client-secret: hunter2}\nclient-key-data: LS0tLS1=\ntoken: kept\n",
    `config: {client-secret: ${hiddenSecret}}\nclient-key-data: ${hiddenSecret}\ntoken: kept\n`,
  ],
  [
    "an answer of a token endpoint, of which the token stays",
    '{"id_token": "kept", "refresh_token": "hunter2"}',
    `{"id_token": "kept", "refresh_token": "${hiddenSecret}"}`,
  ],
  ["a variable", "client-secret: ${SECRET}", "client-secret: ${SECRET}"],
  ["a flag without a value", "--oidc-client-secret --v=1", "--oidc-client-secret --v=1"],
  ["prose", "Invalid client secret given", "Invalid client secret given"],
  ["what is hidden already", `client-secret=${hiddenSecret}`, `client-secret=${hiddenSecret}`],
])("hides the secret of %s", (_, text, want) => {
  expect(hideClientSecrets(text)).toBe(want);
});

test.each([
  [
    "a kubeconfig",
    "config: {client-secret: hunter2, id-token: a.b.c, refresh-token: 'x y'}\nclient-key-data: LS0tLS1=\n",
    `config: {client-secret: ${hiddenSecret}, id-token: ${hiddenSecret}, refresh-token: '${hiddenSecret}'}\nclient-key-data: ${hiddenSecret}\n`,
  ],
  [
    "a command",
    "kubelogin --oidc-client-secret hunter2",
    `kubelogin --oidc-client-secret ${hiddenSecret}`,
  ],
  [
    "a product's own object, which is written back",
    "oidc: {clientSecret: hunter2}\n",
    "oidc: {clientSecret: hunter2}\n",
  ],
])("in a document: %s", (_, text, want) => {
  expect(hideKubectlSecrets(text)).toBe(want);
});
