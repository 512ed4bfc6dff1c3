import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { marked, type Token } from "marked";
import { parseAllDocuments } from "yaml";
import { createEngine } from "../engine/engine.ts";
import type { Bundle } from "../export/bundle.ts";
import type { Attack } from "./payloads.ts";

/** The bundle of each target for documents that attack, made as the page makes it. */
export async function exportAttack(
  attack: Attack,
  targetIds: readonly string[],
): Promise<Map<string, Bundle>> {
  const { configuration, bindings, minor } = attack;
  const engine = createEngine();
  const input = {
    ...{ minor, configuration, bindings, token: "", keys: {}, now: 1_795_000_000 },
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
    // All that the attack names is new then, and is in the part of the report that compares.
    running:
      "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt: []\n",
    runningBindings: "",
  };
  const bundles = new Map<string, Bundle>();
  for (const id of targetIds)
    bundles.set(id, await engine.export({ ...input, target: id }, attack));
  return bundles;
}

interface Script {
  readonly path: string;
  readonly text: string;
}

/**
 * What a bundle does that it must not: a command of the payload that was run, a file that it made, a flag that it set,
 * a key in YAML, anything in Markdown outside of inline code. Files that were looked at before are in `seen`.
 */
export function findHarm(bundle: Bundle, seen: Set<string>): string[] {
  const harm: string[] = [];
  const files = bundle.files.filter(({ path: name, text }) => {
    const key = `${name}\n${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const scripts: Script[] = [];
  for (const { path: name, language, text } of files) {
    const found = [
      ...findInvisible(text),
      ...(language === "yaml" ? findKeys(text) : []),
      ...(language === "markdown" ? findMarkup(text) : []),
    ];
    harm.push(...found.map((line) => `${name} ${line}`));
    if (language === "shell") scripts.push({ path: name, text });
    else scripts.push(...scriptsInside(name, text));
  }
  return [...harm, ...runScripts(bundle, scripts)];
}

/** Shell that is not a file of its own: the steps of pipelines, and the commands of README.md. */
function scriptsInside(name: string, text: string): Script[] {
  if (name === "README.md") {
    const commands = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, inner]) => inner);
    return [{ path: "README.sh", text: commands.join("\n") }];
  }
  if (name.endsWith(".gitlab-ci.yml")) {
    const job = parseAllDocuments(text)[0]?.toJS()?.kubernetes;
    return [{ path: `${name}.sh`, text: job.script.join("\n") }];
  }
  if (!name.includes("/workflows/")) return [];
  const { steps, env } = parseAllDocuments(text)[0]?.toJS()?.jobs.kubernetes ?? {};
  const audience = `AUDIENCE='${String(env?.AUDIENCE).replaceAll("'", "'\\''")}'\n`;
  return [{ path: `${name}.sh`, text: audience + steps.at(-1).run }];
}

const standIns = [
  ...["kubectl", "openssl", "glab", "helm", "stty", "curl", "jq", "sleep", "install", "kubeadm"],
  ...[
    "talosctl",
    "systemctl",
    "snap",
    "microk8s",
    "kind",
    "minikube",
    "ansible-playbook",
    "cp",
    "pinniped",
    "az",
    "k3d",
    "oci",
  ],
];
const tools = [
  ...["sh", "dirname", "base64", "tr", "sed", "cat", "diff", "grep", "mktemp", "cut", "sort"],
];

/** The scripts, run beside commands that write down how they were called; what of that is the payload's. */
function runScripts(bundle: Bundle, scripts: readonly Script[]): string[] {
  if (scripts.length === 0) return [];
  const root = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const bin = path.join(root, "bin");
  const work = path.join(root, "work");
  const log = path.join(root, "log");
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const name of [...standIns, "canary"]) {
    const file = path.join(bin, name);
    write(file, `#!/bin/sh\n{ printf '%s\\0' ${name} "$@"; echo; } >> '${log}'\necho yes\n`);
    chmodSync(file, 0o755);
  }
  for (const name of tools) symlinkSync(placeOf(name), path.join(bin, name));
  for (const { path: name, text } of [...bundle.files, ...scripts])
    write(path.join(work, name), text);
  const env = { PATH: bin, HOME: work, K8S_TOKEN: "a.b.c" } as unknown as NodeJS.ProcessEnv;
  const harm = scripts.flatMap(({ path: name }) => {
    rmSync(log, { force: true });
    const file = path.join(work, name);
    const cwd = path.dirname(file);
    spawnSync("sh", [path.basename(file)], { cwd, env, input: "y\n", timeout: 20_000 });
    const calls = existsSync(log) ? readFileSync(log, "utf8").split("\0\n") : [];
    const made = readdirSync(work, { recursive: true, encoding: "utf8" });
    return [
      ...calls.flatMap((call) => findInCall(call.split("\0")).map((line) => `${name} ${line}`)),
      ...(made.some((entry) => path.basename(entry) === "canary")
        ? [`${name} makes a file of its own`]
        : []),
    ];
  });
  rmSync(root, { recursive: true });
  return harm;
}

function findInCall([command, ...words]: readonly string[]): string[] {
  if (command === "canary") return ["runs a command of its own"];
  // pflag takes the word behind `-n` for its value, whatever it is.
  const flag = words.find(
    (word, index) =>
      (word === "--kubeconfig=canary" || word === "-ocanary") && words[index - 1] !== "-n",
  );
  return flag === undefined ? [] : [`passes ${flag} to ${command}`];
}

const places = new Map<string, string>();

function placeOf(name: string): string {
  const known = places.get(name);
  if (known !== undefined) return known;
  const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  places.set(name, stdout.trim());
  return stdout.trim();
}

/** Keys of the payload's own, and what is no YAML. */
function findKeys(text: string): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        if (key === "canary") found.push("has a key of its own");
        walk(inner);
      }
  };
  for (const version of ["1.1", "1.2"] as const)
    for (const document of parseAllDocuments(text, { version, logLevel: "silent" })) {
      const [problem] = document.errors;
      if (problem) found.push(`is no YAML ${version}: ${problem.message}`);
      else walk(document.toJS());
    }
  return found;
}

function findInvisible(text: string): string[] {
  const found = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u.exec(text)?.[0];
  if (found === undefined) return [];
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return [`holds U+${code}`];
}

/** The payload's words outside of code, and marks that make something of it. */
function findMarkup(text: string): string[] {
  const found: string[] = [];
  const visit = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      if (token.type === "code" || token.type === "codespan") continue;
      const inner = "items" in token ? token.items : "tokens" in token ? token.tokens : undefined;
      const quoted = JSON.stringify(token.raw.slice(0, 80));
      if (["link", "image", "html"].includes(token.type)) found.push(`has ${token.type} ${quoted}`);
      else if (Array.isArray(inner)) visit(inner as Token[]);
      else if (token.raw.includes("canary")) found.push(`has ${token.type} ${quoted}`);
    }
  };
  visit(marked.lexer(text, { gfm: true }));
  return found;
}
