// Builds the package's entry claimcheck/engine: cli/engine.ts as one file, and its types, which need no other file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { bin, fail, root, run } from "./prepare.mjs";

/** Writes `engine.js` and `engine.d.ts` into a folder. */
export async function buildEngine(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["cli/engine.ts"],
    outfile: path.join(folder, "engine.js"),
    bundle: true,
    minify: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  const types = mkdtempSync(path.join(tmpdir(), "claimcheck-types-"));
  const settings = path.join(types, "tsconfig.json");
  writeFileSync(
    settings,
    JSON.stringify({
      extends: path.join(root, "tsconfig.json"),
      compilerOptions: {
        ...{ noEmit: false, emitDeclarationOnly: true, declaration: true, incremental: false },
        ...{ outDir: types, rootDir: root, plugins: [] },
        ...{ types: ["node"], typeRoots: [path.join(root, "node_modules", "@types")] },
      },
      files: [path.join(root, "cli", "engine.ts")],
      include: [],
    }),
  );
  if (run(process.execPath, [bin("typescript", "bin/tsc"), "-p", settings]) !== 0) {
    fail("The types of the engine could not be written.");
  }
  const text = readFileSync(path.join(types, "cli", "engine.d.ts"), "utf8");
  rmSync(types, { recursive: true });
  // A type of another file would not be in the package.
  if (/^\s*import\b|\bimport\(/m.test(text)) fail("The types of cli/engine.ts import other files.");
  writeFileSync(path.join(folder, "engine.d.ts"), text);
}
