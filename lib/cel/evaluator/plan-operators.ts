import type { Minor } from "../../kube/minor.ts";
import { costOfEquality } from "../library/cost.ts";
import { costOfEquals } from "../library/kubernetes-cost.ts";
import { equals } from "../values/equality.ts";
import { goTypeName } from "../values/go-types.ts";
import { CelError, type CelResult, noSuchOverload } from "../values.ts";
import { type Attribute, addQualifier, isKey, type Qualifier } from "./attributes.ts";
import {
  attributeStep,
  type Instruction,
  idOf,
  idsOf,
  isOptional,
  PlanFailure,
  relativeAttribute,
  testStep,
} from "./instruction.ts";
import { label, type Run } from "./run.ts";

/** `&&` (decided by false) and `||` (decided by true). An error counts only if nothing decides. */
export function logical(id: number, terms: readonly Instruction[], decisive: boolean): Instruction {
  const ids = idsOf(terms);
  const execute = (run: Run) => {
    let value: CelResult = !decisive;
    let failure: CelError | undefined;
    for (const term of terms) {
      const result = term.execute(run);
      if (result === decisive) {
        value = decisive;
        if (failure !== undefined) run.absorb(failure, id);
        failure = undefined;
        break;
      }
      if (typeof result !== "boolean" && failure === undefined) {
        failure = label(id, result instanceof CelError ? result : noSuchOverload) as CelError;
      }
    }
    if (failure !== undefined) value = failure;
    for (const term of ids()) run.drop(term);
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** `condition ? truthy : falsy`, itself an attribute, as its branches are. */
export function conditional(
  id: number,
  condition: Instruction,
  truthy: Instruction,
  falsy: Instruction,
): Instruction {
  const branch = (step: Instruction): Attribute =>
    step.attribute !== undefined
      ? step.attribute
      : { kind: "relative", id: idOf(step), operand: step.execute, qualifiers: [] };
  const [yes, no] = [branch(truthy), branch(falsy)];
  return {
    ...attributeStep({
      kind: "conditional",
      id: yes.id === no.id ? yes.id : id,
      ownId: id,
      condition: condition.execute,
      conditionId: () => idOf(condition),
      truthy: yes,
      falsy: no,
    }),
    id,
  };
}

/** `==`, or `!=` if not `wanted`. */
export function equality(
  id: number,
  left: Instruction,
  right: Instruction,
  wanted: boolean,
): Instruction {
  const ids = idsOf([left, right]);
  const cost = wanted ? costOfEquals : costOfEquality;
  const execute = (run: Run) => {
    const a = left.execute(run);
    // From 1.38 on a failure on the left ends the evaluation, with the cost of a value of size 1 on the right.
    const direct = run.minor >= 38;
    const b = direct && a instanceof CelError ? null : right.execute(run);
    let value: CelResult;
    if (a instanceof CelError) value = a;
    else if (b instanceof CelError) value = b;
    else {
      const equal = equals(a, b);
      value = wanted ? equal : equal !== true;
    }
    const values = direct
      ? ([a, b] as NonNullable<ReturnType<Run["dropArguments"]>>)
      : run.dropArguments(ids());
    if (values !== undefined) run.cost += cost(values, value, run.minor);
    run.push(id, value);
    return value;
  };
  return { id, execute };
}

/** `operand[index]`, `operand[?index]`. */
export function planIndex(
  minor: Minor,
  id: number,
  operand: Instruction,
  index: Instruction,
  optional: boolean,
): Instruction {
  const attribute = operand.attribute ?? relativeAttribute(idOf(operand), operand);
  addQualifier(attribute, indexQualifier(minor, id, index, optional));
  return operand.testOnly ? testStep(operand.id, attribute) : { ...attributeStep(attribute), id };
}

function indexQualifier(
  minor: Minor,
  id: number,
  index: Instruction,
  optional: boolean,
): Qualifier {
  const base = { id, optional, testOnly: false };
  if (index.constant !== undefined) {
    const { value } = index.constant;
    if (value instanceof CelError || !isKey(value)) {
      throw new PlanFailure(`invalid qualifier type: ${goTypeName(value, minor)}`, id);
    }
    return { ...base, key: { kind: "constant", value } };
  }
  const computed = index.attribute === undefined;
  const attribute = index.attribute ?? relativeAttribute(id, index);
  return { ...base, key: { kind: "attribute", attribute, computed } };
}

/** `or` and `orValue`, which evaluate their other side only if needed, and cost nothing. */
export function optionalOr(
  minor: Minor,
  id: number,
  left: Instruction,
  right: Instruction,
  unwrap: boolean,
): Instruction {
  const execute = (run: Run) => {
    const first = left.execute(run);
    let value: CelResult;
    if (first instanceof CelError) value = first;
    // Up to 1.36 a value that is no optional is the result.
    else if (!isOptional(first)) value = minor >= 37 ? label(id, noSuchOverload) : first;
    else if (first.value === undefined) value = right.execute(run);
    else value = unwrap ? first.value : first;
    run.push(id, value);
    return value;
  };
  return { id, execute };
}
