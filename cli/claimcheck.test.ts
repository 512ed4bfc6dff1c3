import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maskClaims } from "../lib/secrets/mask-claims.ts";
import { buildCommand } from "../lib/testing/build-command.ts";
import { encodeShare } from "../lib/workspace/share/share-link.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-cli-"));
const command = path.join(folder, "claimcheck.mjs");

const loginConfiguration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}
`;
const loginClaims = {
  ...{ iss: "https://idp.example.com", aud: "k8s", sub: "jane.doe" },
  exp: 4_102_444_800,
};

beforeAll(async () => {
  await buildCommand(command);
  writeFileSync(path.join(folder, "bad.claimcheck.yaml"), "kind: X\n");
  writeFileSync(
    path.join(folder, "failing.claimcheck.yaml"),
    `apiVersion: claimcheck/v1alpha1
kind: Workspace
tests:
- name: a guest may read
  anonymous: true
  expect: {can: [get pods]}
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
`,
  );
  writeFileSync(path.join(folder, "configuration.yaml"), "kind: AuthenticationConfiguration\n");
  writeFileSync(path.join(folder, "old.yaml"), loginConfiguration);
  writeFileSync(path.join(folder, "new.yaml"), loginConfiguration.replace("[k8s]", "[other]"));
  writeFileSync(path.join(folder, "prefix.yaml"), loginConfiguration.replace('"idp:"', '"x:"'));
  writeFileSync(
    path.join(folder, "rule.yaml"),
    loginConfiguration.replace(
      "  claimMappings:",
      "  claimValidationRules: [{claim: sub, requiredValue: other}]\n  claimMappings:",
    ),
  );
  writeFileSync(path.join(folder, "claims.json"), JSON.stringify(loginClaims));
  writeFileSync(
    path.join(folder, "login.claimcheck.yaml"),
    `apiVersion: claimcheck/v1alpha1
kind: Workspace
configurationFrom: {path: old.yaml}
tests:
- name: jane
  claims: ${JSON.stringify(loginClaims)}
  expect: {user: {username: "idp:jane.doe"}}
`,
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each<{ name: string; args: string[]; want: { status: number; last: string } }>([
  {
    name: "the examples pass",
    args: ["test", path.join(root, "examples/*.claimcheck.yaml"), "--require-tests"],
    want: { status: 0, last: "74 of 74 tests passed" },
  },
  {
    name: "a test fails",
    args: ["test", "failing.claimcheck.yaml"],
    want: { status: 1, last: "0 of 1 tests passed" },
  },
  {
    name: "a workspace file with errors",
    args: ["test", "bad.claimcheck.yaml"],
    want: { status: 1, last: "0 of 0 tests passed, 2 errors" },
  },
  {
    name: "no test is selected",
    args: ["test", "failing.claimcheck.yaml", "--select", "x"],
    want: { status: 0, last: "0 of 0 tests passed" },
  },
  {
    name: "no test is selected, and one must be",
    args: ["test", "failing.claimcheck.yaml", "--select", "x", "--require-tests"],
    want: { status: 1, last: "0 of 0 tests passed" },
  },
  {
    name: "a configuration without apiVersion",
    args: ["validate", "configuration.yaml"],
    want: { status: 1, last: "1 file, 1 error" },
  },
  {
    name: "a file by its absolute path",
    args: ["validate", path.join(folder, "configuration.yaml")],
    want: { status: 1, last: "1 file, 1 error" },
  },
  { name: "a file that is missing", args: ["validate", "none"], want: { status: 2, last: "" } },
  {
    name: "a configuration refuses whom the one before let in",
    args: ["diff", "old.yaml", "new.yaml", "--tests", "login.claimcheck.yaml"],
    want: { status: 3, last: "Access changes: 1 user, 0 names, 0 keys." },
  },
  {
    name: "configurations that give other names",
    args: ["diff", "old.yaml", "prefix.yaml"],
    want: { status: 3, last: "Access changes: 0 users, 2 names, 0 keys." },
  },
  {
    name: "versions without a difference",
    args: ["diff", "login.claimcheck.yaml", "--kube-version", "1.34..1.37"],
    want: { status: 0, last: "Nobody gains or loses access." },
  },
  {
    name: "one file and one version to compare",
    args: ["diff", "old.yaml", "--kube-version", "1.37"],
    want: { status: 2, last: "" },
  },
  {
    name: "claims that get in",
    args: ["explain", "old.yaml", "--claims", "claims.json"],
    want: { status: 0, last: "  groups system:authenticated" },
  },
  {
    name: "claims that get in and may not do it",
    args: ["explain", "old.yaml", "--claims", "claims.json", "--question", "list pods"],
    want: {
      status: 1,
      last: "  The token was accepted: its user is idp:jane.doe. No authorizer allows the request. Compare the username and its groups with the subjects of the bindings, character by character. The access part lists the bindings that almost match.",
    },
  },
  {
    name: "explain without anything to explain",
    args: ["explain", "old.yaml"],
    want: { status: 2, last: "" },
  },
  {
    name: "a file without a configuration to review",
    args: ["review", "claims.json"],
    want: { status: 2, last: "" },
  },
  {
    name: "the files for a kind of cluster",
    args: ["convert", "login.claimcheck.yaml", "--to", "kubeadm", "--directory", "kubeadm-files"],
    want: { status: 0, last: "kubeadm-files/clients/HAND-OUT.md" },
  },
  {
    name: "files into a folder that has some",
    args: ["convert", "login.claimcheck.yaml", "--to", "kubeadm", "--directory", "."],
    want: { status: 2, last: "" },
  },
  {
    name: "the help of one command",
    args: ["help", "open"],
    want: { status: 0, last: "  claimcheck open authn.yaml rbac.yaml" },
  },
  { name: "an unknown option", args: ["test", "--x"], want: { status: 2, last: "" } },
  { name: "an unknown command", args: ["x"], want: { status: 2, last: "" } },
])("the command ends with its exit code: $name", ({ args, want }) => {
  const { status, stdout } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ status, last: stdout.trimEnd().split("\n").at(-1) }).toEqual(want);
});

test("values of claims are masked, the issuer is not", () => {
  const claims = '{"iss":"https://idp","sub":"jane-doe","groups":["secret"],"n":1}';
  expect(maskClaims("https://idp jane-doe secret 1", claims)).toBe("https://idp *** *** 1");
  expect(maskClaims("idp:jane-doe is jane-doe", claims, ["idp:jane-doe"])).toBe(
    "idp:jane-doe is ***",
  );
});

test.each<{ name: string; args: string[]; input: string; want: string }>([
  {
    name: "a line of the log, with the field that it is about",
    args: ["explain", "old.yaml", "--log", "-"],
    input: `E1128 10:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: expected audience in [\\"k8s\\"] got [\\"x\\"]]"\n`,
    want: "kube-apiserver: token-audience",
  },
  {
    name: "a whole log",
    args: ["explain", "old.yaml", "--log", "-"],
    input: `${'I1128 09:00:00.000000       1 httplog.go:134] "HTTP" resp=200\n'.repeat(60)}E1128 10:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: expected audience \\"k8s\\" got [\\"x\\"]]"\n`,
    want: "1 failure of one kind in 61 lines.",
  },
  {
    name: "a text that is about something else",
    args: ["explain", "--log", "-"],
    input: "hello world\n",
    want: "Nothing in this text is about authentication or access.",
  },
  {
    name: "claims with another audience",
    args: ["explain", "new.yaml", "--claims", "-"],
    input: JSON.stringify(loginClaims),
    want: "unauthorized",
  },
  {
    name: "requests, a line each",
    args: ["answer"],
    input: '{"op":"explain","text":"hello","id":"1"}\n',
    want: '{"code":"none","id":"1"}',
  },
])("standard input is explained: $name", ({ args, input, want }) => {
  const { stdout } = spawnSync(process.execPath, [command, ...args], {
    ...{ cwd: folder, encoding: "utf8", input },
  });
  expect(stdout.split("\n")[0]).toBe(want);
});

