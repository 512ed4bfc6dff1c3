/** The lines of a text that are not empty: a stage is remembered by texts, so lists go through it as lines. */
export function splitLines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
