import { hashable } from "../values/containers.ts";
import { formatGo } from "../values/format.ts";
import { KeyTable, mapOfTable } from "../values/key-table.ts";
import { CelError, type CelResult, type CelValue, listOf } from "../values.ts";
import { constant, type Instruction, idsOf, isOptional } from "./instruction.ts";
import { createMessage } from "./messages.ts";
import { label, type Run } from "./run.ts";

/* Lists, maps and messages that an expression writes out. Follows cel-go interpreter/interpretable.go. */

/** An element of a list; an optional one is left out if it has no value. */
export interface Element {
  readonly value: Instruction;
  readonly optional: boolean;
}

/** An entry of a map. */
export interface Entry extends Element {
  readonly key: Instruction;
}

/** A field of a message. */
export interface FieldEntry extends Element {
  readonly name: string;
}

/** `[a, ?b]`. */
export function planList(id: number, elements: readonly Element[]): Instruction {
  const steps = elements.map(({ value }) => value);
  return create(id, steps, { cost: 10, folds: true }, (evaluate) => {
    const values: CelValue[] = [];
    for (const element of elements) {
      const value = evaluate(element.value);
      if (value instanceof CelError) return value;
      if (!element.optional) {
        values.push(value);
      } else if (!isOptional(value)) {
        return new CelError(
          `cannot initialize optional list element from non-optional value ${formatGo(value)}`,
          id,
        );
      } else if (value.value !== undefined) {
        values.push(value.value);
      }
    }
    return listOf(values);
  });
}

/** `{a: b, ?c: d}`. */
export function planMap(id: number, entries: readonly Entry[]): Instruction {
  const steps = entries.flatMap(({ key, value }) => [key, value]);
  return create(id, steps, { cost: 30, folds: true }, (evaluate) => {
    const table = new KeyTable();
    for (const entry of entries) {
      const key = evaluate(entry.key);
      if (key instanceof CelError) return key;
      const value = evaluate(entry.value);
      if (value instanceof CelError) return value;
      if (!entry.optional) {
        table.set(hashable(key), value);
      } else if (!isOptional(value)) {
        return refuseEntry(id, formatGo(key), value);
      } else if (value.value === undefined) {
        table.delete(hashable(key));
      } else {
        table.set(hashable(key), value.value);
      }
    }
    return mapOfTable(table);
  });
}

/** `Name{field: a, ?other: b}`. */
export function planMessage(id: number, name: string, fields: readonly FieldEntry[]): Instruction {
  const steps = fields.map(({ value }) => value);
  return create(id, steps, { cost: 40, folds: false }, (evaluate) => {
    const values = new Map<string, CelValue>();
    for (const field of fields) {
      const value = evaluate(field.value);
      if (value instanceof CelError) return value;
      if (!field.optional) {
        values.set(field.name, value);
      } else if (!isOptional(value)) {
        return refuseEntry(id, field.name, value);
      } else if (value.value !== undefined) {
        values.set(field.name, value.value);
      }
    }
    return label(id, createMessage(name, values));
  });
}

/** What is made of the values of the steps; if it `folds`, constants make it once and for all. Costs: common/cost.go. */
function create(
  id: number,
  steps: readonly Instruction[],
  { cost, folds }: { readonly cost: number; readonly folds: boolean },
  make: (evaluate: (step: Instruction) => CelResult) => CelResult,
): Instruction {
  if (folds && steps.every((step) => step.constant !== undefined)) {
    return constant(
      id,
      make((step) => step.constant?.value ?? null),
    );
  }
  const ids = idsOf(steps);
  const execute = (run: Run) => {
    let failed = false;
    const value = make((step) => {
      const result = step.execute(run);
      if (result instanceof CelError) failed = true;
      return result;
    });
    run.dropArguments(ids());
    // From 1.38 on what is not made costs nothing; a message that refuses its fields does.
    const unpaid = run.minor >= 38 && (failed || (folds && value instanceof CelError));
    if (!unpaid) run.cost += cost;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

function refuseEntry(id: number, name: string, value: CelValue): CelError {
  const words = `'${name}' from non-optional value ${formatGo(value)}`;
  return new CelError(`cannot initialize optional entry ${words}`, id);
}
