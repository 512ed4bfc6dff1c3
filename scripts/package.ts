// `npm run package`: packs the command, the engine and the prebuilt page into one tarball, claimcheck-<version>.tgz, which
// `npx` runs without this repository. The page's server also needs Next and React, which come from the registry.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildEngine } from "./build-engine.ts";
import { bundleCommand } from "./bundle-command.ts";
import { bundleServer, ensureBuild, ensurePackages, fail, root, run } from "./prepare.mjs";

ensurePackages();
if (!ensureBuild()) fail("The build failed; see its messages above.");
await bundleServer();

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const stage = path.join(root, "dist", "package");
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });

await bundleCommand(path.join(stage, "claimcheck.mjs"));
await buildEngine(stage);

const built = path.join(root, ".next");
const page = path.join(stage, "page");
cpSync(path.join(built, "standalone", ".next"), path.join(page, ".next"), { recursive: true });
cpSync(path.join(built, "static"), path.join(page, ".next", "static"), { recursive: true });
cpSync(path.join(root, "public"), path.join(page, "public"), { recursive: true });
cpSync(
  path.join(built, "claimcheck-server.mjs"),
  path.join(page, ".next", "claimcheck-server.mjs"),
);
for (const name of ["sbom.cdx.json", "third-party-notices.txt"]) {
  cpSync(path.join(built, name), path.join(stage, name));
}
cpSync(path.join(root, "LICENSE"), path.join(stage, "LICENSE"));
cpSync(path.join(root, "docs", "cli.md"), path.join(stage, "README.md"));

const { name, version, description, license, engines, dependencies } = JSON.parse(
  readFileSync(path.join(root, "package.json"), "utf8"),
) as Manifest;
const needed = ["next", "react", "react-dom"];
writeFileSync(
  path.join(stage, "package.json"),
  `${JSON.stringify(
    {
      ...{ name, version, description, license, type: "module", engines },
      bin: { claimcheck: "claimcheck.mjs" },
      exports: {
        "./engine": { types: "./engine.d.ts", default: "./engine.js" },
        "./package.json": "./package.json",
      },
      files: [
        "claimcheck.mjs",
        "claimcheck-servers.mjs",
        "engine.js",
        "engine.d.ts",
        "page",
        "sbom.cdx.json",
        "third-party-notices.txt",
      ],
      dependencies: Object.fromEntries(needed.map((one) => [one, dependencies[one]])),
    },
    null,
    2,
  )}\n`,
);
if (run("npm", ["pack", "--silent", stage]) !== 0) fail("npm pack failed.");
