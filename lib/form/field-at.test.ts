import { expect, test } from "vitest";
import { fieldAt } from "./field-at.ts";
import { readFormText } from "./written.ts";

const text = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
unknown: 1
jwt:
- issuer:
    url: https://a.example.com # here
    audiences: [one, two]
  claimMappings:
    username:
      expression: |
        "a:" + claims.sub
  claimValidationRules:
  - claim: hd
    requiredValue: a.com
`;

test.each<{ name: string; at: string; want: string | undefined }>([
  { name: "a value", at: "https://a", want: "jwt[0].issuer.url" },
  { name: "its key", at: "url:", want: "jwt[0].issuer.url" },
  { name: "an item of a list of texts", at: "two", want: "jwt[0].issuer.audiences[1]" },
  { name: "inside a block", at: "claims.sub", want: "jwt[0].claimMappings.username.expression" },
  { name: "a field of an item", at: "a.com", want: "jwt[0].claimValidationRules[0].requiredValue" },
  { name: "an issuer", at: "issuer:", want: "jwt[0].issuer" },
  { name: "a field of the file", at: "apiserver.config", want: "apiVersion" },
  { name: "a field that the form does not know", at: "unknown", want: undefined },
])("the field at $name", ({ at, want }) => {
  const read = readFormText(text);
  if (read.kind === "failed") throw new Error(read.message);
  expect(fieldAt(read.data, text.indexOf(at))).toBe(want);
});
