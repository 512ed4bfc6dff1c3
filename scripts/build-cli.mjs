// `npm run build:cli`: bundles cli/claimcheck.ts into one file, dist/claimcheck.mjs, which package.json names
// as bin, or into the file that is named.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: ["cli/claimcheck.ts"],
  outfile: path.resolve(process.argv[2] ?? path.join(root, "dist/claimcheck.mjs")),
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Packages in CommonJS ask for Node's own modules by require.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "error",
});
