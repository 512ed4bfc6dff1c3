/** The commands and their options, in one table: help, the reading of arguments and shell completion come from it. */

/** An option of some commands. */
export interface OptionRow {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** The word for its value in the help; absent if it takes none. */
  readonly value?: string;
  /** The shell's completion of the value: files, or these words. */
  readonly offers?: "files" | readonly string[];
  readonly multiple?: boolean;
  readonly text: string;
}

/** A command. */
export interface CommandRow {
  readonly name: string;
  readonly arguments: string;
  /** The shell's completion of the arguments. */
  readonly offers: "files" | "nothing" | readonly string[];
  readonly text: readonly string[];
  readonly options: readonly string[];
  /** The formats that it writes; all of them if absent. */
  readonly outputs?: readonly string[];
  readonly examples: readonly string[];
}

/** The formats of --output. */
export const outputs = ["text", "json", "junit", "github", "sarif", "tap", "markdown"] as const;

/** The shells with completion. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Every option, in the order of the help. */
export const options = [
  { name: "output", short: "o", value: "FORMAT", offers: outputs, text: outputs.join(", ") },
  {
    name: "kube-version",
    value: "VERSION",
    multiple: true,
    text: "1.37, or a range 1.34..1.37; may be given several times",
  },
  {
    name: "log",
    value: "FILE",
    offers: "files",
    text: "a log line or a client's output; - is standard input",
  },
  {
    name: "claims",
    value: "FILE",
    offers: "files",
    text: "claims as JSON, which count as signed",
  },
  { name: "token", value: "FILE", offers: "files", text: "a JSON Web Token; it is never printed" },
  {
    name: "token-env",
    value: "NAME",
    text: "the environment variable that holds the token",
  },
  { name: "bindings", value: "FILE", offers: "files", text: "roles and bindings" },
  {
    name: "question",
    value: "TEXT",
    multiple: true,
    text: "as after kubectl auth can-i; cluster takes several",
  },
  {
    name: "tests",
    value: "FILE",
    offers: "files",
    text: "a workspace file with tests, bindings and keys for both sides",
  },
  {
    name: "running",
    value: "FILE",
    offers: "files",
    text: "what runs today: the report says what changes",
  },
  { name: "context", value: "NAME", text: "the kubeconfig's context (default: the current one)" },
  {
    name: "kubeconfig",
    value: "FILE",
    offers: "files",
    text: "instead of KUBECONFIG and ~/.kube/config",
  },
  { name: "to", value: "TARGET", text: "the kind of cluster to write the files for" },
  {
    name: "directory",
    value: "FOLDER",
    offers: "files",
    text: "where the files of --to go; it must be new or empty",
  },
  {
    name: "fail-on",
    value: "SEVERITY",
    offers: ["error", "warning"],
    text: "error (default) or warning",
  },
  { name: "select", value: "TEXT", text: "only tests with this text in their name" },
  { name: "require-tests", text: "fail if no test was run" },
  { name: "allow-tokens", text: "take signed tokens too; they are in no answer" },
  { name: "stdio", text: "standard input and output, as an editor asks for it (the only way)" },
  {
    name: "clientProcessId",
    value: "ID",
    text: "of the editor, as vscode-languageclient gives it: the server ends with it",
  },
  { name: "no-color", text: "no colors; so does the variable NO_COLOR" },
  { name: "mask", text: "hide claim values in messages (default)" },
  { name: "no-mask", text: "show claim values in messages" },
] as const satisfies readonly OptionRow[];

/** The name of an option. */
export type OptionName = (typeof options)[number]["name"];

const report = ["output", "kube-version", "fail-on", "no-color", "mask", "no-mask"] as const;

