import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TextDocumentEdit, TextEdit } from "vscode-languageserver/node";
import { buildCommand } from "../../lib/testing/build-command.ts";
import { type LspEditor, startEditor } from "../../lib/testing/lsp-editor.ts";
import { createRandom } from "../../lib/testing/random.ts";
import { indentLines } from "../../lib/testing/wrap-text.ts";
import type { RunTestsResult } from "./protocol.ts";

/** The bundled command, driven by a client of the protocol over standard input and output, as an editor does it. */

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-lsp-"));
const command = path.join(folder, "claimcheck.mjs");
const repository = path.join(folder, "repository");
const home = pathToFileURL(repository).href;
let editor: LspEditor;

beforeAll(async () => {
  await buildCommand(command);
  editor = await startEditor([process.execPath, command, "lsp", "--stdio"], home);
}, 60_000);
afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true });
});

const wrong = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups:
      expression: claims.groups.map(g, g)
`;

const refusal = `jwt[0].claimMappings.groups.expression: Invalid value: "claims.groups.map(g, g)": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)
 | claims.groups.map(g, g)
 | ......^`;

/** The range of the first place of a text, with a length. */
function rangeOf(uri: string, written: string, length = written.length) {
  return { start: editor.at(uri, written), end: editor.at(uri, written, length) };
}

/** What the document is after the action of a title. */
async function fixed(uri: string, written: string, title: string): Promise<string> {
  const actions = await editor.actions(uri, editor.at(uri, written, 1));
  const action = actions.find((one) => one.title === title);
  if (action === undefined) throw new Error(actions.map((one) => one.title).join("\n"));
  const [change, ...others] = (action.edit?.documentChanges ?? []) as TextDocumentEdit[];
  expect(others).toEqual([]);
  return editor.apply(uri, (change?.edits ?? []) as TextEdit[]);
}

describe("an AuthenticationConfiguration", () => {
  const uri = `${home}/authn.yaml`;

  test("is judged in the server's words, with our advice below, and mended", async () => {
    await editor.open(uri, wrong);
    const [first] = await editor.diagnostics(uri);
    expect(first).toEqual({
      code: "validate/invalid",
      source: "kube-apiserver",
      severity: 1,
      range: rangeOf(uri, "claims.groups"),
      message: `${refusal}\n\nWrite dyn(claims.x).map(…) instead of claims.x.map(…).`,
    });
    const text = await fixed(
      uri,
      "claims.groups",
      "Wrap it in dyn(…) (the server then accepts it)",
    );
    expect(text).toBe(wrong.replace("claims.groups.map", "dyn(claims.groups).map"));
  });

  test("is judged again after an edit, and its fixes are for the new version", async () => {
    await editor.edit(uri, "claims.groups.map(g, g)", "claims.groups");
    const codes = (await editor.diagnostics(uri)).map(({ code }) => code);
    expect(codes).not.toContain("validate/invalid");
    const [action] = await editor.actions(uri, editor.at(uri, "claims.groups"));
    const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(change?.textDocument).toEqual({ uri, version: 2 });
  });

  test("is completed while a key, a value and an expression are typed", async () => {
    await editor.edit(uri, "    audiences: [k8s]\n", "    audiences: [k8s]\n    aud\n");
    const keys = await editor.complete(uri, editor.at(uri, "    aud\n", 7));
    expect(keys.map(({ label }) => label)).toEqual(["audienceMatchPolicy"]);
    expect(keys[0]?.textEdit).toEqual({
      range: rangeOf(uri, "aud\n", 3),
      newText: "audienceMatchPolicy: MatchAny",
    });
    await editor.edit(uri, "    aud\n", "");
    await editor.edit(uri, "claim: sub", "claim: s");
    const values = await editor.complete(uri, editor.at(uri, "claim: s,", 8));
    expect(values.map(({ label }) => label)).toContain("sub");
    await editor.edit(uri, "expression: claims.groups", "expression: claims.groups.spl");
    const members = await editor.complete(uri, editor.at(uri, "groups.spl", 10));
    expect(members.map(({ label }) => label)).toContain("split");
  });

  test("is explained at keys and in expressions", async () => {
    expect(await editor.hover(uri, editor.at(uri, "audiences"))).toMatch(/^\*\*audiences\*\*\n\n/);
    await editor.edit(uri, "claims.groups.spl", "claims.name.split(',')");
    expect(await editor.hover(uri, editor.at(uri, "split"))).toMatch(
      /^```\nstring\.split\(string\) -> list\(string\)\n/,
    );
  });

  test("says what a call takes while its arguments are typed", async () => {
    const help = await editor.connection.sendRequest("textDocument/signatureHelp", {
      textDocument: { uri },
      position: editor.at(uri, "split('", 6),
    });
    expect(help).toMatchObject({
      activeSignature: 0,
      activeParameter: 0,
      signatures: [
        { label: "string.split(string) -> list(string)", parameters: [{ label: [13, 19] }] },
        { label: "string.split(string, int) -> list(string)" },
      ],
    });
  });

  test("has its issuers and their fields as symbols", async () => {
    const [issuer, ...others] = await editor.symbols(uri);
    expect(others).toEqual([]);
    expect(issuer?.name).toBe("https://idp.example.com");
    expect(issuer?.selectionRange).toEqual(rangeOf(uri, "https://idp.example.com"));
    expect(issuer?.children?.map(({ name }) => name)).toEqual(["username", "groups"]);
  });

  test("has no findings when it is closed", async () => {
    await editor.close(uri);
    expect(await editor.hover(uri, { line: 0, character: 0 })).toBeUndefined();
    expect(editor.published(uri)?.diagnostics).toEqual([]);
  });
});

