import {
  type CompletionItem,
  InsertTextFormat,
  InsertTextMode,
  CompletionItemKind as Kind,
} from "vscode-languageserver/node";
import { findFieldDoc } from "../../lib/authn/field-docs.ts";
import {
  type Offer,
  offerInBindings,
  offerInConfiguration,
  offerInExpression,
} from "../../lib/editor/offer.ts";
import { findCursorPlace } from "../../lib/yaml/cursor-path.ts";
import { type Cursor, cutNear, findCursor } from "./cursor.ts";
import type { DocumentState } from "./document-state.ts";
import { largeText } from "./file-parts.ts";
import { hideTokens } from "./hide-tokens.ts";
import { celOf, contextNear, findExpression, helpOf } from "./known.ts";

/** What an editor can show of an item. */
export interface CompletionAbilities {
  readonly snippets: boolean;
  readonly labelDetails: boolean;
}

/** What can be typed at an offset. `settle` waits for the judgement of the text as it is now, for a moment. */
export async function complete(
  state: DocumentState,
  offset: number,
  abilities: CompletionAbilities,
  settle: () => Promise<void>,
): Promise<CompletionItem[]> {
  let cursor = findCursor(state, offset, true);
  if (cursor === undefined) return [];
  let offers = await offersAt(state, cursor);
  if (offers === undefined) {
    const { version } = state.document;
    await settle();
    if (state.document.version !== version) return [];
    cursor = findCursor(state, offset, true);
    offers = cursor && (await offersAt(state, cursor));
  }
  if (cursor === undefined) return [];
  const { document } = state;
  const at = cursor;
  return (offers ?? []).flatMap((offer, index) => {
    const span = at.toFile(offer.span);
    const snippet = indentLines(offer.snippet, at.indent);
    if (span === undefined || snippet === undefined) return [];
    const range = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
    return [toItem(offer, snippet, index, range, at, abilities)];
  });
}

// Undefined if the cursor may be in an expression of which nothing is known yet.
async function offersAt(
  state: DocumentState,
  cursor: Cursor,
): Promise<readonly Offer[] | undefined> {
  const near = cutNear(cursor);
  const shifted = (offers: readonly Offer[]) =>
    near.shift === 0
      ? offers
      : offers.map((offer) => ({
          ...offer,
          span: { start: offer.span.start + near.shift, end: offer.span.end + near.shift },
        }));
  if (cursor.kind === "bindings") {
    return shifted(await offerInBindings(near.text, near.offset, helpOf(state, cursor.part)));
  }
  const found = findExpression(state, cursor);
  if (found !== undefined) {
    const { context, position } = found;
    const issuers = cursor.text.length > largeText ? "" : cursor.text;
    return offerInExpression(context, position, cursor.text, issuers);
  }
  const known = celOf(state, cursor.part);
  if (known === undefined || (known.text !== cursor.text && mayBeExpression(near)))
    return undefined;
  return shifted(await offerInConfiguration(near.text, near.offset, contextNear(known, near)));
}

function mayBeExpression({ text, offset }: { readonly text: string; readonly offset: number }) {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return true;
  return place.kind === "value" && findFieldDoc(place.path)?.expression !== undefined;
}

// Lines of a block are as deep as the block.
function indentLines(snippet: string, indent: number | undefined): string | undefined {
  if (!snippet.includes("\n")) return snippet;
  return indent === undefined ? undefined : snippet.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

const kinds: Readonly<Record<Offer["kind"], Kind>> = {
  variable: Kind.Variable,
  field: Kind.Property,
  function: Kind.Function,
  macro: Kind.Method,
  type: Kind.Class,
  keyword: Kind.Keyword,
  value: Kind.Value,
  skeleton: Kind.Snippet,
};

function toItem(
  { kind, label, description, snippet: _, filter, span, detail, doc }: Offer,
  snippet: string,
  index: number,
  range: NonNullable<Extract<CompletionItem["textEdit"], { range: unknown }>>["range"],
  { text, offset }: Cursor,
  { snippets, labelDetails }: CompletionAbilities,
): CompletionItem {
  // The editor compares what is typed with this: the label, unless a quote or a word of the text stands in front of it.
  const typed = text.slice(span.start, offset);
  const isPrefix = label.toLowerCase().startsWith(typed.toLowerCase());
  return {
    label: hideTokens(label),
    ...(labelDetails &&
      description !== undefined && { labelDetails: { description: hideTokens(description) } }),
    kind: kinds[kind],
    sortText: String(index).padStart(5, "0"),
    filterText: isPrefix
      ? filterOf(label, filter, typed)
      : text.slice(span.start, span.end) || label,
    textEdit: { range, newText: snippets ? snippet : toPlain(snippet) },
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    insertTextMode: InsertTextMode.asIs,
    ...(detail !== undefined && { detail: hideTokens(detail) }),
    ...(doc !== undefined && { documentation: hideTokens(doc) }),
  };
}

function filterOf(label: string, filter: string, typed: string): string {
  return filter.toLowerCase().startsWith(typed.toLowerCase()) && filter.length > typed.length
    ? filter
    : label;
}

/** A snippet as text, for an editor that has none: its holes hold what they hold at first. */
function toPlain(snippet: string): string {
  return snippet.replace(/\\([\\$}])|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d/g, (_, escaped, inside) =>
    escaped !== undefined ? escaped : (inside ?? "").replace(/\\([\\$}])/g, "$1"),
  );
}
