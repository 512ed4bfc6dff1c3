import type { NamedFile } from "./open-client.ts";

const filesLimit = 1000;
const depthLimit = 12;
/** Folders that no visitor means. */
const skipped = new Set([".git", "node_modules", ".terraform"]);

/** Files as an input gives them: a chosen folder says the path of each. */
export function nameFiles(files: Iterable<File>): NamedFile[] {
  return [...files]
    .filter(
      ({ webkitRelativePath }) => !webkitRelativePath.split("/").some((one) => skipped.has(one)),
    )
    .map((file) => ({ path: file.webkitRelativePath || file.name, content: file }));
}

/** A file or folder as a drop gives it; a browser without folders has no entry. */
export interface DroppedFile {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

/** The files of a drop or a paste, those in folders too, in the order of their paths. */
export function readDropped(data: DataTransfer): Promise<NamedFile[]> {
  // The list is empty after the event: entries are taken at once.
  const files = [...data.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  return readDroppedFiles(files);
}

/** The same for entries that were taken at the drop. */
export async function readDroppedFiles(files: readonly DroppedFile[]): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  for (const { entry, file } of files) {
    if (entry?.isDirectory) await readFolder(entry as FileSystemDirectoryEntry, found, 0);
    else if (file !== null) found.push({ path: file.name, content: file });
  }
  return found;
}

async function readFolder(
  folder: FileSystemDirectoryEntry,
  found: NamedFile[],
  depth: number,
): Promise<void> {
  if (depth > depthLimit || skipped.has(folder.name)) return;
  const children = await listFolder(folder);
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    if (found.length > filesLimit) return;
    if (child.isDirectory) await readFolder(child as FileSystemDirectoryEntry, found, depth + 1);
    else {
      const file = await new Promise<File | undefined>((resolve) =>
        (child as FileSystemFileEntry).file(resolve, () => resolve(undefined)),
      );
      if (file !== undefined)
        found.push({ path: child.fullPath.replace(/^\//, ""), content: file });
    }
  }
}

/** A browser gives a folder in pieces. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || all.length > filesLimit) return all;
    all.push(...some);
  }
}
