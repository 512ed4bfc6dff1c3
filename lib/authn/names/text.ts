/** A step from a token or a user into a value. */
export type Step =
  | { readonly kind: "field"; readonly name: string }
  /** A field of the user that was mapped, in a user rule. */
  | { readonly kind: "user"; readonly name: string }
  /** An element of a list, or a key of a map; each round of an iteration has an id of its own. */
  | { readonly kind: "each"; readonly id: number }
  /** A value behind a key or an index that is not known. */
  | { readonly kind: "item"; readonly id: number }
  /** No claim at all: a text of which nothing is known, which is the same wherever it has the same id. */
  | { readonly kind: "unknown"; readonly id: number; readonly reason: string };

/** What an expression made of a text before it became part of a name. */
export type Transform =
  | { readonly kind: "string" | "format" | "lower" | "upper" | "trim" }
  | { readonly kind: "replace"; readonly from: string; readonly to: string }
  /** One part of `split`: the one with that index, or any (then `id` tells the rounds apart). */
  | { readonly kind: "split"; readonly separator: string; readonly index: number }
  | { readonly kind: "split-any"; readonly separator: string; readonly id: number }
  /** Code points from `start` to before `end`. */
  | { readonly kind: "substring"; readonly start: number; readonly end?: number };

/** A claim's value as part of a name. */
export interface ClaimPart {
  readonly kind: "claim";
  readonly steps: readonly Step[];
  readonly transforms: readonly Transform[];
}

/** A piece of a name: fixed text, a claim's value, or a text of which nothing is known but where it comes from. */
export type NamePart =
  | { readonly kind: "text"; readonly text: string }
  | ClaimPart
  | { readonly kind: "any"; readonly reason: string };

/** Pieces one after the other; neighbouring texts become one, empty ones none. */
export function joinParts(...lists: readonly (readonly NamePart[])[]): readonly NamePart[] {
  const joined: NamePart[] = [];
  for (const part of lists.flat()) {
    const last = joined.at(-1);
    if (part.kind !== "text") joined.push(part);
    else if (part.text === "") continue;
    else if (last?.kind === "text") joined[joined.length - 1] = textPart(last.text + part.text);
    else joined.push(part);
  }
  return joined;
}

/** A fixed text as a piece. */
export function textPart(text: string): NamePart {
  return { kind: "text", text };
}

/** The whole text of pieces that are nothing but fixed text. */
export function constantOf(parts: readonly NamePart[]): string | undefined {
  if (parts.length === 0) return "";
  const [only, ...more] = parts;
  return only?.kind === "text" && more.length === 0 ? only.text : undefined;
}

/** What tells one claim's value from another. */
export function keyOfClaim({ steps, transforms }: ClaimPart): string {
  return JSON.stringify([steps, transforms]);
}

/** What is made of a text; undefined if that is not known. */
export function transformText(text: string, transform: Transform): string | undefined {
  switch (transform.kind) {
    case "string":
    case "format":
      return text;
    case "lower":
      return text.replace(/[A-Z]+/g, (found) => found.toLowerCase());
    case "upper":
      return text.replace(/[a-z]+/g, (found) => found.toUpperCase());
    case "trim":
      // Go and JavaScript agree on what space is only in ASCII.
      return isAscii(text) ? text.trim() : undefined;
    case "replace":
      return transform.from === ""
        ? undefined
        : text.replaceAll(transform.from, () => transform.to);
    case "split":
      return transform.separator === ""
        ? undefined
        : text.split(transform.separator)[transform.index];
    case "split-any":
      return undefined;
    case "substring": {
      const characters = [...text];
      const { start, end = characters.length } = transform;
      if (start > end || end > characters.length) return undefined;
      return characters.slice(start, end).join("");
    }
  }
}

