import type { BindingHelp } from "../../lib/editor/binding-context.ts";
import { type CelContext, type CelPosition, findCelPosition } from "../../lib/editor/cel-places.ts";
import type { Cursor, NearText } from "./cursor.ts";
import type { DocumentState } from "./document-state.ts";

/** What is known of the expressions of a part; undefined until it was judged. */
export function celOf({ judgement, good }: DocumentState, part: number): CelContext | undefined {
  const now = judgement?.parts[part]?.cel;
  return now !== undefined && now.expressions.length === 0 ? (good.get(part) ?? now) : now;
}

/** What is known of roles and bindings besides their text. */
export function helpOf({ judgement }: DocumentState, part: number): BindingHelp | undefined {
  return judgement?.parts[part]?.help;
}

/** The expression at a cursor, by the last judgement that fits the text but for one edit. */
export function findExpression(
  state: DocumentState,
  { part, text, offset }: Cursor,
): { readonly context: CelContext; readonly position: CelPosition } | undefined {
  const contexts = new Set([state.judgement?.parts[part]?.cel, state.good.get(part)]);
  for (const context of contexts) {
    const position = context && findCelPosition(context, text, offset);
    if (context !== undefined && position !== undefined) return { context, position };
  }
  return undefined;
}

/** The context for a piece of the part, which counts its issuers from 0. */
export function contextNear(context: CelContext | undefined, { first }: NearText) {
  if (context === undefined || first === 0) return context;
  const outputs = new Map<string, string>();
  for (const [path, output] of context.outputs ?? []) {
    if (path.startsWith(`jwt[${first}]`))
      outputs.set(path.replace(/^jwt\[\d+\]/, "jwt[0]"), output);
  }
  return { ...context, outputs, issuers: (context.issuers ?? []).slice(first) };
}
