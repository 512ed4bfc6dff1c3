import { parseArgs } from "node:util";
import { type Minor, minors, parseMinor } from "../lib/kube/minor.ts";

/** The formats of --output. */
export const outputs = ["text", "json", "junit", "github", "sarif", "tap", "markdown"] as const;

/** What a command was called with. */
export interface Options {
  readonly positionals: readonly string[];
  readonly output: (typeof outputs)[number];
  readonly versions?: readonly Minor[];
  readonly failOn: "error" | "warning";
  readonly select?: string;
  readonly requireTests: boolean;
  readonly color: boolean;
  readonly mask: boolean;
  /** Paths; "-" is standard input. */
  readonly bindings?: string;
  readonly claims?: string;
  readonly token?: string;
  readonly log?: string;
  readonly tests?: string;
  /** As after `kubectl auth can-i`. */
  readonly question?: string;
}

const fileOptions = ["bindings", "claims", "token", "log", "tests", "question"] as const;

/** Reads what follows the name of a command; a text says what is wrong with it. */
export function readArguments(
  args: readonly string[],
  surroundings: { readonly noColor: boolean; readonly terminal: boolean },
): Options | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const output = outputs.find((known) => known === values.output);
  if (output === undefined) return `--output must be one of ${outputs.join(", ")}`;
  const failOn = values["fail-on"];
  if (failOn !== "error" && failOn !== "warning") return "--fail-on must be error or warning";
  const versions: Minor[] = [];
  for (const text of values["kube-version"] ?? []) {
    const range = readVersions(text);
    if (range === undefined) return `--kube-version ${text} is not a known version`;
    versions.push(...range);
  }
  return {
    positionals,
    output,
    failOn,
    ...(versions.length > 0 && { versions }),
    ...(values.select !== undefined && { select: values.select }),
    requireTests: values["require-tests"],
    color: !values["no-color"] && !surroundings.noColor && surroundings.terminal,
    mask: !values["no-mask"],
    ...Object.fromEntries(
      fileOptions.flatMap((name) => {
        const value = values[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** "1.37", or "1.34..1.37" for all from one to the other, in that order: going back is a range too. */
function readVersions(text: string): readonly Minor[] | undefined {
  const [first, last, ...more] = text.split("..").map(parseMinor);
  if (first === undefined || more.length > 0) return undefined;
  if (!text.includes("..")) return [first];
  if (last === undefined) return undefined;
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  const range = minors.filter((minor) => minor >= low && minor <= high);
  return first <= last ? range : range.reverse();
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: "string", short: "o", default: "text" },
      "kube-version": { type: "string", multiple: true },
      "fail-on": { type: "string", default: "error" },
      select: { type: "string" },
      "require-tests": { type: "boolean", default: false },
      "no-color": { type: "boolean", default: false },
      mask: { type: "boolean", default: true },
      "no-mask": { type: "boolean", default: false },
      bindings: { type: "string" },
      claims: { type: "string" },
      token: { type: "string" },
      log: { type: "string" },
      tests: { type: "string" },
      question: { type: "string" },
    },
  });
}
