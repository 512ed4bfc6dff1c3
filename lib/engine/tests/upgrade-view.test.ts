import { expect, test } from "vitest";
import type { AnalysisInput } from "../input.ts";
import { viewUpgrade } from "./upgrade-view.ts";

const now = 1_790_000_000;
const input: AnalysisInput = {
  minor: 34,
  configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`,
  bindings: "",
  keys: { "": '{"keys":[{"kty":"EC","kid":"a"}]}' },
  now,
  target: "static-pod",
  authorizationModes: ["RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
  token: "",
};
const tests = `- name: jane
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, jti: x, exp: now+10m}
  expect: {}
- name: needs a file
  claimsFrom: {path: a.json}
  expect: {}
`;

test("every version is asked about every test that can be run, and each key", async () => {
  const { rows } = await viewUpgrade(input, tests);
  expect(
    rows.map(({ kind, name, cells }) => [
      kind,
      name,
      cells.map(({ minor, state, changed }) => `${minor} ${state}${changed ? " changed" : ""}`),
    ]),
  ).toEqual([
    [
      "test",
      "jane",
      [
        // v1beta1 is read from 1.30 on; the extra of jti came with 1.32.
        ...["30 in changed", "31 in changed", "32 in", "33 in", "34 in", "35 in", "36 in", "37 in"],
        "38 in",
      ],
    ],
    [
      "key",
      "a",
      ["30", "31", "32", "33", "34", "35", "36", "37"]
        .map((minor) => `${minor} breaks`)
        .concat("38 not-used changed"),
    ],
  ]);
});

test("versions that do not read the file say so, with the code of the cause", async () => {
  const configuration = input.configuration.replace("v1beta1", "v1");
  const { rows } = await viewUpgrade({ ...input, keys: {}, configuration }, tests);
  expect(rows[0]?.cells.map(({ state, code }) => `${state} ${code ?? ""}`)).toEqual([
    ...Array(4).fill("not-loaded config-decode"),
    ...Array(5).fill("in "),
  ]);
});
