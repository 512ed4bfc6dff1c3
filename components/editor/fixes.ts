import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { OfferedFix } from "@/lib/diagnostics/offered-fixes.ts";
import type { Span } from "@/lib/source/span.ts";

/** What the quick fix of a model offers, and how it is applied: the page applies it, so that undo and all panes know. */
interface Offers {
  readonly diagnostics: readonly Diagnostic[];
  /** Fixes that the page offers elsewhere, at the text that they change. */
  readonly others: readonly OfferedFix[];
  readonly apply: (fix: Fix) => void;
}

const offersByModel = new Map<string, Offers>();

const applyCommand = "claimcheck.applyFix";

/** Says which findings of a model have repairs. */
export function setOffers(uri: Monaco.Uri, offers: Offers | undefined): void {
  if (offers === undefined) offersByModel.delete(uri.toString());
  else offersByModel.set(uri.toString(), offers);
}

/** Registers the light bulb for YAML, once. */
export function provideFixes(monaco: typeof Monaco): void {
  monaco.editor.registerCommand(applyCommand, (_, uri: string, fix: Fix) =>
    offersByModel.get(uri)?.apply(fix),
  );
  monaco.languages.registerCodeActionProvider("yaml", {
    provideCodeActions(model, range, context) {
      const uri = model.uri.toString();
      const from = model.getOffsetAt(range.getStartPosition());
      const to = model.getOffsetAt(range.getEndPosition());
      const { diagnostics = [], others = [] } = offersByModel.get(uri) ?? {};
      const found = diagnostics
        .filter(({ span }) => span.start <= to && span.end >= from)
        .flatMap((diagnostic) =>
          (diagnostic.fixes ?? []).map((fix, index) => ({
            title: fix.title,
            kind: "quickfix",
            isPreferred: index === 0,
            diagnostics: context.markers.filter(({ message }) => message === diagnostic.message),
            command: { id: applyCommand, title: fix.title, arguments: [uri, fix] },
          })),
        );
      const elsewhere = others
        .filter(({ span }) => isAt(model, span, from, to))
        .map(({ fix }) => ({
          title: fix.title,
          kind: "quickfix",
          command: { id: applyCommand, title: fix.title, arguments: [uri, fix] },
        }));
      return { actions: [...found, ...elsewhere], dispose() {} };
    },
  });
}

// By whole lines: an edit often only inserts, behind a word that the cursor is in.
function isAt(
  model: Monaco.editor.ITextModel,
  { start, end }: Span,
  from: number,
  to: number,
): boolean {
  const line = (offset: number) => model.getPositionAt(offset).lineNumber;
  return line(start) <= line(to) && line(end) >= line(from);
}
