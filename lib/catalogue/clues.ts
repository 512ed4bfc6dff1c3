import type { Answers, Clues } from "./entry.ts";

/** A claim that is a text; undefined if it is missing or something else. */
export function claimOf({ claims }: Clues, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a token has a claim. */
export function hasClaim({ claims }: Clues, name: string): boolean {
  return Object.hasOwn(claims, name);
}

/** The only audience of the token; undefined if it has none or several. */
export function audienceOf({ claims }: Clues): string | undefined {
  const { aud } = claims;
  if (typeof aud === "string") return aud;
  const [only, ...more] = Array.isArray(aud) ? aud : [];
  return typeof only === "string" && more.length === 0 ? only : undefined;
}

/** Whether an endpoint of the discovery document ends as this kind of server writes it. */
export function hasEndpoint({ discovery }: Clues, member: string, pattern: RegExp): boolean {
  const value = Object.hasOwn(discovery, member) ? discovery[member] : undefined;
  return typeof value === "string" && pattern.test(value);
}

/** Answers without those that are not known. */
export function known(
  answers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Answers {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([id, value]) =>
      value === undefined || value.length === 0 ? [] : [[id, value] as const],
    ),
  );
}

/** A text as the answer to a question of several; undefined if it is not known. */
export function listed(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : [text];
}

/** The branch of a claim such as refs/heads/main as an answer. */
export function branchesOf(clues: Clues, claim: string): readonly string[] | undefined {
  return listed(/^refs\/heads\/(.+)$/.exec(claimOf(clues, claim) ?? "")?.[1]);
}
