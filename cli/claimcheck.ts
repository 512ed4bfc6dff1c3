#!/usr/bin/env node
// The command. Everything behind --help is loaded when it is needed, so that it starts fast.
import type { Options } from "./arguments.ts";
import type { Report } from "./report/report.ts";

// `claimcheck test | head` closes the output early: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const { findCommand } = await import("./commands.ts");
  const command = name === undefined ? undefined : findCommand(name);
  if (name === undefined || name === "--help" || name === "help" || asksForHelp(rest)) {
    const { writeHelp } = await import("./help.ts");
    const topic = name === "help" ? findCommand(rest[0] ?? "") : command;
    (name === undefined ? process.stderr : process.stdout).write(writeHelp(topic));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    const { packageVersion } = await import("./package-version.ts");
    process.stdout.write(`${packageVersion}\n`);
    return 0;
  }
  if (command === undefined) return failUsage(`there is no command ${JSON.stringify(name)}`);
  const { readArguments } = await import("./arguments.ts");
  const noColor = (process.env.NO_COLOR ?? "") !== "";
  const terminal = process.stdout.isTTY === true;
  const options = readArguments(command, rest, { noColor, terminal });
  if (typeof options === "string") return failUsage(options);
  const now = Math.floor(Date.now() / 1000);
  const surroundings = { variables: process.env, now };
  switch (command.name) {
    case "test": {
      const { runTestCommand } = await import("./run-test.ts");
      return finish(await runTestCommand(options, surroundings), options);
    }
    case "validate": {
      const { runValidateCommand } = await import("./run-validate.ts");
      return finish(await runValidateCommand(options, now), options);
    }
    case "convert": {
      const { runConvertCommand } = await import("./run-convert.ts");
      const converted = await runConvertCommand(options, surroundings);
      if (converted.kind === "usage") return failUsage(converted.message);
      process.stderr.write(converted.notes.map((note) => `${note}\n`).join(""));
      process.stdout.write(converted.text);
      return converted.complete ? 0 : 1;
    }
    case "keys": {
      const { runKeysCommand } = await import("./run-keys.ts");
      const judged = await runKeysCommand(options, surroundings, announce);
      if ("usage" in judged) return failUsage(judged.usage);
      process.stdout.write(judged.text);
      return judged.broken ? 1 : 0;
    }
    case "cluster": {
      const { runClusterCommand } = await import("./run-cluster.ts");
      const compared = await runClusterCommand(options, surroundings, announce);
      if ("usage" in compared) return failUsage(compared.usage);
      process.stdout.write(compared.text);
      return compared.differs ? 3 : 0;
    }
    case "explain": {
      const { runExplainCommand } = await import("./run-explain.ts");
      const explained = await runExplainCommand(options, surroundings);
      if ("usage" in explained) return failUsage(explained.usage);
      process.stdout.write(explained.text);
      return explained.failed ? 1 : 0;
    }
    case "diff": {
      const { runDiffCommand } = await import("./run-diff.ts");
      const compared = await runDiffCommand(options, surroundings);
      if ("usage" in compared) return failUsage(compared.usage);
      process.stdout.write(compared.text);
      return compared.changed ? 3 : 0;
    }
    case "review": {
      const { runReviewCommand } = await import("./run-review.ts");
      const reviewed = await runReviewCommand(options, surroundings);
      if ("usage" in reviewed) return failUsage(reviewed.usage);
      process.stdout.write(reviewed.text);
      return 0;
    }
    case "open": {
      const { runOpenCommand } = await import("./run-open.ts");
      const ended = await runOpenCommand(options);
      return typeof ended === "string" ? failUsage(ended) : ended;
    }
    case "answer": {
      const { answerLines } = await import("./answer/answer-lines.ts");
      await answerLines(process.stdin, process.stdout);
      return 0;
    }
    case "lsp": {
      const { serveLsp } = await import("./servers.ts");
      serveLsp();
      return 0;
    }
    case "mcp": {
      const { serveMcp } = await import("./servers.ts");
      await serveMcp(options);
      return 0;
    }
    case "completion": {
      const { shells } = await import("./commands.ts");
      const shell = shells.find((one) => one === options.positionals[0]);
      if (shell === undefined) return failUsage(`completion needs one of ${shells.join(", ")}`);
      const { writeCompletion } = await import("./completion.ts");
      process.stdout.write(writeCompletion(shell));
      return 0;
    }
    default:
      return failUsage(`there is no command ${JSON.stringify(name)}`);
  }
}

// Behind -- are file names.
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).includes("--help");
}

async function finish(report: Report | string, options: Options): Promise<number> {
  if (typeof report === "string") return failUsage(report);
  const { writeReport } = await import("./report/write-report.ts");
  process.stdout.write(writeReport(report, options));
  const tests = report.files.flatMap((file) => file.tests);
  if (options.requireTests && tests.length === 0) {
    process.stderr.write("claimcheck: no test was run\n");
    return 1;
  }
  const severities = options.failOn === "warning" ? ["error", "warning"] : ["error"];
  const broken = report.files
    .flatMap(({ findings }) => findings)
    .some(({ severity }) => severities.includes(severity));
  return broken || tests.some(({ passed }) => !passed) ? 1 : 0;
}

// Requests are said before they are made, beside the output.
function announce(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function failUsage(message: string): Promise<number> {
  const { showSafely } = await import("./report/report.ts");
  const text = message.split("\n").map(showSafely).join("\n");
  process.stderr.write(`claimcheck: ${text}\nSee claimcheck --help.\n`);
  return 2;
}
