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

/** An iteration that events refer to: its number, and the iteration around it. */
interface Iteration {
  readonly parent: number;
  readonly number: number;
}

/**
 * One evaluation: the variable, the folds' state, the cost with the stack that cel-go finds its arguments on, and the
 * trace in columns. Follows cel-go interpreter/runtimecost.go.
 */
export class Run {
  readonly variable: CelMap | CelObject | undefined;
  readonly minor: Minor;
  readonly folds: Fold[] = [];
  cost = 0;
  readonly #limit: number;

  /** The cost tracker's stack, and how often each id stands on it. */
  readonly #stackIds: number[] = [];
  readonly #stackValues: CelResult[] = [];
  readonly #counts: number[] = [];

  readonly #ids: number[] = [];
  readonly #results: CelResult[] = [];
  readonly #costs: number[] = [];
  readonly #places: number[] = [];
  readonly #iterations: Iteration[] = [];
  readonly #absorbed = new Map<CelError, number>();
  /** The iteration that runs: an index of #iterations, -1 outside of every comprehension. */
  place = -1;
  truncated = false;

  constructor(variable: CelMap | CelObject | undefined, minor: Minor, limit: number) {
    this.variable = variable;
    this.minor = minor;
    this.#limit = limit;
  }

  /** Puts a value on the stack, as cel-go's Observe does last, and ends the run where it costs too much. */
  push(id: number, value: CelResult): void {
    this.#stackIds.push(id);
    this.#stackValues.push(value);
    this.#counts[id] = (this.#counts[id] ?? 0) + 1;
    this.record(id, value);
    // cel-go's cost has no sign: below zero is a very great cost.
    if (this.cost > this.#limit || this.cost < 0) throw new CostLimitExceeded();
  }

  /** Takes off the topmost entry with this id and all above it; nothing where there is none. */
  drop(id: number): CelResult | undefined {
    if (!this.#counts[id]) return undefined;
    let top = this.#stackIds.length;
    let value: CelResult | undefined;
    while (top > 0) {
      top--;
      const topId = this.#stackIds[top] as number;
      this.#counts[topId] = (this.#counts[topId] as number) - 1;
      if (topId === id) {
        value = this.#stackValues[top];
        break;
      }
    }
    this.#stackIds.length = top;
    this.#stackValues.length = top;
    return value;
  }

  /** The arguments of a call from the stack, last one first; undefined where one is not there. */
  dropArguments(ids: readonly number[]): CelValue[] | undefined {
    const values: CelValue[] = new Array(ids.length);
    for (let index = ids.length - 1; index >= 0; index--) {
      const id = ids[index] as number;
      if (!this.#counts[id]) return undefined;
      values[index] = this.drop(id) as CelValue;
    }
    return values;
  }

  /** Adds to the trace. The same expression twice in a row is one event with the later result. */
  record(id: number, result: CelResult): void {
    const last = this.#ids.length - 1;
    if (last >= 0 && this.#ids[last] === id && this.#places[last] === this.place) {
      this.#results[last] = result;
      this.#costs[last] = this.cost;
      return;
    }
    if (last >= eventLimit) {
      this.truncated = true;
      return;
    }
    this.#ids.push(id);
    this.#results.push(result);
    this.#costs.push(this.cost);
    this.#places.push(this.place);
  }

  /** Notes that an expression went on in spite of an error. */
  absorb(error: CelError, id: number): void {
    if (!this.#absorbed.has(error)) this.#absorbed.set(error, id);
  }

  /** Enters an iteration of a comprehension that stands in the iteration `parent`. */
  iterate(parent: number, number: number): void {
    if (this.truncated) return;
    this.#iterations.push({ parent, number });
    this.place = this.#iterations.length - 1;
  }

  /** The trace so far; `result` is what the whole expression came to, which absorbed nothing that is it. */
  events(result: CelResult): TraceEvent[] {
    return this.#ids.map((id, index) => {
      const outcome = this.#results[index] as CelResult;
      const event = {
        id,
        iterations: this.#path(this.#places[index] as number),
        result: outcome,
        cost: this.#costs[index] as number,
      };
      const absorbedBy =
        outcome instanceof CelError && outcome !== result ? this.#absorbed.get(outcome) : undefined;
      return absorbedBy === undefined ? event : { ...event, absorbedBy };
    });
  }

  #path(place: number): number[] {
    const path: number[] = [];
    for (let at = place; at >= 0; at = this.#iterations[at]?.parent ?? -1) {
      path.unshift(this.#iterations[at]?.number ?? 0);
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

/** What crashes in Go and is caught around the whole evaluation: "internal error: " and the message. */
export class Panic extends Error {}
