import type { ClaimFact, Source } from "./entry.ts";

/** A page of the vendor as a source. */
export function documentation(title: string, url: string): Source {
  return { kind: "documentation", title, url };
}

/** The issuer's own source code as a source. */
export function code(title: string, url: string): Source {
  return { kind: "code", title, url };
}

/** What is believed and was not found in any source. */
export function unproved(title: string): Source {
  return { kind: "unproved", title };
}

/** Claims of one source as rows: name, meaning, and type if it is not a string. */
export function claimFacts(
  source: Source,
  rows: readonly (readonly [name: string, meaning: string, type?: ClaimFact["type"]])[],
): ClaimFact[] {
  return rows.map(([name, meaning, type = "string"]) => ({ name, type, meaning, source }));
}

/** A caveat of a source for each text. */
export function caveats(source: Source, ...texts: readonly string[]) {
  return texts.map((text) => ({ text, source }));
}

/** Steps to do by hand. */
export function byHand(title: string, source: Source, ...texts: readonly string[]) {
  return { title, steps: texts.map((text) => ({ kind: "do" as const, text })), source };
}
