import { parseArgs } from "node:util";
import { type Minor, parseMinor } from "../lib/kube/minor.ts";

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
}

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
    const minor = parseMinor(text);
    if (minor === undefined) return `--kube-version ${text} is not a known version`;
    versions.push(minor);
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
  };
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
    },
  });
}