describe("positions", () => {
  const found = async (name: string, text: string) => {
    const uri = `${home}/${name}.yaml`;
    await editor.open(uri, text);
    const [first] = await editor.diagnostics(uri);
    return { uri, first };
  };

  test.each([
    { name: "alone", text: wrong, line: 9, character: 18 },
    {
      name: "in a ConfigMap",
      text: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  authn.yaml: |\n${indentLines(wrong, 4)}`,
      line: 14,
      character: 22,
    },
    {
      name: "in a Talos machine configuration",
      text: `machine:\n  files:\n  - path: /var/authn.yaml\n    content: |\n${indentLines(wrong, 6)}cluster: {}\n`,
      line: 13,
      character: 24,
    },
    {
      name: "in a workspace file",
      text: `apiVersion: claimcheck/v1alpha1\nkind: Workspace\nconfiguration: |\n${indentLines(wrong, 2)}`,
      line: 12,
      character: 20,
    },
    { name: "with CRLF", text: wrong.replaceAll("\n", "\r\n"), line: 9, character: 18 },
    {
      // Two UTF-16 units each.
      name: "behind characters outside of the basic plane",
      text: wrong.replace(
        "claims.groups.map(g, g)",
        `'"\u{1f600}\u{1f600}" == "" ? [] : claims.groups.map(g, g)'`,
      ),
      line: 9,
      character: 39,
    },
  ])("of a finding $name", async ({ name, text, line, character }) => {
    const { uri, first } = await found(name.replaceAll(" ", "-"), text);
    const start = editor.at(uri, "claims.groups");
    expect(start).toEqual({ line, character });
    expect(first?.range.start).toEqual({ line, character });
    const mended = text.replace("claims.groups.map", "dyn(claims.groups).map");
    const actions = await editor.actions(uri, start);
    const [change] = (actions[0]?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(editor.apply(uri, (change?.edits ?? []) as TextEdit[])).toBe(mended);
    await editor.close(uri);
  });

  test("of a finding in a Secret are in its base64", async () => {
    const encoded = Buffer.from(wrong).toString("base64");
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  authn.yaml: ${encoded}\n`;
    const { uri, first } = await found("secret", text);
    // 3 bytes are 4 letters, behind "  authn.yaml: ".
    const at = Math.floor((wrong.indexOf("claims.groups") * 4) / 3) + 14;
    expect(first?.range.start).toEqual({ line: 4, character: at });
    await editor.close(uri);
  });

  test("of what is typed on a new line in a ConfigMap", async () => {
    const uri = `${home}/typed.yaml`;
    const inside = wrong.replace("    audiences: [k8s]\n", "");
    await editor.open(
      uri,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  authn.yaml: |\n${indentLines(inside, 4)}`,
    );
    await editor.edit(uri, "example.com\n", "example.com\n        \n");
    const items = await editor.complete(uri, editor.at(uri, "example.com\n        ", 20));
    const audiences = items.find(({ label }) => label === "audiences");
    expect(audiences?.textEdit).toEqual({
      range: { start: { line: 10, character: 8 }, end: { line: 10, character: 8 } },
      newText: `audiences:\n${" ".repeat(8)}- $0`,
    });
    await editor.close(uri);
  });
});

describe("a workspace", () => {
  const uri = `${home}/login.claimcheck.yaml`;
  const workspace = `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {version: "1.34"}
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
  jwt:
  - issuer: {url: https://idp.example.com, audiences: [k8s]}
    claimMappings:
      username: {claim: sub, prefix: "idp:"}
      groups: {expression: 'dyn(claims.teams).map(t, "team:" + t)'}
bindings: |
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata: {name: reader}
  rules:
  - {apiGroups: [""], resources: [pods], verbs: [list]}
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: dev}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
  subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "team:dev"}
tests:
- name: jane lists pods
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, teams: [dev], exp: now+10m}
  expect: {user: {username: "idp:jane"}, can: [list pods]}
- name: jane may not delete them
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, teams: [dev], exp: now+10m}
  expect: {can: [delete pods]}
`;

  test("says what an expression is for its first test", async () => {
    await editor.open(uri, workspace);
    await editor.diagnostics(uri);
    expect(await editor.hover(uri, editor.at(uri, "claims.teams", 8))).toMatch(
      /Here: \\\[\\"dev\\"\\\]/,
    );
    expect(await editor.hover(uri, editor.at(uri, "username:"))).toContain(
      "For this token\\: idp\\:jane",
    );
  });

  test("leads from a claim to the tests that have it", async () => {
    const places = await editor.definitions(uri, editor.at(uri, "claims.teams", 8));
    expect(places.map(({ range }) => range.start)).toEqual([
      editor.at(uri, "teams: [dev]"),
      { line: 29, character: 62 },
    ]);
  });

  test("leads from a binding to its role, and from a subject to its mapping", async () => {
    const role = editor.at(uri, "name: reader}\n  subjects", 6);
    expect(await editor.definitions(uri, role)).toEqual([{ uri, range: rangeOf(uri, "reader") }]);
    const subject = editor.at(uri, '"team:dev"', 2);
    const [mapping] = await editor.definitions(uri, subject);
    expect(mapping?.range.start).toEqual(editor.at(uri, "'dyn("));
  });

  test("runs its tests", async () => {
    const result = await editor.connection.sendRequest("claimcheck/runTests", { uri });
    expect(result).toEqual({
      uri,
      findings: [],
      tests: [
        {
          ...{ name: "jane lists pods", version: "1.34", passed: true, mismatches: [] },
          range: rangeOf(uri, "jane lists pods"),
        },
        {
          ...{ name: "jane may not delete them", version: "1.34", passed: false },
          range: rangeOf(uri, "jane may not delete them"),
          mismatches: [
            {
              field: "can",
              expected: "delete pods",
              actual: "denied in default",
              range: rangeOf(uri, "delete pods"),
            },
          ],
        },
      ],
    });
  });

  test("shows what failed when the command of its lens runs them, until it is edited", async () => {
    const lenses = await editor.connection.sendRequest("textDocument/codeLens", {
      textDocument: { uri },
    });
    expect(lenses).toEqual([
      {
        range: { start: editor.at(uri, "tests:"), end: editor.at(uri, "tests:", 5) },
        command: { title: "Run tests", command: "claimcheck.runTests", arguments: [uri] },
      },
    ]);
    await editor.connection.sendRequest("workspace/executeCommand", {
      command: "claimcheck.runTests",
      arguments: [uri],
    });
    const failed = (editor.published(uri)?.diagnostics ?? []).filter(
      ({ code }) => code === "test/failed",
    );
    expect(failed.map(({ range }) => range)).toEqual([rangeOf(uri, "delete pods")]);
    await editor.edit(uri, "can: [delete pods]", "cannot: [delete pods]");
    expect((await editor.diagnostics(uri)).map(({ code }) => code)).not.toContain("test/failed");
    await editor.close(uri);
  });
});

describe("files beside each other", () => {
  const uriOf = (name: string) => pathToFileURL(path.join(repository, name)).href;
  const authn = wrong.replace("claims.groups.map(g, g)", `dyn(claims.groups).map(g, "team:" + g)`);
  const rbac = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "team:dev"}
`;
  const roles = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: []
`;

  beforeAll(async () => {
    mkdirSync(path.join(repository, "rbac"), { recursive: true });
    writeFileSync(path.join(repository, "config.yaml"), authn);
    writeFileSync(path.join(repository, "rbac", "dev.yaml"), rbac);
    writeFileSync(path.join(repository, "rbac", "roles.yaml"), roles);
    writeFileSync(
      path.join(repository, "other.claimcheck.yaml"),
      "apiVersion: claimcheck/v1alpha1\nkind: Workspace\n",
    );
    writeFileSync(
      path.join(repository, "login.claimcheck.yaml"),
      `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {version: "1.33"}
configurationFrom: {path: config.yaml}
bindingsFrom: {paths: ["rbac/*.yaml"]}
tests:
- name: jane
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, groups: [dev], exp: now+10m}
  expect: {user: {groups: ["team:dev"]}}
`,
    );
    await editor.open(uriOf("config.yaml"), authn);
    await editor.open(uriOf("rbac/dev.yaml"), rbac);
  });

  test("are judged with the version and the tests of the workspace that names them", async () => {
    const uri = uriOf("config.yaml");
    // Kubernetes 1.33 does not read v1.
    const [first] = await editor.diagnostics(uri);
    expect(first?.code).toBe("decode/kind-unknown");
    await editor.edit(uri, "config.k8s.io/v1", "config.k8s.io/v1beta1");
    await editor.diagnostics(uri);
    expect(await editor.hover(uri, editor.at(uri, "groups:"))).toContain(
      "For this token\\: team\\:dev",
    );
  });

  test("lead to each other", async () => {
    const uri = uriOf("rbac/dev.yaml");
    await editor.diagnostics(uri);
    expect(await editor.definitions(uri, editor.at(uri, "reader", 2))).toEqual([
      {
        uri: uriOf("rbac/roles.yaml"),
        range: { start: { line: 2, character: 17 }, end: { line: 2, character: 23 } },
      },
    ]);
    await expect
      .poll(async () => (await editor.definitions(uri, editor.at(uri, "team:dev", 2)))[0]?.uri)
      .toBe(uriOf("config.yaml"));
    const claim = await editor.definitions(
      uriOf("config.yaml"),
      editor.at(uriOf("config.yaml"), "claims.groups", 8),
    );
    expect(claim.map((place) => [place.uri, place.range.start.line])).toEqual([
      [uriOf("login.claimcheck.yaml"), 7],
    ]);
  });

  test("are offered to each other: names that the configuration gives, roles of another file", async () => {
    const uri = uriOf("rbac/dev.yaml");
    await editor.edit(uri, '"team:dev"', '"team:"');
    await editor.edit(uri, "reader", "rea");
    await editor.diagnostics(uri);
    const roleNames = await editor.complete(uri, editor.at(uri, "rea}", 3));
    expect(roleNames.map(({ label, detail }) => [label, detail])).toEqual([
      ["reader", "roles.yaml"],
    ]);
    const subjects = await editor.complete(uri, editor.at(uri, '"team:"', 6));
    expect(subjects.map(({ label }) => label)).toEqual(["team:{groups[]}"]);
  });

  test("have the tests of a closed workspace run with what the editor has", async () => {
    const result = await editor.connection.sendRequest<RunTestsResult>("claimcheck/runTests", {
      uri: uriOf("login.claimcheck.yaml"),
    });
    expect(result.tests.map(({ name, passed }) => [name, passed])).toEqual([["jane", true]]);
    await editor.edit(uriOf("config.yaml"), '"team:"', '"band:"');
    const { tests } = await editor.connection.sendRequest<RunTestsResult>("claimcheck/runTests", {
      uri: uriOf("login.claimcheck.yaml"),
    });
    expect(tests.map(({ name, passed }) => [name, passed])).toEqual([["jane", false]]);
    const other = { uri: uriOf("config.json") };
    await expect(editor.connection.sendRequest("claimcheck/runTests", other)).rejects.toThrow(
      "The workspace file cannot be read.",
    );
  });
});

test("no file is written or changed", () => {
  const found = readdirSync(repository, { recursive: true, encoding: "utf8" });
  expect(found.toSorted()).toEqual([
    ...["config.yaml", "login.claimcheck.yaml", "other.claimcheck.yaml"],
    ...["rbac", path.join("rbac", "dev.yaml"), path.join("rbac", "roles.yaml")],
  ]);
  expect(readFileSync(path.join(repository, "config.yaml"), "utf8")).toBe(
    wrong.replace("claims.groups.map(g, g)", `dyn(claims.groups).map(g, "team:" + g)`),
  );
});

describe("random edits", () => {
  test("leave the findings of the text that they make", async () => {
    const random = createRandom(11);
    const uri = `${home}/edited.yaml`;
    const fresh = `${home}/fresh.yaml`;
    await editor.open(uri, wrong);
    for (let edit = 0; edit < 200; edit += 1) {
      const text = editor.textOf(uri);
      const at = random.below(text.length);
      const written = text.slice(at, at + 1 + random.below(4));
      if (text.indexOf(written) < 0) continue;
      await editor.edit(uri, written, random.pick(["", "a", "\n", ": ", "\u{1f600}", "'", "- "]));
      if (random.chance(0.1)) await editor.hover(uri, { line: random.below(10), character: 3 });
    }
    await editor.open(fresh, editor.textOf(uri));
    expect(await editor.diagnostics(uri)).toEqual(await editor.diagnostics(fresh));
    await editor.close(uri);
    await editor.close(fresh);
  });
});

describe("hostile texts", () => {
  test.each([
    { name: "deep flow", text: `kind: AuthenticationConfiguration\n${"[".repeat(50_000)}` },
    { name: "an alias of itself", text: `kind: AuthenticationConfiguration\njwt: &a [*a, *a]\n` },
    { name: "lone surrogates", text: `kind: AuthenticationConfiguration\njwt: "\ud800"\n` },
    { name: "control characters", text: "kind: AuthenticationConfiguration\n\u0000\u0007: 1\n" },
    { name: "a prototype", text: `${wrong}__proto__: {a: 1}\nconstructor: x\n` },
  ])("are judged: $name", async ({ name, text }) => {
    const uri = `${home}/hostile-${name.replaceAll(" ", "-")}.yaml`;
    await editor.open(uri, text);
    const found = await editor.diagnostics(uri);
    expect(found.some(({ severity }) => severity === 1)).toBe(true);
    await editor.complete(uri, { line: 1, character: 3 });
    await editor.hover(uri, { line: 1, character: 3 });
    expect(editor.messages.filter((line) => line.includes("bug"))).toEqual([]);
    await editor.close(uri);
  });

  test("a signed token is in no answer", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "RS256" })}.${part({ iss: "https://idp.example.com" })}.c2lnbmF0dXJlc2lnbmF0dXJl`;
    const uri = `${home}/token.yaml`;
    await editor.open(uri, `${wrong}${token}: {${token}: 1}\n`);
    const found = await editor.diagnostics(uri);
    expect(found.map(({ code }) => code)).toContain("decode/unknown-field");
    const said = JSON.stringify([
      found,
      editor.messages,
      (await editor.actions(uri, editor.at(uri, token))).map(({ title }) => title),
      await editor.symbols(uri),
      await editor.hover(uri, editor.at(uri, token, 3)),
      await editor.complete(uri, editor.at(uri, token, 3)),
    ]);
    expect(said).not.toContain("c2lnbmF0dXJl");
    await editor.close(uri);
  });
});
