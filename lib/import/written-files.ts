import type { Heredoc, ShellCommand } from "./read-shell.ts";

/** The files that a script writes by here-documents, while its commands are gone through in their order. */
export class WrittenFiles {
  readonly #written = new Map<string, Heredoc>();
  readonly #changed = new Set<string>();

  /** What the file holds; undefined if the text does not say it for certain. */
  get(file: string): Heredoc | undefined {
    return this.#changed.has(file) ? undefined : this.#written.get(file);
  }

  /** Notes what a command writes; `next` is the one behind it, which may be a `tee`. */
  add(command: ShellCommand, next: ShellCommand | undefined): void {
    const tee = next?.words.map(({ value }) => value) ?? [];
    const isTee = tee.some((word) => /(?:^|\/)tee$/.test(word));
    for (const heredoc of command.heredocs)
      for (const file of [...command.writes, ...(isTee ? tee.slice(-1) : [])]) {
        if (this.#written.has(file)) this.#changed.add(file);
        this.#written.set(file, heredoc);
      }
    if (command.heredocs.length === 0)
      for (const file of changedBy(command)) this.#changed.add(file);
  }
}

// What writes a second time, or edits a file in its place.
function changedBy({ words, writes }: ShellCommand): readonly string[] {
  const edits = words.some(({ value }) => /(?:^|\/)(?:sed|yq|perl|awk|envsubst|jq)$/.test(value));
  return edits ? [...writes, ...words.map(({ value }) => value)] : writes;
}
