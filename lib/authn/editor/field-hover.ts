import type { Span } from "../../source/span.ts";
import { findCursorPlace, findKeyAt } from "../../yaml/cursor-path.ts";
import type { DescribedField } from "../field-docs.ts";
import { detailOf } from "./field-completion.ts";

/** What is said over a key or a value. Everything is plain text, and the file's own texts in it are untrusted. */
export interface FieldHover {
  readonly span: Span;
  /** "jwt[0].issuer.url" */
  readonly path: string;
  readonly field: DescribedField;
  /** Sentences, the most important first: what it means, what it is here, limits, default. */
  readonly facts: readonly string[];
}

/** A key or a value at an offset. */
export interface HoveredPlace {
  readonly kind: "key" | "value";
  readonly path: string;
  readonly span: Span;
  /** The value, as it is written. */
  readonly text: string;
}

/** The key or the value at an offset of a text that need not parse; undefined over comments, block scalars and space. */
export function findHovered(
  text: string,
  offset: number,
  find: (path: string) => DescribedField | undefined,
): HoveredPlace | undefined {
  const key = findKeyAt(text, offset);
  if (key !== undefined) {
    const owner = find(parentOf(key.path));
    const written = text.slice(key.span.start, key.span.end);
    // An item of a list of strings looks like a key.
    return owner?.type === "list" && owner.items === "string"
      ? { kind: "value", path: parentOf(key.path), span: key.span, text: written }
      : { kind: "key", ...key, text: written };
  }
  const place = findCursorPlace(text, offset);
  if (place?.kind !== "value" || place.span.end <= place.span.start) return undefined;
  const { path, span } = place;
  return { kind: "value", path, span, text: text.slice(span.start, span.end) };
}

/** What the schema says of a field. */
export function describeFacts(field: DescribedField): readonly string[] {
  const { text, needs, limits, since, values } = field;
  return [
    text,
    `${capitalise(detailOf(field))}.`,
    ...(needs === undefined ? [] : [needs]),
    ...(limits === undefined ? [] : [`Limits: ${limits}`]),
    ...(field.default === undefined ? [] : [`Default: ${field.default}`]),
    ...(values === undefined || values.length < 2 ? [] : [`Values: ${values.join(", ")}.`]),
    ...(since === undefined ? [] : [`Since Kubernetes 1.${since}.`]),
    `Example: ${field.example}`,
  ];
}

function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "" : path.slice(0, dot);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
