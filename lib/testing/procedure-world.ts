import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfiguration } from "../authn/load.ts";
import type { Bundle } from "../export/bundle.ts";
import type { Minor } from "../kube/minor.ts";

/** A sandbox: the bundle's folder, the files of a node, and commands that replace what would reach out. */
export interface World {
  readonly root: string;
  /** Whether the API server starts from --oidc-* flags. */
  readonly legacy: boolean;
  /** What is known beside files: machine configurations, objects of other clusters. */
  readonly objects: Map<string, unknown>;
  /** Reads a file of the node; undefined if there is none. */
  read(file: string): string | undefined;
  write(file: string, text: string): void;
  readBundle(file: string): string | undefined;
  writeBundle(file: string, text: string): void;
  /** Runs a command in the bundle's folder; paths of the node lead into the sandbox. */
  run(command: string): {
    readonly status: number;
    readonly output: string;
    readonly calls: Call[];
  };
}

/** A command that replaces the real one, with its arguments. */
export type Call = readonly string[];

/** "restart": the API server starts anew, with what is there then. Anything else: it goes on. */
export type Effect = unknown;

/** A kind of cluster, as far as its procedure touches it. */
export interface ClusterModel {
  /** The arguments of the API server before anything was done, in the target's own files. */
  init(world: World): void;
  /** What a person does who reads a sentence; undefined: there is nothing to do by hand. */
  readonly hands: readonly (readonly [RegExp, ((world: World) => Effect) | undefined])[];
  /** What a command does to the API server beside its files. */
  onCall(world: World, call: Call): Effect;
  /** Commands below such a sentence are for another case. */
  skips?(sentence: string, world: World): boolean;
  /** The arguments with which the API server would start now. */
  args(world: World): ReadonlyMap<string, string>;
  /** What of a configuration is in force if it was applied; without it, all of it. */
  expects?(configuration: string): string;
  /** A file as the API server sees it. */
  seen(world: World, file: string): string | undefined;
}

/** The API server: what it was last started with, or why it did not start. */
export type Server =
  | { readonly kind: "up"; readonly args: ReadonlyMap<string, string>; readonly file?: string }
  | { readonly kind: "down"; readonly reason: string };

const standIns = [
  ...["kubeadm", "systemctl", "snap", "microk8s", "talosctl", "kind", "minikube", "k3s", "rke2"],
  ...["ansible-playbook", "curl", "kubectl", "pinniped", "helm", "az", "k3d", "oci"],
  ...["kops", "kubeone", "aws", "eksctl", "terraform"],
];

