import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Minor } from "../../lib/kube/minor.ts";
import { matchesName } from "../../lib/workspace/match-paths.ts";
import { followPaths, type LoadedWorkspace } from "../../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../../lib/workspace/tests/read-tests.ts";
import type {
  TestWorkspace,
  FileFinding as WorkspaceFinding,
} from "../../lib/workspace/tests/test-workspace.ts";
import { isWorkspace } from "./file-parts.ts";
import { type FileReader, type FoundWorkspace, findWorkspace } from "./find-workspace.ts";
import type { EditedFile, Settings } from "./protocol.ts";

/** A file that a workspace names, or the workspace file itself. */
export interface SourceFile {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
}

/** What a file is judged with. */
export interface Surroundings {
  /** The workspace file that belongs to the file; the file itself if it is one. */
  readonly workspace?: FoundWorkspace;
  /** As it is written, if it can be read. */
  readonly written?: TestWorkspace;
  /** With the texts that it names, without signed tokens and keys; absent if something is missing. */
  readonly loaded?: LoadedWorkspace;
  /** What is missing, or wrong in the workspace file. */
  readonly findings: readonly WorkspaceFinding[];
  /** The files that it names, in their order. */
  readonly configurationFile?: SourceFile;
  readonly bindingFiles: readonly SourceFile[];
}

/** Finds the workspace of a file and reads what it names. `now` in Unix seconds. */
export async function readSurroundings(
  file: EditedFile,
  settings: Settings,
  roots: readonly string[],
  reader: FileReader,
  now: number,
): Promise<Surroundings> {
  const own = isWorkspace(file.text, file.path ?? file.uri);
  const workspace = own
    ? { file: file.path ?? "", text: file.text }
    : file.path === undefined
      ? undefined
      : findWorkspace(file.path, settings.workspace, roots, reader);
  if (workspace === undefined) return { findings: [], bindingFiles: [] };
  const read = readTests(workspace.text);
  if (read.workspace === undefined) return { workspace, findings: read.findings, bindingFiles: [] };
  const written = read.workspace;
  const files = new Map<string, readonly SourceFile[]>();
  const { workspace: loaded, findings } = await followPaths(
    // Signed tokens and keys have no part in what an editor shows.
    {
      ...written,
      keys: new Map(),
      tests: written.tests.filter(({ asker }) => asker.kind !== "token"),
    },
    {
      readFiles: async (pattern) => {
        const found = readPattern(pattern, workspace.file, reader);
        files.set(pattern, found);
        return found.map(({ text }) => text);
      },
      readVariable: () => undefined,
    },
    now,
  );
  const filesOf = (source: TestWorkspace["configuration"]) =>
    source.kind === "path" ? (files.get(source.path) ?? []) : [];
  const [configurationFile] = filesOf(written.configuration);
  return {
    ...{ workspace, written, findings },
    ...(loaded !== undefined && { loaded }),
    ...(configurationFile !== undefined && { configurationFile }),
    bindingFiles: written.bindings.flatMap(filesOf),
  };
}

/** The files that a path in a workspace file names, relative to it: `*` for any name, `**` for any folders. */
export function readPattern(pattern: string, workspace: string, reader: FileReader): SourceFile[] {
  if (workspace === "") return [];
  const start = path.dirname(workspace);
  const names = pattern.includes("*")
    ? expand(pattern, start, reader)
    : [path.resolve(start, pattern)];
  return names.slice(0, mostFiles).flatMap((name) => {
    const text = reader.read(name);
    return text === undefined ? [] : [{ uri: uriOf(name), path: name, text }];
  });
}

const mostFiles = 500;
const mostFolders = 2000;

function expand(pattern: string, start: string, reader: FileReader): readonly string[] {
  const found = new Set<string>();
  let folders = 0;
  const walk = (folder: string, parts: readonly string[]): void => {
    const [part, ...rest] = parts;
    folders += 1;
    if (part === undefined || folders > mostFolders || found.size > mostFiles) return;
    if (part === "..") {
      walk(path.dirname(folder), rest);
      return;
    }
    if (part === "**") walk(folder, rest);
    for (const name of reader.list(folder)) {
      const own = path.join(folder, name);
      if (part === "**") {
        if (name !== "node_modules" && !name.startsWith(".")) walk(own, parts);
      } else if (matchesName(part, name)) {
        if (rest.length === 0) found.add(own);
        else walk(own, rest);
      }
    }
  };
  walk(
    path.isAbsolute(pattern) ? "/" : start,
    pattern.split("/").filter((part) => part !== "" && part !== "."),
  );
  return [...found].sort();
}

/** The URI of a file of this machine. */
export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** The version that a file is judged with: of the settings, else of its workspace. */
export function versionOf(settings: Settings, { written }: Surroundings): Minor | undefined {
  return settings.version ?? written?.versions[0];
}
