/**
 * The text without the characters of a set at its end. In one pass from the end, which a regular expression that is
 * anchored there is not: it tries every run of them in the text.
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}
