import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createEngine } from "./engine/engine.ts";
import { runTests } from "./engine/tests/run-tests.ts";
import type { Bundle } from "./export/bundle.ts";
import { targets } from "./export/targets.ts";
import { newestMinor } from "./kube/minor.ts";
import { findClusterTarget } from "./kube/targets.ts";
import { followPaths } from "./workspace/tests/follow-paths.ts";
import { readTests } from "./workspace/tests/read-tests.ts";

const now = 1_790_000_000;
const file = "tests/login.claimcheck.yaml";

const configuration = `# who gets in
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
`;
const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: dev, namespace: dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}]
`;
const list = `# a developer
- name: jane views dev
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, groups: [dev], exp: now+10m}
  expect:
    can: [get pods -n dev]
    cannot: [get secrets]
- name: another audience is refused
  claims: {iss: https://idp.example.com, aud: other, sub: jane, exp: now+10m}
  expect: {verdict: unauthorized, cause: token-audience}
`;

async function exportFor(target: string, tests: string, testsNow?: number): Promise<Bundle> {
  const input = {
    ...{ minor: newestMinor, configuration, bindings, token: "", keys: {}, now, target },
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
  };
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  return createEngine().export(input, {
    ...{ comments: "kept", cluster, tests },
    ...(testsNow !== undefined && { testsNow }),
  });
}

function textsOf(bundle: Bundle): ReadonlyMap<string, string> {
  return new Map(bundle.files.map(({ path, text }) => [path, text]));
}

/** Runs the exported file of tests with the files beside it. */
async function run(texts: ReadonlyMap<string, string>) {
  const { workspace, findings } = readTests(texts.get(file) ?? "");
  expect(findings).toEqual([]);
  if (workspace === undefined) throw new Error("the file of tests does not parse");
  const asked: string[] = [];
  const followed = await followPaths(
    workspace,
    {
      readFiles: async (name) => {
        const path = name.replace(/^\.\.\//, "");
        asked.push(path);
        const text = texts.get(path);
        return text === undefined ? [] : [text];
      },
      readVariable: () => undefined,
    },
    now,
  );
  expect(followed.findings).toEqual([]);
  if (followed.workspace === undefined) throw new Error("the files do not open");
  return { asked, results: await runTests(followed.workspace) };
}

// Those with a schema of their own may say another thing about the user: their tests are in lib/export/targets.
const fileTargets = targets.filter(({ id }) => findClusterTarget(id).takes === undefined);

describe("the tests of a workspace in an export", () => {
  test.each(fileTargets.map(({ id }) => id))(
    "for %s they read the files that are applied, and pass",
    async (target) => {
      const texts = textsOf(await exportFor(target, list));
      const { asked, results } = await run(texts);
      expect(results.map(({ name, passed }) => [name, passed])).toEqual([
        ["jane views dev", true],
        ["another audience is refused", true],
      ]);
      expect(asked).toHaveLength(2);
      expect(asked).toContain("rbac/rbac.yaml");
      expect(parse(texts.get(file) ?? "").cluster).toEqual({ versions: ["1.37"], target });
    },
  );

  test("they turn red when the exported configuration changes", async () => {
    const texts = new Map(textsOf(await exportFor("static-pod", list)));
    const changed = texts.get("authn/config.yaml")?.replaceAll("idp:", "other:") ?? "";
    const { results } = await run(new Map([...texts, ["authn/config.yaml", changed]]));
    expect(results.map(({ passed }) => passed)).toEqual([false, true]);
  });

  test("comments of the list are kept, and the moment of the workspace is named", async () => {
    const text = textsOf(await exportFor("kubeadm", list, now)).get(file) ?? "";
    expect(text).toContain("  # a developer\n  - name: jane views dev\n");
    expect(parse(text).now).toBe(now);
  });

  test("the jobs run every file of tests with a package that its owner names", async () => {
    const texts = textsOf(await exportFor("kubeadm", list));
    const workflow = parse(texts.get("tests/ci/github-workflow.yaml") ?? "");
    expect(workflow.permissions).toEqual({ contents: "read" });
    const { env, steps } = workflow.jobs.logins;
    expect(env).toEqual({ CLAIMCHECK_PACKAGE: "./claimcheck.tgz" });
    const command = 'npx --yes --package "$CLAIMCHECK_PACKAGE" -- claimcheck test --require-tests';
    expect(steps.at(-1)).toEqual({ run: `${command} -o github` });
    const { "login-tests": job } = parse(texts.get("tests/ci/gitlab-ci.yml") ?? "");
    expect(job.script).toEqual([command]);
    expect(job.artifacts.reports.junit).toBe("claimcheck.xml");
  });

  test.each(["", " \n", "# none yet\n"])("no test gives no file: %j", async (text) => {
    const { files } = await exportFor("kubeadm", text);
    expect(files.map(({ path }) => path).filter((path) => path.startsWith("tests/"))).toEqual([]);
  });

  test.each([
    { name: "a map", text: "a: map\n" },
    { name: "a list that is not closed", text: "- [unclosed\n" },
    { name: "5,000 levels", text: "[".repeat(5_000) },
  ])("a text that is no list gives no file and says so: $name", async ({ text }) => {
    const bundle = await exportFor("kubeadm", text);
    expect(bundle.problems).toContain("The tests are no list in YAML: no file is made of them.");
  });

  test("a token in a test is masked, and an invisible character is written as an escape", async () => {
    const jwt = `eyJhbGciOiJSUzI1NiJ9.${"eyJzdWIiOiJqYW5lIn0".repeat(2)}.${"c2lnbmF0dXJl".repeat(6)}`;
    const hostile = `- name: "a\u202eb"\n  claims: {iss: x, note: ${jwt}}\n`;
    const text = textsOf(await exportFor("kubeadm", hostile)).get(file) ?? "";
    expect(text).not.toContain("c2lnbmF0dXJl");
    expect(text).not.toContain("\u202e");
    expect(parse(text).tests[0].name).toBe("a\u202eb");
  });
});
