import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { FixContext } from "./fix-context.ts";
import { fixMapping } from "./mapping-fixes.ts";
import { fixRequiredClaim } from "./rule-fixes.ts";
import { fixAudience, fixIssuer } from "./token-fixes.ts";
import { fixTypes } from "./type-fixes.ts";

/**
 * Fixes of the configuration that can help against the cause of a refusal, best first. Nothing is tried here. For an
 * expired token, a bad signature or an unreachable issuer there is none: what helps is done elsewhere.
 */
export function listFixes(context: FixContext): readonly Fix[] {
  const { cause } = context;
  switch (cause.code) {
    case "token-issuer-differs":
    case "token-issuer-unknown":
      return distinct(fixIssuer(context));
    case "token-audience":
      return distinct(fixAudience(context));
    case "claim-missing":
    case "claim-type":
    case "email-unverified":
    case "username-empty":
      return distinct([...ownFixes(context), ...fixMapping(context), ...fixRequiredClaim(context)]);
    case "cel-no-such-key":
    case "cel-no-such-overload":
    case "cel-error":
    case "rule-false":
    case "rule-error":
    case "user-rule-error":
      return distinct([...fixTypes(context), ...ownFixes(context), ...fixMapping(context)]);
    default:
      return [];
  }
}

// The fixes of our findings in the field that failed.
function ownFixes({ cause, findings }: FixContext): readonly Fix[] {
  const { path } = cause;
  if (path === undefined) return [];
  return findings
    .filter((finding) => finding.document === "configuration" && isIn(finding, path))
    .filter(({ code }) => !aboutNames.has(code))
    .flatMap(({ fixes = [] }) => fixes);
}

/** Advice on which names can come out. Its changes can let a token in by accident, with a name that is of no use. */
const aboutNames: ReadonlySet<string> = new Set([
  "lint/missing-prefix",
  "lint/system-names",
  "lint/system-masters",
  "lint/colliding-names",
]);

function isIn({ path }: Diagnostic, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`);
}

function distinct(fixes: readonly (Fix | undefined)[]): readonly Fix[] {
  const seen = new Set<string>();
  return fixes.filter((fix): fix is Fix => {
    if (fix === undefined) return false;
    const key = JSON.stringify(fix.edits);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
