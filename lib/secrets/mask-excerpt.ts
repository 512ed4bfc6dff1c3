import type { Secret } from "./find-secrets.ts";

/** What represents each secret in an excerpt: always of this length, so that nothing is said of the secret. */
const dots = "••••••••";
const longestBefore = 60;
const longestAfter = 40;

/**
 * The words around a secret in its line, with each of the secrets that were found in the text as dots. `found` are all of
 * them, in order. A secret of several lines ends the excerpt with what follows in its last line.
 */
export function maskExcerpt(text: string, secret: Secret, found: readonly Secret[]): string {
  const lineStart = text.lastIndexOf("\n", secret.start - 1) + 1;
  const stop = text.indexOf("\n", secret.end);
  const lineEnd = stop === -1 ? text.length : stop;
  const before: string[] = [];
  const after: string[] = [];
  let done = lineStart;
  for (const { start, end } of found) {
    if (end <= lineStart || start >= lineEnd) continue;
    const side = start < secret.start ? before : after;
    if (start === secret.start) before.push(text.slice(done, start));
    else side.push(text.slice(done, Math.max(done, start)), dots);
    done = end;
  }
  after.push(text.slice(done, lineEnd));
  return `${cutFront(before.join("").trimStart())}${dots}${cutBack(after.join("").trimEnd())}`;
}

function cutFront(text: string): string {
  return text.length > longestBefore ? `… ${text.slice(-longestBefore)}` : text;
}

function cutBack(text: string): string {
  return text.length > longestAfter ? `${text.slice(0, longestAfter)} …` : text;
}
