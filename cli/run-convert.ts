import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openText } from "../lib/import/open.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import { clusterTargets } from "../lib/kube/targets.ts";
import type { Options } from "./arguments.ts";
import { exportWorkspace } from "./export-workspace.ts";
import { readText } from "./files.ts";
import { loadWorkspace, type Surroundings } from "./load-workspace.ts";

/** What `convert` made. `complete` is false if there is no result, or if something prevents its use. */
export type ConvertResult =
  | { readonly kind: "usage"; readonly message: string }
  | {
      readonly kind: "converted";
      readonly text: string;
      readonly notes: readonly string[];
      readonly complete: boolean;
    };

/** The configuration in a file of any form, or the files for a kind of cluster; the notes say what is lost. */
export async function runConvertCommand(
  options: Options,
  surroundings: Surroundings,
): Promise<ConvertResult> {
  const [file, ...more] = options.positionals;
  if (file === undefined || more.length > 0) return refuse("convert needs one file");
  if (options.to !== undefined) return writeTarget(file, options.to, options, surroundings);
  if (options.directory !== undefined) return refuse("--directory needs --to");
  const source = readText(file);
  if (source === undefined) return refuse(`${file} cannot be read`);
  const asked = options.versions?.[0];
  const opened = openText(source, {
    version: asked ?? newestMinor,
    exact: asked !== undefined,
    name: file,
  });
  const { configuration, refused, notes, title } = opened;
  const text = configuration ?? "";
  const problem =
    refused ?? (text === "" ? `The text is ${title}: it holds no configuration.` : undefined);
  return {
    kind: "converted",
    text,
    notes: problem === undefined ? notes : [...notes, problem],
    complete: text !== "",
  };
}

async function writeTarget(
  file: string,
  to: string,
  { versions, directory }: Options,
  surroundings: Surroundings,
): Promise<ConvertResult> {
  const target = clusterTargets.find(({ id }) => id === to);
  if (target === undefined) {
    return refuse(`--to must be one of ${clusterTargets.map(({ id }) => id).join(", ")}`);
  }
  if (directory === undefined) return refuse("--to needs --directory, for its files");
  if (!isEmpty(directory)) return refuse(`the folder ${directory} is not empty`);
  const workspace = await loadWorkspace(file, surroundings);
  if (typeof workspace === "string") return refuse(workspace);
  const bundle = await exportWorkspace({ ...workspace, target: to }, versions?.[0]);
  if (bundle.kind === "refused") {
    return { kind: "converted", text: "", notes: bundle.problems, complete: false };
  }
  for (const { path: name, text, language } of bundle.files) {
    const place = path.join(directory, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text, { flag: "wx", mode: language === "shell" ? 0o755 : 0o644 });
  }
  const written = bundle.files.map(({ path: name }) => `${path.join(directory, name)}\n`);
  return {
    kind: "converted",
    text: written.join(""),
    notes: [...bundle.target.changes, ...bundle.notes],
    complete: bundle.notes.length === 0,
  };
}

function refuse(message: string): ConvertResult {
  return { kind: "usage", message };
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
