import { findSecrets, type Secret, type SecretOptions, type TextKind } from "./find-secrets.ts";
import { secretMask } from "./secret-mask.ts";

/** A text without its secrets, and what was taken out of it. */
export interface MaskedText {
  readonly text: string;
  /** By the offsets of the text as it was given. */
  readonly masked: readonly Secret[];
}

/** The copy of a text that may be stored or exported. The text itself is given back if it holds no secret. */
export function maskSecrets(text: string, kind: TextKind, options: SecretOptions = {}): MaskedText {
  const masked = findSecrets(text, kind, options);
  if (masked.length === 0) return { text, masked };
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, quote } of masked) {
    const from = Math.max(startOfEscape(text, start), done);
    parts.push(text.slice(done, from), quote ? `"${secretMask}"` : secretMask);
    done = end;
  }
  parts.push(text.slice(done));
  return { text: parts.join(""), masked };
}

// A secret that begins inside an escape such as \u200b takes its backslash along: a lone one is no escape.
function startOfEscape(text: string, start: number): number {
  let backslashes = 0;
  while (text[start - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1 ? start - 1 : start;
}
