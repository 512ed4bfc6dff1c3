import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Workspace } from "./workspace.ts";

/** A state of a workspace to go back to. Its texts are kept apart, equal ones once. */
export interface HistoryState {
  /** When it was the newest, in milliseconds since 1970. */
  readonly at: number;
  /** What was done to get there: "Edit the configuration". */
  readonly title: string;
  /** Names the step: a state of the same step replaces the one before it. */
  readonly step: string;
  /** The workspace without its texts. */
  readonly rest: Workspace;
  readonly texts: Readonly<Partial<Record<TextField, HistoryText>>>;
}

/** The documents of a workspace. */
export type TextField = "configuration" | "bindings" | "runningConfiguration" | "runningBindings";

/** A document of a state; `kept` is false if it was too large. */
export interface HistoryText {
  /** SHA-256 of the text, in hexadecimal; "" if it is not kept. */
  readonly id: string;
  /** In bytes of UTF-8. */
  readonly size: number;
  readonly kept: boolean;
}

/** How much of a workspace's past is kept. Sizes in bytes of UTF-8. */
export interface HistoryLimits {
  readonly states: number;
  /** Of one document. */
  readonly document: number;
  /** Of all different documents together. */
  readonly total: number;
}

/** The limits of the page. */
const historyLimits: HistoryLimits = {
  states: 50,
  document: 1_000_000,
  total: 20_000_000,
};

/** A history after a change. */
export interface HistoryChange {
  readonly states: readonly HistoryState[];
  /** Texts to keep, by their id. */
  readonly added: ReadonlyMap<string, string>;
  /** Ids of texts that no state needs any more. */
  readonly dropped: readonly string[];
}

/**
 * The history with a workspace as its newest state; the oldest is first. A state equal to the newest one changes nothing,
 * one of the same step replaces it. The oldest states go when there is no room.
 */
export function addState(
  states: readonly HistoryState[],
  workspace: Workspace,
  { at, title, step }: Pick<HistoryState, "at" | "title" | "step">,
  limits = historyLimits,
): HistoryChange {
  const given = new Map<string, string>();
  const texts: Partial<Record<TextField, HistoryText>> = {};
  for (const [field, text] of textsOf(workspace)) {
    if (text === undefined) continue;
    // A text has at least as many bytes as UTF-16 units: most large ones are not counted.
    const bytes = text.length > limits.document ? undefined : utf8ToBytes(text);
    const size = bytes?.length ?? text.length;
    if (bytes === undefined || size > limits.document) {
      texts[field] = { id: "", size, kept: false };
      continue;
    }
    const id = bytesToHex(sha256(bytes));
    texts[field] = { id, size, kept: true };
    given.set(id, text);
  }
  const state: HistoryState = { at, title, step, rest: withoutTexts(workspace), texts };
  const newest = states.at(-1);
  if (newest !== undefined && isEqual(newest, state)) {
    return { states, added: new Map(), dropped: [] };
  }
  const before = newest?.step === step ? states.slice(0, -1) : states;
  const kept = withinLimits([...before, state], limits);
  const wanted = idsOf(kept);
  const known = idsOf(states);
  return {
    states: kept,
    added: new Map([...given].filter(([id]) => wanted.has(id) && !known.has(id))),
    dropped: [...known].filter((id) => !wanted.has(id)),
  };
}

/** A state as a workspace again, and the documents of it that are not kept: they are those of `present`. */
export function restoreState(
  { rest, texts }: HistoryState,
  read: ReadonlyMap<string, string>,
  present: Workspace,
): { readonly workspace: Workspace; readonly missing: readonly TextField[] } {
  const missing: TextField[] = [];
  const now = new Map(textsOf(present));
  const get = (field: TextField) => {
    const text = texts[field];
    if (text === undefined) return undefined;
    const found = read.get(text.id);
    if (found !== undefined && text.kept) return found;
    missing.push(field);
    return now.get(field);
  };
  const configuration = get("configuration") ?? "";
  const bindings = get("bindings") ?? "";
  const running = get("runningConfiguration");
  const runningBindings = get("runningBindings");
  return {
    workspace: {
      ...rest,
      configuration,
      bindings,
      running: {
        ...(running !== undefined && { configuration: running }),
        ...(runningBindings !== undefined && { bindings: runningBindings }),
      },
    },
    missing,
  };
}

function textsOf({
  configuration,
  bindings,
  running,
}: Workspace): readonly (readonly [TextField, string | undefined])[] {
  return [
    ["configuration", configuration],
    ["bindings", bindings],
    ["runningConfiguration", running.configuration],
    ["runningBindings", running.bindings],
  ];
}

function withoutTexts(workspace: Workspace): Workspace {
  const { changed, ...rest } = workspace;
  return { ...rest, configuration: "", bindings: "", running: {} };
}

function isEqual(a: HistoryState, b: HistoryState): boolean {
  // A document that is not kept may be another one of the same size.
  if ([a, b].some(({ texts }) => Object.values(texts).some(({ kept }) => !kept))) return false;
  return JSON.stringify([a.rest, a.texts]) === JSON.stringify([b.rest, b.texts]);
}

function withinLimits(states: readonly HistoryState[], limits: HistoryLimits): HistoryState[] {
  const kept: HistoryState[] = [];
  const seen = new Set<string>();
  let total = 0;
  for (const state of states.slice(-limits.states).reverse()) {
    for (const { id, size, kept: isKept } of Object.values(state.texts)) {
      if (!isKept || seen.has(id)) continue;
      seen.add(id);
      total += size;
    }
    if (total > limits.total) break;
    kept.unshift(state);
  }
  return kept;
}

function idsOf(states: readonly HistoryState[]): Set<string> {
  return new Set(
    states.flatMap(({ texts }) =>
      Object.values(texts).flatMap(({ id, kept }) => (kept ? [id] : [])),
    ),
  );
}
