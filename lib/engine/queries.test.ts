import { expect, test } from "vitest";
import { minors } from "../kube/minor.ts";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const configuration = (prefix: string) => `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [kubernetes]
  claimMappings:
    username: {expression: '"${prefix}" + claims.sub'}
`;

const claims = { iss: "https://issuer.example.com", aud: "kubernetes", sub: "jane", exp: 2000 };

const input = (change: Partial<AnalysisInput> = {}): AnalysisInput => ({
  minor: 37,
  configuration: configuration("a:"),
  bindings: "",
  token: JSON.stringify(claims),
  keys: {},
  now: 1000,
  target: "kubeadm",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
  ...change,
});

/** How often each of the queries was made by what `work` asks. */
async function countsOf(engine: ReturnType<typeof createEngine>, work: () => Promise<unknown>) {
  const before = engine.counts();
  await work();
  return Object.fromEntries(
    Object.entries(engine.counts()).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
}

const asked = { metrics: "", unreachable: [] };
const request = { comments: "kept", cluster: { name: "c", server: "https://c" } } as const;

test("a key press loads the text once for the verdict, once for each other version, never twice", async () => {
  const engine = createEngine();
  const running = configuration("a:");
  await engine.analyze(input({ running }));
  const pressed = input({ running, configuration: configuration("ab:") });
  const counts = await countsOf(engine, async () => {
    await engine.analyze(pressed);
    await engine.preview(pressed);
    await engine.viewPanels(pressed, asked);
    await engine.export(pressed, request);
  });
  expect(counts.load).toBe(minors.length);
  expect(counts.authentication).toBe(1);
});

test("what did not change is not made again", async () => {
  const engine = createEngine();
  await engine.analyze(input());
  const counts = await countsOf(engine, () => engine.analyze(input({ bindings: "# a\n" })));
  expect(counts).toMatchObject({ load: 0, lint: 0, fields: 0, token: 0, authentication: 0 });
  expect(counts).toMatchObject({ bindings: 1, authorizer: 1 });
});

test("two workspaces that alternate keep what was made of their documents", async () => {
  const engine = createEngine();
  const one = input();
  const other = input({ configuration: configuration("b:"), bindings: "# b\n", minor: 33 });
  await engine.analyze(one);
  await engine.analyze(other);
  const counts = await countsOf(engine, async () => {
    await engine.analyze(one);
    await engine.analyze(other);
  });
  expect(counts).toMatchObject({
    load: 0,
    lint: 0,
    fields: 0,
    bindings: 0,
    authorizer: 0,
    risks: 0,
  });
});

test("a token and its user are gone with the second run that has another, or the first that has none", async () => {
  const engine = createEngine();
  const other = input({ token: JSON.stringify({ ...claims, sub: "john" }) });
  await engine.analyze(input());
  await engine.analyze(other);
  expect(engine.sizes()).toMatchObject({ token: 2, authentication: 2, signatures: 2, risks: 2 });
  await engine.analyze(other);
  expect(engine.sizes()).toMatchObject({ token: 1, authentication: 1, signatures: 1, risks: 1 });
  await engine.analyze(input({ token: "" }));
  const gone = { authentication: 0, signatures: 0, risks: 0, "near-misses": 0, matrix: 0 };
  // The empty paste.
  expect(engine.sizes()).toMatchObject({ ...gone, token: 1, describe: 1 });
});
