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
import { explainText } from "../explain/explain-text.ts";
import type { LockoutPath, LockoutStep } from "../kube/locked-out/locked-out.ts";
import type { Minor } from "../kube/minor.ts";

/** What replaces the product's programs while a way back is followed. */
export interface LockoutModel {
  /** Programs by name: what each does for which arguments, as patterns of sh's case. Other arguments fail. */
  readonly programs: Readonly<Record<string, readonly (readonly [string, Does])[]>>;
  /** The file of the node that the API server reads, if there is one. */
  readonly file?: string;
  /** A kubelet starts the API server, once its manifest is back. */
  readonly kubelet?: boolean;
}

/**
 * "ok": prints ok. "log": prints the line of the log. "kubeconfig": prints one with a certificate; "writes" does it into
 * the file behind the last space. "restart": the API server starts with what is there. "undo": the product goes back to
 * the configuration from before. "kubectl": asks the API server with the certificate of the way in. "secret": as
 * kubeconfig, in base64.
 */
export type Does =
  | "ok"
  | "log"
  | "kubeconfig"
  | "writes"
  | "restart"
  | "undo"
  | "kubectl"
  | "secret"
  | "request"
  | "signs";

const line =
  'E1122 00:55:37.547346   23298 run.go:72] "command failed" err="invalid authentication configuration: jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"';