/** Every command, in the order of the help. */
export const commands = [
  {
    name: "test",
    arguments: "[GLOB…]",
    offers: "files",
    text: [
      "run the tests of workspace files (default: **/*.claimcheck.yaml),",
      "or of a link that the page made",
    ],
    options: [...report, "select", "require-tests"],
    examples: [
      "claimcheck test",
      "claimcheck test 'clusters/*/login.claimcheck.yaml' -o junit > report.xml",
      "claimcheck test --kube-version 1.37 --kube-version 1.38 --select admin",
    ],
  },
  {
    name: "validate",
    arguments: "FILE…",
    offers: "files",
    text: ["what kube-apiserver says about configurations, and advice"],
    options: report,
    examples: ["claimcheck validate authentication-config.yaml --fail-on warning -o github"],
  },
  {
    name: "explain",
    arguments: "[FILE]",
    offers: "files",
    text: [
      "what a log line means, or what becomes of claims or a token;",
      "with -o markdown a note for a ticket",
    ],
    options: [
      ...["output", "kube-version", "log", "claims", "token", "bindings", "question"],
      ...["no-color", "mask", "no-mask"],
    ],
    outputs: ["text", "json", "markdown"],
    examples: [
      "kubectl logs -n kube-system kube-apiserver-cp1 | claimcheck explain authn.yaml --log -",
      'claimcheck explain authn.yaml --claims jane.json --bindings rbac.yaml --question "list pods -n dev"',
      "claimcheck explain authn.yaml --log log.txt --claims jane.json -o markdown > ticket.md",
    ],
  },
  {
    name: "diff",
    arguments: "OLD NEW",
    offers: "files",
    text: ["who gains or loses what, between two files or two versions"],
    options: ["output", "kube-version", "tests", "no-color", "mask", "no-mask"],
    outputs: ["text", "json", "markdown"],
    examples: [
      "claimcheck diff old.yaml new.yaml --tests login.claimcheck.yaml -o markdown",
      "claimcheck diff login.claimcheck.yaml --kube-version 1.37..1.38",
    ],
  },
  {
    name: "convert",
    arguments: "FILE",
    offers: "files",
    text: [
      "write the AuthenticationConfiguration of a ConfigMap, flags, HCL, …;",
      "with --to the files for a kind of cluster",
    ],
    options: ["kube-version", "to", "directory"],
    examples: [
      "claimcheck convert kube-apiserver.service > authentication-config.yaml",
      "claimcheck convert login.claimcheck.yaml --to talos --directory talos-files",
    ],
  },
  {
    name: "review",
    arguments: "FILE",
    offers: "files",
    text: ["a report for a reviewer, as Markdown"],
    options: ["kube-version", "bindings", "running"],
    examples: [
      "claimcheck review login.claimcheck.yaml > review.md",
      "claimcheck review new.yaml --running old.yaml --bindings rbac.yaml > review.md",
    ],
  },
  {
    name: "keys",
    arguments: "FILE|URL…",
    offers: "files",
    text: [
      "what each version makes of the keys in key sets; a URL is that of",
      "an issuer, a discovery document or a key set",
    ],
    options: ["output", "no-color"],
    outputs: ["text", "json"],
    examples: ["claimcheck keys jwks.json", "claimcheck keys https://idp.example.com"],
  },
  {
    name: "cluster",
    arguments: "FILE",
    offers: "files",
    text: ["compare a running cluster with a workspace; reads only"],
    options: [
      ...["context", "kubeconfig", "token", "token-env", "question", "output"],
      ...["no-color", "mask", "no-mask"],
    ],
    outputs: ["text", "json", "markdown"],
    examples: [
      "claimcheck cluster login.claimcheck.yaml --context prod",
      'claimcheck cluster login.claimcheck.yaml --token-env ID_TOKEN --question "list pods -n dev"',
    ],
  },
  {
    name: "open",
    arguments: "[FILE…]",
    offers: "files",
    text: ["start the page on this machine, with these files in it"],
    options: [],
    examples: ["claimcheck open authn.yaml rbac.yaml"],
  },
  {
    name: "answer",
    arguments: "",
    offers: "nothing",
    text: ["one JSON request a line on standard input, one answer a line"],
    options: [],
    examples: [`echo '{"op":"explain","text":"invalid bearer token"}' | claimcheck answer`],
  },
  {
    name: "lsp",
    arguments: "",
    offers: "nothing",
    text: ["answer an editor on standard input (Language Server Protocol)"],
    options: ["stdio", "clientProcessId"],
    examples: ["claimcheck lsp --stdio"],
  },
  {
    name: "mcp",
    arguments: "",
    offers: "nothing",
    text: ["answer an agent on standard input (Model Context Protocol)"],
    options: ["allow-tokens"],
    examples: ["claude mcp add claimcheck -- claimcheck mcp"],
  },
  {
    name: "completion",
    arguments: "SHELL",
    offers: shells,
    text: ["print the completion of bash, zsh or fish"],
    options: [],
    examples: ["source <(claimcheck completion bash)"],
  },
] as const satisfies readonly CommandRow[];

/** Finds a command by its name. */
export function findCommand(name: string): CommandRow | undefined {
  return commands.find((command) => command.name === name);
}

/** The options of a command, with what its values can be. */
export function optionsOf({ options: names, outputs: own }: CommandRow): readonly OptionRow[] {
  return names.flatMap((name): readonly OptionRow[] => {
    const option = options.find((one) => one.name === name);
    if (option === undefined) return [];
    if (name !== "output" || own === undefined) return [option];
    return [{ ...option, offers: own, text: own.join(", ") }];
  });
}
