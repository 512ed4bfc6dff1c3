import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { explainCompileError } from "./compile-errors.ts";
import { explainConfigError } from "./config.ts";
import { explainFieldError } from "./field-errors.ts";

/** What to do about a finding of the server, in our words; undefined if there is nothing to add to its text. */
export function remedyOfFinding({ code, message }: Diagnostic): string | undefined {
  if (code.startsWith("validate/")) {
    return (explainCompileError(message) ?? explainFieldError(message))?.remedy;
  }
  if (!code.startsWith("decode/")) return undefined;
  const loading = `failed to load authentication configuration from file "": ${message}`;
  const remedy = explainConfigError(loading, "start")?.remedy;
  // A reader who sees the finding has the file open.
  return remedy?.startsWith("Open the file here") === true ? undefined : remedy;
}
