import type { Minor } from "../../kube/minor.ts";
import type { TraceEvent } from "../trace.ts";
import type { CelMap, CelObject, CelResult, CelValue } from "../values.ts";
import { CelError } from "../values.ts";

/** The cost at which kube-apiserver ends the evaluation of one expression: PerCallLimit of apiserver pkg/apis/cel. */
export const costLimit = 1_000_000;

/** How many events of one evaluation are kept. */
const eventLimit = 100_000;

/** Ends an evaluation that costs too much; `evaluate` turns it into the error. */
export class CostLimitExceeded extends Error {}

/** What a comprehension holds while it runs: cel-go's folder. */
export interface Fold {
  accumulator: CelResult;
  initialized: boolean;
  first: CelResult;
  second: CelResult;
  /** The iteration in which the comprehension began. */
  readonly place: number;
}

/** The cost tracker's stack and how often each id is on it: one for all runs of a program, as none overlap. */
export interface Scratch {
  readonly ids: number[];
  readonly values: CelResult[];
  readonly counts: number[];
}

/** An empty stack for a program whose expressions have ids below `idCount`. */
export function createScratch(idCount: number): Scratch {
  return { ids: [], values: [], counts: new Array(idCount).fill(0) };
}

/** Takes off what a run has left. */
export function clearScratch({ ids, values, counts }: Scratch): void {
  for (const id of ids) counts[id] = 0;
  ids.length = 0;
  values.length = 0;
}

/**
 * One evaluation: the variable, the folds' state, the cost with the stack that cel-go finds its arguments on, and the
 * trace. Follows cel-go interpreter/runtimecost.go.
 */
export class Run {
  readonly variable: CelMap | CelObject | undefined;
  readonly minor: Minor;
  readonly folds: Fold[] = [];
  cost = 0;
  /** The iteration that runs: an index of the iterations, -1 outside of every comprehension. */
  place = -1;
  truncated = false;

  // Plain properties and flat arrays: this runs for every part of every expression, and is recorded always.
  private readonly limit: number;
  private readonly stackIds: number[];
  private readonly stackValues: CelResult[];
  private readonly counts: number[];
  /** Events one after the other: id, result, cost, place. */
  private readonly trace: (number | CelResult)[] = [];
  private lastId = -1;
  private lastPlace = -1;
  /** Iterations one after the other: the iteration around it, its number. */
  private readonly iterations: number[] = [];
  private absorbed: Map<CelError, number> | undefined;

  constructor(
    variable: CelMap | CelObject | undefined,
    minor: Minor,
    limit: number,
    scratch: Scratch,
  ) {
    this.variable = variable;
    this.minor = minor;
    this.limit = limit;
    this.stackIds = scratch.ids;
    this.stackValues = scratch.values;
    this.counts = scratch.counts;
  }

  /** Puts a value on the stack, as cel-go's Observe does last, and ends the run if it costs too much. */
  push(id: number, value: CelResult): void {
    this.stackIds.push(id);
    this.stackValues.push(value);
    this.counts[id] = (this.counts[id] as number) + 1;
    this.record(id, value);
    // cel-go's cost has no sign: below zero is a very great cost.
    if (this.cost > this.limit || this.cost < 0) throw new CostLimitExceeded();
  }

  /** Takes off the topmost entry with this id and all above it; nothing if there is none. */
  drop(id: number): CelResult | undefined {
    const { counts, stackIds, stackValues } = this;
    if (counts[id] === 0) return undefined;
    let value: CelResult | undefined;
    let topId: number;
    do {
      topId = stackIds.pop() as number;
      value = stackValues.pop();
      counts[topId] = (counts[topId] as number) - 1;
    } while (topId !== id);
    return value;
  }

  /** The arguments of a call from the stack, last one first; undefined if one is not there. */
  dropArguments(ids: readonly number[]): CelValue[] | undefined {
    const values: CelValue[] = new Array(ids.length);
    for (let index = ids.length - 1; index >= 0; index--) {
      const id = ids[index] as number;
      if (this.counts[id] === 0) return undefined;
      values[index] = this.drop(id) as CelValue;
    }
    return values;
  }

  /** Adds to the trace. The same expression twice in a row is one event with the later result. */
  record(id: number, result: CelResult): void {
    const { trace, place } = this;
    if (this.lastId === id && this.lastPlace === place) {
      trace[trace.length - 3] = result;
      trace[trace.length - 2] = this.cost;
      return;
    }
    if (trace.length >= eventLimit * 4) {
      this.truncated = true;
      return;
    }
    trace.push(id, result, this.cost, place);
    this.lastId = id;
    this.lastPlace = place;
  }

  /** Notes that an expression went on in spite of an error. */
  absorb(error: CelError, id: number): void {
    this.absorbed ??= new Map();
    if (!this.absorbed.has(error)) this.absorbed.set(error, id);
  }

  /** Enters an iteration of a comprehension that is in the iteration `parent`. */
  iterate(parent: number, number: number): void {
    if (this.truncated) return;
    this.place = this.iterations.length / 2;
    this.iterations.push(parent, number);
  }

  /** The trace so far; `result` is what the whole expression came to: nothing absorbed it. */
  events(result: CelResult): TraceEvent[] {
    const events: TraceEvent[] = [];
    for (let index = 0; index < this.trace.length; index += 4) {
      const outcome = this.trace[index + 1] as CelResult;
      const event = {
        id: this.trace[index] as number,
        iterations: this.pathOf(this.trace[index + 3] as number),
        result: outcome,
        cost: this.trace[index + 2] as number,
      };
      const absorbedBy =
        outcome instanceof CelError && outcome !== result ? this.absorbed?.get(outcome) : undefined;
      events.push(absorbedBy === undefined ? event : { ...event, absorbedBy });
    }
    return events;
  }

  private pathOf(place: number): number[] {
    const path: number[] = [];
    for (let at = place; at >= 0; at = this.iterations[at * 2] as number) {
      path.unshift(this.iterations[at * 2 + 1] as number);
    }
    return path;
  }
}

/** A failure with the expression where it arose, as cel-go's LabelErrNode: the first label stays. */
export function label(id: number, value: CelResult): CelResult {
  return value instanceof CelError && value.id === undefined
    ? new CelError(value.message, id)
    : value;
}
