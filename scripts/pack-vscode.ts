import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BuildOptions, build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { bundleCommand } from "./bundle-command.ts";
import { noticesOf } from "./notices.mjs";
import { root } from "./prepare.mjs";

const source = path.join(root, "editors", "vscode");
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  version: string;
};
const manifest = {
  ...(JSON.parse(readFileSync(path.join(source, "package.json"), "utf8")) as ExtensionManifest),
  version,
};

interface ExtensionManifest {
  readonly name: string;
  readonly publisher: string;
  readonly displayName: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly categories: readonly string[];
  readonly engines: { readonly vscode: string };
}

const extensionBundle: BuildOptions = {
  ...{ absWorkingDir: root, entryPoints: ["editors/vscode/src/extension.ts"], bundle: true },
  ...{ platform: "node", format: "cjs", target: "node20", external: ["vscode"], logLevel: "error" },
};

/** The command, with the servers in it: to list its packages. */
const commandBundle: BuildOptions = {
  ...{ ...extensionBundle, entryPoints: ["cli/claimcheck.ts"], format: "esm" },
};

/**
 * The extension for Visual Studio Code as a .vsix: a zip with a manifest of its own beside the extension, as @vscode/vsce
 * writes it. The command and its servers are in it too.
 */
export async function packExtension(): Promise<Uint8Array> {
  const stage = mkdtempSync(path.join(tmpdir(), "claimcheck-vscode-"));
  try {
    return zip(await fill(stage));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

/** Writes what the extension is made of into a folder; gives the texts by their places in the archive. */
async function fill(folder: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const dist = path.join(folder, "dist");
  mkdirSync(dist);
  await bundleCommand(path.join(dist, "claimcheck.mjs"));
  await build({
    ...{ ...extensionBundle, minify: true, outfile: path.join(dist, "extension.js") },
  });
  const files: Record<string, Uint8Array> = {
    "extension/package.json": strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    "extension/readme.md": readFileSync(path.join(source, "README.md")),
    "extension/LICENSE.txt": readFileSync(path.join(root, "LICENSE")),
    "extension/third-party-notices.txt": strToU8(noticesOf(root, await listPackages())),
  };
  for (const name of readdirSync(dist).sort())
    files[`extension/dist/${name}`] = readFileSync(path.join(dist, name));
  return {
    "extension.vsixmanifest": strToU8(writeManifest()),
    "[Content_Types].xml": strToU8(writeTypes(Object.keys(files))),
    ...files,
  };
}

/** The places of the packages that are in the bundles. */
async function listPackages(): Promise<ReadonlySet<string>> {
  const places = new Set<string>();
  for (const bundle of [extensionBundle, commandBundle]) {
    const { metafile } = await build({ ...bundle, write: false, metafile: true, outdir: "out" });
    for (const file of Object.keys(metafile?.inputs ?? {})) {
      const place = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
      if (place !== undefined) places.add(place);
    }
  }
  return places;
}

function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).map(([name, bytes]) => [
    name,
    [new Uint8Array(bytes), { mtime: "1980-01-01" }] as const,
  ]);
  return zipSync(Object.fromEntries(entries), { level: 9 });
}

function writeManifest(): string {
  const { name, publisher, displayName, description, keywords, categories, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escapeXml(name)}" Version="${escapeXml(version)}" Publisher="${escapeXml(publisher)}" />
    <DisplayName>${escapeXml(displayName)}</DisplayName>
    <Description xml:space="preserve">${escapeXml(description)}</Description>
    <Tags>${escapeXml(keywords.join(","))}</Tags>
    <Categories>${escapeXml(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escapeXml(engines.vscode)}" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionDependencies" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionPack" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace" />
      <Property Id="Microsoft.VisualStudio.Code.LocalizedLanguages" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.EnabledApiProposals" Value="" />
      <Property Id="Microsoft.VisualStudio.Code.ExecutesCode" Value="true" />
      <Property Id="Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown" Value="true" />
      <Property Id="Microsoft.VisualStudio.Services.Content.Pricing" Value="Free" />
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code" />
  </Installation>
  <Dependencies />
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/readme.md" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true" />
  </Assets>
</PackageManifest>
`;
}

function writeTypes(names: readonly string[]): string {
  const used = new Set([".vsixmanifest", ...names.map((name) => path.extname(name))]);
  const rows = [...used].map(
    (extension) => `<Default Extension="${extension}" ContentType="${contentTypes[extension]}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${rows.join("")}</Types>
`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const contentTypes: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".md": "text/markdown",
  ".txt": "text/plain",
  ".js": "application/javascript",
  ".mjs": "application/javascript",
  ".vsixmanifest": "text/xml",
};