test("a difference is written with who gains and loses what", () => {
  const { stdout } = spawnSync(
    process.execPath,
    [command, "diff", "old.yaml", "new.yaml", "--tests", "login.claimcheck.yaml"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stdout).toBe(`old.yaml on 1.37 → new.yaml on 1.37
Who asks
  jane
    - authenticated as idp:jane.doe
    + unauthorized (token-audience: The token's audience is "k8s", and the configuration wants "other".)
    - in the whole cluster: get /api/*, /apis/*, /openapi/*, /api, /apis, /healthz, /livez, /openapi, /readyz, /version, /version/
    - in the whole cluster: create selfsubjectaccessreviews, selfsubjectrulesreviews of authorization.k8s.io
    - in the whole cluster: create selfsubjectreviews of authentication.k8s.io
Access changes: 1 user, 0 names, 0 keys.
`);
});

test("the tests of a link are run without a request", () => {
  const file = `apiVersion: claimcheck/v1alpha1
kind: Workspace
configuration: ${JSON.stringify(loginConfiguration)}
tests:
- name: stranger
  claims: {iss: "https://other.example.com", aud: k8s}
  expect: {verdict: unauthorized}
`;
  const run = (link: string) =>
    spawnSync(process.execPath, [command, "test", link], { cwd: folder, encoding: "utf8" });
  const link = `https://claimcheck.invalid/#${encodeShare(file)}`;
  expect(run(link).stdout.trimEnd().split("\n").at(-1)).toBe("1 of 1 tests passed");
  expect(run(link.slice(0, -9)).status).toBe(2);
});

test.each([
  { args: [], want: "***" },
  { args: ["--no-mask"], want: "jane.doe" },
])("a claim's value is masked unless that is turned off: $args", ({ args, want }) => {
  const { stdout } = spawnSync(
    process.execPath,
    [command, "explain", "rule.yaml", "--claims", "claims.json", ...args],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stdout).toContain(`The claim sub is ${want}, and`);
});

test("a review is Markdown without claim values", () => {
  const { stdout, status } = spawnSync(process.execPath, [command, "review", "old.yaml"], {
    ...{ cwd: folder, encoding: "utf8" },
  });
  expect(status).toBe(0);
  expect(stdout.split("\n")[0]).toBe("# Review: who gets in, and what for");
});
