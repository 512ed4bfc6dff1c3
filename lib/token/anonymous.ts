import type { CompiledConfiguration } from "../authn/compile.ts";
import type { Minor } from "../kube/minor.ts";

/** What a server answers a request without credentials, as far as the configuration says. */
export type AnonymousAccess =
  /** Nothing in the file: --anonymous-auth decides, which is on unless it is turned off. */
  | { readonly kind: "flag" }
  | { readonly kind: "refused" }
  | { readonly kind: "everywhere" }
  | { readonly kind: "paths"; readonly paths: readonly string[] };

/** The field `anonymous` of a configuration, which servers before 1.31 do not know. */
export function readAnonymousAccess(
  { anonymous }: Pick<CompiledConfiguration, "anonymous">,
  minor: Minor,
): AnonymousAccess {
  if (anonymous === undefined || minor < 31) return { kind: "flag" };
  if (!anonymous.enabled) return { kind: "refused" };
  const paths = anonymous.conditions.map(({ path }) => path);
  return paths.length === 0 ? { kind: "everywhere" } : { kind: "paths", paths };
}

/** Whether a request without credentials passes on a path: anonymous.go compares it whole. */
export function letsAnonymousIn(access: AnonymousAccess, path: string): boolean {
  switch (access.kind) {
    case "refused":
      return false;
    case "paths":
      return access.paths.includes(path);
    default:
      return true;
  }
}
