import path from "node:path";
import { matchesParts } from "../../lib/workspace/match-paths.ts";
import { type DataNode, findData } from "../../lib/yaml/data.ts";
import { readYaml } from "../../lib/yaml/document.ts";
import { isWorkspaceFile } from "../files.ts";

/** How files are read. Nothing is ever written. */
export interface FileReader {
  /** The text of a file as the editor or the disk has it; undefined if it cannot be read. */
  readonly read: (file: string) => string | undefined;
  /** The names in a folder; none if it cannot be read. */
  readonly list: (folder: string) => readonly string[];
}

/** A workspace file that belongs to another file. */
export interface FoundWorkspace {
  readonly file: string;
  readonly text: string;
}

/**
 * The workspace file for a file: the one of the settings; else the nearest in its folder or above it, up to a root of
 * the editor. Of several in one folder it is the one that names the file; of several that do not, none.
 */
export function findWorkspace(
  file: string,
  set: string | undefined,
  roots: readonly string[],
  reader: FileReader,
): FoundWorkspace | undefined {
  if (set !== undefined) {
    const text = reader.read(set);
    return text === undefined ? undefined : { file: set, text };
  }
  for (const folder of foldersAbove(file, roots)) {
    const found = reader
      .list(folder)
      .filter(isWorkspaceFile)
      .slice(0, mostFiles)
      .flatMap((name): FoundWorkspace[] => {
        const one = path.join(folder, name);
        const text = reader.read(one);
        return text === undefined ? [] : [{ file: one, text }];
      });
    const named = found.find((one) => namesFile(one, file));
    if (named !== undefined) return named;
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
  }
  return undefined;
}

const mostFiles = 50;

/** Whether a workspace file names a file as its configuration or as one of its files of bindings. */
function namesFile(workspace: FoundWorkspace, file: string): boolean {
  const { configuration, bindings } = pathsOf(workspace);
  return [...configuration, ...bindings].some((pattern) =>
    matchesPath(path.resolve(path.dirname(workspace.file), pattern), file),
  );
}

// Only the fields with paths: the rest of the file may be wrong.
function pathsOf({ text }: FoundWorkspace): {
  readonly configuration: readonly string[];
  readonly bindings: readonly string[];
} {
  const read = readYaml(text);
  if (read.kind === "failed") return { configuration: [], bindings: [] };
  return {
    configuration: textsOf(findData(read.data, "configurationFrom.path")),
    bindings: textsOf(findData(read.data, "bindingsFrom.paths")),
  };
}

function textsOf(data: DataNode | undefined): readonly string[] {
  if (data?.kind === "array") return data.items.flatMap(textsOf);
  return data?.kind === "string" ? [data.value] : [];
}

function matchesPath(pattern: string, file: string): boolean {
  if (!pattern.includes("*")) return pattern === file;
  const parts = pattern.split(path.sep);
  return parts.length <= 64 && matchesParts(parts, file.split(path.sep));
}

function foldersAbove(file: string, roots: readonly string[]): readonly string[] {
  const own = path.dirname(file);
  const root = roots.find((one) => own === one || own.startsWith(one + path.sep));
  // A file outside of every root has its own folder only.
  if (root === undefined) return [own];
  const folders: string[] = [];
  for (let folder = own; ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (folder === root || folder === path.dirname(folder)) return folders;
  }
}
