import type { Alternatives, Fact } from "../authn/names/fact.ts";
import { type ClaimPart, readName } from "../authn/names/text.ts";
import type { Pin } from "./providers.ts";

/**
 * Whether only those get in whose owner is named: whether in each way in which a token can be admitted, a claim that
 * says who owns it has a value of the configuration's choice.
 */
export function isPinned(admits: Alternatives, pins: readonly Pin[]): boolean {
  return admits.every((facts) => namesOwner(facts, pins));
}

/** Whether facts about a token name its owner. */
export function namesOwner(facts: readonly Fact[], pins: readonly Pin[]): boolean {
  return facts.some((fact) => pins.some((pin) => fixes(fact, pin)));
}

function fixes(fact: Fact, pin: Pin): boolean {
  if (fact.kind === "value") {
    const [first, ...more] = fact.steps;
    const isNumber = fact.value !== "true" && fact.value !== "false";
    return (
      fact.holds &&
      isNumber &&
      more.length === 0 &&
      first?.kind === "field" &&
      first.name === pin.claim
    );
  }
  if (fact.kind !== "text" || !fact.holds) return false;
  const { subject, test } = fact;
  const [first, ...more] = subject;
  switch (test.kind) {
    case "one-of":
      return test.texts.every((text) => {
        const readings = readName(subject, text) ?? [];
        return (
          readings.length > 0 &&
          readings.every((reading) =>
            reading.some((each) => each.text !== "" && isValueOf(each.part, pin)),
          )
        );
      });
    case "starts":
      return (
        first?.kind === "claim" && isValueOf(first, pin) && pin.complete?.test(test.text) === true
      );
    case "ends":
      return (
        first?.kind === "claim" &&
        more.length === 0 &&
        isValueOf(first, pin) &&
        pin.ending?.test(test.text) === true
      );
    default:
      return false;
  }
}

// The claim itself, or an entry of one that is a list; what keeps its text, and the first part of a path, count as well.
function isValueOf({ steps, transforms }: ClaimPart, pin: Pin): boolean {
  const [first, second, ...more] = steps;
  if (first?.kind !== "field" || first.name !== pin.claim || more.length > 0) return false;
  if (second !== undefined && (pin.list !== true || second.kind !== "each")) return false;
  return transforms.every(
    (each) =>
      each.kind === "string" ||
      each.kind === "format" ||
      each.kind === "lower" ||
      each.kind === "upper" ||
      each.kind === "trim" ||
      (each.kind === "split" && each.index === 0),
  );
}
