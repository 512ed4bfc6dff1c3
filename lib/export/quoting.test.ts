import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exportBundle } from "./bundle.ts";
import { findInvisible, markInvisible } from "./invisible.ts";
import { code, prose } from "./markdown.ts";
import { command, comment, hereDocument, joinShell, scriptFile, shell, word } from "./shell.ts";
import type { ExportInput } from "./types.ts";
import { blockScalar, rewriteYaml, writeYaml } from "./yaml-text.ts";

/** Texts that end words, lines and quotes of a shell if they are put down as they are. */
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

const untrusted = [...forShells, ...forYaml];
const visible = untrusted.filter((text) => findInvisible(text) === undefined);

/** Runs a script in an empty folder; what it printed, and which files it made. */
function run(script: string) {
  const cwd = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const { stdout, stderr } = spawnSync("sh", ["-eu"], { input: script, cwd, encoding: "utf8" });
  return { stdout, stderr, made: readdirSync(cwd) };
}

function textOf(piece: Parameters<typeof scriptFile>[1]): string {
  return scriptFile("a.sh", piece).files[0]?.text ?? "refused";
}

describe("the builder of shell", () => {
  test("a word is what it was", () => {
    const lines = visible.map(
      (text) => shell`printf '%s\\0' ${word(text)}
`,
    );
    const { stdout, stderr, made } = run(textOf(joinShell(lines, "")));
    expect(stderr).toBe("");
    expect(stdout.split("\0").slice(0, -1)).toEqual(visible);
    expect(made).toEqual([]);
  });

  test("a script with an invisible character in a word is not written, and the character is named", () => {
    const cases = [
      { input: "a\nb", want: "U+000A" },
      { input: "a\u202eb", want: "U+202E" },
      { input: "a\u200bb", want: "U+200B" },
      { input: "a\u{e0041}b", want: "U+E0041" },
      { input: "\u3164", want: "U+3164" },
      { input: "\ud800", want: "U+D800" },
    ];
    for (const { input, want } of cases)
      expect(scriptFile("a/b.sh", shell`echo ${word(input)}`)).toEqual({
        files: [],
        problems: [
          `a/b.sh is not written: a name in it holds the invisible character ${want}, and a script must show what it does.`,
        ],
      });
  });

  test("a comment stays on its line", () => {
    for (const text of untrusted) {
      const script = textOf(shell`# ${comment(text)}
printf done`);
      expect(run(script)).toEqual({ stdout: "done", stderr: "", made: [] });
    }
  });

  test("a here-document gives its text back, and nothing in it is run", () => {
    const texts = ["a", "END\nEND_\ntouch pwned", "$(touch pwned) `touch pwned` \\", "'END'\n END"];
    for (const text of texts) {
      const script = textOf(shell`cat ${hereDocument(text)}
`);
      expect(run(script)).toEqual({ stdout: `${text}\n`, stderr: "", made: [] });
    }
  });

  test("a piece in a wrong place is refused", () => {
    expect(() => shell`# ${word("a")}`).toThrow("a word cannot stand in: # ");
    expect(() => shell`echo ${comment("a")}`).toThrow("a comment cannot stand in: echo ");
    expect(() => shell`echo '${word("a")}'`).toThrow("a word cannot stand in: echo '");
    expect(() => shell`echo "${word("a")}"`).toThrow('a word cannot stand in: echo "');
    expect(() => shell`cat ${hereDocument("a")} | sh`).toThrow(
      "a here-document ends with its line",
    );
    expect(() => shell`echo 'a`).toThrow("a quote is open at the end");
  });

  test("a command of a guide does not show what cannot be seen", () => {
    expect(command`kubectl get ${word("a b")}`).toBe("$ kubectl get 'a b'");
    expect(command`kubectl get ${word("a\u202eb")}`).toBe(
      "$ # not shown: it names an invisible character",
    );
  });
});

test("shell is written by its builder only", () => {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const wrong: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
    const text = readFileSync(path.join(folder, name), "utf8");
    const rules: readonly (readonly [RegExp, string])[] = [
      [/(?<!shell)`#!|["']#!/, "a script without the tag"],
      [/["'`]\$ /, "a command without the tag"],
      [/language: "shell"/, "a file of shell"],
      [/as (?:unknown as )?(?:ScriptText|CommandLine|ShellPiece|Markdown)\b/, "a cast"],
    ];
    for (const [rule, what] of rules)
      if (rule.test(text) && !builders.some(([file, may]) => file === name && may.includes(what)))
        wrong.push(`${name}: ${what}`);
  }
  expect(wrong).toEqual([]);
});

