/** The line break of a text: "\r\n" if it has one, else "\n". */
export function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Where the line of an offset begins. */
export function lineStartOf(text: string, at: number): number {
  return Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
}

/** Where the line of an offset ends, before its line break. */
export function lineEndOf(text: string, at: number): number {
  const rest = text.slice(at).search(/[\r\n]/);
  return rest < 0 ? text.length : at + rest;
}

/** Where the next line begins; the end of the text if there is none. */
export function nextLineOf(text: string, at: number): number {
  const end = lineEndOf(text, at);
  return end + (/^(?:\r\n|\r|\n)/.exec(text.slice(end, end + 2))?.[0].length ?? 0);
}

/** As many blanks as are before an offset on its line. */
export function indentAt(text: string, at: number): string {
  return " ".repeat(at - lineStartOf(text, at));
}

/** Behind the last character of a span that is no blank or line break. */
export function trimmedEnd(text: string, span: { readonly start: number; readonly end: number }) {
  let end = span.end;
  while (end > span.start && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
}
