import { quoteText } from "../cel/quote-text.ts";
import type { Edit, Fix } from "../diagnostics/diagnostic.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { quoteDouble, writeLine } from "../yaml/quote.ts";
import { locateObject } from "./manifest/locate.ts";
import type { LocatedMiss } from "./near-miss-types.ts";

/** How a user's name or its groups are made, and how that can be rewritten in the configuration's text. */
export interface MappedName {
  /**
   * As CEL: an expression as written; a claim without its prefix, in a form that does not fail where a claim mapping
   * would not: `claims.email`, `claims.?groups.orValue([])`.
   */
  readonly expression: string;
  /** Of a claim mapping; undefined for an expression. */
  readonly prefix?: string;
  /** Edits that make the mapping this expression. */
  editExpression(expression: string): readonly Edit[];
  /** Edits that give a claim mapping this prefix. */
  editPrefix?(prefix: string): readonly Edit[];
}

/** How a configuration makes the user's name and groups. */
export interface MappingDescription {
  readonly username?: MappedName;
  readonly groups?: MappedName;
}

/** The repair in the bindings: the subject says what the token gives. Undefined if the text is not the binding's. */
export function repairBinding(
  { binding, subjectIndex, repair, subject }: LocatedMiss,
  text: string,
): Fix | undefined {
  const locator = locateObject(binding.origin, text);
  if (locator === undefined) return undefined;
  const path = ["subjects", subjectIndex] as const;
  const edits: Edit[] = [];
  for (const field of ["kind", "apiGroup", "name", "namespace"] as const) {
    const wanted = repair[field] ?? followKind(field, repair.kind, subject.apiGroup);
    if (wanted === undefined || wanted === subject[field]) continue;
    if (locator.has([...path, field])) {
      const span = locator.value([...path, field]);
      edits.push({ document: "bindings", ...replaceScalar(text, span, wanted) });
    } else if (wanted !== "" && locator.has([...path, "name"])) {
      edits.push(insertField(text, locator.key([...path, "name"]).start, field, wanted));
    }
  }
  if (edits.length === 0) return undefined;
  const name = repair.name ?? subject.name;
  const kind = repair.kind ?? subject.kind;
  return {
    id: `near-miss/binding/${binding.kind}/${binding.namespace}/${binding.name}/${subjectIndex}`,
    title: `Change the binding to ${kind} "${name}"`,
    edits,
  };
}

/** The repair in the configuration: the mapping gives what the binding says. Undefined if that takes more than a rewrite. */
export function repairMapping(miss: LocatedMiss, mapping: MappingDescription): Fix | undefined {
  const { kinds, ours, subject, binding, subjectIndex } = miss;
  const mapped = ours.from === "group" ? mapping.groups : mapping.username;
  const [kind] = kinds;
  if (mapped === undefined || kind === undefined || kinds.includes("wrong-kind")) return undefined;
  const edits = editPrefix(mapped, kind, miss) ?? editExpression(mapped, kind, miss);
  if (edits === undefined || edits.length === 0) return undefined;
  return {
    id: `near-miss/mapping/${binding.kind}/${binding.namespace}/${binding.name}/${subjectIndex}`,
    title: `Change the mapping so that it gives "${subject.name}"`,
    edits,
  };
}

/** Another kind of subject has another apiGroup. */
function followKind(field: string, kind: string | undefined, apiGroup: string): string | undefined {
  if (field !== "apiGroup" || kind === undefined) return undefined;
  if (kind === "ServiceAccount") return "";
  return apiGroup === "" ? undefined : "rbac.authorization.k8s.io";
}

