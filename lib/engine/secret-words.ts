import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** The findings about secrets in the configuration's text. A word of it decides whether it is looked at: what finds secrets is loaded only then. */
export async function adviseOnSecrets(text: string): Promise<readonly Diagnostic[]> {
  if (!words.test(text)) return [];
  const { findSecretAdvice } = await import("./secret-advice.ts");
  return findSecretAdvice("configuration", text);
}

const words = /secret|token|passw|private|client-key|api[-_]?key|credential|eyJ[A-Za-z0-9_-]{10}/i;