const builders = [
  ["shell.ts", ["a file of shell", "a cast", "a command without the tag"]],
  ["files.ts", ["a file of shell"]],
  ["markdown.ts", ["a cast"]],
  // They read lines and files, and make none.
  ["readme.ts", ["a command without the tag"]],
  ["types.ts", ["a command without the tag"]],
] as const satisfies readonly (readonly [string, readonly string[]])[] as readonly (readonly [
  string,
  readonly string[],
])[];

describe("a value of YAML is what it was, in both versions of YAML", () => {
  for (const version of ["1.1", "1.2"] as const) {
    test(version, () => {
      // The key << merges in 1.1, and no name that is a key here can be that.
      const keys = untrusted.filter((text) => text !== "<<");
      const value = { list: untrusted, map: Object.fromEntries(keys.map((text) => [text, text])) };
      expect(parse(writeYaml(value), { version })).toEqual(value);
      const blocks = untrusted.map((text) => `- key: ${blockScalar(text, 4)}`).join("\n");
      expect(parse(blocks, { version })).toEqual(untrusted.map((text) => ({ key: text })));
    });
  }
});

test("invisible characters are escapes in YAML", () => {
  const text = "a\u202eb\u200bc\u{e0041}d\u3164";
  const want = '"a\\u202eb\\u200bc\\U000e0041d\\u3164"';
  expect(writeYaml({ [text]: text })).toBe(`${want}: ${want}\n`);
  expect(blockScalar(text, 2)).toBe(want);
  expect(rewriteYaml(`# ${text}\n${text}: ${text}\n`)).toBe(`${want}: ${want}\n`);
});

describe("somebody else's text in a line", () => {
  const cases = [
    { input: "a", want: "`a`" },
    { input: "a`b", want: "``a`b``" },
    { input: "`", want: "`` ` ``" },
    { input: "a\n\n# b\u2028c", want: "`a # b⟨U+2028⟩c`" },
    { input: "\u202e", want: "`⟨U+202E⟩`" },
    { input: " ", want: "(empty)" },
  ];
  for (const { input, want } of cases)
    test(JSON.stringify(input), () => expect(code(input)).toBe(want));

  test("marked", () => {
    expect(markInvisible("a\r\nb\tc\rd\u{e0041}")).toBe("a b c⟨U+000D⟩d⟨U+E0041⟩");
    expect(prose("a <b> [c] *d*")).toBe("a \\<b\\> \\[c\\] \\*d\\*");
  });
});

function inputFor(issuer: { url: string; audiences: string[]; claims?: string[] }): ExportInput {
  const configuration = writeYaml({
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    kind: "AuthenticationConfiguration",
    jwt: [{ issuer: { url: issuer.url, audiences: issuer.audiences } }],
  });
  return {
    configuration,
    bindings: "",
    minor: 33,
    comments: "canonical",
    issuers: [{ certificateAuthority: "", claims: [], ...issuer }],
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  };
}

function fileOf(input: ExportInput, name: string): string {
  const { files } = exportBundle(input, "kubeadm");
  return files.find((file) => file.path === name)?.text ?? `no file ${name}`;
}

test("an audience is no expression of GitHub", () => {
  const mark = "$".concat("{{");
  const url = "https://token.actions.githubusercontent.com";
  const input = inputFor({ url, audiences: [`${mark} secrets.X }}`] });
  const workflow = fileOf(input, "clients/github/workflows/kubernetes.yaml");
  expect(parse(workflow).jobs.kubernetes.env.AUDIENCE).toBe(`${mark} '${mark}' }} secrets.X }}`);
});

test("an audience is no variable of GitLab", () => {
  // docs.gitlab.com ci/variables/where_variables_can_be_used: $$ represents $.
  const input = inputFor({ url: "https://gitlab.example.com", audiences: ["a$HOME$"] });
  const job = parse(fileOf(input, "clients/gitlab/.gitlab-ci.yml")).kubernetes;
  expect(job.id_tokens).toEqual({ K8S_TOKEN: { aud: "a$$HOME$$" } });
});

test("a claim is no property of an object", () => {
  const claims = ["constructor", "__proto__", "toString", "email"];
  const input = inputFor({ url: "https://idp.example.com", audiences: ["k8s"], claims });
  const [{ user }] = parse(fileOf(input, "clients/kubelogin/kubeconfig.yaml")).users;
  expect(user.exec.args.filter((argument: string) => argument.includes("scope"))).toEqual([
    "--oidc-extra-scope=email",
  ]);
});
