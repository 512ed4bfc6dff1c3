import { type DocumentState, fileOf, takeJudgement } from "./document-state.ts";
import { largeText } from "./file-parts.ts";
import type { JudgeOptions } from "./judge.ts";
import type { JudgeClient } from "./judge-client.ts";
import type { Judgement } from "./protocol.ts";

/** Judges documents when they rest: a key press only sets the time anew. */
export interface Judging {
  /** The document has another text, or is new; `now` if nothing is typed. */
  touch(state: DocumentState, now?: boolean): void;
  /** Waits until the text is judged that the document has now, for a moment. */
  settle(state: DocumentState, milliseconds: number): Promise<void>;
  forget(state: DocumentState): void;
}

interface Pending {
  timer: NodeJS.Timeout | undefined;
  /** The version that is with the engine. */
  asked: number;
  waiting: (() => void)[];
}

/** How long a document rests before it is judged. */
const restMilliseconds = 120;
const largeRestMilliseconds = 300;

/** `tell` hears of each new judgement. */
export function createJudging(
  client: JudgeClient,
  options: () => JudgeOptions,
  tell: (state: DocumentState, judgement: Judgement) => void,
): Judging {
  const all = new Map<DocumentState, Pending>();
  const pendingOf = (state: DocumentState) => {
    const known = all.get(state) ?? { timer: undefined, asked: -1, waiting: [] };
    all.set(state, known);
    return known;
  };

  async function judge(state: DocumentState): Promise<void> {
    const pending = pendingOf(state);
    clearTimeout(pending.timer);
    pending.timer = undefined;
    const file = fileOf(state);
    pending.asked = file.version;
    const judgement = await client.judge(file, options());
    if (judgement === undefined || !all.has(state)) return;
    if (takeJudgement(state, judgement)) tell(state, judgement);
    if (state.document.version > judgement.version) return;
    for (const resolve of pending.waiting.splice(0)) resolve();
  }

  return {
    touch(state, now = false) {
      const pending = pendingOf(state);
      clearTimeout(pending.timer);
      if (now) {
        void judge(state);
        return;
      }
      const isLarge = state.document.getText().length > largeText;
      pending.timer = setTimeout(
        () => void judge(state),
        isLarge ? largeRestMilliseconds : restMilliseconds,
      );
    },
    async settle(state, milliseconds) {
      const { version } = state.document;
      if (state.judgement?.version === version) return;
      const pending = pendingOf(state);
      let timer: NodeJS.Timeout | undefined;
      const settled = new Promise<void>((resolve) => {
        pending.waiting.push(resolve);
        timer = setTimeout(resolve, milliseconds);
      });
      if (pending.asked !== version) void judge(state);
      await settled;
      clearTimeout(timer);
    },
    forget(state) {
      const pending = all.get(state);
      clearTimeout(pending?.timer);
      for (const resolve of pending?.waiting.splice(0) ?? []) resolve();
      all.delete(state);
    },
  };
}
