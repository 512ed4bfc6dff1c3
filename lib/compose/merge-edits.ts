import type { JwtAuthenticator } from "../authn/types.ts";
import { type ArrayData, type DataNode, findMember, type ObjectData } from "../yaml/data.ts";
import {
  appendItem,
  insertMember,
  removeMember,
  replaceMember,
  replaceScalar,
  type TextEdit,
} from "../yaml/edit.ts";
import { trimmedEnd } from "../yaml/lines.ts";
import type { NewValue } from "../yaml/new-value.ts";
import { quoteDouble, quoteScalar, writeLiteral } from "../yaml/quote.ts";
import type { Merged } from "./merge-item.ts";

/**
 * The changes of a text that make one entry of `jwt` another one with the same URL: only what differs is written, in
 * the text's style. Undefined if a part of the entry is no mapping or list of its own. The caller reads the result again.
 */
export function writeMerge(
  text: string,
  data: DataNode,
  old: JwtAuthenticator,
  { entry: next, kept }: Pick<Extract<Merged, { kind: "merged" }>, "entry" | "kept">,
): readonly TextEdit[] | undefined {
  const issuer = findMember(data, "issuer")?.value;
  const mappings = findMember(data, "claimMappings")?.value;
  if (data.kind !== "object" || issuer?.kind !== "object" || mappings?.kind !== "object")
    return undefined;
  const audiences = findMember(issuer, "audiences")?.value;
  if (audiences?.kind !== "array") return undefined;
  const added = next.issuer.audiences.filter((each) => !old.issuer.audiences.includes(each));
  const policy = next.issuer.audienceMatchPolicy;
  return [
    ...added.map((audience) => appendItem(text, audiences, audience)),
    ...(policy === old.issuer.audienceMatchPolicy
      ? []
      : [setMember(text, issuer, "audienceMatchPolicy", policy)]),
    ...writeRules(
      text,
      data,
      "claimValidationRules",
      old.claimValidationRules,
      next.claimValidationRules,
      kept,
    ),
    ...writeMappings(text, mappings, old.claimMappings, next.claimMappings),
    ...writeRules(
      text,
      data,
      "userValidationRules",
      old.userValidationRules,
      next.userValidationRules,
      old.userValidationRules.map((_, index) => index),
    ),
  ];
}

type Mappings = JwtAuthenticator["claimMappings"];

function writeMappings(
  text: string,
  mappings: ObjectData,
  old: Mappings,
  next: Mappings,
): TextEdit[] {
  const edits = (["username", "groups", "uid"] as const).flatMap((name) => {
    const { expression } = next[name];
    if (expression === old[name].expression) return [];
    const member = findMember(mappings, name);
    if (member?.value.kind !== "object") {
      return [setMember(text, mappings, name, { expression })];
    }
    return writeExpression(text, member.value, expression);
  });
  const before = old.extra.map(({ key, valueExpression }) => ({ key, valueExpression }));
  if (isSame(before, next.extra)) return edits;
  const list = next.extra.map((each) => ({ ...each }));
  return [...edits, setMember(text, mappings, "extra", list)];
}

// `claim` becomes `expression` where it is, and `prefix` goes.
function writeExpression(text: string, object: ObjectData, expression: string): TextEdit[] {
  const there = findMember(object, "expression");
  if (there !== undefined) return [replaceText(text, object, there.value, expression)];
  const claim = findMember(object, "claim");
  if (claim === undefined) return [insertMember(text, object, "expression", expression)];
  const prefix = findMember(object, "prefix");
  const removed = prefix && removeMember(text, object, prefix);
  return [
    renameMember(text, object, claim, "expression", expression),
    ...(removed ? [removed] : []),
  ];
}

type RuleFields = {
  readonly claim?: string;
  readonly requiredValue?: string;
  readonly expression: string;
  readonly message: string;
};

// The rules of the entry come first, in their order; those that the next one has not were left out of it.
function writeRules(
  text: string,
  entry: ObjectData,
  name: string,
  old: readonly RuleFields[],
  next: readonly RuleFields[],
  kept: readonly (number | undefined)[],
): TextEdit[] {
  if (isSame(old, next)) return [];
  const list = findMember(entry, name)?.value;
  const values = next.map(({ expression, message }) => ({
    expression,
    ...(message !== "" && { message }),
  }));
  const isBlock = list?.kind === "array" && text[list.span.start] === "-";
  if (!isBlock || kept.every((each) => each === undefined)) {
    return [setMember(text, entry, name, values)];
  }
  return [
    ...old.flatMap((rule, index) => {
      const item = list.items[index];
      const after = next[kept[index] ?? next.length];
      if (after === undefined) return [removeItem(text, list, index)];
      if (item?.kind !== "object" || after.expression === rule.expression) return [];
      const there = findMember(item, "expression");
      if (there !== undefined) return [replaceText(text, item, there.value, after.expression)];
      const [claim, value] = [findMember(item, "claim"), findMember(item, "requiredValue")];
      if (claim === undefined || value === undefined) return [];
      return [
        renameMember(text, item, claim, "expression", after.expression),
        renameMember(text, item, value, "message", after.message),
      ];
    }),
    ...next
      .filter((_, index) => !kept.includes(index))
      .map(({ expression, message }) =>
        appendItem(text, list, { expression, ...(message !== "" && { message }) }),
      ),
  ];
}

function setMember(text: string, object: ObjectData, name: string, value: NewValue): TextEdit {
  const member = findMember(object, name);
  return member === undefined
    ? insertMember(text, object, name, value)
    : replaceMember(text, object, member, value);
}

function renameMember(
  text: string,
  object: ObjectData,
  { keySpan, value }: ObjectData["members"][number],
  name: string,
  next: string,
): TextEdit {
  const flow = text[object.span.start] === "{";
  const end = trimmedEnd(text, value.span);
  return {
    span: { start: keySpan.start, end },
    newText: flow ? `${quoteDouble(name)}: ${quoteDouble(next)}` : `${name}: ${quoteScalar(next)}`,
  };
}

// An expression of several lines stays a block.
function replaceText(text: string, object: ObjectData, { span }: DataNode, next: string): TextEdit {
  const isBlock = /^[|>]/.test(text.slice(span.start, span.end));
  if (!isBlock || !next.includes("\n") || /[^\n\P{Cc}]|^\s|\s$/u.test(next)) {
    return replaceScalar(text, span, next);
  }
  const content = /\n( +)\S/.exec(text.slice(span.start, span.end));
  const indent = content?.[1] ?? " ".repeat(columnIn(text, object.span.start) + 2);
  const end = trimmedEnd(text, span);
  return {
    span: { start: span.start, end },
    newText: writeLiteral(next, indent).join("\n").slice(1),
  };
}

function columnIn(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

// The lines of a block's item, from its dash to the end of its last line; comments above it stay.
function removeItem(text: string, list: ArrayData, index: number): TextEdit {
  const span = list.items[index]?.span ?? list.span;
  const start = text.lastIndexOf("\n", text.lastIndexOf("-", span.start - 1)) + 1;
  const lineEnd = text.indexOf("\n", trimmedEnd(text, span));
  return { span: { start, end: lineEnd < 0 ? text.length : lineEnd + 1 }, newText: "" };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
