import { expect, test } from "vitest";
import { createEngine } from "@/lib/engine/engine.ts";
import { analysisInput, emptyInputs } from "../workspace/inputs.ts";
import { markStation } from "./status-marks.ts";

const { analyze } = createEngine();

const configuration = (rule: string) => `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://issuer.example.com, audiences: [kubernetes]}
  claimValidationRules:
  - expression: ${rule}
  claimMappings:
    username: {claim: sub, prefix: ""}
`;

const claims = { iss: "https://issuer.example.com", aud: "kubernetes", sub: "jane", exp: 2000 };

// Claims without a token: its form is not known.
test.each([
  {
    name: "a rule for claims is false",
    text: configuration('claims.sub == "joe"'),
    token: claims,
    want: ["bad", "none"],
  },
  {
    name: "the token has no user name",
    text: configuration('claims.aud == "kubernetes"'),
    token: { ...claims, sub: undefined },
    want: ["unsure", "bad"],
  },
  {
    name: "all claims are accepted",
    text: configuration('claims.sub == "jane"'),
    token: claims,
    want: ["unsure", "good"],
  },
])("the marks of claims and user: $name", async ({ text, token, want }) => {
  const inputs = {
    ...emptyInputs,
    documents: { ...emptyInputs.documents, configuration: text },
    token: JSON.stringify(token),
  };
  const analysis = await analyze(analysisInput(inputs, 1000));
  expect([markStation(analysis, "claims").mark, markStation(analysis, "user").mark]).toEqual(want);
});