const before = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "a:"}}
`;
const manifest = "etc/kubernetes/manifests/kube-apiserver.yaml";
const bad = before.replace(', prefix: "a:"', "");

/**
 * Follows a way back into a cluster that a bad file keeps from starting: sees that it is down, reads why, reverts, gets in and
 * proves it. Empty if each command runs, the log is explained, and the API server is up with a file that loads in the end.
 */
export function followLockout(
  { wayIn, isUp, readLog, revert, prove, canBeDown }: LockoutPath,
  model: LockoutModel,
  minor: Minor,
): readonly string[] {
  const root = mkdtempSync(path.join(tmpdir(), "claimcheck-lockout-"));
  const node = path.join(root, "node");
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const faults: string[] = [];
  try {
    for (const [name, rows] of Object.entries({ ...common, ...model.programs })) {
      put(path.join(root, "bin", name), standIn(rows, root));
      chmodSync(path.join(root, "bin", name), 0o755);
    }
    if (canBeDown) put(path.join(root, "down"), "");
    put(path.join(root, "line"), `${line}\n`);
    put(path.join(root, "before.yaml"), before);
    if (model.file !== undefined) put(path.join(node, model.file), bad);
    put(path.join(node, manifest), "pod\n");
    put(path.join(node, "etc/kubernetes/admin.conf"), "client-certificate\n");
    put(path.join(node, "etc/kubernetes/super-admin.conf"), "client-certificate\n");
    put(path.join(node, "etc/rancher/k3s/k3s.yaml"), "client-certificate\n");
    put(path.join(node, "etc/rancher/rke2/rke2.yaml"), "client-certificate\n");
    put(path.join(node, "home/.minikube/files/etc/ssl/certs/authn.yaml"), bad);
    put(path.join(root, "installation/auth/kubeconfig"), "client-certificate\n");
    put(path.join(root, "authn/config.yaml"), bad);
    put(
      path.join(node, "var/log/pods/kube-system_kube-apiserver-cp-1_5f/kube-apiserver/0.log"),
      `2026-11-22T00:55:37.5Z stderr F ${line}\n`,
    );
    mkdirSync(path.join(node, "root"), { recursive: true });
    const outputs: string[] = [];
    const follow = (title: string, steps: readonly LockoutStep[]) => {
      for (const step of steps) {
        if (step.kind === "note" || step.checked === "documents") continue;
        const { status, output } = runIn(root, node, step.run);
        outputs.push(output);
        if (status !== 0) faults.push(`${title}: ${step.run} ends with ${status}: ${output}`);
      }
    };
    follow("is it up", isUp);
    if (
      canBeDown &&
      outputs[0]?.includes("000") !== true &&
      !outputs.some((one) => /000/.test(one))
    )
      faults.push("is it up: nothing says that the API server is down");
    outputs.length = 0;
    follow("log", readLog);
    const readable = readLog.some(
      (step) => step.kind === "command" && step.checked !== "documents",
    );
    if (readable && !outputs.some((one) => explainText(one)?.code === "config-invalid"))
      faults.push(`log: nothing in it is explained: ${outputs.join("")}`);
    // While it is down the way in cannot be tried: it is asked for after the revert.
    follow("revert", revert);
    if (model.kubelet === true && existsSync(path.join(node, manifest)))
      rmSync(path.join(root, "down"));
    if (model.file !== undefined) {
      const text = readFileSync(path.join(node, model.file), "utf8");
      const { decodeError, errors } = loadConfiguration(text, { minor });
      if (decodeError !== undefined || errors.length > 0)
        faults.push(`revert: the file does not load: ${text}`);
    }
    if (existsSync(path.join(root, "down"))) faults.push("revert: the API server is still down");
    follow("way in", wayIn);
    follow("prove", prove);
    return faults;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function runIn(root: string, node: string, command: string) {
  const inside = command
    .replaceAll(/(?<![\w.:'-])\/(etc|var|root)\//g, `${node}/$1/`)
    .replaceAll("'<file from before>'", path.join(root, "before.yaml"))
    .replaceAll("<folder of the installation>", path.join(root, "installation"))
    .replaceAll(/'<[^>]*>'/g, "given")
    .replaceAll(/<[^>]*>/g, "given")
    .replaceAll("sleep 20", "true");
  const env = {
    PATH: `${path.join(root, "bin")}:${node}/var/lib/rancher/rke2/bin:/usr/bin:/bin`,
    HOME: path.join(node, "home"),
    ROOT: root,
  } as unknown as NodeJS.ProcessEnv;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", inside], {
    ...{ cwd: root, env, encoding: "utf8", timeout: 20_000 },
  });
  return { status: status ?? 1, output: `${stdout}${stderr}` };
}

const common: LockoutModel["programs"] = {
  curl: [["*livez*", "ok"]],
  kubectl: [
    ["auth whoami", "kubectl"],
    ["*--raw /readyz", "kubectl"],
    ["*--raw /metrics", "kubectl"],
    ["*auth whoami", "kubectl"],
  ],
};

const bodies: Readonly<Record<Does, string>> = {
  ok: 'if [ -e "$ROOT/down" ]; then echo 000 down; else echo 200; fi',
  log: 'cat "$ROOT/line"',
  kubeconfig: "echo client-certificate",
  writes: 'for last; do :; done; echo client-certificate > "$last"',
  restart: 'rm -f "$ROOT/down"; echo ok',
  undo: 'rm -f "$ROOT/down"; echo patched',
  // A kubeconfig with a certificate gets in while the API server is up.
  kubectl: `[ ! -e "$ROOT/down" ] || { echo connection refused >&2; exit 1; }
file=; prev=
for word; do
  case "$prev" in --kubeconfig | --client-certificate) file=$word ;; esac
  prev=$word
done
[ -z "$file" ] || grep -q client-certificate "$file" || { echo no certificate in "$file" >&2; exit 1; }
case "$*" in
*/metrics*) echo apiserver_authentication_config_controller_last_config_info ;;
*) echo ok ;;
esac`,
  secret: "echo client-certificate | base64",
  request:
    'printf \'{"status":{"expirationTimestamp":"x","kubeconfig":"%s"}}\' "$(echo client-certificate | base64)"',
  signs:
    'prev=; for word; do [ "$prev" != -out ] || echo client-certificate > "$word"; prev=$word; done',
};

function standIn(rows: readonly (readonly [string, Does])[], root: string): string {
  const cases = rows.map(([pattern, does]) => {
    const quoted = pattern
      .split("*")
      .map((piece) => (piece === "" ? "" : `"${piece.replaceAll("$", "\\$")}"`))
      .join("*");
    return `${quoted})\n${bodies[does]}\n;;`;
  });
  return `#!/bin/sh\nROOT='${root}'\ncase "$*" in\n${cases.join("\n")}\n*) echo "unexpected: $*" >&2; exit 64 ;;\nesac\n`;
}
