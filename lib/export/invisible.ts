/**
 * Characters that a reader does not see, or that change the order or the lines of what is seen: controls, format
 * characters (bidirectional marks among them), separators of lines, fillers, variation selectors, lone surrogates.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u;
const everyInvisible = new RegExp(invisible.source, "gu");

/** The first such character as "U+202E", line feeds and tabs among them; undefined if there is none. */
export function findInvisible(text: string): string | undefined {
  const found = invisible.exec(text)?.[0];
  return found === undefined ? undefined : nameOf(found);
}

/** As `findInvisible`, in a text of several lines: line feeds, tabs and a byte order mark at its head do not count. */
export function findInvisibleInText(text: string): string | undefined {
  return findInvisible(text.replace(/^\ufeff/, "").replace(/\r?\n|\t/g, ""));
}

/** The text on one line: line ends and tabs become a blank, every other invisible character its name, ⟨U+202E⟩. */
export function markInvisible(text: string): string {
  return text
    .replace(/(?:\r?\n|\t)+/g, " ")
    .replace(everyInvisible, (character) => `⟨${nameOf(character)}⟩`);
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
