import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { exportBundle } from "./bundle.ts";
import { inlineCode } from "./inline-code.ts";
import { targets } from "./targets.ts";
import type { ExportInput } from "./types.ts";
import { blockScalar, commentText, shellWord, writeYaml } from "./yaml-text.ts";

/** Texts that end words, lines and quotes of a shell where they are put down as they are. */
const forShells: readonly string[] = [
  "a b",
  "it's",
  'say "x"',
  "$(touch pwned)",
  "`touch pwned`",
  "a; touch pwned",
  "a && touch pwned",
  "a\ntouch pwned #",
  "a\r\ntouch pwned #",
  "a\u2028touch pwned",
  "'\ntouch pwned\n'",
  "$HOME",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable.
  "${IFS}",
  "a\\",
  "\\",
  "!event",
  "~",
  "*",
  "?",
  "#x",
  "é ü 漢 🔑",
];

/** Texts that YAML would take for something else. */
const forYaml: readonly string[] = [
  "a #x",
  "a: b",
  "- a",
  "? a",
  "{a: b}",
  "[a]",
  "&a",
  "*a",
  "!!binary a",
  "| a",
  "> a",
  "@a",
  "%TAG",
  "---",
  "--- a",
  "...",
  "yes",
  "null",
  "1e3",
  "0o17",
  "0x1f",
  "12:30:45",
  "2020-01-01",
  ".inf",
  "<<",
  "=",
  "\ta",
  " a ",
  "a\n",
  "\n",
  "\u0007",
  "\u202eevil",
];

const hostile = [...forShells, ...forYaml];