/** What is made of pieces. Where it cannot be said piece by piece, a text of which nothing is known. */
export function transformParts(
  parts: readonly NamePart[],
  transform: Transform,
): readonly NamePart[] {
  const constant = constantOf(parts);
  if (constant !== undefined) {
    const made = transformText(constant, transform);
    return made === undefined
      ? [unknownPart(`what ${transform.kind} makes of it`)]
      : joinParts([textPart(made)]);
  }
  const [first, ...rest] = parts;
  if (first?.kind === "claim" && rest.length === 0) return [extend(first, transform)];
  switch (transform.kind) {
    case "string":
    case "format":
      return parts;
    case "lower":
    case "upper":
      return joinParts(parts.map((part) => transformPart(part, transform)));
    case "replace":
      // Only one character cannot lie across two pieces.
      return transform.from.length === 1
        ? joinParts(parts.map((part) => transformPart(part, transform)))
        : [unknownPart("what replace makes of it")];
    case "substring": {
      const { start, end } = transform;
      if (start === 0 && end === undefined) return parts;
      if (first?.kind !== "text") return [unknownPart("a part of a text")];
      const characters = [...first.text];
      if (end !== undefined && start <= end && end <= characters.length) {
        return joinParts([textPart(characters.slice(start, end).join(""))]);
      }
      if (end === undefined && start <= characters.length) {
        return joinParts([textPart(characters.slice(start).join(""))], rest);
      }
      return [unknownPart("a part of a text")];
    }
    default:
      return [unknownPart(`what ${transform.kind} makes of it`)];
  }
}

/** A piece of which nothing is known. */
export function unknownPart(reason: string): NamePart {
  return { kind: "any", reason };
}

/**
 * The texts that the claims in a name would have to be, one way a reading. Undefined if there are more ways than are
 * looked at.
 */
export function readName(
  parts: readonly NamePart[],
  name: string,
): readonly (readonly { readonly part: ClaimPart; readonly text: string }[])[] | undefined {
  const found: { part: ClaimPart; text: string }[][] = [];
  let budget = mostReadings;
  const visit = (at: number, from: number, known: { part: ClaimPart; text: string }[]): void => {
    if (budget-- <= 0) return;
    const part = parts[at];
    if (part === undefined) {
      if (from === name.length) found.push(known);
      return;
    }
    if (part.kind === "text") {
      if (name.startsWith(part.text, from)) visit(at + 1, from + part.text.length, known);
      return;
    }
    const take = (to: number) =>
      visit(
        at + 1,
        to,
        part.kind === "claim" ? [...known, { part, text: name.slice(from, to) }] : known,
      );
    if (at === parts.length - 1) {
      take(name.length);
      return;
    }
    const next = parts[at + 1];
    if (next?.kind === "text") {
      for (
        let to = name.indexOf(next.text, from);
        to >= 0 && budget > 0;
        to = name.indexOf(next.text, to + 1)
      ) {
        take(to);
      }
      return;
    }
    for (let to = from; to <= name.length && budget > 0; to++) take(to);
  };
  visit(0, 0, []);
  return budget <= 0 ? undefined : found;
}

/** Pieces of which nothing is known, each with a number, so that what rules say of it is known of it. */
export function numberUnknown(parts: readonly NamePart[], next: () => number): readonly NamePart[] {
  return parts.map((part) =>
    part.kind === "any"
      ? {
          kind: "claim",
          steps: [{ kind: "unknown", id: next(), reason: part.reason }],
          transforms: [],
        }
      : part,
  );
}

/** Why nothing is known of a piece; undefined if something is. */
export function unknownReasonOf(part: NamePart): string | undefined {
  if (part.kind === "any") return part.reason;
  const [first] = part.kind === "claim" ? part.steps : [];
  return first?.kind === "unknown" ? first.reason : undefined;
}

/** Pieces with every claim's value that `replace` knows put in its place. */
export function replaceParts(
  parts: readonly NamePart[],
  replace: (part: ClaimPart) => readonly NamePart[] | undefined,
): readonly NamePart[] {
  if (!parts.some((part) => part.kind === "claim")) return parts;
  return joinParts(
    parts.flatMap((part) => (part.kind === "claim" ? (replace(part) ?? [part]) : [part])),
  );
}

/** Whether one list of steps begins with another. */
export function startsWithSteps(steps: readonly Step[], beginning: readonly Step[]): boolean {
  return (
    steps.length >= beginning.length &&
    beginning.every((step, i) => JSON.stringify(step) === JSON.stringify(steps[i]))
  );
}

const mostReadings = 600;

function extend(part: ClaimPart, transform: Transform): ClaimPart {
  if (transform.kind === "string" && part.transforms.length > 0) return part;
  return { ...part, transforms: [...part.transforms, transform] };
}

function transformPart(part: NamePart, transform: Transform): NamePart {
  if (part.kind === "claim") return extend(part, transform);
  if (part.kind === "any") return part;
  const made = transformText(part.text, transform);
  return made === undefined ? unknownPart("what is made of it") : textPart(made);
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character <= "\x7f");
}
