import { parseArgs } from "node:util";
import { type Minor, minors, parseMinor } from "../lib/kube/minor.ts";
import { type CommandRow, type OptionName, optionsOf, outputs } from "./commands.ts";

/** The arguments of a command. */
export interface Options {
  readonly positionals: readonly string[];
  readonly output: (typeof outputs)[number];
  readonly versions?: readonly Minor[];
  readonly failOn: "error" | "warning";
  readonly select?: string;
  readonly requireTests: boolean;
  readonly allowTokens: boolean;
  readonly color: boolean;
  readonly mask: boolean;
  /** Paths; "-" is standard input. */
  readonly bindings?: string;
  readonly claims?: string;
  readonly token?: string;
  readonly log?: string;
  readonly running?: string;
  readonly tests?: string;
  readonly kubeconfig?: string;
  readonly directory?: string;
  /** Names: an environment variable, a context of the kubeconfig, a kind of cluster. */
  readonly tokenEnv?: string;
  readonly context?: string;
  readonly to?: string;
  /** As after `kubectl auth can-i`. */
  readonly questions: readonly string[];
}

/** Reads the arguments after the name of a command. Returns a text if something is wrong. */
export function readArguments(
  command: CommandRow,
  args: readonly string[],
  surroundings: { readonly noColor: boolean; readonly terminal: boolean },
): Options | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(command, args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node's message continues with how to name a file that begins with a dash.
    return `${command.name}: ${message.split(". ")[0]}`;
  }
  const { values, positionals } = parsed;
  const has = (name: OptionName) => values[name] === true;
  const listOf = (name: OptionName): readonly string[] =>
    [values[name] ?? []].flat().filter((value) => typeof value === "string");
  const textOf = (name: OptionName) => listOf(name)[0];
  const output = outputs.find((known) => known === (textOf("output") ?? "text"));
  const formats: readonly string[] = command.outputs ?? outputs;
  if (output === undefined || !formats.includes(output)) {
    return `${command.name}: --output must be one of ${formats.join(", ")}`;
  }
  const failOn = textOf("fail-on") ?? "error";
  if (failOn !== "error" && failOn !== "warning") return "--fail-on must be error or warning";
  const versions: Minor[] = [];
  for (const text of listOf("kube-version")) {
    const range = readVersions(text);
    if (range === undefined) return `--kube-version ${text} is not a known version`;
    versions.push(...range);
  }
  const texts = [
    ...([
      "bindings",
      "claims",
      "token",
      "log",
      "tests",
      "select",
      "kubeconfig",
      "running",
    ] as const),
    ...(["directory", "context", "to"] as const),
  ].flatMap((name) => {
    const value = textOf(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const tokenEnv = textOf("token-env");
  return {
    ...{ positionals, output, failOn, questions: listOf("question") },
    ...(versions.length > 0 && { versions }),
    requireTests: has("require-tests"),
    allowTokens: has("allow-tokens"),
    color: !has("no-color") && !surroundings.noColor && surroundings.terminal,
    mask: !has("no-mask"),
    ...(tokenEnv !== undefined && { tokenEnv }),
    ...Object.fromEntries(texts),
  };
}

/** "1.37", or "1.34..1.37" for all from one to the other, in that order. A range may also go from newer to older. */
function readVersions(text: string): readonly Minor[] | undefined {
  const [first, last, ...more] = text.split("..").map(parseMinor);
  if (first === undefined || more.length > 0) return undefined;
  if (!text.includes("..")) return [first];
  if (last === undefined) return undefined;
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  const range = minors.filter((minor) => minor >= low && minor <= high);
  return first <= last ? range : range.reverse();
}

// Only the options of the command: an ignored option would look as if it worked.
function parse(command: CommandRow, args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: Object.fromEntries(
      optionsOf(command).map(({ name, short, value, multiple = false }) => [
        name,
        {
          type: value === undefined ? ("boolean" as const) : ("string" as const),
          ...(short !== undefined && { short }),
          multiple,
        },
      ]),
    ),
  });
}
