/** Columns of an expression that fit beside " | " in the narrowest pane. */
const width = 36;

/**
 * A message of the CEL compiler with less of the expression around each caret: a longer line would wrap, and the caret
 * would point at another place. The whole expression is in the message before it.
 */
export function narrowSnippets(message: string): string {
  return message.replaceAll(
    /^ \| (.*)\n \| (\.*)\^$/gm,
    (whole, expression: string, dots: string) => {
      if (expression.length <= width) return whole;
      const ahead = Math.min(dots.length - Math.floor(width / 2), expression.length - width);
      const start = Math.max(0, ahead);
      const end = start + width;
      const before = start > 0 ? "…" : "";
      const after = end < expression.length ? "…" : "";
      const place = ".".repeat(dots.length - start + before.length);
      return ` | ${before}${expression.slice(start, end)}${after}\n | ${place}^`;
    },
  );
}
