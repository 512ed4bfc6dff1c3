import {
  options as allOptions,
  type CommandRow,
  commands,
  type OptionRow,
  optionsOf,
} from "./commands.ts";

const exitCodes =
  "Exit codes: 0 passed, 1 failed, 2 wrong usage or an unreadable file, 3 access changes (diff)\nor differs from what runs (cluster).";

/** What --help prints: of one command, or of all. */
export function writeHelp(command: CommandRow | undefined): string {
  return command === undefined ? writeOverview() : writeCommand(command);
}

function writeOverview(): string {
  const rows: readonly CommandRow[] = commands;
  return `claimcheck: tests for who gets into a Kubernetes cluster. Only cluster and keys URL make network requests,
and print them first.

Usage:
${rows.map(describeCommand).join("\n")}

Options:
${allOptions.map(describeOption).join("\n")}

${exitCodes}

Examples:
${rows.flatMap(({ examples }) => examples.map((example) => `  ${example}`)).join("\n")}

claimcheck COMMAND --help shows the options of one command, claimcheck --version the version.
`;
}

function writeCommand(command: CommandRow): string {
  const own = optionsOf(command);
  const options = own.length === 0 ? "" : `\nOptions:\n${own.map(describeOption).join("\n")}\n`;
  return `claimcheck ${command.name}: ${command.text.join(" ")}

Usage:
  claimcheck ${[command.name, command.arguments].filter(Boolean).join(" ")}
${options}
${exitCodes}

Examples:
${command.examples.map((example) => `  ${example}`).join("\n")}
`;
}

function describeCommand({ name, arguments: operands, text }: CommandRow): string {
  const head = `  claimcheck ${name} ${operands}`.trimEnd();
  return text.map((line, index) => `${(index === 0 ? head : "").padEnd(32)}${line}`).join("\n");
}

function describeOption({ name, short, value, text }: OptionRow): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return `  ${(value === undefined ? names : `${names} ${value}`).padEnd(24)} ${text}`;
}
