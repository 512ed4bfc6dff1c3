import type { Fact } from "../authn/names/fact.ts";
import type { ClaimPart } from "../authn/names/text.ts";

/** The repository that a subject of GitHub's old form names: `repo:OWNER/NAME:…`. */
export interface OldSubject {
  readonly owner: string;
  /** Not whole if no ":" follows; empty if the text ends behind the owner. */
  readonly name: string;
  /** What is before `repo:`: the prefix of a mapping. */
  readonly before: string;
  /** What follows the repository. */
  readonly after: string;
}

/** Since when repositories that are made, renamed or moved have the new form. */
export const immutableSince = "2026-07-15";

/**
 * Reads a subject, or the beginning of one, of GitHub's old form; undefined for other texts. The new form has ids:
 * `repo:OWNER@ID/NAME@ID:…`. Neither a name nor an id has an "@" or a ":" in it.
 */
export function readOldSubject(text: string): OldSubject | undefined {
  const at = text.indexOf("repo:");
  if (at < 0) return undefined;
  const rest = text.slice(at + "repo:".length);
  const slash = rest.indexOf("/");
  const owner = rest.slice(0, Math.max(slash, 0));
  const colon = rest.indexOf(":", slash);
  const name = rest.slice(slash + 1, colon < 0 ? undefined : colon);
  if (!/^[\w-]+$/.test(owner) || !/^[\w.-]*$/.test(name)) return undefined;
  return { owner, name, before: text.slice(0, at), after: colon < 0 ? "" : rest.slice(colon) };
}

/** Whether an issuer's tokens have the new form: GitHub's own, with the one of an enterprise; no server of one's own. */
export function hasImmutableSubjects(url: string): boolean {
  return /^https:\/\/token\.actions\.githubusercontent\.com(?:\/[^/]+)?$/.test(url);
}

/** Whether facts about a token hold of subjects of the old form only. */
export function pinsOldSubject(facts: readonly Fact[]): boolean {
  return facts.some((fact) => {
    if (fact.kind !== "text" || !fact.holds) return false;
    const { subject, test } = fact;
    const [first, ...more] = subject;
    if (first?.kind !== "claim" || !isSubject(first)) return false;
    if (test.kind === "starts") return isOld(test.text);
    return test.kind === "one-of" && more.length === 0 && test.texts.every(isOld);
  });
}

function isOld(text: string): boolean {
  return readOldSubject(text)?.before === "";
}

function isSubject({ steps, transforms }: ClaimPart): boolean {
  const [first, ...more] = steps;
  return (
    first?.kind === "field" &&
    first.name === "sub" &&
    more.length === 0 &&
    transforms.every(({ kind }) => kind === "string" || kind === "format")
  );
}
