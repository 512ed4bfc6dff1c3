import { findSecrets, type Secret, type SecretOptions, type TextKind } from "./find-secrets.ts";
import { secretMask } from "./secret-mask.ts";

/** A text without its secrets, and what was taken out of it. */
export interface MaskedText {
  readonly text: string;
  /** By the offsets of the text as it was given: exactly what the masks represent. */
  readonly masked: readonly Secret[];
}

/** The copy of a text that may be stored or exported. The text itself is given back if it holds no secret. */
export function maskSecrets(text: string, kind: TextKind, options: SecretOptions = {}): MaskedText {
  const found = findSecrets(text, kind, options);
  if (found.length === 0) return { text, masked: found };
  const masked: Secret[] = [];
  const parts: string[] = [];
  let done = 0;
  for (const secret of found) {
    const start = Math.max(startOfEscape(text, secret.start), done);
    masked.push({ ...secret, start, column: secret.column - (secret.start - start) });
    parts.push(text.slice(done, start), secret.quote ? `"${secretMask}"` : secretMask);
    done = secret.end;
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
