import type { Span } from "../../source/span.ts";
import { findKeyAt } from "../../yaml/cursor-path.ts";
import { type DescribedField, findFieldDoc } from "../field-docs.ts";

/** What a hover over a key says. */
export interface FieldHover {
  readonly span: Span;
  /** "jwt[0].issuer.url" */
  readonly path: string;
  readonly field: DescribedField;
}

/** The field whose key is at an offset; undefined over values, comments and unknown keys. */
export function hoverConfiguration(text: string, offset: number): FieldHover | undefined {
  const found = findKeyAt(text, offset);
  const field = found === undefined ? undefined : findFieldDoc(found.path);
  return found === undefined || field === undefined ? undefined : { ...found, field };
}
