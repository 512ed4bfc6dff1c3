import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { applyPatch } from "diff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommand } from "../../lib/testing/build-command.ts";

/** The bundled command, asked by the client of the official SDK over standard input and output. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-mcp-"));
const command = path.join(folder, "claimcheck.mjs");
const client = new Client({ name: "test", version: "1.0.0" });
const trusting = new Client({ name: "test", version: "1.0.0" });

beforeAll(async () => {
  await buildCommand(command);
  const start = (...args: string[]) =>
    new StdioClientTransport({ command: process.execPath, args: [command, "mcp", ...args] });
  await client.connect(start());
  await trusting.connect(start("--allow-tokens"));
  // The client checks each answer against the output schemas of the list.
  await client.listTools();
}, 60_000);
afterAll(async () => {
  await client.close();
  await trusting.close();
  rmSync(folder, { recursive: true });
});

test("the documentation lists the tools", async () => {
  const { tools } = await client.listTools();
  const page = readFileSync(path.join(root, "docs", "agents.md"), "utf8");
  const listed = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(tools.map(({ name }) => name).sort());
});

interface Answer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly failed: boolean;
}

async function call(name: string, args: object, of = client): Promise<Answer> {
  const answer = await of.callTool({ name, arguments: { ...args } });
  const [content] = answer.content as { text: string }[];
  return {
    text: content?.text ?? "",
    data: answer.structuredContent as Answer["data"],
    failed: answer.isError === true,
  };
}

const wrong = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups:
      expression: claims.groups.map(g, g)
`;
const right = wrong.replace("claims.groups.map(g, g)", `dyn(claims.groups).map(g, "idp:" + g)`);
const jane = {
  iss: "https://idp.example.com",
  aud: "k8s",
  sub: "jane",
  groups: ["dev"],
  exp: "now+10m",
};
const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: dev, namespace: dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}
`;

const refusal = `Invalid value: "claims.groups.map(g, g)": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)
 | claims.groups.map(g, g)
 | ......^`;

describe("an expression that an agent writes and that does not compile", () => {
  test("is refused in the server's words, and the remedy compiles", async () => {
    const { data, text, failed } = await call("validate", {
      expression: "claims.groups.map(g, g)",
    });
    expect({ failed, accepted: data?.accepted }).toEqual({ failed: false, accepted: false });
    expect(text).toContain(refusal);
    expect(data?.repairs).toContainEqual({
      title: "Wrap it in dyn(…)",
      expression: "dyn(claims.groups).map(g, g)",
    });
    const again = await call("validate", { expression: "dyn(claims.groups).map(g, g)" });
    expect(again.data).toMatchObject({ accepted: true, version: "1.37" });
  });

  test("is refused in a configuration, and the diff makes one that the server accepts", async () => {
    const { data } = await call("validate", { configuration: wrong });
    expect(data).toMatchObject({ accepted: false, version: "1.37" });
    const [first] = (data?.findings ?? []) as object[];
    expect(first).toEqual({
      severity: "error",
      by: "kube-apiserver",
      code: "validate/invalid",
      path: "jwt[0].claimMappings.groups.expression",
      line: 8,
      column: 19,
      message: `jwt[0].claimMappings.groups.expression: ${refusal}`,
      hint: "Write dyn(claims.x).map(…) instead of claims.x.map(…).",
      reference: "claimcheck://reference/configuration/jwt.claimMappings.groups.expression",
    });
    const [repair] = (data?.repairs ?? []) as { title: string; diff: string }[];
    expect(repair).toEqual({
      title: "Wrap it in dyn(…)",
      diff: `@@ -7,2 +7,2 @@
     groups:
-      expression: claims.groups.map(g, g)
+      expression: dyn(claims.groups).map(g, g)`,
    });
    const repaired = applyPatch(wrong, `--- a\n+++ b\n${repair?.diff}\n`);
    expect(repaired).toBe(wrong.replace("claims.groups.map", "dyn(claims.groups).map"));
    const again = await call("validate", { configuration: repaired });
    expect(again.data).toMatchObject({ accepted: true });
  });
});

test.each<{ name: string; tool: string; args: object; want: object; says: string }>([
  {
    name: "diagnose lets claims in",
    tool: "diagnose",
    args: { configuration: right, claims: jane, bindings, question: "list pods -n dev" },
    want: {
      verdict: "authenticated",
      version: "1.37",
      user: { username: "idp:jane", groups: ["idp:dev", "system:authenticated"] },
      allowed: true,
    },
    says: "authenticated as idp:jane, groups idp:dev, system:authenticated\nallowed: list pods -n dev",
  },
  {
    name: "diagnose says why claims are refused, and what helps",
    tool: "diagnose",
    args: { configuration: right, claims: { ...jane, aud: "other" } },
    want: {
      verdict: "unauthorized",
      cause: {
        code: "token-audience",
        references: [
          "claimcheck://reference/errors/token-audience",
          "claimcheck://reference/configuration/jwt.issuer.audiences",
        ],
      },
    },
    says: `The token's audience is "other", and the configuration wants "k8s".`,
  },
  {
    name: "explain reads a line of the log",
    tool: "explain",
    args: {
      text: `oidc: verify token: oidc: expected audience "k8s" got ["x"]`,
      configuration: right,
    },
    want: {
      causes: [
        {
          code: "token-audience",
          by: "kube-apiserver",
          paths: ["jwt[0].issuer.audiences"],
          reference: "claimcheck://reference/errors/token-audience",
        },
      ],
    },
    says: `The token's audience is "x", and the configuration wants "k8s".`,
  },
  {
    name: "explain reads a whole log",
    tool: "explain",
    args: {
      text: `${'I1128 09:00:00.000000       1 httplog.go:134] "HTTP" resp=200\n'.repeat(60)}E1128 10:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: expected audience \\"k8s\\" got [\\"x\\"]]"\n`,
    },
    want: { causes: [{ code: "token-audience", count: 1 }] },
    says: "1 failure of one kind in 61 lines.",
  },
  {
    name: "explain says that a text is about something else",
    tool: "explain",
    args: { text: "hello world" },
    want: { causes: [] },
    says: "Nothing in this text is about authentication or access.",
  },
  {
    name: "open takes a configuration out of flags",
    tool: "open",
    args: {
      text: "kube-apiserver --oidc-issuer-url=https://idp.example.com --oidc-client-id=k8s --oidc-username-claim=sub",
    },
    want: { kind: "settings", format: "flags" },
    says: "url: https://idp.example.com",
  },
  {
    name: "names lists what can come out, and what it has",
    tool: "names",
    args: { configuration: right, bindings },
    want: {
      accepted: true,
      names: [
        { kind: "User", name: "idp:{sub}", issuer: "https://idp.example.com", bound: [] },
        {
          kind: "Group",
          name: "idp:{groups[]}",
          bound: [`ClusterRole "view" in the namespace "dev" to Group "idp:dev"`],
        },
        { kind: "User", name: "system:anonymous" },
        { kind: "Group", name: "system:unauthenticated" },
      ],
    },
    says: "User idp:{sub} from https://idp.example.com",
  },
  {
    name: "who_can lists subjects with the issuer of each",
    tool: "who_can",
    args: { question: "list pods -n dev", bindings, configuration: right },
    want: {
      question: "list pods -n dev",
      subjects: [
        {
          kind: "Group",
          name: "idp:dev",
          by: [`RoleBinding "dev/dev" of ClusterRole "view" to Group "idp:dev"`],
          from: ["https://idp.example.com"],
        },
      ],
    },
    says: "- Group idp:dev",
  },
  {
    name: "export writes the files for a kind of cluster",
    tool: "export",
    args: { configuration: right, target: "k3s", paths: ["README.md"] },
    want: { notes: [] },
    says: "--- README.md",
  },
  {
    name: "compare_versions says which versions accept a configuration",
    tool: "compare_versions",
    args: { configuration: right, from: "1.34", to: "1.37", claims: [jane] },
    want: { changes: expect.stringContaining("Nobody gains or loses access.") },
    says: "Accepted by 1.34, 1.35, 1.36, 1.37, 1.38.\nRefused by 1.30, 1.31, 1.32, 1.33: ",
  },
  {
    name: "test runs a workspace file with the files that are given",
    tool: "test",
    args: {
      workspace: `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {versions: ["1.37"]}
configurationFrom: {path: authn.yaml}
bindingsFrom: {paths: ["rbac/*.yaml"]}
tests:
- name: jane
  claims: ${JSON.stringify(jane)}
  expect: {user: {username: "idp:jane"}, can: [list pods -n dev]}
- name: john
  claims: ${JSON.stringify({ ...jane, sub: "john", groups: [] })}
  expect: {user: {username: "idp:john"}, can: [list pods -n dev]}
`,
      files: { "authn.yaml": right, "rbac/dev.yaml": bindings },
    },
    want: {
      passed: 1,
      total: 2,
      failed: [{ name: "john", versions: ["1.37"], mismatches: [{ field: "can", line: 12 }] }],
    },
    says: "1 of 2 tests passed.\nFAILED john (1.37)",
  },
  {
    name: "test says which file is missing",
    tool: "test",
    args: {
      workspace: `apiVersion: claimcheck/v1alpha1
kind: Workspace
configurationFrom: {path: authn.yaml}
tests: [{name: it loads, expect: {loads: true}}]
`,
    },
    want: { total: 0, findings: [{ line: 3, message: "There is no file authn.yaml." }] },
    says: "The workspace file has errors; no test was run.",
  },
  {
    name: "validate reads bindings",
    tool: "validate",
    args: { bindings: bindings.replace("name: view", "nam: view") },
    want: { accepted: false },
    says: "kube-apiserver 1.37 refuses this.",
  },
])("$name", async ({ tool, args, want, says }) => {
  const { data, text, failed } = await call(tool, args);
  expect(failed).toBe(false);
  expect(data).toMatchObject(want);
  expect(text).toContain(says);
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsignedToken = `${encode({ alg: "none" })}.${encode({ ...jane, exp: 2_000_000_000 })}.`;
const token = `${encode({ alg: "RS256", kid: "k" })}.${encode({ ...jane, exp: 2_000_000_000 })}.${Buffer.from("a signature of some length").toString("base64url")}`;

describe("a token with a signature", () => {
  test.each<{ name: string; tool: string; args: object }>([
    { name: "as a token", tool: "diagnose", args: { configuration: right, token } },
    {
      name: "in a claim, nested",
      tool: "diagnose",
      args: { configuration: right, claims: { ...jane, act: [{ deep: { token } }] } },
    },
    {
      name: "in a line of a log",
      tool: "explain",
      args: { text: `Authorization: Bearer ${token}` },
    },
    {
      name: "as the name of an argument",
      tool: "names",
      args: { configuration: right, [token]: "x" },
    },
  ])("is refused and not echoed: $name", async ({ tool, args }) => {
    const { text, data, failed } = await call(tool, args);
    expect({ data, failed }).toEqual({ data: undefined, failed: true });
    expect(text).toContain("holds a token with a signature");
    expect(text).not.toContain(token.slice(0, 20));
  });

  test("is not echoed by an error of the protocol", async () => {
    const failure = await client.callTool({ name: token, arguments: {} }).catch(String);
    expect(failure).toContain("There is no such tool.");
    const unknown = await client
      .request({ method: token } as never, undefined as never)
      .catch(String);
    expect(unknown).not.toContain(token.slice(0, 20));
  });

  test("is taken if the server was started for it, and is in no answer", async () => {
    const { data, text } = await call("diagnose", { configuration: right, token }, trusting);
    expect(data).toMatchObject({
      verdict: "authenticated",
      user: { username: "idp:jane" },
      notes: ["The signature was not checked: the token counts as signed."],
    });
    const echoed = await call(
      "open",
      { text: `users: [{name: jane, user: {token: ${token}}}]` },
      trusting,
    );
    for (const answer of [text, JSON.stringify(data), JSON.stringify(echoed)])
      expect(answer).not.toContain(token.slice(0, 20));
  });

  test("without its signature is a draft, which is taken", async () => {
    const { data } = await call("diagnose", { configuration: right, token: unsignedToken });
    expect(data).toMatchObject({ version: "1.37" });
  });
});

test("other secrets of the arguments are in no answer", async () => {
  const password = "correct-horse-42-battery";
  const { text, data } = await call("open", {
    text: `kubectl config set-credentials jane --auth-provider=oidc --auth-provider-arg=client-secret=${password} --auth-provider-arg=idp-issuer-url=https://idp.example.com`,
  });
  expect(text + JSON.stringify(data)).not.toContain(password);
});

describe("hostile arguments end with an error, and the server lives on", () => {
  afterAll(async () => {
    const { data } = await call("validate", { configuration: right });
    expect(data).toMatchObject({ accepted: true });
  });

  test.each<{ name: string; tool: string; args: object; says: string }>([
    {
      name: "a wrong type",
      tool: "validate",
      args: { configuration: 5 },
      says: "The arguments: ✖ Invalid input: expected string, received number",
    },
    { name: "null", tool: "names", args: { configuration: null }, says: "The arguments: " },
    { name: "nothing", tool: "diagnose", args: {}, says: "The arguments: " },
    {
      name: "an argument too many",
      tool: "names",
      args: { configuration: right, x: 1 },
      says: `Unrecognized key: "x"`,
    },
    {
      name: "an unknown version",
      tool: "validate",
      args: { configuration: right, version: "2.0" },
      says: `Kubernetes "2.0" is not known: use 1.30`,
    },
    {
      name: "an unknown target",
      tool: "export",
      args: { configuration: right, target: "moon" },
      says: "The arguments: ",
    },
    {
      name: "claims that are no object",
      tool: "diagnose",
      args: { configuration: right, claims: "[1]" },
      says: "The claims are no JSON object.",
    },
    {
      name: "a question that is none",
      tool: "who_can",
      args: { question: "?", bindings },
      says: "The question: ",
    },
    {
      name: "a text of 5 MB",
      tool: "validate",
      args: { configuration: "a: b\n".repeat(1_000_000) },
      says: "configuration has 5,000,000 characters; at most 1,000,000 are read.",
    },
    {
      name: "a list of texts of 5 MB",
      tool: "test",
      args: {
        workspace: "",
        files: Object.fromEntries(
          Array.from({ length: 6 }, (_, i) => [`f${i}`, "x ".repeat(450_000)]),
        ),
      },
      says: "The arguments have more than 4,000,000 characters.",
    },
    {
      name: "arguments that are nested deep",
      tool: "diagnose",
      args: {
        configuration: right,
        claims: JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`),
      },
      says: "The arguments are nested deeper than 64 levels.",
    },
  ])("$name", async ({ tool, args, says }) => {
    const { text, failed } = await call(tool, args);
    expect(failed).toBe(true);
    expect(text).toContain(says);
  });

  test("lines that are no message", () => {
    const { stdout, status } = spawnSync(process.execPath, [command, "mcp"], {
      encoding: "utf8",
      input: `nonsense\n{"jsonrpc":"2.0"}\n[]\n{"jsonrpc":"2.0","id":1,"method":"ping"}\n`,
    });
    expect({ stdout, status }).toEqual({
      stdout: `{"result":{},"jsonrpc":"2.0","id":1}\n`,
      status: 0,
    });
  });
});

describe("the reference", () => {
  test("is listed", async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri.replace("claimcheck://reference/", ""))).toEqual([
      ...["configuration", "rbac", "errors", "cel", "targets"],
      ...["schema/authentication-configuration.json", "schema/rbac.json", "schema/workspace.json"],
    ]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.length).toBe(3);
  });

  test.each([
    { page: "errors", want: "- `token-audience`: " },
    { page: "errors/token-audience", want: "## What to do" },
    { page: "configuration", want: "## jwt.issuer.url" },
    { page: "configuration/jwt.issuer.audiences", want: "list of strings, required" },
    { page: "cel", want: "claimcheck://reference/cel/strings" },
    { page: "cel/strings", want: "`string.split(string) -> list(string)`" },
    { page: "rbac", want: "## roleRef" },
    { page: "targets", want: "- `kubeadm`: kubeadm" },
    { page: "schema/workspace.json", want: `"$schema": "http://json-schema.org/draft-07/schema#"` },
  ])("has the page $page", async ({ page, want }) => {
    const { contents } = await client.readResource({ uri: `claimcheck://reference/${page}` });
    expect((contents[0] as { text: string }).text).toContain(want);
  });

  test.each([
    "claimcheck://reference/errors/none-such",
    "claimcheck://reference/",
    "file:///etc/passwd",
  ])("has no page %s", async (uri) => {
    await expect(client.readResource({ uri })).rejects.toThrow("There is no such page");
  });
});
