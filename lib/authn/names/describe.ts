import type { Fact, Test } from "./fact.ts";
import type { NamePattern } from "./names.ts";
import {
  type ClaimPart,
  type NamePart,
  type Step,
  type Transform,
  unknownReasonOf,
} from "./text.ts";

/**
 * A pattern as a person reads it: `gha:{repository_id}:{ref}`, a claim's value in braces. Untrusted text: it holds what
 * the configuration says.
 */
export function describePattern({ parts }: Pick<NamePattern, "parts">): string {
  return parts.map(describePart).join("");
}

/** The conditions of a pattern, or what must hold besides, each a few words: `ref is "refs/heads/main"`. */
export function describeConditions(when: readonly Fact[]): readonly string[] {
  return [...new Set(when.flatMap(describeFact))];
}

/** A claim by its path: `realm_access.roles[]`, "[]" being an element. */
function describeSteps(steps: readonly Step[]): string {
  return steps.map(describeStep).join("");
}

/** The claim, and what is made of it: `lower(email)`. */
export function describeClaim({ steps, transforms }: ClaimPart): string {
  return transforms.reduce(describeTransform, describeSteps(steps));
}

function describePart(part: NamePart): string {
  if (part.kind === "text") return part.text;
  const reason = unknownReasonOf(part);
  if (reason !== undefined) return `{any text: ${reason}}`;
  return part.kind === "claim" ? `{${describeClaim(part)}}` : "";
}

function describeTransform(text: string, transform: Transform): string {
  switch (transform.kind) {
    case "string":
    case "format":
      return text;
    case "lower":
    case "upper":
    case "trim":
      return `${transform.kind}(${text})`;
    case "replace":
      return `${text} with ${JSON.stringify(transform.to)} for ${JSON.stringify(transform.from)}`;
    case "split":
      return `part ${transform.index + 1} of ${text} by ${JSON.stringify(transform.separator)}`;
    case "split-any":
      return `a part of ${text} by ${JSON.stringify(transform.separator)}`;
    case "substring":
      return `${text} from ${transform.start}${transform.end === undefined ? "" : ` to ${transform.end}`}`;
  }
}

function describeFact(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case "text":
      return [`${describeSubject(fact.subject)} ${describeTest(fact.test, fact.holds)}`];
    case "has":
      return [`${describeSteps(fact.steps)} is ${fact.holds ? "there" : "missing"}`];
    case "value":
      return [`${describeSteps(fact.steps)} is ${fact.holds ? "" : "not "}${fact.value}`];
    case "other":
      return [fact.holds ? fact.source : `not (${fact.source})`];
    case "each":
      return [];
  }
}

function describeSubject(subject: readonly NamePart[]): string {
  const [only, ...more] = subject;
  if (only?.kind === "claim" && more.length === 0) return describeClaim(only);
  return describePattern({ parts: subject });
}

function describeTest(test: Test, holds: boolean): string {
  if (test.kind === "one-of") {
    const [only, ...more] = test.texts;
    if (more.length === 0) return `is ${holds ? "" : "not "}${JSON.stringify(only)}`;
    return `is ${holds ? "" : "not "}one of ${test.texts.map((text) => JSON.stringify(text)).join(", ")}`;
  }
  const text = JSON.stringify(test.text);
  const words = {
    starts: ["starts with", "does not start with"],
    ends: ["ends with", "does not end with"],
    contains: ["contains", "does not contain"],
    matches: ["matches", "does not match"],
  } as const;
  return `${words[test.kind][holds ? 0 : 1]} ${text}`;
}

function describeStep(step: Step, at: number): string {
  switch (step.kind) {
    case "field":
      return /^[A-Za-z_]\w*$/.test(step.name)
        ? `${at === 0 ? "" : "."}${step.name}`
        : `${at === 0 ? "claims" : ""}[${JSON.stringify(step.name)}]`;
    case "user":
      return `user.${step.name}`;
    case "each":
      return "[]";
    case "item":
      return "[…]";
    case "unknown":
      return `any text: ${step.reason}`;
  }
}
