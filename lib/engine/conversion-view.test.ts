import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const head = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://a.example.com # ours
    audiences: [k]
  claimMappings:
    username:
`;

const input: Omit<AnalysisInput, "configuration" | "token"> = {
  minor: 37,
  bindings: "",
  keys: {},
  now: 1_700_000_000,
  target: "kubeadm",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
};

const token = JSON.stringify({
  iss: "https://a.example.com",
  aud: "k",
  sub: "jane",
  exp: 1_700_000_600,
});
const path = "jwt[0].claimMappings.username";

test("a switch is a fix of the text, and says on how many tokens it was tried", async () => {
  const configuration = `${head}      claim: sub # never changes\n      prefix: "a:"\n`;
  const view = await createEngine().convert(
    { ...input, configuration, token },
    { path, to: "expression" },
  );
  if (view.kind === "refused") throw new Error(view.reason);
  expect(view.differences).toEqual([]);
  // 28 generated ones and the one at hand.
  expect(view.tokens).toBe(29);
  const [edit] = view.fix.edits;
  expect(
    edit &&
      configuration.slice(0, edit.span.start) + edit.newText + configuration.slice(edit.span.end),
  ).toBe(
    `${head}      expression: '"a:" + (claims.sub == null ? "" : dyn(claims.sub))' # never changes\n`,
  );
});

test("a switch that does not keep the meaning is a fix all the same, with the tokens that it changes", async () => {
  const configuration = `${head}      expression: '"a:" + claims.sub'\n`;
  const view = await createEngine().convert(
    { ...input, configuration, token },
    { path, to: "claim" },
  );
  if (view.kind === "refused") throw new Error(view.reason);
  expect(view.differences).toEqual([{ claims: { sub: null }, before: undefined, after: "a:" }]);
  expect(view.fix.edits).toHaveLength(1);
});
