import { literalOf, readPattern } from "../../authn/names/match.ts";
import type { OfferedName } from "../../authn/names/offer.ts";
import { findCursorPlace } from "../../yaml/cursor-path.ts";
import { findObjectAt } from "./object-at.ts";

/**
 * The mapping of the configuration that gives the name of the subject at an offset of a text of bindings, as the path of
 * the field: "jwt[0].claimMappings.groups.expression". Of several the one whose fixed text is the longest.
 */
export function findSubjectMapping(
  text: string,
  offset: number,
  offers: readonly OfferedName[],
): string | undefined {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return undefined;
  const path = place.kind === "key" ? `${place.parent}.` : place.path;
  const { prefix, scalars } = findObjectAt(text, offset, path);
  const own = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  const subject = /^subjects\[\d+\](?=\.|$)/.exec(own)?.[0];
  if (subject === undefined) return undefined;
  const [kind, name] = ["kind", "name"].map((each) => scalars.get(`${subject}.${each}`)?.text);
  if (name === undefined) return undefined;
  const giving = offers.filter(
    (offer) => offer.kind === kind && readPattern(offer, name).length > 0,
  );
  return giving.sort((a, b) => fixedLength(b) - fixedLength(a))[0]?.path;
}

function fixedLength(offer: OfferedName): number {
  return (
    literalOf(offer)?.length ??
    offer.parts.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : 0), 0)
  );
}
