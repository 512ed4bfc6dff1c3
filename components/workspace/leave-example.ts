import { emptyInputs, type Inputs } from "./inputs.ts";
import type { State } from "./state.ts";
import { remember } from "./steps.ts";

/** Shorter insertions are typing. */
const pasteLength = 20;

/** Whether a change puts in more than a key press does. */
export function isPaste(before: string, after: string): boolean {
  return after.length >= before.length + pasteLength || replacesText(before, after);
}

/**
 * Whether a change puts another text in a document's place, in one go: it keeps at most half of what was there. `before`
 * is "" if nothing was.
 */
export function replacesText(before: string, after: string): boolean {
  if (after.length < pasteLength) return false;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  return (start + end) * 2 <= before.length;
}

/**
 * The inputs without anything of their example: its documents, token, keys and clock go. What the visitor gave stays: an
 * own token, keys of `ownKeys`, files, settings of the cluster and of the export, saved tokens.
 */
export function withoutExample(
  inputs: Inputs,
  documents: Partial<Inputs["documents"]>,
  ownKeys: readonly string[],
): Inputs {
  const { example, clock } = inputs;
  return {
    ...emptyInputs,
    documents: { ...emptyInputs.documents, ...documents },
    token: example?.token === undefined ? inputs.token : "",
    answers: example?.token === undefined ? inputs.answers : {},
    keys: Object.fromEntries(
      Object.entries(inputs.keys).filter(([issuer]) => ownKeys.includes(issuer)),
    ),
    clock: clock.kind === "at" && clock.of === undefined ? clock : emptyInputs.clock,
    minor: inputs.minor,
    server: inputs.server,
    exportOptions: inputs.exportOptions,
    savedTokens: inputs.savedTokens,
    files: inputs.files,
    scratch: inputs.scratch,
    tests: inputs.tests,
  };
}

/** Leaves the example for documents of the visitor, as a step of undo. */
export function leaveExample(state: State, documents: Partial<Inputs["documents"]>): State {
  return {
    ...remember(state, "Leave the example"),
    inputs: withoutExample(state.inputs, documents, state.ownKeys ?? []),
    ownKeys: undefined,
    emptied: undefined,
    leftExample: true,
    // If the page has one column, the ways to begin are on the right side.
    view: Object.keys(documents).length === 0 ? "token" : state.view,
  };
}
