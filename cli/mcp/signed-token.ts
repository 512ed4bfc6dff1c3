import { decodeBase64 } from "../../lib/secrets/decode-base64.ts";
import { sliceSource } from "../../lib/secrets/mapped-text.ts";
import { unescapeText } from "../../lib/secrets/views.ts";

/**
 * Whether a text that counts as a secret holds a token with a signature (or an encrypted one): as it is, escaped, broken
 * over lines, or in base64.
 */
export function hidesSignedToken(secret: string): boolean {
  const unescaped = unescapeText(sliceSource(secret, 0, secret.length))?.text;
  const views = [secret, ...(unescaped === undefined ? [] : [unescaped])].map(joinLines);
  return views.some((view) => holdsSignedToken(view) || holdsSignedToken(decodeWhole(view)));
}

/**
 * Whether a text holds three parts in base64url with dots between them, of which the first begins as a JSON object and
 * the third is not empty. Linear in the length of the text.
 */
export function holdsSignedToken(text: string): boolean {
  return text.split(betweenTokens).some((run) => {
    const parts = run.split(".");
    return parts.some((part, index) => (parts[index + 2] ?? "") !== "" && endsWithHeader(part));
  });
}

const betweenTokens = /[^\w.=-]+/;

// Something may be in front of the header: a name and an underscore.
function endsWithHeader(part: string): boolean {
  let tried = 0;
  for (let at = nextStart(part, 0); at !== -1 && tried < mostStarts; tried++) {
    const decoded = decodeBase64(part.slice(at, at + 64));
    if (decoded !== undefined && /^\{[ \t\r\n]*"/.test(decoded)) return true;
    at = nextStart(part, at + 1);
  }
  return false;
}

const mostStarts = 32;

function nextStart(part: string, from: number): number {
  // `{"`, `{ ` and `{` before the end of a line, as base64 writes them.
  const found = part.slice(from).search(/e(?:y[IJA]|w[o0])/);
  return found === -1 ? -1 : from + found;
}

function joinLines(text: string): string {
  return text.replace(/[\s"'`\\,+#>*|]+/g, "");
}

function decodeWhole(text: string): string {
  return /^[\w+/=-]{16,}$/.test(text) ? (decodeBase64(text) ?? "") : "";
}
