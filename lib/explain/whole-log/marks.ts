/**
 * Texts of which each entry about authentication or access has at least one, in every form of a log: they are looked for
 * in whole pieces, so that the other lines cost next to nothing.
 */
const marks = [
  "Unable to authenticate the request",
  "authentication config",
  "authentication-config",
  "initializing plugin",
  "command failed",
  "apiserver exited: ",
  "webhook authenticator request",
  "unknown flag: ",
  "resp=401",
  'resp":401',
  'resp\\":401',
  // An audit event, as it is and inside of another JSON text.
  'code":401',
  'code\\":401',
  'code":403',
  'code\\":403',
  "is forbidden: User ",
  "RBAC permissions not currently held",
  // A container runtime cuts long lines in pieces.
  " stdout P",
  " stderr P",
] as const;

/** Finds the next mark in one text, asked with places that only grow. */
export interface MarkFinder {
  /** Where the first mark at or behind `from` begins; Infinity if there is none. */
  next(from: number): number;
}

/** A finder over a text: all its work together is linear in the text. */
export function createMarkFinder(text: string): MarkFinder {
  const found: number[] = marks.map(() => -1);
  let least = -1;
  return {
    next(from) {
      if (least >= from) return least;
      least = Number.POSITIVE_INFINITY;
      for (const [index, mark] of marks.entries()) {
        let at = found[index] ?? -1;
        if (at < from) {
          const place = text.indexOf(mark, from);
          at = place < 0 ? Number.POSITIVE_INFINITY : place;
          found[index] = at;
        }
        if (at < least) least = at;
      }
      return least;
    },
  };
}
