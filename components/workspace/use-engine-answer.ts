"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { BackgroundEngine } from "./background-client.ts";
import { useInputsEffect } from "./context.ts";
import type { EngineClient, EngineOutcome } from "./engine-client.ts";
import type { EngineAnswer, EngineTask, TaskKind } from "./engine-messages.ts";
import type { Inputs } from "./inputs.ts";
import { keepEqual } from "./keep-equal.ts";

/** A question to one of the engines for what can wait. The same question is the same object from one drawing to the next. */
export interface EngineQuestion<K extends TaskKind, P> {
  readonly engine: BackgroundEngine;
  /** What it is about: it is asked again when a member of this changes. Undefined if there is nothing to ask. */
  readonly select: (inputs: Inputs) => P | undefined;
  /** The task, when it is asked. `now` is in Unix seconds. */
  readonly task: (part: P, now: number) => EngineTask<K>;
  /** How long after a change it is asked. */
  readonly pauseMilliseconds?: number;
}

/** What is known of a question. */
export interface Asked<K extends TaskKind, P> {
  /** The newest answer; while a newer one is made, and after a failure, the one before it. */
  readonly answer: EngineAnswer<K> | undefined;
  /** What that answer is about. */
  readonly of: P | undefined;
  /** The question as it is now has neither been answered nor failed. */
  readonly pending: boolean;
  /** How the last try ended, if it was without an answer. */
  readonly failed: Exclude<EngineOutcome["kind"], "done"> | undefined;
}

/** A question that is asked as long as its component is there. Components below it can read a part of what is known. */
export interface Asking<K extends TaskKind, P> {
  readonly question: EngineQuestion<K, P> | undefined;
  readonly store: StoreApi<Known<K, P>>;
}

interface Known<K extends TaskKind, P> extends Asked<K, P> {
  readonly question: EngineQuestion<K, P> | undefined;
}

const nothing = { answer: undefined, of: undefined, pending: false, failed: undefined } as const;

/** Asks a question, at first and after each change of what it is about; undefined asks nothing. It draws nothing. */
export function useAsking<K extends TaskKind, P>(
  question: EngineQuestion<K, P> | undefined,
): Asking<K, P> {
  const [asker] = useState(() => createAsker<K, P>());
  const engine = question?.engine;
  // An engine that was given a token goes when it is not asked any more, and so does what it answered.
  useEffect(() => (engine === undefined ? undefined : asker.close), [asker, engine]);
  const ask = useCallback(
    (part: P | undefined) =>
      question === undefined ? undefined : asker.ask(question, part, question.engine),
    [asker, question],
  );
  useInputsEffect(question?.select ?? selectNothing, ask);
  return useMemo(() => ({ question, store: asker.store }), [question, asker]);
}

/** A part of what is known of a question. The component is drawn again only when that part changes. */
export function useAsked<K extends TaskKind, P, T>(
  { question, store }: Asking<K, P>,
  select: (asked: Asked<K, P>) => T,
): T {
  return useStore(
    store,
    useShallow((known) => select(knownOf(known, question))),
  );
}

/** Asks a question and gives what is known of it. */
export function useEngineAnswer<K extends TaskKind, P>(
  question: EngineQuestion<K, P> | undefined,
): Asked<K, P> {
  return useAsked(useAsking(question), selectAsked);
}

// From the drawing on in which the question has changed, the answer to the one before is an old one.
function knownOf<K extends TaskKind, P>(
  known: Known<K, P>,
  question: EngineQuestion<K, P> | undefined,
): Asked<K, P> {
  if (question === undefined) return nothing;
  return known.question === question ? known : { ...known, pending: true };
}

function createAsker<K extends TaskKind, P>() {
  const store = createStore<Known<K, P>>(() => ({ question: undefined, ...nothing }));
  let client: EngineClient<K> | undefined;
  /** What the engine was asked last, and what it is to be asked when the pause is over. */
  let asked: { readonly part: P } | undefined;
  let wanted: { readonly part: P } | undefined;

  function hear(outcome: EngineOutcome<K>): void {
    const about = asked;
    if (about === undefined) return;
    const pending = about !== wanted;
    if (outcome.kind !== "done") {
      store.setState({ failed: outcome.kind, pending });
      return;
    }
    // What is as it was keeps its identity, so that only what changed is drawn again.
    store.setState((last) => ({
      answer: keepEqual(last.answer, outcome.answer),
      of: about.part,
      failed: undefined,
      pending,
    }));
  }

  function forget(question: EngineQuestion<K, P> | undefined): void {
    client?.dispose();
    client = undefined;
    asked = undefined;
    wanted = undefined;
    store.setState({ question, ...nothing });
  }

  return {
    store,
    ask(question: EngineQuestion<K, P>, part: P | undefined, engine: BackgroundEngine) {
      if (part === undefined) return void forget(question);
      const next = { part };
      wanted = next;
      store.setState({ question, pending: true });
      const start = () => {
        asked = next;
        client ??= engine.open<K>(hear);
        client.ask(question.task(part, Math.floor(Date.now() / 1000)));
      };
      if (question.pauseMilliseconds === undefined) return void start();
      const timer = setTimeout(start, question.pauseMilliseconds);
      return () => clearTimeout(timer);
    },
    close: () => forget(undefined),
  };
}

function selectNothing(): undefined {}

function selectAsked<A>(asked: A): A {
  return asked;
}