/** A sandbox with the bundle in it. Remove it with `removeWorld`. */
export function makeWorld(bundle: Bundle, legacy: boolean): World {
  const root = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const node = path.join(root, "node");
  const folder = path.join(root, "bundle");
  const bin = path.join(root, "bin");
  const log = path.join(root, "log");
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const get = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  for (const file of bundle.files) put(path.join(folder, file.path), file.text);
  for (const name of standIns) {
    put(path.join(bin, name), standIn(name, root));
    chmodSync(path.join(bin, name), 0o755);
  }
  for (const place of ["kubespray/inventory/prod", "node/home", "node/etc/kubernetes/manifests"])
    mkdirSync(path.join(root, place), { recursive: true });
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: path.join(node, "home"),
    MANIFESTS: path.join(node, "etc/kubernetes/manifests"),
    TMPDIR: root,
  } as unknown as NodeJS.ProcessEnv;
  return {
    root,
    legacy,
    objects: new Map(),
    read: (file) => get(path.join(node, file)),
    write: (file, text) => put(path.join(node, file), text),
    readBundle: (file) => get(path.join(folder, file)),
    writeBundle: (file, text) => put(path.join(folder, file), text),
    run(command) {
      rmSync(log, { force: true });
      const inside = command
        .replaceAll(/(?<![\w.:'-])\/(etc|var)\//g, `${node}/$1/`)
        .replaceAll("<folder of Kubespray>", path.join(root, "kubespray"))
        .replaceAll("<cluster>", "prod");
      const { status, stdout, stderr } = spawnSync("sh", ["-c", inside], {
        ...{ cwd: folder, env, input: "y\n", encoding: "utf8", timeout: 20_000 },
      });
      const calls = (get(log) ?? "").split("\0\n").filter((call) => call !== "");
      return {
        status: status ?? 1,
        output: `${stdout}${stderr}`,
        calls: calls.map((call) => call.split("\0")),
      };
    },
  };
}

/** Takes the sandbox away. */
export function removeWorld({ root }: World): void {
  rmSync(root, { recursive: true });
}

/** kubectl refuses while the server is down; kubeadm writes the file that it is given as the manifest. */
function standIn(name: string, root: string): string {
  const log = `{ printf '%s\\0' ${name} "$@"; echo; } >> '${root}/log'\n`;
  const bodies: Record<string, string> = {
    kubectl: `[ ! -e '${root}/down' ] || { echo 'connection refused' >&2; exit 1; }
case "$*" in
*"configmap kubeadm-config"*) cat '${root}/node/cluster/kubeadm.yaml' ;;
"create -f -") cat > '${root}/created.yaml'
  sed -n 's/^  request: //p' '${root}/created.yaml' | base64 -d > '${root}/created.csr'
  openssl req -x509 -newkey ed25519 -nodes -keyout '${root}/ca.key' -out '${root}/ca.crt' -subj /CN=ca 2>/dev/null
  openssl x509 -req -in '${root}/created.csr' -CA '${root}/ca.crt' -CAkey '${root}/ca.key' -set_serial 1 -days 1 > '${root}/created.crt' 2>/dev/null ;;
"get csr "*) base64 < '${root}/created.crt' | tr -d '\\n' ;;
*can-i*) echo yes ;;
*jsonpath*allowed*) echo true ;;
*/metrics*) echo apiserver_authentication_config_controller_automatic_reloads_total ;;
*) echo ok ;;
esac`,
    kubeadm: `case "$*" in
*upload-config*) cp kubeadm.yaml '${root}/node/cluster/kubeadm.yaml' ;;
*control-plane*) cp node.yaml "\${KUBEADM_INIT_DRYRUN_DIR:-$MANIFESTS}/kube-apiserver.yaml" ;;
esac`,
    curl: "echo 401",
    talosctl: 'case "$*" in *read*) echo text ;; esac',
  };
  return `#!/bin/sh\n${log}${bodies[name] ?? "echo ok"}\n`;
}

/** Starts the API server with what is there now, as far as authentication goes. */
export function startServer(model: ClusterModel, world: World, minor: Minor): Server {
  const args = model.args(world);
  const down = (reason: string): Server => ({ kind: "down", reason });
  const name = args.get("authentication-config");
  if (name === undefined) return { kind: "up", args };
  const file = model.seen(world, name);
  if (file === undefined) return down(`no file ${name}`);
  const flag = [...args.keys()].find((key) => key.startsWith("oidc-"));
  if (flag !== undefined) return down(`--${flag} and --authentication-config`);
  const { decodeError, errors, decoded } = loadConfiguration(file, { minor });
  const [error] = decodeError === undefined ? errors.map((found) => found.error) : [decodeError];
  if (error !== undefined) return down(error);
  if (args.has("anonymous-auth") && decoded?.configuration.anonymous)
    return down("--anonymous-auth and the field anonymous");
  return { kind: "up", args, file };
}

/** Follows steps in their order: does by hand what sentences say, runs commands, and says what went wrong. */
export function follow(
  steps: readonly string[],
  model: ClusterModel,
  world: World,
  minor: Minor,
  before: Server,
): { readonly server: Server; readonly faults: readonly string[] } {
  const faults: string[] = [];
  let server = before;
  let skipping = false;
  const restart = () => {
    server = startServer(model, world, minor);
    const mark = path.join(world.root, "down");
    if (server.kind === "up") rmSync(mark, { force: true });
    else {
      writeFileSync(mark, "");
      faults.push(`the API server does not start: ${server.reason}`);
    }
  };
  for (const step of steps) {
    if (!step.startsWith("$ ")) {
      skipping = model.skips?.(step, world) ?? false;
      if (skipping) continue;
      const hand = model.hands.find(([pattern]) => pattern.test(step));
      if (hand === undefined && asksForHands.test(step)) faults.push(`not done: ${step}`);
      if (hand?.[1]?.(world) === "restart") restart();
      continue;
    }
    if (skipping) continue;
    const { status, output, calls } = world.run(step.slice(2));
    if (status !== 0) faults.push(`${step} ends with ${status}: ${output.slice(-300)}`);
    if (calls.map((call) => model.onCall(world, call)).includes("restart")) restart();
  }
  return { server, faults };
}

const asksForHands = /^(?:Add|Take|Set|Change|Remove|In the same edit|Else (?:add|take))\b/;
