// `npm run build:cli`: bundles cli/claimcheck.ts into one file, dist/claimcheck.mjs, which package.json names
// as bin, or into the file that is named; and cli/servers.ts into claimcheck-servers.mjs beside it, which the command loads
// for an editor or an agent only.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/**
 * Of the Kubernetes client only the kubeconfig is used: without the models of every API, which it takes along for clients
 * that are not made here, and without node-fetch's tables of domain names for a Node that had no URL.
 */
const unused = {
  "./gen/index.js":
    "export const createConfiguration = undefined, ServerConfiguration = undefined;",
  "whatwg-url": "export default { URL };",
};
const kubeconfigOnly = {
  name: "kubeconfig-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/gen\/index\.js|whatwg-url)$/ }, ({ path: name }) => ({
      path: name,
      namespace: "unused",
    }));
    onLoad({ filter: /.*/, namespace: "unused" }, ({ path: name }) => ({ contents: unused[name] }));
  },
};

const outfile = path.resolve(process.argv[2] ?? path.join(root, "dist/claimcheck.mjs"));
const servers = "claimcheck-servers.mjs";

const serversApart = {
  name: "servers-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/servers\.ts$/ }, () => ({ path: `./${servers}`, external: true }));
  },
};

/** @satisfies {import("esbuild").BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node20",
  define: { "process.env.CLAIMCHECK_VERSION": JSON.stringify(version) },
  // Packages in CommonJS ask for Node's own modules by require.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "error",
};

await Promise.all([
  build({
    ...options,
    entryPoints: ["cli/claimcheck.ts"],
    outfile,
    plugins: [kubeconfigOnly, serversApart],
  }),
  build({
    ...options,
    entryPoints: ["cli/servers.ts"],
    outfile: path.join(path.dirname(outfile), servers),
  }),
]);
