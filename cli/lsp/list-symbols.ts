import { type DocumentSymbol, SymbolKind } from "vscode-languageserver/node";
import { listObjects } from "../../lib/rbac/editor/object-at.ts";
import type { Span } from "../../lib/source/span.ts";
import { readScalars } from "../../lib/yaml/cursor-lines.ts";
import { type DocumentState, partsOf } from "./document-state.ts";
import type { FilePart } from "./file-parts.ts";
import { hideTokens } from "./hide-tokens.ts";

interface Found {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  /** Of the name. */
  readonly span: Span;
  /** Of all that belongs to it. */
  readonly whole: Span;
  readonly children?: readonly Found[];
}

/** The issuers with their fields, the objects of RBAC and the tests of a document. The text need not parse. */
export function listSymbols(state: DocumentState): DocumentSymbol[] {
  const { document } = state;
  const { parts } = partsOf(state);
  const show = (part: FilePart, { name, detail, kind, span, whole, children = [] }: Found) => {
    const rangeOf = (own: Span) => {
      const { start, end } = part.place(own);
      return { start: document.positionAt(start), end: document.positionAt(end) };
    };
    return {
      ...{ name: shortName(name), kind },
      ...(detail !== undefined && { detail: hideTokens(detail) }),
      ...{ range: rangeOf(whole), selectionRange: rangeOf(span) },
      children: children.map((child): DocumentSymbol => show(part, child)),
    };
  };
  return parts.flatMap((part) => symbolsOf(part).map((found) => show(part, found)));
}

// The protocol forbids empty names.
function shortName(name: string): string {
  const line = hideTokens(name.replace(/\s+/g, " ").trim()).slice(0, 200);
  return line === "" ? "(no name)" : line;
}

function symbolsOf({ kind, text, end }: FilePart): readonly Found[] {
  switch (kind) {
    case "configuration":
      return issuersOf(text.slice(0, end));
    case "bindings":
      return objectsOf(text);
    case "workspace":
      return testsOf(text);
    case "settings":
      return [];
  }
}

function issuersOf(text: string): Found[] {
  const issuers = new Map<string, { first: Span; end: number; url?: Found; fields: Found[] }>();
  const names = new Map<string, Found>();
  for (const [path, scalar] of readScalars(text, { start: 0, end: text.length })) {
    const item = /^jwt\[\d+\]/.exec(path)?.[0];
    if (item === undefined) continue;
    const { span } = scalar;
    const known = issuers.get(item) ?? { first: span, end: span.end, fields: [] };
    known.end = Math.max(known.end, span.end);
    issuers.set(item, known);
    const own = path.slice(item.length + 1);
    if (own === "issuer.url") {
      known.url = { name: scalar.text, kind: SymbolKind.Namespace, span, whole: span };
    }
    const field =
      /^claimMappings\.(username|groups|uid|extra\[\d+\])|^(claimValidationRules|userValidationRules)\[\d+\]/.exec(
        own,
      )?.[0];
    if (field === undefined || names.has(`${item}.${field}`)) continue;
    const found: Found = {
      name: field.replace(/^claimMappings\./, ""),
      detail: scalar.text,
      kind: field.startsWith("claimMappings") ? SymbolKind.Field : SymbolKind.Boolean,
      ...{ span, whole: span },
    };
    names.set(`${item}.${field}`, found);
    known.fields.push(found);
  }
  return [...issuers].map(([item, { first, end, url, fields }]) => {
    const start = Math.min(first.start, url?.span.start ?? first.start);
    return {
      name: url?.name ?? item,
      detail: item,
      kind: SymbolKind.Namespace,
      span: url?.span ?? first,
      whole: { start, end },
      children: fields,
    };
  });
}

function objectsOf(text: string): Found[] {
  return listObjects(text).map(({ kind = "", scalars, span, prefix }) => {
    const name = scalars.get("metadata.name");
    const spans = [...scalars.values()].map((scalar) => scalar.span);
    const start = Math.min(...spans.slice(0, mostSpans).map((one) => one.start));
    const whole =
      prefix === "" && spans.length < mostSpans
        ? { start, end: Math.max(...spans.map((one) => one.end)) }
        : { start, end: spans.at(-1)?.end ?? span.end };
    const namespace = scalars.get("metadata.namespace")?.text;
    return {
      name: name?.text ?? kind,
      detail: namespace === undefined ? kind : `${kind} in ${namespace}`,
      kind: kind.endsWith("Binding") ? SymbolKind.Interface : SymbolKind.Class,
      span: name?.span ?? { start: whole.start, end: whole.start },
      whole,
    };
  });
}

const mostSpans = 10_000;

function testsOf(text: string): Found[] {
  const tests: { name: string; span: Span; end: number }[] = [];
  for (const [path, { text: name, span }] of readScalars(text, { start: 0, end: text.length })) {
    const index = /^tests\[(\d+)\]/.exec(path)?.[1];
    if (index === undefined) continue;
    if (path === `tests[${index}].name`) tests.push({ name, span, end: span.end });
    const last = tests.at(-1);
    if (last !== undefined) last.end = Math.max(last.end, span.end);
  }
  return tests.map(({ name, span, end }) => ({
    ...{ name, detail: "test", kind: SymbolKind.Method, span },
    whole: { start: span.start, end },
  }));
}
