import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { type CelContext, type CelPosition, findCelPosition } from "@/lib/editor/cel-places.ts";

const contextByModel = new Map<string, CelContext>();

/** Says what is known of the expressions of a model. */
export function setCelContext(uri: Monaco.Uri, context: CelContext | undefined): void {
  if (context === undefined) contextByModel.delete(uri.toString());
  else contextByModel.set(uri.toString(), context);
}

/** What is known of a model; undefined until the engine has answered. */
export function celContextOf(uri: Monaco.Uri): CelContext | undefined {
  return contextByModel.get(uri.toString());
}

export interface CelFound extends CelPosition {
  readonly context: CelContext;
  /** The model's text that the place belongs to. */
  readonly text: string;
}

const patienceMilliseconds = 600;
const lookMilliseconds = 30;

/** The expression at a position. What was just typed may be newer than the last answer of the engine: then it waits for the next. */
export async function findCel(
  model: Monaco.editor.ITextModel,
  position: Monaco.IPosition,
  token: Monaco.CancellationToken,
): Promise<CelFound | undefined> {
  const offset = model.getOffsetAt(position);
  const end = Date.now() + patienceMilliseconds;
  for (;;) {
    const context = contextByModel.get(model.uri.toString());
    if (context === undefined || model.isDisposed()) return undefined;
    const text = model.getValue();
    const found = findCelPosition(context, text, offset);
    if (found !== undefined) return { ...found, context, text };
    if (context.text === text || token.isCancellationRequested || Date.now() > end)
      return undefined;
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}

/** The range of a span of a model. */
export function rangeOf(
  model: Monaco.editor.ITextModel,
  { start, end }: { readonly start: number; readonly end: number },
): Monaco.IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}
