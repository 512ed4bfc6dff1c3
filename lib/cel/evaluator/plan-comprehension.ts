import type { Minor } from "../../kube/minor.ts";
import { growingMap, seal } from "../library/comprehensions.ts";
import { MutableList } from "../values/containers.ts";
import { formatGo } from "../values/format.ts";
import { goTypeName } from "../values/go-types.ts";
import { CelError, type CelResult, type CelValue, isList, isMap, listOf } from "../values.ts";
import { type Instruction, idOf } from "./instruction.ts";
import type { Fold, Run } from "./run.ts";

/** The planned parts of a comprehension. */
export interface ComprehensionParts {
  /** Its number among the comprehensions of the expression. */
  readonly fold: number;
  readonly range: Instruction;
  readonly condition: Instruction;
  readonly step: Instruction;
  readonly result: Instruction;
  /** Whether it binds two variables: index or key, and value. */
  readonly both: boolean;
  readonly initialize: Initialize;
}

/** Gives the accumulator its first value where cel-go does that late. */
export type Initialize = (run: Run, fold: Fold) => void;

/** How an accumulator begins: lists, and since 1.32 maps, are built in place. */
export function planAccumulator(accumulator: Instruction, minor: Minor): Initialize {
  return (run, fold) => {
    fold.initialized = true;
    const within = run.place;
    run.place = fold.place;
    const value = accumulator.execute(run);
    run.place = within;
    fold.accumulator = isList(value) && value.size === 0 ? new MutableList() : value;
    if (minor >= 32 && isMap(value) && value.size === 0) fold.accumulator = growingMap();
  };
}

/** A macro over a list or map. Follows evalFold of cel-go interpreter/interpretable.go. */
export function planFold(id: number, parts: ComprehensionParts, minor: Minor): Instruction {
  const { range, condition, step, result, both, initialize } = parts;

  const iterate = (run: Run, fold: Fold, number: number): boolean => {
    run.iterate(fold.place, number);
    const goesOn = condition.execute(run);
    if (goesOn === false) return false;
    fold.accumulator = step.execute(run);
    fold.initialized = true;
    return true;
  };

  const compute = (run: Run): CelResult => {
    const elements = range.execute(run);
    if (elements instanceof CelError && (minor !== 32 || !both)) return elements;
    const kind = both
      ? "unsupported comprehension range type: %"
      : "got '%', expected iterable type";
    // From 1.38 on whatever is empty is walked, a text too.
    const empty = minor >= 38 && isEmptyText(elements as CelValue);
    if (!empty && !isList(elements) && !isMap(elements)) {
      return new CelError(kind.replace("%", goTypeName(elements, minor)), id);
    }
    const { place } = run;
    const fold: Fold = { accumulator: null, initialized: false, first: null, second: null, place };
    run.folds[parts.fold] = fold;
    if (minor < 32) initialize(run, fold);
    walk(elements as CelValue, both, minor, (first, second, number) => {
      fold.first = first;
      fold.second = second;
      return iterate(run, fold, number);
    });
    run.place = place;
    return immutable(result.execute(run));
  };
  const execute = (run: Run) => {
    const value = compute(run);
    run.drop(idOf(range));
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** Gives a comprehension what it walks until it has enough: elements or keys, for two variables with index or value. */
function walk(
  range: CelValue,
  both: boolean,
  minor: Minor,
  visit: (first: CelResult, second: CelResult, number: number) => boolean,
): void {
  if (isList(range)) {
    // Up to 1.37 one variable walks what is behind a claim, whose nested names do not unescape.
    const list = both || minor >= 38 ? range : (range.raw ?? range);
    const { size } = list;
    for (let index = 0; index < size; index++) {
      const element = list.at(index);
      if (!(both ? visit(BigInt(index), element, index) : visit(element, null, index))) return;
    }
    return;
  }
  if (!isMap(range)) return;
  const map = range.raw ?? range;
  let number = 0;
  for (const key of map.keys()) {
    const own = both || range.typeName !== undefined ? map.find(key) : null;
    const value = own === undefined ? new CelError(`no such key: ${formatGo(key)}`) : own;
    let entry: readonly [CelResult, CelResult] = [key, value];
    if (range.typeName !== undefined) {
      // The variable itself is walked by its values, and a value is then taken for a key.
      const found = both && !(value instanceof CelError) ? map.find(value) : null;
      const second = found === undefined ? new CelError(`no such key: ${formatGo(value)}`) : found;
      entry = [value, second];
    }
    if (!visit(entry[0], entry[1], number++)) return;
  }
}

function isEmptyText(value: CelValue): boolean {
  return (typeof value === "string" || value instanceof Uint8Array) && value.length === 0;
}

/** The list or map that a comprehension has built, no longer to be changed. */
function immutable(value: CelResult): CelResult {
  if (value instanceof MutableList) return listOf(value.values);
  if (isMap(value)) seal(value);
  return value;
}
