import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

test("the bundle of the extension loads and can be activated", () => {
  const require = createRequire(import.meta.url);
  const Module = require("node:module");
  const load = Module._load;
  Module._load = (name: string, ...rest: unknown[]) =>
    name === "vscode" ? anything() : load(name, ...rest);
  try {
    const extension = require(path.join(folder, "extension/dist/extension.js"));
    expect(Object.keys(extension).sort()).toEqual(["activate", "deactivate"]);
  } finally {
    Module._load = load;
  }
});

/** The editor's module as far as loading goes: classes to extend and values to read. */
function anything(): object {
  const known = new Map<string | symbol, unknown>();
  return new Proxy(class {}, {
    get(_, name) {
      if (name === "prototype" || typeof name === "symbol") return Reflect.get(_, name);
      if (!known.has(name)) known.set(name, name === "version" ? "1.91.0" : anything());
      return known.get(name);
    },
  });
}
