import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { WrittenBundle } from "./bundles.ts";
import { run } from "./tools.ts";

/** What a loader said of the files that it was given. */
export interface CheckResult {
  readonly files: number;
  /** Bundles that were refused, with the loader's words. */
  readonly refused: readonly { readonly bundle: WrittenBundle; readonly why: string }[];
}

/** A program that takes files, names each that it refuses before a colon, and ends with a count. */
export function askProgram(
  binary: string,
  before: readonly string[],
  files: readonly { readonly bundle: WrittenBundle; readonly file: string }[],
  env: Readonly<Record<string, string>> = {},
): CheckResult {
  const refused: { bundle: WrittenBundle; why: string }[] = [];
  // A command line has an end.
  for (let at = 0; at < files.length; at += 500) {
    const part = files.slice(at, at + 500);
    const { output } = run(binary, [...before, ...part.map(({ file }) => file)], { env });
    const lines = output.split("\n");
    const counted = /^\d+ (?:files|folders), (\d+) /m.exec(output)?.[1];
    if (counted === undefined) throw new Error(output.slice(-1000));
    const known = refused.length;
    for (const { bundle, file } of part) {
      const line = lines.find((text) => text.startsWith(`${file}: `));
      if (line !== undefined) refused.push({ bundle, why: line.slice(file.length + 2) });
    }
    if (refused.length - known !== Number(counted))
      throw new Error(`${counted} refused, of which ${refused.length - known} are named`);
  }
  return { files: files.length, refused };
}

/** A file of a bundle by its path. */
export const fileOf = (name: string) => (bundle: WrittenBundle) => ({
  bundle,
  file: path.join(bundle.folder, name),
});

/** The same file is in many bundles, and each costs a process: it is asked about once. */
export function askDistinct(program: string, bundles: readonly WrittenBundle[]): CheckResult {
  const byText = new Map<string, WrittenBundle[]>();
  for (const bundle of bundles) {
    const text = readFileSync(fileOf("config.yaml")(bundle).file, "utf8");
    byText.set(text, [...(byText.get(text) ?? []), bundle]);
  }
  const firsts = [...byText.values()].map(([first]) =>
    fileOf("config.yaml")(first as WrittenBundle),
  );
  const { refused } = askProgram(program, [], firsts);
  const same = [...byText.values()];
  return {
    files: bundles.length,
    refused: refused.flatMap(({ bundle, why }) =>
      (same.find((group) => group.includes(bundle)) ?? []).map((each) => ({ bundle: each, why })),
    ),
  };
}

/** Builds the Go program of a folder beside this file inside of the sources of a clone, by its build.sh. */
export function buildInClone(cache: string, name: string): string {
  const folder = path.join(cache, "build", name);
  const program = path.join(folder, "program");
  if (existsSync(program)) return program;
  const here = path.join(path.dirname(fileURLToPath(import.meta.url)), name);
  const { status, output } = run("sh", [path.join(here, "build.sh"), folder, here], {
    env: { GOFLAGS: "-mod=mod", CGO_ENABLED: "0" },
  });
  if (status !== 0) throw new Error(output.slice(-1000));
  return program;
}
