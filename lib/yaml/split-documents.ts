/** Where the documents of a text are, by their offsets: between lines that begin with `---` or `...`. */
export function splitDocuments(text: string): { readonly start: number; readonly end: number }[] {
  const parts: { start: number; end: number }[] = [];
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = 0;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    if (found.index > start) parts.push({ start, end: found.index });
    start = found.index + 3;
  }
  parts.push({ start, end: text.length });
  return parts;
}
