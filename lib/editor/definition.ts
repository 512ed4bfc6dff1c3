import type { OfferedName } from "../authn/names/offer.ts";
import type { Span } from "../source/span.ts";
import type { CelContext, CelPosition } from "./cel-places.ts";

/** What the cursor's word is defined by. */
export type Definition =
  /** A place of the same text. */
  | { readonly kind: "place"; readonly span: Span }
  | { readonly kind: "claim"; readonly name: string }
  /** A field of the configuration, by its path. */
  | { readonly kind: "mapping"; readonly path: string };

/** The definition of a role's name or a subject in a text of bindings; `subjects` are what the configuration can give. */
export async function findInBindings(
  text: string,
  offset: number,
  subjects: readonly OfferedName[],
): Promise<Definition | undefined> {
  const { findRoleDefinition } = await import("../rbac/editor/find-definition.ts");
  const span = findRoleDefinition(text, offset);
  if (span !== undefined) return { kind: "place", span };
  const { findSubjectMapping } = await import("../rbac/editor/find-mapping.ts");
  const path = findSubjectMapping(text, offset, subjects);
  return path === undefined ? undefined : { kind: "mapping", path };
}

/** The claim that is read by an expression at a position of it. */
export async function findInExpression(
  { minor }: Pick<CelContext, "minor">,
  { place, offset }: CelPosition,
): Promise<Definition | undefined> {
  const { findClaim } = await import("../cel/editor/definition.ts");
  const name = findClaim(place.source, offset, { minor, variable: place.variable });
  return name === undefined ? undefined : { kind: "claim", name };
}

/** The claim that a mapping or a rule of a configuration names. */
export async function findInConfiguration(
  text: string,
  offset: number,
): Promise<Definition | undefined> {
  const { findMappedClaim } = await import("../authn/editor/find-claim.ts");
  const name = findMappedClaim(text, offset);
  return name === undefined ? undefined : { kind: "claim", name };
}
