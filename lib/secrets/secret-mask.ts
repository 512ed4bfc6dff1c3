/** The text that replaces a secret. */
export const secretMask = "<secret removed before storing>";

/** Where masks are in a text that was stored: offset, and line from 1. */
export function findMasks(text: string): { readonly start: number; readonly line: number }[] {
  const masks: { start: number; line: number }[] = [];
  let line = 1;
  let counted = 0;
  for (let at = text.indexOf(secretMask); at !== -1; at = text.indexOf(secretMask, at + 1)) {
    for (let next = text.indexOf("\n", counted); next !== -1 && next < at; ) {
      line++;
      counted = next + 1;
      next = text.indexOf("\n", counted);
    }
    masks.push({ start: at, line });
  }
  return masks;
}
