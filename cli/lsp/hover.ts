import { type Hover, MarkupKind } from "vscode-languageserver/node";
import {
  type Said,
  sayOfBindings,
  sayOfConfiguration,
  sayOfExpression,
} from "../../lib/editor/say.ts";
import { cutNear, findCursor } from "./cursor.ts";
import type { DocumentState } from "./document-state.ts";
import { hideTokens } from "./hide-tokens.ts";
import { celOf, contextNear, findExpression, helpOf } from "./known.ts";

/** What is said at an offset, with the value for the workspace's first test. */
export async function hover(
  state: DocumentState,
  offset: number,
  markdown: boolean,
): Promise<Hover | null> {
  const cursor = findCursor(state, offset);
  if (cursor === undefined) return null;
  const near = cutNear(cursor);
  const shift = (said: Said | undefined): Said | undefined =>
    said && {
      ...said,
      span: { start: said.span.start + near.shift, end: said.span.end + near.shift },
    };
  const expression = cursor.kind === "configuration" ? findExpression(state, cursor) : undefined;
  const said =
    cursor.kind === "bindings"
      ? shift(await sayOfBindings(near.text, near.offset, helpOf(state, cursor.part)))
      : expression !== undefined
        ? await sayOfExpression(expression.context, expression.position)
        : shift(
            await sayOfConfiguration(
              near.text,
              near.offset,
              contextNear(celOf(state, cursor.part), near),
            ),
          );
  const span = said && cursor.toFile(said.span);
  if (said === undefined || span === undefined) return null;
  const value = hideTokens(said.paragraphs.join("\n\n"));
  const { document } = state;
  return {
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    contents: {
      kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: markdown ? value : toPlainText(value),
    },
  };
}

/** Our own Markdown as text: escapes, bold words and fences go. */
function toPlainText(markdown: string): string {
  return markdown
    .replace(/^```$\n?/gm, "")
    .replace(/^\*\*(.*)\*\*$/gm, "$1")
    .replace(/\\([^\p{L}\p{N}\s])/gu, "$1");
}
