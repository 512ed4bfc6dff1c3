import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type DataNode, findData, findMember } from "../yaml/data.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { appendItem, insertMember } from "../yaml/edit.ts";
import { trimmedEnd } from "../yaml/lines.ts";
import { quoteDouble, quoteScalar } from "../yaml/quote.ts";
import type { LintContext, LintExpression } from "./context.ts";
import type { LintFix } from "./rule.ts";
import { createStringPlace, type Replacement } from "./string-place.ts";

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

/** Puts an item at the end of a list of rules, which may not be there yet; undefined if that cannot be done. */
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

/** A rule by claim and requiredValue as one by expression: only the two fields are written anew, where they stand. */
export function rewriteRule(
  context: LintContext,
  path: string,
  expression: string,
  message: string,
): readonly TextEdit[] | undefined {
  const rule = findData(context.data, path);
  const claim = findMember(rule, "claim");
  const value = findMember(rule, "requiredValue");
  if (rule?.kind !== "object" || claim === undefined || value === undefined) return undefined;
  if (rule.members.some(({ key }) => key !== "claim" && key !== "requiredValue")) return undefined;
  const flow = context.text[rule.span.start] === "{";
  const write = (name: string, text: string) =>
    flow ? `${quoteDouble(name)}: ${quoteDouble(text)}` : `${name}: ${quoteScalar(text)}`;
  const edit = (
    key: string,
    member: { keySpan: { start: number }; value: DataNode },
    text: string,
  ) => ({
    span: { start: member.keySpan.start, end: trimmedEnd(context.text, member.value.span) },
    newText: write(key, text),
  });
  if (claim.value.span.end < claim.keySpan.start || value.value.span.end < value.keySpan.start) {
    return undefined;
  }
  return [edit("expression", claim, expression), edit("message", value, message)];
}

/** A fix of edits in the document that is looked at. */
export function toFix(context: LintContext, title: string, edits: readonly TextEdit[]): LintFix {
  const document: Diagnostic["document"] = context.document;
  return { title, edits: edits.map((edit) => ({ document, ...edit })) };
}
