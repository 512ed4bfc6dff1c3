import { unquote } from "../../yaml/cursor-lines.ts";
import { findFieldDoc } from "../field-docs.ts";
import { findHovered } from "./field-hover.ts";

/** The claim that a mapping or a rule names at an offset; undefined elsewhere. */
export function findMappedClaim(text: string, offset: number): string | undefined {
  const place = findHovered(text, offset, findFieldDoc);
  if (place?.kind !== "value" || !place.path.endsWith(".claim")) return undefined;
  const name = unquote(place.text);
  return name === "" ? undefined : name;
}
