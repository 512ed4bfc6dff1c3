import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createLintContext, type LintInput } from "./context.ts";
import type { LintRule } from "./rule.ts";
import { anonymousAccess } from "./rules/anonymous-access.ts";
import { certificate } from "./rules/certificate.ts";
import { claimCase } from "./rules/claim-case.ts";
import { compilerCrash } from "./rules/compiler-crash.ts";
import { comprehensionWithoutDyn } from "./rules/comprehension-without-dyn.ts";
import { entraTenant } from "./rules/entra-tenant.ts";
import { immutableSubject } from "./rules/immutable-subject.ts";
import { issuerSlash } from "./rules/issuer-slash.ts";
import { missingClaim } from "./rules/missing-claim.ts";
import { mutableUsername } from "./rules/mutable-username.ts";
import { collidingNames, missingPrefix } from "./rules/names-without-prefix.ts";
import { numberIdentity } from "./rules/number-identity.ts";
import { placeholder } from "./rules/placeholder.ts";
import { requiredValue } from "./rules/required-value.ts";
import { systemMasters, systemNames } from "./rules/reserved-names.ts";
import { sharedAudience } from "./rules/shared-audience.ts";
import { signingAlgorithm } from "./rules/signing-algorithm.ts";
import { splitAsGroups } from "./rules/split-as-groups.ts";
import { strayLine } from "./rules/stray-line.ts";
import { stringPlusList } from "./rules/string-plus-list.ts";
import { tokenLifetime } from "./rules/token-lifetime.ts";
import { unpinnedIssuer } from "./rules/unpinned-issuer.ts";
import { unverifiedEmail } from "./rules/unverified-email.ts";
import { versionSpelling } from "./rules/version-spelling.ts";

export type { LintInput, LintToken } from "./context.ts";

/** All rules, those first that decide who gets in. */
export const lintRules: readonly LintRule[] = [
  unpinnedIssuer,
  entraTenant,
  issuerSlash,
  signingAlgorithm,
  placeholder,
  strayLine,
  certificate,
  compilerCrash,
  comprehensionWithoutDyn,
  stringPlusList,
  splitAsGroups,
  missingClaim,
  immutableSubject,
  numberIdentity,
  requiredValue,
  claimCase,
  versionSpelling,
  systemMasters,
  systemNames,
  collidingNames,
  missingPrefix,
  mutableUsername,
  unverifiedEmail,
  anonymousAccess,
  sharedAudience,
  tokenLifetime,
];

/**
 * Our own advice on a configuration, with repairs: source "claimcheck", code "lint/<id>". Takes any text, also one that
 * does not decode, and never throws.
 */
export function lintConfiguration(input: LintInput): readonly Diagnostic[] {
  const context = createLintContext(input);
  return lintRules.flatMap((rule) =>
    rule.check(context).map(({ severity, path, span, message, hint, fixes }, i): Diagnostic => {
      const code = `lint/${rule.id}`;
      const made = (fixes ?? [])
        .filter(({ edits }) => edits.length > 0)
        .map((fix, k) => ({ id: `${code}/${path}/${i}.${k}`, ...fix }));
      return {
        code,
        source: "claimcheck",
        severity,
        document: context.document,
        path,
        span,
        message,
        ...(hint !== undefined && { hint }),
        ...(made.length > 0 && { fixes: made }),
      };
    }),
  );
}
