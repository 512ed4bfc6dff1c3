import { expect, test } from "vitest";
import * as engine from "./engine.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`;
const claims = { iss: "https://idp.example.com", aud: "k8s", sub: "jane", exp: 1_790_000_600 };

test("the engine's entry has what it promises", () => {
  expect(Object.keys(engine).sort()).toEqual([
    "answer",
    "authenticate",
    "test",
    "validate",
    "versions",
  ]);
  expect([engine.versions[0], engine.versions.at(-1)]).toEqual(["1.30", "1.38"]);
});

test("a configuration is validated with the server's words and places", () => {
  expect(engine.validate(configuration)).toEqual([]);
  const wrong = configuration.replace("https://idp", "http://idp");
  expect(
    engine.validate(wrong).map(({ message, severity, start, end }) => ({
      message,
      severity,
      at: wrong.slice(start, end),
    })),
  ).toEqual([
    {
      message:
        'jwt[0].issuer.url: Invalid value: "http://idp.example.com": URL scheme must be https',
      severity: "error",
      at: "http://idp.example.com",
    },
  ]);
  expect(() => engine.validate(configuration, "1.9")).toThrow(
    "Kubernetes 1.9 is not a known version",
  );
});

test.each([
  {
    name: "claims that get in",
    credential: JSON.stringify(claims),
    want: {
      verdict: "authenticated",
      user: { username: "idp:jane", uid: "", groups: ["system:authenticated"], extra: {} },
    },
  },
  {
    name: "claims for another audience",
    credential: JSON.stringify({ ...claims, aud: "x" }),
    want: {
      verdict: "unauthorized",
      cause: {
        code: "token-audience",
        message: 'The token\'s audience is "x", and the configuration wants "k8s".',
      },
      line: 'Unable to authenticate the request: [invalid bearer token, oidc: verify token: oidc: expected audience "k8s" got ["x"]]',
    },
  },
  {
    name: "no credential",
    credential: "",
    want: { verdict: "unknown", unknowns: ["The token is unreadable."] },
  },
])("a credential is judged: $name", async ({ credential, want }) => {
  expect(
    await engine.authenticate({ configuration, credential, now: 1_790_000_000, version: "1.37" }),
  ).toEqual(want);
});

test("a workspace file is tested, its paths read by the caller", async () => {
  const file = `apiVersion: claimcheck/v1alpha1
kind: Workspace
configurationFrom: {path: authn.yaml}
tests:
- name: jane
  claims: ${JSON.stringify(claims)}
  expect: {user: {username: "idp:joe"}}
`;
  const readFiles = async (path: string) => (path === "authn.yaml" ? [configuration] : []);
  expect(await engine.test(file, { now: 1_790_000_000, versions: ["1.37"], readFiles })).toEqual({
    findings: [],
    results: [
      {
        name: "jane",
        version: "1.37",
        passed: false,
        mismatches: [
          { field: "user", expected: 'username "idp:joe"', actual: 'username "idp:jane"' },
        ],
      },
    ],
  });
  const { findings, results } = await engine.test(file, { now: 0 });
  expect([findings.map(({ message }) => message), results]).toEqual([
    ["There is no file authn.yaml."],
    [],
  ]);
});

test("a request is answered as by the command", async () => {
  expect(await engine.answer({ op: "version", version: "1.37" })).toHaveProperty("version");
  expect(await engine.answer({ op: "none" })).toEqual({ oracleError: 'unknown op "none"' });
});
