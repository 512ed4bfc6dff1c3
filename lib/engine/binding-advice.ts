import type { LoadedConfiguration } from "../authn/load.ts";
import { namesOf } from "../authn/names/names.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Policy } from "../rbac/types.ts";
import { findUnobtainable } from "./name-risks.ts";

const mostFindings = 50;

/**
 * Our findings about the edited bindings: names that no issuer of the accepted configuration can give. They may still
 * come another way, so that these are no errors.
 */
export function adviseOnBindings(loaded: LoadedConfiguration, own: Policy): readonly Diagnostic[] {
  if (loaded.compiled === undefined) return [];
  return findUnobtainable(namesOf(loaded), own)
    .slice(0, mostFindings)
    .map(({ binding, message }) => ({
      code: "lint/unobtainable-name",
      source: "claimcheck",
      severity: "info",
      document: "bindings",
      path: "subjects",
      span: binding.origin.span ?? { start: 0, end: 0 },
      message,
    }));
}
