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

/** Notes for the time after a reload of this tab what is in memory only. */
export function rememberMemoryOnly(workspace: string, counts: MemoryOnly): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ workspace, counts }));
  } catch {
    // Without storage nothing comes back, which is said elsewhere.
  }
}

/** What this tab had in memory only before it was loaded again, if it was on this workspace. */
export function readMemoryOnly(workspace: string): MemoryOnly | undefined {
  try {
    const noted: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    const { workspace: of, counts } = (noted ?? {}) as { workspace?: unknown; counts?: MemoryOnly };
    return of === workspace && typeof counts === "object" && counts !== null ? counts : undefined;
  } catch {
    return undefined;
  }
}

function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
