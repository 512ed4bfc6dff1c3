import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type DataNode, findMember } from "../yaml/data.ts";
import { appendItem, insertMember } from "../yaml/edit.ts";
import type { LintContext, LintExpression } from "./context.ts";
import type { LintFix } from "./rule.ts";
import { createStringPlace, type Replacement, type TextEdit } from "./string-place.ts";

/** A repair inside one expression, in offsets of the expression. */
export function fixExpression(
  context: LintContext,
  expression: LintExpression,
  title: string,
  replacements: readonly Replacement[],
): LintFix {
  return toFix(context, title, expression.place.edit(replacements));
}

/** A repair that gives a string field another value and keeps its quotes. */
export function fixString(
  context: LintContext,
  path: string,
  title: string,
  value: string,
  next: string,
): LintFix {
  const place = createStringPlace(context.text, context.locate(path), value);
  return toFix(context, title, place.edit([{ start: 0, end: value.length, text: next }]));
}

/** Puts an item at the end of a list of rules, which may not be there yet; undefined where that cannot be done. */
export function addItems(
  context: LintContext,
  path: string,
  field: string,
  items: readonly Readonly<Record<string, string>>[],
): readonly TextEdit[] | undefined {
  const parent = findData(context.data, path);
  if (parent?.kind !== "object") return undefined;
  const list = findMember(parent, field)?.value;
  if (list === undefined) return [insertMember(context.text, parent, field, items)];
  if (list.kind !== "array" || list.items.length === 0) return undefined;
  return items.map((item) => appendItem(context.text, list, item));
}

/** A fix of edits in the document that is looked at. */
export function toFix(context: LintContext, title: string, edits: readonly TextEdit[]): LintFix {
  const document: Diagnostic["document"] = context.document;
  return { title, edits: edits.map((edit) => ({ document, ...edit })) };
}

/** The value at a field path. */
export function findData(root: DataNode | undefined, path: string): DataNode | undefined {
  let data = root;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) data = findMember(data, name)?.value;
    else data = data?.kind === "array" ? data.items[Number(index)] : undefined;
  }
  return data;
}
