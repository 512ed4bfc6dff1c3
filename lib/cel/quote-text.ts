/** A text as a string literal of CEL. CEL has no way to write a lone surrogate: callers keep those out. */
export function quoteText(text: string): string {
  return JSON.stringify(text);
}
