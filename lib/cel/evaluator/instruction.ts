import type { CelOptional, CelResult } from "../values.ts";
import { type Attribute, observeAttribute, resolveAttribute } from "./attributes.ts";
import { label, type Run } from "./run.ts";

/** One step of a plan: cel-go's Interpretable with its watcher. */
export interface Instruction {
  readonly id: number;
  readonly execute: (run: Run) => CelResult;
  readonly constant?: { readonly value: CelResult };
  readonly attribute?: Attribute;
  readonly testOnly?: boolean;
}

/** Ends planning with the words of the server. */
export class PlanFailure extends Error {
  readonly id: number | undefined;
  constructor(message: string, id?: number) {
    super(message);
    this.id = id;
  }
}

/** A value that is known before any evaluation. */
export function constant(id: number, value: CelResult): Instruction {
  const execute = (run: Run) => {
    run.push(id, value);
    return value;
  };
  return { id, execute, constant: { value } };
}

/** A variable, with the fields and indices that are looked up in it. */
export function attributeStep(attribute: Attribute): Instruction {
  const execute = (run: Run) => {
    const value = label(attribute.id, resolveAttribute(run, attribute));
    observeAttribute(run, attribute, attribute.id, false, value);
    return value;
  };
  return { id: attribute.id, execute, attribute };
}

/** The ids of arguments, looked up when they are first needed: a select that follows still changes an attribute's. */
export function idsOf(steps: readonly Instruction[]): () => readonly number[] {
  let ids: readonly number[] | undefined;
  return () => {
    ids ??= steps.map(idOf);
    return ids;
  };
}

/** The id that an argument's value has on the cost tracker's stack. */
export function idOf(step: Instruction): number {
  return step.attribute !== undefined && !step.testOnly ? step.attribute.id : step.id;
}

/** A presence test: the value of `has()`. */
export function testStep(id: number, attribute: Attribute): Instruction {
  const execute = (run: Run) => {
    const resolved = resolveAttribute(run, attribute);
    const value = label(id, isOptional(resolved) ? resolved.value !== undefined : resolved);
    observeAttribute(run, attribute, id, true, value);
    return value;
  };
  return { id, execute, attribute, testOnly: true };
}

/** Fields and indices of what an expression gives. */
export function relativeAttribute(id: number, operand: Instruction): Attribute {
  return { kind: "relative", id, operand: operand.execute, qualifiers: [] };
}

/** Whether a value is an optional. */
export function isOptional(value: CelResult): value is CelOptional {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "optional"
  );
}
