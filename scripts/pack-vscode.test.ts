import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFakeEditor, type FakeEditor } from "../editors/vscode/testing/fake-editor.ts";
import { formatMinor, minors } from "../lib/kube/minor.ts";
import { clusterTargets } from "../lib/kube/targets.ts";
import { startEditor } from "../lib/testing/lsp-editor.ts";
import { devDependencies, version } from "../package.json" with { type: "json" };
import { packExtension } from "./pack-vscode.ts";

/** The packed extension, unpacked as Visual Studio Code does it. */

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-vsix-"));
let files: Readonly<Record<string, Uint8Array>> = {};

beforeAll(async () => {
  files = unzipSync(await packExtension());
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string): string {
  return strFromU8(files[name] ?? new Uint8Array());
}

function manifest() {
  return JSON.parse(read("extension/package.json"));
}

test("the package holds the extension, the command and its servers, and nothing else", () => {
  expect(Object.keys(files).sort()).toEqual([
    ...["[Content_Types].xml", "extension.vsixmanifest"],
    ...["extension/LICENSE.txt", "extension/dist/claimcheck-servers.mjs"],
    ...["extension/dist/claimcheck.mjs", "extension/dist/extension.js"],
    ...["extension/package.json", "extension/readme.md", "extension/third-party-notices.txt"],
  ]);
  expect(read("extension/third-party-notices.txt")).toContain("vscode-languageclient 11.");
});

describe("the manifest is one that vsce takes", () => {
  test("names and versions", () => {
    const { name, publisher, engines, ...rest } = manifest();
    // validation.ts of @vscode/vsce.
    for (const text of [name, publisher]) expect(text).toMatch(/^[a-z0-9][a-z0-9-]*$/i);
    expect(rest.version).toBe(version);
    expect(engines.vscode).toBe(`^${devDependencies["@types/vscode"]}`);
  });

  test("what it starts is in the package", () => {
    const { main, activationEvents } = manifest();
    expect(files).toHaveProperty([path.posix.join("extension", main)]);
    expect(activationEvents).toEqual([
      "onLanguage:yaml",
      "workspaceContains:**/*.claimcheck.{yaml,yml}",
    ]);
  });

  test("the manifest of the archive says the same, and each type of file is known", () => {
    const { name, publisher, displayName, engines } = manifest();
    const xml = read("extension.vsixmanifest");
    expect(xml).toContain(`Id="${name}" Version="${version}" Publisher="${publisher}"`);
    expect(xml).toContain(`<DisplayName>${displayName}</DisplayName>`);
    expect(xml).toContain(`Code.Engine" Value="${engines.vscode}"`);
    for (const [, file = ""] of xml.matchAll(/ Path="([^"]+)"/g))
      expect(files).toHaveProperty([file]);
    const types = read("[Content_Types].xml");
    for (const file of Object.keys(files).filter((one) => !one.startsWith("[")))
      expect(types).toContain(`Extension="${path.extname(file)}"`);
  });

  test("the settings offer every version and every kind of cluster", () => {
    const { properties } = manifest().contributes.configuration;
    expect(Object.keys(properties)).toEqual(
      ["kubeVersion", "cluster", "workspace", "path"].map((name) => `claimcheck.${name}`),
    );
    expect(properties["claimcheck.kubeVersion"].enum).toEqual(["", ...minors.map(formatMinor)]);
    expect(properties["claimcheck.cluster"].enum).toEqual([
      "",
      ...clusterTargets.map(({ id }) => id),
    ]);
    // A workspace that is not trusted cannot name a program to start.
    expect(properties["claimcheck.path"].scope).toBe("machine");
  });
});

test("the packed language server answers an editor", async () => {
  const command = path.join(folder, "extension", "dist", "claimcheck.mjs");
  const home = pathToFileURL(path.join(folder, "repository")).href;
  const editor = await startEditor([process.execPath, command, "lsp", "--stdio"], home);
  const uri = `${home}/authn.yaml`;
  await editor.open(
    uri,
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuers: {}\n",
  );
  const [first] = await editor.diagnostics(uri);
  expect(first).toMatchObject({
    source: "kube-apiserver",
    code: "decode/unknown-field",
    range: { start: { line: 3, character: 2 } },
  });
  await editor.stop();
});

describe("the extension, in an editor", () => {
  const extensionPath = path.join(folder, "extension");
  const authn = path.join(folder, "authn.yaml");
  const tests = path.join(folder, "login.claimcheck.yaml");
  const editor = createFakeEditor([tests]);
  let extension: Extension;

  beforeAll(async () => {
    writeFileSync(authn, configuration.replace("issuer:", "issuers:"));
    writeFileSync(tests, workspace);
    extension = loadExtension(path.join(extensionPath, "dist", "extension.js"), editor);
    await extension.activate({ extensionPath, subscriptions: [] });
  });
  afterAll(() => extension.deactivate());

  test("starts the packed server, which finds what is wrong", async () => {
    expect(editor.errors).toEqual([]);
    const { workspace: files } = editor.module as Workspace;
    await files.openTextDocument({
      toString: () => pathToFileURL(authn).href,
      text: pathToFileURL(authn).href,
      fsPath: authn,
      scheme: "file",
    });
    await expect
      .poll(() => editor.diagnostics.get(pathToFileURL(authn).href) ?? [], { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('unknown field "jwt[0].issuers"'));
  });

  test("lists the tests of workspace files, and runs them from the lens", async () => {
    const controller = editor.controller();
    await controller.resolveHandler?.();
    const file = controller.items.get(pathToFileURL(tests).href);
    if (file === undefined) throw new Error("The workspace file is not listed.");
    await controller.resolveHandler?.(file);
    const names: string[] = [];
    file.children.forEach(({ label }) => {
      names.push(label);
    });
    expect(names).toEqual(["jane", "john"]);
    await editor.commands.get("claimcheck.runTests")?.(pathToFileURL(tests).href);
    expect(editor.reports).toEqual([
      "passed jane",
      `failed john: verdict, Kubernetes 1.37: unauthorized (token-audience: The token's audience is "other", and the configuration wants "k8s".)`,
      "end",
    ]);
  });
});

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "idp:"}}
`;

const workspace = `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {versions: ["1.37"]}
configuration: |
${configuration.replace(/^/gm, "  ")}
tests:
- name: jane
  claims: {iss: "https://idp.example.com", aud: k8s, sub: jane, exp: now+10m}
  expect: {user: {username: "idp:jane"}}
- name: john
  claims: {iss: "https://idp.example.com", aud: other, sub: john, exp: now+10m}
  expect: {user: {username: "idp:john"}}
`;

interface Extension {
  activate(context: { extensionPath: string; subscriptions: unknown[] }): Promise<void>;
  deactivate(): Promise<void>;
}

interface Workspace {
  readonly workspace: { openTextDocument(uri: object): Promise<unknown> };
}

/** Loads the bundle as the editor does, which gives it its own module. */
function loadExtension(file: string, { module: vscode }: FakeEditor): Extension {
  const require = createRequire(import.meta.url);
  const Module = require("node:module");
  const load = Module._load;
  Module._load = (name: string, ...rest: unknown[]) =>
    name === "vscode" ? vscode : load(name, ...rest);
  try {
    return require(file);
  } finally {
    Module._load = load;
  }
}