function insertField(text: string, at: number, field: string, value: string): Edit {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const before = text.slice(lineStart, at);
  const span = { start: at, end: at };
  // In flow style and JSON a comma follows; in block style a line of the same depth.
  if (/[{,]/.test(before)) {
    const json = text[at] === '"';
    const newText = json
      ? `${quoteDouble(field)}: ${quoteDouble(value)}, `
      : `${field}: ${writeLine(value)}, `;
    return { document: "bindings", span, newText };
  }
  const indent = " ".repeat(at - lineStart);
  return { document: "bindings", span, newText: `${field}: ${writeLine(value)}\n${indent}` };
}

function editPrefix(
  mapped: MappedName,
  kind: LocatedMiss["kinds"][number],
  { ours: { text: ours }, subject: { name: theirs }, part }: LocatedMiss,
): readonly Edit[] | undefined {
  const { prefix } = mapped;
  if (prefix === undefined || mapped.editPrefix === undefined) return undefined;
  const claim = ours.startsWith(prefix) ? ours.slice(prefix.length) : undefined;
  const fits = kind.includes("prefix") || ["separator", "case", "blanks"].includes(kind);
  if (claim === undefined || !fits || !theirs.endsWith(claim)) return undefined;
  const wanted = theirs.slice(0, theirs.length - claim.length);
  const grown = part === "" || wanted !== prefix;
  return grown ? mapped.editPrefix(wanted) : undefined;
}

function editExpression(
  mapped: MappedName,
  kind: LocatedMiss["kinds"][number],
  { kinds, ours: { from, text: ours }, subject: { name: theirs }, part }: LocatedMiss,
): readonly Edit[] | undefined {
  const lower = kinds.includes("case");
  const own = expressionOf(mapped, from);
  const cut = cutLiteral(own, part);
  const rewrite = (change: (name: string) => string) =>
    mapped.editExpression(
      from === "username" ? change(wrap(own)) : `dyn(${own}).map(g, ${change("g")})`,
    );
  if (lower && (kind === "case" || kind === "prefix-missing" || kind === "prefix-extra")) {
    if (theirs !== theirs.toLowerCase()) return undefined;
    if (kind === "case") return rewrite((name) => `${name}.lowerAscii()`);
  }
  const doubledOurs = kind === "prefix-doubled" && ours.length > theirs.length;
  const adds =
    kind === "prefix-missing" ||
    ((kind === "issuer-prefix" || kind === "prefix-doubled") && theirs.length > ours.length);
  if (adds)
    return rewrite((name) => `${quoteText(part)} + ${lower ? `${name}.lowerAscii()` : name}`);
  if (kind === "prefix-extra" || kind === "issuer-prefix" || doubledOurs) {
    if (lower) return undefined;
    if (cut !== undefined && from === "username") return mapped.editExpression(cut);
    return rewrite((name) => `${name}.substring(${[...part].length})`);
  }
  if (kind === "domain" && !ours.includes("\\") && !theirs.includes("\\")) {
    if (theirs.length > ours.length && !ours.includes("@")) {
      return rewrite((name) => `${name} + ${quoteText(`@${part}`)}`);
    }
    if (!theirs.includes("@")) return rewrite((name) => `${name}.split("@")[0]`);
    return undefined;
  }
  if (kind === "group-path" && part === "/" && ours.startsWith("/") && !theirs.startsWith("/")) {
    return rewrite((name) => `${name}.substring(1)`);
  }
  if (kind === "group-path" && part === "/" && theirs.startsWith("/") && !ours.startsWith("/")) {
    return rewrite((name) => `"/" + ${name}`);
  }
  if (kind === "blanks" && ours.trim() === theirs) return rewrite((name) => `${name}.trim()`);
  return undefined;
}

function expressionOf({ expression, prefix = "" }: MappedName, from: "username" | "group"): string {
  if (prefix === "") return expression;
  const add = (name: string) => `${quoteText(prefix)} + ${name}`;
  return from === "username" ? add(expression) : `dyn(${expression}).map(g, ${add("g")})`;
}

/** `"oidc:" + claims.sub` without its first literal, if that is the part; undefined otherwise. */
function cutLiteral(expression: string, part: string): string | undefined {
  const found = /^\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\+\s*(.+)/s.exec(expression);
  if (found === null) return undefined;
  const [, double, single = "", rest = ""] = found;
  const literal = double ?? single;
  if (literal === part) return /[?&|=<>]/.test(rest) ? `(${rest})` : rest;
  return literal.startsWith(part)
    ? `${quoteText(literal.slice(part.length))} + ${rest}`
    : undefined;
}

/** In parentheses unless a call can follow it as it is. */
function wrap(expression: string): string {
  return /^[\w.]+$/.test(expression) ? expression : `(${expression})`;
}
