import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { findSecrets, secretTitles } from "../secrets/find-secrets.ts";
import { maskSecrets } from "../secrets/mask-secrets.ts";
import type { DocumentId } from "../source/span.ts";

/**
 * A finding for each place of a document that looks like a secret: what an API server reads needs none, so that it was pasted
 * along with a wrapper. The text itself stays, because it may be the visitor's file; the fix takes all of them out.
 */
export function findSecretAdvice(document: DocumentId, text: string): readonly Diagnostic[] {
  const found = findSecrets(text, "document").slice(0, mostFindings);
  if (found.length === 0) return [];
  const { text: masked } = maskSecrets(text, "document");
  const whole = { start: 0, end: text.length };
  return found.map(({ start, end, path, reason }) => ({
    code: "lint/secret-in-document",
    source: "claimcheck",
    severity: "warning",
    document,
    path,
    span: { start, end },
    message: `This looks like ${secretTitles[reason]}: no API server needs one in this file.`,
    hint: "It stays in this tab. A mask takes its place where the document is kept, shared or exported.",
    fixes: [
      {
        id: "secret/mask",
        title: "Mask all secrets in the document",
        edits: [{ document, span: whole, newText: masked }],
      },
    ],
  }));
}

const mostFindings = 20;
