// Bundles the command: cli/claimcheck.ts, and cli/servers.ts, which the command loads for an editor or an agent only.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  readonly version: string;
};

/**
 * The command uses only the kubeconfig of the Kubernetes client. These modules are left out: the models of every API, for
 * clients that the command does not create, and the tables of domain names that node-fetch has for versions of Node
 * without URL.
 */
const unused: Readonly<Record<string, string>> = {
  "./gen/index.js":
    "export const createConfiguration = undefined, ServerConfiguration = undefined;",
  "whatwg-url": "export default { URL };",
};
const kubeconfigOnly: Plugin = {
  name: "kubeconfig-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/gen\/index\.js|whatwg-url)$/ }, ({ path: name }) => ({
      path: name,
      namespace: "unused",
    }));
    onLoad({ filter: /.*/, namespace: "unused" }, ({ path: name }) => ({
      contents: unused[name] ?? "",
    }));
  },
};

const servers = "claimcheck-servers.mjs";

const serversApart: Plugin = {
  name: "servers-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/servers\.ts$/ }, () => ({ path: `./${servers}`, external: true }));
  },
};

const options: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node20",
  define: { "process.env.CLAIMCHECK_VERSION": JSON.stringify(version) },
  // Packages in CommonJS load Node's modules with require.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "error",
};

/** Writes the command to `outfile`, and `claimcheck-servers.mjs` into the same folder. */
export async function bundleCommand(outfile: string): Promise<void> {
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
}
