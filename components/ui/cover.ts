import { createContext, use } from "react";

/** What presentation mode hides; without it, nothing. */
export interface Cover {
  readonly presenting: boolean;
  /** Texts that are hidden wherever they are shown, the longest first. */
  readonly texts: readonly string[];
}

/** What represents a hidden text. */
const covered = "•••";

/** For the shell, which knows what is to be hidden; everything else reads through `useCover`. */
export const CoverContext = createContext<Cover>({ presenting: false, texts: [] });

/** Hides what presentation mode hides of a text; `secret` texts wholly. */
export function useCover(): (text: string, secret?: boolean) => string {
  const { presenting, texts } = use(CoverContext);
  return (text, secret = false) => (presenting ? coverText(text, texts, secret) : text);
}

/** A text with each of the others hidden in it; a secret one is hidden as a whole. */
export function coverText(text: string, texts: readonly string[], secret = false): string {
  if (secret) return text === "" ? "" : covered;
  return texts.reduce(
    (rest, hidden) => (rest.includes(hidden) ? rest.replaceAll(hidden, covered) : rest),
    text,
  );
}
