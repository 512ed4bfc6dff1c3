// `npm run --silent answer`: bundles scripts/answer-entry.ts if a source has changed, then runs it. Starting TypeScript
// file by file would take seconds.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = path.join(root, "node_modules/.cache/claimcheck-answer");
const manifest = path.join(cache, "manifest.json");

await import(pathToFileURL(currentBundle() ?? (await makeBundle())).href);

/** What the last bundle was made from. */
interface Manifest {
  readonly bundle: string;
  readonly sources: Readonly<Record<string, string>>;
}

/** The bundle of the last run, if every source is as it was. */
function currentBundle(): string | undefined {
  try {
    const { bundle, sources } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
    statSync(bundle);
    return Object.entries(sources).every(([file, mark]) => markOf(file) === mark)
      ? bundle
      : undefined;
  } catch {
    return undefined;
  }
}

async function makeBundle(): Promise<string> {
  const { build } = await import("esbuild");
  mkdirSync(cache, { recursive: true });
  // Several may run at the same time: each writes its own files and renames its manifest when it is complete.
  const bundle = path.join(cache, `answer-${process.pid}-${Date.now()}.mjs`);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["scripts/answer-entry.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Packages in CommonJS load Node's modules with require.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    metafile: true,
    logLevel: "error",
    sourcemap: "inline",
  });
  const sources = Object.fromEntries(
    Object.keys(metafile.inputs)
      .filter((file) => !file.includes("node_modules/"))
      .concat("package-lock.json")
      .map((file) => [file, markOf(file)]),
  );
  sweep();
  const draft = `${manifest}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ bundle, sources }));
  renameSync(draft, manifest);
  return bundle;
}

/** Removes bundles of earlier sources. A bundle younger than ten minutes may still be started. */
function sweep(): void {
  for (const name of readdirSync(cache)) {
    const file = path.join(cache, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > 600_000) rmSync(file, { force: true });
  }
}

function markOf(file: string): string {
  const { mtimeMs, size } = statSync(path.join(root, file));
  return `${mtimeMs} ${size}`;
}
