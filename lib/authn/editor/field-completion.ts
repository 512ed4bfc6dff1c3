import type { Span } from "../../source/span.ts";
import type { CursorPlace } from "../../yaml/cursor-path.ts";
import { quoteDouble } from "../../yaml/quote.ts";
import { writeScalar } from "../../yaml/write.ts";
import type { DescribedField } from "../field-docs.ts";
import { describeField } from "../json-schema.ts";

/** Something that can be typed at the cursor. */
export interface FieldCompletion {
  readonly label: string;
  readonly kind: "field" | "value" | "skeleton";
  /** What is inserted. */
  readonly insert: string;
  /** Places in `insert` that are to be filled in, in this order; the cursor ends behind the text. */
  readonly holes: readonly Span[];
  readonly span: Span;
  /** "required, string", "list of strings". */
  readonly detail: string;
  readonly doc: string;
  /** The server refuses a file without it. */
  readonly required?: true;
}

/** A place where a key can be typed. */
export type KeyPlace = Extract<CursorPlace, { kind: "key" }>;

/** A place where a value can be typed. */
export type ValuePlace = Extract<CursorPlace, { kind: "value" }>;

/** Text, or a place that is to be filled in, with what it holds at first. */
export type Part = string | { readonly hole: string };

/** A value that can be typed. `parts` are what is inserted if it is more than the value, which is then only shown. */
export interface OfferedValue {
  readonly value: string;
  readonly detail: string;
  readonly doc?: string;
  readonly parts?: readonly Part[];
}

/** A block for what is always written together. Lines are indented from the column of the key. */
export interface Skeleton {
  readonly label: string;
  readonly doc: string;
  readonly lines: readonly (readonly Part[])[];
}

/** A place that is to be filled in. */
export function hole(text = ""): Part {
  return { hole: text };
}

/** Parts as one text with its holes. */
function joinTexts(parts: readonly Part[]): Pick<FieldCompletion, "insert" | "holes"> {
  let insert = "";
  const holes: Span[] = [];
  for (const part of parts) {
    const text = typeof part === "string" ? part : part.hole;
    if (typeof part !== "string") {
      holes.push({ start: insert.length, end: insert.length + text.length });
    }
    insert += text;
  }
  return { insert, holes };
}

/** Whether a key has to be preceded by a dash, because it begins an item of a list that has none yet. */
export function needsDash(place: KeyPlace, owner: DescribedField | undefined): boolean {
  return (
    owner?.type === "list" &&
    owner.items === "object" &&
    !place.parent.endsWith("]") &&
    place.style === "block" &&
    place.startsLine
  );
}

/**
 * The keys that can be typed, those that the lines below can belong to first, then required ones; `fixed` is what is
 * written for keys of one value. Of a key that has a colon or lines of its own, only the name is written.
 */
export function completeKeys(
  place: KeyPlace,
  fields: readonly DescribedField[],
  dash: boolean,
  fixed: (field: DescribedField) => readonly Part[] | undefined,
  below: (field: DescribedField) => readonly DescribedField[],
): readonly FieldCompletion[] {
  const { present, typed, span, has } = place;
  const wanted = typed.toLowerCase();
  const offered = fields.filter(
    ({ name }) => !present.includes(name) && name.toLowerCase().startsWith(wanted),
  );
  const fits = (field: DescribedField) =>
    place.below !== undefined &&
    place.below.isList === (field.type === "list") &&
    place.below.keys.every((key) => below(field).some(({ name }) => name === key));
  const rank = (field: DescribedField) => (fits(field) ? -1 : rankOf(field));
  const rankOf = ({ name, required }: DescribedField) =>
    // The version comes before the kind, as every file has it.
    name === "apiVersion" ? 0 : required === true ? 1 : required === "conditional" ? 2 : 3;
  return [...offered]
    .sort((a, b) => rank(a) - rank(b))
    .map((field): FieldCompletion => {
      const name = { colon: field.name, lines: `${field.name}:` };
      const written =
        has === undefined ? (fixed(field) ?? writeField(field, place, dash ? 2 : 0)) : [name[has]];
      return {
        label: field.name,
        kind: "field",
        ...joinTexts([dash ? "- " : "", ...written]),
        span,
        detail: detailOf(field),
        doc: describeField(field),
        ...(field.required === true && { required: true }),
      };
    });
}

/** Whole blocks, where a mapping in block style has nothing yet. */
export function completeSkeletons(
  { span, style, column, typed, present, has }: KeyPlace,
  dash: boolean,
  skeletons: readonly Skeleton[],
): readonly FieldCompletion[] {
  if (style === "flow" || present.length > 0 || has !== undefined) return [];
  const pad = " ".repeat(column + (dash ? 2 : 0));
  return skeletons
    .filter(({ lines }) => {
      const [first = ""] = lines[0] ?? [];
      return typeof first === "string" && first.toLowerCase().startsWith(typed.toLowerCase());
    })
    .map(({ label, doc, lines }) => ({
      label,
      kind: "skeleton",
      ...joinTexts([
        dash ? "- " : "",
        ...lines.flatMap((line, index): Part[] => [index === 0 ? "" : `\n${pad}`, ...line]),
      ]),
      span,
      detail: "skeleton",
      doc,
    }));
}

/** Values that begin with what is typed, quotes apart. */
export function completeValues(
  { path, typed, span }: ValuePlace,
  field: DescribedField,
  values: readonly OfferedValue[],
  dash = false,
): readonly FieldCompletion[] {
  const wanted = unquoteTyped(typed).toLowerCase();
  // Behind the key of a list, one value is a list of one.
  const [open, close] =
    dash || field.type !== "list" || path.endsWith("]") ? [dash ? "- " : "", ""] : ["[", "]"];
  return values
    .filter(({ value, parts }) => parts !== undefined || value.toLowerCase().startsWith(wanted))
    .map(({ value, detail, doc, parts }) => ({
      label: value === "" ? '""' : value,
      kind: "value",
      ...joinTexts([open, ...(parts ?? [quoteIfNeeded(value)]), close]),
      span,
      detail,
      doc: doc ?? describeField(field),
    }));
}

/** What is typed of a value, without the quote in front. */
export function unquoteTyped(typed: string): string {
  return typed.replace(/^["']/, "");
}

/** A plain scalar unless a reader would take it for something else. */
export function quoteIfNeeded(value: string): string {
  const isPlain = /^[A-Za-z/][\w./:@+-]*$/.test(value) && writeScalar(value) === value;
  return isPlain ? value : quoteDouble(value);
}

/** What a field is, in a few words. */
export function detailOf({ required, type, items }: DescribedField): string {
  const shape = type === "list" ? `list of ${items === "string" ? "strings" : "objects"}` : type;
  if (required === true) return `required, ${shape}`;
  return required === "conditional" ? `sometimes required, ${shape}` : shape;
}

function writeField(
  { name, type, values }: DescribedField,
  { style, column }: KeyPlace,
  deeper: number,
): readonly Part[] {
  const pad = " ".repeat(column + deeper);
  if (style === "flow") {
    if (type === "object") return [`${name}: {`, hole(), "}"];
    if (type === "list") return [`${name}: [`, hole(), "]"];
    return [`${name}: `, hole()];
  }
  if (values?.length === 1 && type !== "list")
    return [`${name}: ${quoteIfNeeded(values[0] ?? "")}`];
  if (type === "object") return [`${name}:\n${pad}  `, hole()];
  if (type === "list") return [`${name}:\n${pad}- `, hole()];
  return [`${name}: `, hole()];
}
