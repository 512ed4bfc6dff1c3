import type { Inputs } from "./inputs.ts";

/** How many things lived in memory only. Counts, and nothing of what they were. */
export interface MemoryOnly {
  readonly token: number;
  readonly savedTokens: number;
  readonly keys: number;
  readonly answers: number;
  readonly files: number;
  /** The text around the configuration. */
  readonly opened: number;
  /** Ways in without an issuer. */
  readonly ways: number;
}

/** What a tab knows of its workspace beside the store. Facts and counts: nothing of what a visitor gave. */
export interface MemoryNote {
  readonly counts: MemoryOnly;
  /** Whether the token is one of the example's. */
  readonly exampleToken: boolean;
  /** Whether the last change was still to be stored. */
  readonly unwritten: boolean;
}

const key = "claimcheck.memory";

const openedWords =
  "the text around the configuration (open the file again to write the configuration back into it)";

/** What of the inputs a reload loses. A token of an example comes back. */
export function countMemoryOnly(inputs: Inputs): MemoryOnly {
  return {
    token: inputs.token.trim() === "" || inputs.example?.token !== undefined ? 0 : 1,
    savedTokens: inputs.savedTokens.length,
    keys: Object.keys(inputs.keys).length,
    answers: Object.keys(inputs.answers).length,
    files: inputs.files.length,
    opened: inputs.opened === undefined ? 0 : 1,
    ways: Object.keys(inputs.ways).length,
  };
}

/** What was lost, in a sentence; undefined if nothing was: `present` is what came back. */
export function describeLost(before: MemoryOnly, present: MemoryOnly): string | undefined {
  const words: readonly (readonly [keyof MemoryOnly, string, string])[] = [
    ["token", "the token", "the token"],
    ["savedTokens", "1 kept token", "kept tokens"],
    ["keys", "the keys of 1 issuer", "the keys of issuers"],
    ["answers", "1 answer of another server", "answers of other servers"],
    ["files", "1 file of role bindings", "files of role bindings"],
    ["opened", openedWords, openedWords],
    ["ways", "1 way in without an issuer", "ways in without an issuer"],
  ];
  const lost = words.flatMap(([name, one, many]) => {
    const count = (before[name] ?? 0) - present[name];
    if (count <= 0) return [];
    if (count === 1) return [one];
    return [name === "keys" ? `the keys of ${count} issuers` : `${count} ${many}`];
  });
  if (lost.length === 0) return undefined;
  return `The reload removed what was in memory only and is never stored: ${joinWords(lost)}.`;
}

/** Makes the note of a workspace; `unwritten` is whether the store does not have these inputs yet. */
export function noteMemoryOnly(inputs: Inputs, unwritten: boolean): MemoryNote {
  return {
    counts: countMemoryOnly(inputs),
    exampleToken: inputs.example?.token !== undefined,
    unwritten,
  };
}

/** Keeps a note for the time after a reload of this tab. It is written before this returns: no change is too late for it. */
export function rememberMemoryOnly(workspace: string, note: MemoryNote): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ workspace, ...note }));
  } catch {
    // Without storage nothing comes back, which is said elsewhere.
  }
}

/** The note of this tab from before it was loaded again, if it was on this workspace. */
export function readMemoryOnly(workspace: string): MemoryNote | undefined {
  try {
    const noted: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    const { workspace: of, ...note } = (noted ?? {}) as Partial<MemoryNote> & {
      workspace?: unknown;
    };
    const { counts, exampleToken = true, unwritten = false } = note;
    if (of !== workspace || typeof counts !== "object" || counts === null) return undefined;
    return { counts, exampleToken, unwritten };
  } catch {
    return undefined;
  }
}

/**
 * The inputs out of the store without the token of their example, if the tab's note says that another one was in its place:
 * neither that token nor the moment that it is judged at comes back.
 */
export function withoutReplacedToken(inputs: Inputs, note: MemoryNote | undefined): Inputs {
  const { example, clock } = inputs;
  if (note === undefined || note.exampleToken || example?.token === undefined) return inputs;
  return {
    ...inputs,
    token: "",
    clock: clock.kind === "at" && clock.of === "example" ? { kind: "now" } : clock,
    example: { ...example, token: undefined, edited: true },
  };
}

function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
