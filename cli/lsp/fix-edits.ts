import { applyEdits } from "../../lib/diagnostics/apply-edits.ts";
import type { Fix } from "../../lib/diagnostics/diagnostic.ts";
import { listOfferedFixes } from "../../lib/diagnostics/offered-fixes.ts";
import { changedRange } from "../../lib/editor/changed-range.ts";
import { findTurnedTests } from "../../lib/engine/tests/turned-tests.ts";
import type { Span } from "../../lib/source/span.ts";
import { largeText, readParts } from "./file-parts.ts";
import { hideTokens } from "./hide-tokens.ts";
import type { Judge } from "./judge.ts";
import type { AnalysedPart, Judged } from "./judged.ts";
import type { FileEdit, FileFinding, OfferedAction } from "./protocol.ts";

/** The repairs at a span of a file, each with what it does: those of findings there, then those for the whole document. */
export async function listActions(
  judge: Judge,
  judged: Judged,
  span: Span,
): Promise<readonly OfferedAction[]> {
  const actions: OfferedAction[] = [];
  for (const one of judged.parts) {
    if (one === undefined || one.part.kind === "settings") continue;
    actions.push(...(await actionsOf(judge, judged, one, span)));
  }
  return actions;
}

const mostActions = 20;

async function actionsOf(
  judge: Judge,
  judged: Judged,
  one: AnalysedPart,
  { start, end }: Span,
): Promise<OfferedAction[]> {
  const { part, diagnostics, analysis } = one;
  const document = part.kind === "bindings" ? "bindings" : "configuration";
  const isNear = (span: Span) => {
    const own = part.place(span);
    return own.start <= end && Math.max(own.end, own.start + 1) >= start;
  };
  const found = diagnostics
    .filter(({ span }) => isNear(span))
    .flatMap(({ fixes = [], code, message, severity, span }) =>
      fixes.map((fix, index) => ({
        ...{ fix, preferred: index === 0, isError: severity === "error" },
        repairs: { code, message, range: judged.places.rangeOf(part.place(span)) },
      })),
    );
  const others = listOfferedFixes(
    { diagnostics: analysis.diagnostics, fixes: analysis.headline.fixes },
    document,
  )
    .filter(({ span }) => isNear(lineOf(part.text, span)))
    .map(({ fix }) => ({ fix, preferred: false, isError: true, repairs: undefined }));
  const actions: OfferedAction[] = [];
  for (const { fix, preferred, isError, repairs } of [...found, ...others].slice(0, mostActions)) {
    const changed = applyFix(one, fix);
    const edits = changed === undefined ? undefined : editsOf(judged, one, fix, changed);
    if (changed === undefined || edits === undefined || edits.length === 0) continue;
    const effect = await effectOf(judge, judged, one, changed, isError);
    actions.push({
      title: hideTokens(effect === undefined ? fix.title : `${fix.title} (${effect})`),
      preferred,
      edits,
      ...(repairs !== undefined && { repairs }),
    });
  }
  return actions;
}

// By whole lines: an edit often only inserts, behind a word that the cursor is in.
function lineOf(text: string, { start, end }: Span): Span {
  const next = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: next < 0 ? text.length : next };
}

/** The part after a fix; undefined if the fix changes another document too, which is not here. */
function applyFix({ part }: AnalysedPart, { edits }: Fix): string | undefined {
  const document = part.kind === "bindings" ? "bindings" : "configuration";
  if (edits.some((edit) => edit.document !== document)) return undefined;
  return applyEdits(part.text, document, edits);
}

function editsOf(
  { file, places }: Judged,
  { part, input }: AnalysedPart,
  fix: Fix,
  changed: string,
): readonly FileEdit[] | undefined {
  const edit = (span: Span, newText: string): FileEdit => ({
    uri: file.uri,
    range: places.rangeOf(span),
    newText,
  });
  if (part.whole) {
    return fix.edits.flatMap(({ span, newText }) => {
      const own = changedRange(part.text.slice(span.start, span.end), newText);
      if (own === undefined) return [];
      const at = { start: span.start + own.start, end: span.start + own.end };
      return [edit(at, own.newText)];
    });
  }
  const text = part.put?.(changed);
  if (text === undefined) return undefined;
  // Opened again, so that nothing is written of which the file would be another one.
  const after = readParts(text, input.minor, file.path ?? file.uri).parts;
  const isSame = after.some((one) => one.kind === part.kind && sameLines(one.text, changed));
  const range = changedRange(file.text, text);
  if (!isSame || range === undefined) return undefined;
  return [edit({ start: range.start, end: range.end }, range.newText)];
}

// A wrapper may add or drop the line end of the last line.
function sameLines(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}

/** What a change does to the workspace's tests, or to the errors of the document; undefined if neither. */
async function effectOf(
  { engine }: Judge,
  { surroundings }: Judged,
  { part, input, diagnostics }: AnalysedPart,
  changed: string,
  repairsError: boolean,
): Promise<string | undefined> {
  if (changed.length > largeText) return undefined;
  const document = part.kind === "bindings" ? "bindings" : "configuration";
  const { loaded } = surroundings;
  const tests: string[] = [];
  if (loaded !== undefined && loaded.tests.length > 0 && loaded[document] === part.text) {
    const turned = await findTurnedTests(loaded, { [document]: changed }, input.minor);
    if (turned.turns.length > 0)
      tests.push(`${count(turned.turns.length, "more test")} as expected`);
    if (turned.breaks.length > 0) tests.push(`breaks ${count(turned.breaks.length, "test")}`);
  }
  const isError = ({ severity, source }: Pick<FileFinding, "severity" | "source">) =>
    severity === "error" && source === "kube-apiserver";
  const before = diagnostics.filter(isError).length;
  if (before > 0) {
    const { diagnostics: after } = await engine.analyze({ ...input, [document]: changed });
    const left = after.filter((one) => one.document === document && isError(one)).length;
    if (left === 0) tests.unshift("the server then accepts it");
    else if (left < before) tests.unshift(`${count(left, "error")} left`);
    else if (repairsError) tests.unshift("other errors remain");
  }
  return tests.length === 0 ? undefined : tests.join(", ");
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
