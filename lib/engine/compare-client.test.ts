import { expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { openText } from "../import/open.ts";
import { compareClient } from "./compare-client.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://a.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: ""}
    groups: {claim: groups, prefix: ""}
`;

test.each([
  {
    name: "all is equal",
    text: "kubelogin get-token --oidc-issuer-url=https://a.example.com --oidc-client-id=k8s --oidc-extra-scope=email",
    want: ["The issuer is that of jwt[0].", "The audience k8s is one of jwt[0]."],
  },
  {
    name: "a slash at the issuer's end, another client",
    text: "kubectl oidc-login get-token --oidc-issuer-url=https://a.example.com/ --oidc-client-id=k8s-cli",
    want: [
      'No entry has the client\'s issuer https://a.example.com/: the nearest is https://a.example.com, which differs at character 22, its end for "/".',
      'jwt[0] does not have the audience k8s-cli: the nearest is k8s, which differs at character 4, its end for "-".',
    ],
  },
  {
    name: "a scope that is not asked for",
    text: "kubelogin get-token --oidc-issuer-url=https://a.example.com --oidc-client-id=k8s",
    want: [
      "The issuer is that of jwt[0].",
      "The audience k8s is one of jwt[0].",
      "The token will lack the claim email, which jwt[0] reads: the client does not ask for the scope email.",
    ],
  },
])("a client compared with the configuration: $name", ({ text, want }) => {
  const { decoded } = loadConfiguration(configuration, { minor: 37 });
  const { client } = openText(text, { version: 37 });
  if (decoded === undefined || client === undefined) throw new Error("not read");
  expect(compareClient(client, decoded.configuration)).toEqual(want);
});
