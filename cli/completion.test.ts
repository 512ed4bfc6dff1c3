import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readArguments } from "./arguments.ts";
import { commands, findCommand, shells } from "./commands.ts";
import { writeCompletion } from "./completion.ts";
import { writeHelp } from "./help.ts";

/** The completion is run by the shells themselves, those that this machine has. */

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-completion-"));
beforeAll(() => {
  writeFileSync(path.join(folder, "login.yaml"), "");
  for (const shell of shells) writeFileSync(path.join(folder, shell), writeCompletion(shell));
});
afterAll(() => rmSync(folder, { recursive: true }));

const installed = shells.filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

/** What the shell offers for the last of the words of a command line. */
function complete(shell: (typeof shells)[number], words: readonly string[]): readonly string[] {
  const line = ["claimcheck", ...words];
  const env = { ...process.env, HOME: folder, LINE: line.join(" "), COUNT: String(words.length) };
  const scripts = {
    bash: `source ./bash; read -ra COMP_WORDS <<<"$LINE"; [ "\${#COMP_WORDS[@]}" -gt "$COUNT" ] || COMP_WORDS+=("")
COMP_CWORD=$COUNT; _claimcheck; printf '%s\\n' "\${COMPREPLY[@]}"`,
    fish: 'source ./fish; complete -C "$LINE"',
    // zsh completes in its line editor only: the function is read, and what it hands over is shown.
    zsh: `compdef() { :; }; source ./zsh; words=(\${(s: :)LINE}); ((\${#words} > COUNT)) || words+=(""); CURRENT=\${#words}
_describe() { print -l -- $commands; }; _arguments() { print -l -- "$@"; }; _claimcheck`,
  };
  const { stdout } = spawnSync(shell, ["-c", scripts[shell]], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return stdout.split("\n").filter((one) => one !== "");
}

const cases = [
  { name: "a command", words: ["re"], want: ["review"] },
  { name: "an option", words: ["test", "--sel"], want: ["--select"] },
  { name: "a format", words: ["test", "-o", "ju"], want: ["junit"] },
  { name: "a format of this command only", words: ["diff", "--output", "j"], want: ["json"] },
  { name: "a kind of cluster", words: ["convert", "--to", "kubea"], want: ["kubeadm"] },
  { name: "a file as an argument", words: ["validate", "lo"], want: ["login.yaml"] },
  { name: "a file as a value", words: ["explain", "--log", "lo"], want: ["login.yaml"] },
  { name: "a shell", words: ["completion", "fi"], want: ["fish"] },
  { name: "no option of another command", words: ["review", "--sel"], want: [] },
];

for (const shell of installed.filter((one) => one !== "zsh")) {
  test.each(cases)(`${shell} completes $name`, ({ words, want }) => {
    // fish puts the description behind a tab.
    expect(complete(shell, words).map((line) => line.split("\t")[0])).toEqual(want);
  });
}

if (installed.includes("zsh")) {
  test("zsh is offered the commands, and the options of each", () => {
    const names = complete("zsh", ["re"]).map((line) => line.split(":")[0]);
    expect(names).toEqual(commands.map(({ name }) => name));
    expect(complete("zsh", ["keys", ""])).toEqual([
      "--output[text, json]:FORMAT:(text json)",
      "-o[text, json]:FORMAT:(text json)",
      "--no-color[no colors; so does the variable NO_COLOR]",
      "--help[show help]",
      "*:file:_files",
    ]);
  });
}

test("the help of a command names its options and no others", () => {
  const convert = findCommand("convert");
  expect(
    writeHelp(convert),
  ).toBe(`claimcheck convert: write the AuthenticationConfiguration of a ConfigMap, flags, HCL, …; with --to the files for a kind of cluster

Usage:
  claimcheck convert FILE

Options:
  --kube-version VERSION   1.37, or a range 1.34..1.37; may be given several times
  --to TARGET              the kind of cluster to write the files for
  --directory FOLDER       where the files of --to go; it must be new or empty

Exit codes: 0 passed, 1 failed, 2 wrong usage or an unreadable file, 3 access changes (diff)
or differs from what runs (cluster).

Examples:
  claimcheck convert kube-apiserver.service > authentication-config.yaml
  claimcheck convert login.claimcheck.yaml --to talos --directory talos-files
`);
});

test.each([
  { args: ["review", "--select", "x"], want: "review: Unknown option '--select'" },
  { args: ["diff", "-o", "junit"], want: "diff: --output must be one of text, json, markdown" },
  { args: ["test", "--kube-version", "9"], want: "--kube-version 9 is not a known version" },
  { args: ["test", "--fail-on", "x"], want: "--fail-on must be error or warning" },
])("wrong usage is said: $args", ({ args: [name = "", ...rest], want }) => {
  const command = findCommand(name);
  if (command === undefined) throw new Error("there is such a command");
  expect(readArguments(command, rest, { noColor: true, terminal: false })).toBe(want);
});
