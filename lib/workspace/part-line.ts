const before = "# Only this part of ";
const after = " was stored: open the file again if it is needed whole.";

/** The line above a configuration that was stored without the file around it: `whole` is "a Talos machine configuration". */
export function writePartLine(whole: string): string {
  return `${before}${whole}${after}\n`;
}

/** What a stored text is only a part of; undefined if it is whole. */
export function findWhole(text: string): string | undefined {
  if (!text.startsWith(before)) return undefined;
  const line = text.slice(before.length, text.indexOf("\n"));
  return line.endsWith(after) ? line.slice(0, -after.length) : undefined;
}
