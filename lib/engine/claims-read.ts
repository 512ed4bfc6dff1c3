import type { JwtAuthenticator } from "../authn/types.ts";
import type { CompileResult } from "../cel/program.ts";
import { findReads } from "../token/find-reads.ts";

/** The claims that mappings and rules of an issuer read by name, each once; expressions that do not compile read none. */
export function listClaimsRead(
  { claimMappings, claimValidationRules }: JwtAuthenticator,
  index: number,
  compilations: ReadonlyMap<string, CompileResult> | undefined,
): readonly string[] {
  const { username, groups, uid } = claimMappings;
  const claims = new Set(
    [
      username.claim,
      groups.claim,
      uid.claim,
      ...claimValidationRules.map(({ claim }) => claim),
    ].filter((claim) => claim !== ""),
  );
  for (const [path, result] of compilations ?? []) {
    if (!path.startsWith(`jwt[${index}].`) || path.includes("userValidationRules")) continue;
    const root = result.kind === "compiled" ? result.checked.expr : undefined;
    if (root !== undefined) for (const claim of findReads(root)) claims.add(claim);
  }
  return [...claims];
}
