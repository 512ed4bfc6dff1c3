import type { AskerDifference } from "../lib/engine/tests/compare-workspaces.ts";
import type { Outcome } from "../lib/engine/tests/test-result.ts";
import { maskClaims } from "../lib/secrets/mask-claims.ts";

/** What changes for an asker, without the values of claims. Names are what the difference is about; every other text can quote a claim. */
export function maskAsker({ claims, ...asker }: AskerDifference): AskerDifference {
  if (claims === undefined) return asker;
  const maskOutcome = ({ cause, line, unknowns, ...outcome }: Outcome): Outcome => ({
    ...outcome,
    ...(cause && { cause: { ...cause, cause: maskClaims(cause.cause, claims) } }),
    ...(line !== undefined && { line: maskClaims(line, claims) }),
    ...(unknowns && { unknowns: unknowns.map((text) => maskClaims(text, claims)) }),
  });
  return { ...asker, before: maskOutcome(asker.before), after: maskOutcome(asker.after) };
}
