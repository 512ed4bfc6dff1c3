import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const sources = path.dirname(fileURLToPath(import.meta.url));

/** How a command ended. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a command to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 1e9,
    ...(options.cwd && { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  return { status: status ?? 1, output: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}` };
}

const goEnvironment = { GOFLAGS: "-mod=mod -buildvcs=false", CGO_ENABLED: "0" };

/**
 * Builds a Go program of this folder, once: `mod` names a go.mod and go.sum of their own, if one program is built
 * with several versions of a module. Throws with the compiler's words.
 */
export function buildGo(cache: string, name: string, mod?: string, pkg = "."): string {
  const folder = path.join(cache, "build", mod ? `${name}-${mod}` : name);
  const binary = path.join(folder, "program");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(sources, name), folder, { recursive: true });
  if (mod) {
    copyFileSync(path.join(folder, `${mod}.mod`), path.join(folder, "go.mod"));
    copyFileSync(path.join(folder, `${mod}.sum`), path.join(folder, "go.sum"));
  }
  goBuild(folder, binary, pkg);
  return binary;
}

/** kubeadm of a release, of its Go module, which has replacements that a build from outside must not have. */
export function buildKubeadm(cache: string, version: string): string {
  const folder = path.join(cache, "build", `kubeadm-${version}`);
  const binary = path.join(folder, "program");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "go.mod"), "module verify\n\ngo 1.26.0\n");
  const module = `k8s.io/kubernetes@v${version}`;
  const { output } = run("go", ["mod", "download", "-json", module], {
    cwd: folder,
    env: goEnvironment,
  });
  const { Dir } = JSON.parse(output.slice(output.indexOf("{")));
  const staging = version.replace(/^1\./, "");
  const text = readFileSync(path.join(Dir, "go.mod"), "utf8")
    .replace(/^module .*/m, "module verify")
    .replace(/(k8s\.io\/[\w-]+) v0\.0\.0( \/\/.*)?$/gm, `$1 v0.${staging}`)
    .replace(/^(?:replace|tool|ignore) \([\s\S]*?^\)/gm, "")
    .replace(/^(?:replace|tool|ignore) .*$/gm, "");
  writeFileSync(path.join(folder, "go.mod"), `${text}\nrequire k8s.io/kubernetes v${version}\n`);
  const minor = staging.split(".")[0];
  const set = ["k8s.io/client-go/pkg/version", "k8s.io/component-base/version"].flatMap((name) => [
    `-X ${name}.gitVersion=v${version}`,
    `-X ${name}.gitMajor=1`,
    `-X ${name}.gitMinor=${minor}`,
  ]);
  goBuild(folder, binary, "k8s.io/kubernetes/cmd/kubeadm", [
    "-ldflags",
    ["-s -w", ...set].join(" "),
  ]);
  return binary;
}

function goBuild(folder: string, binary: string, pkg: string, flags: readonly string[] = []): void {
  const done = run("go", ["build", "-o", binary, ...flags, pkg], {
    cwd: folder,
    env: goEnvironment,
  });
  if (done.status !== 0) throw new Error(done.output.slice(-2000));
}