test("a word of a shell is what it was", () => {
  const script = hostile.map((text) => `printf '%s\\0' ${shellWord(text)}`).join("\n");
  const directory = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const { stdout, stderr } = spawnSync("sh", ["-eu"], {
    input: script,
    cwd: directory,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout.split("\0").slice(0, -1)).toEqual(hostile);
  expect(readdirSync(directory)).toEqual([]);
});

describe("a value of YAML is what it was, in both versions of YAML", () => {
  for (const version of ["1.1", "1.2"] as const) {
    test(version, () => {
      // The key << merges in 1.1, and no name that is a key here can be that.
      const keys = hostile.filter((text) => text !== "<<");
      const value = { list: hostile, map: Object.fromEntries(keys.map((text) => [text, text])) };
      expect(parse(writeYaml(value), { version })).toEqual(value);
      const blocks = hostile.map((text) => `- key: ${blockScalar(text, 4)}`).join("\n");
      expect(parse(blocks, { version })).toEqual(hostile.map((text) => ({ key: text })));
    });
  }
});

test("a comment stays on its line", () => {
  for (const text of hostile) {
    const script = `# ${commentText(text)}\nprintf done`;
    expect(spawnSync("sh", { input: script, encoding: "utf8" }).stdout).toBe("done");
    expect(parse(`# ${commentText(text)}\na: 1`)).toEqual({ a: 1 });
  }
});

test("code in a line of Markdown stays on it, between its own marks", () => {
  const cases = [
    { input: "a", want: "`a`" },
    { input: "a`b", want: "``a`b``" },
    { input: "`", want: "`` ` ``" },
    { input: "a\n\n# b\u2028c", want: "`a # b c`" },
    { input: "\u202e", want: "(empty)" },
  ];
  for (const { input, want } of cases) expect(inlineCode(input)).toBe(want);
});

const commands = ["kubectl", "openssl", "glab", "helm", "base64", "stty"];

/** Runs scripts beside commands that write down how they were called, NUL after each word and a line end after each call. */
function runAll(files: readonly { path: string; text: string }[]): {
  calls: string;
  made: string[];
} {
  const directory = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const bin = path.join(directory, "bin");
  const work = path.join(directory, "work");
  mkdirSync(bin);
  mkdirSync(work);
  const log = path.join(directory, "log");
  for (const name of commands) {
    const file = path.join(bin, name);
    writeFileSync(
      file,
      `#!/bin/sh\n{ printf '%s\\0' ${name} "$@"; echo; } >> ${log}\necho answer\n`,
    );
    chmodSync(file, 0o755);
  }
  for (const { path: name, text } of files) {
    const file = path.join(work, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: work } as unknown as NodeJS.ProcessEnv;
  for (const { path: name } of files) {
    if (!name.endsWith(".sh")) continue;
    const cwd = path.dirname(path.join(work, name));
    spawnSync("sh", [path.basename(name)], { cwd, env, input: "y\n", encoding: "utf8" });
  }
  const made = readdirSync(work, { recursive: true, encoding: "utf8" });
  return { calls: readFileSync(log, "utf8"), made };
}

/** Everything that somebody else can choose is this text. */
function inputWith(text: string): ExportInput {
  const role = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: text };
  const api = "rbac.authorization.k8s.io/v1";
  return {
    configuration: writeYaml({
      apiVersion: "apiserver.config.k8s.io/v1beta1",
      kind: "AuthenticationConfiguration",
      jwt: [
        {
          issuer: { url: text, audiences: [text] },
          claimMappings: { username: { claim: text, prefix: text } },
        },
      ],
    }),
    bindings: [
      {
        apiVersion: api,
        kind: "ClusterRole",
        metadata: { name: text },
        rules: [{ apiGroups: [text], resources: [text], verbs: [text], resourceNames: [text] }],
      },
      {
        apiVersion: api,
        kind: "RoleBinding",
        metadata: { name: text, namespace: text },
        roleRef: role,
        subjects: ["User", "Group", "ServiceAccount"].map((kind) => ({
          kind,
          name: text,
          ...(kind === "ServiceAccount" && { namespace: text }),
        })),
      },
    ]
      .map(writeYaml)
      .join("---\n"),
    minor: 33,
    comments: "canonical",
    issuers: [
      { url: text, audiences: [text], certificateAuthority: text, claims: [text, "groups"] },
      {
        url: "https://token.actions.githubusercontent.com",
        audiences: [text, "b"],
        certificateAuthority: "",
        claims: [],
      },
      {
        url: `https://gitlab.example.com/${text}`,
        audiences: ["b", text],
        certificateAuthority: "",
        claims: ["groups_direct"],
      },
    ],
    user: { username: text, groups: [text] },
    cluster: { name: text, server: text },
    options: { gardener: { namespace: text, shoot: text } },
  };
}

test("whatever the texts are, scripts run nothing else and YAML says nothing else", () => {
  const wrong: string[] = [];
  for (const text of hostile) {
    for (const { id } of targets) {
      const { files } = exportBundle(inputWith(text), id);
      for (const file of files) {
        if (file.language !== "yaml") continue;
        const [problem] = parseAllDocuments(file.text).flatMap(({ errors }) => errors);
        if (problem) wrong.push(`${JSON.stringify(text)} ${file.path}: ${problem.message}`);
      }
      const kubeconfig = files.find((file) => file.path === "clients/pipeline/kubeconfig.yaml");
      expect(parse(kubeconfig?.text ?? "").clusters).toEqual([
        { name: text, cluster: { server: text, "certificate-authority": "ca.crt" } },
      ]);
      if (id !== "gardener" || !forShells.includes(text)) continue;
      const { calls, made } = runAll(files);
      if (made.some((name) => path.basename(name).startsWith("pwned")))
        wrong.push(`${JSON.stringify(text)}: a command of its own was run`);
      // The user that kubelogin gets, and the shoot, word by word.
      const words = calls.split("\0");
      for (const word of [
        `--exec-arg=--oidc-issuer-url=${text}`,
        `--exec-arg=--oidc-client-id=${text}`,
        `--as=system:serviceaccount:${text}:${text}`,
        `--as-group=${text}`,
        `shoot/${text}`,
      ])
        if (!words.includes(word)) wrong.push(`${JSON.stringify(text)}: no word ${word}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test("no word of a role becomes a flag of kubectl", () => {
  const flag = "--server=https://evil.example.com";
  const { files } = exportBundle(inputWith(flag), "kubeadm");
  const proofs = files.find((file) => file.path === "rbac/prove.sh")?.text ?? "";
  expect(proofs).not.toMatch(/can-i .*--server/);
  expect(proofs).toContain(`: ClusterRole ${flag}: what it allows is not known here`);
});

test("an audience is no expression of GitHub", () => {
  const mark = "$".concat("{{");
  const { files } = exportBundle(inputWith(`${mark} secrets.X }}`), "kubeadm");
  const workflow = files.find((file) => file.path.startsWith("clients/github/"))?.text ?? "";
  expect(parse(workflow).jobs.kubernetes.env.AUDIENCE).toBe(`${mark} '${mark}' }} secrets.X }}`);
});

test("a claim is no property of an object", () => {
  const input = inputWith("x");
  const issuer = {
    url: "https://idp.example.com",
    audiences: ["k8s"],
    certificateAuthority: "",
    claims: ["constructor", "__proto__", "toString", "email"],
  };
  const { files } = exportBundle({ ...input, issuers: [issuer] }, "kubeadm");
  const kubeconfig = files.find((file) => file.path === "clients/kubelogin/kubeconfig.yaml");
  const [{ user }] = parse(kubeconfig?.text ?? "").users;
  expect(user.exec.args.filter((word: string) => word.includes("scope"))).toEqual([
    "--oidc-extra-scope=email",
  ]);
});
