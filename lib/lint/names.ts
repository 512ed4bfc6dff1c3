import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { NamePattern } from "../authn/names/names.ts";
import { unknownReasonOf } from "../authn/names/text.ts";
import { walk } from "../cel/ast.ts";
import { findExpression, type LintIssuer } from "./context.ts";
import { readOf } from "./tree.ts";

/** The claims that the names of a pattern are made of, by their names at the top of the token. */
export function claimsOf({ parts }: Pick<NamePattern, "parts">): readonly string[] {
  return parts.flatMap((part) => {
    const [first] = part.kind === "claim" ? part.steps : [];
    return first?.kind === "field" ? [first.name] : [];
  });
}

/** Whether nothing is known of some piece of the names. */
export function isUnknown({ parts }: Pick<NamePattern, "parts">): boolean {
  return parts.some((part) => unknownReasonOf(part) !== undefined);
}

/** The text that every name of a pattern begins with. */
export function beginningOf({ parts, when }: NamePattern): string {
  const [first, ...rest] = parts;
  const text = first?.kind === "text" ? first.text : "";
  const open = first?.kind === "text" ? rest : parts;
  // What a rule says of the rest of the name.
  const ruled = when.map((fact) =>
    fact.kind === "text" &&
    fact.holds &&
    fact.test.kind === "starts" &&
    isBeginning(fact.subject, open)
      ? fact.test.text
      : "",
  );
  return (
    text + ruled.reduce((longest, each) => (each.length > longest.length ? each : longest), "")
  );
}

/** The text that every name of a pattern ends with. */
export function endingOf({ parts }: Pick<NamePattern, "parts">): string {
  const last = parts.at(-1);
  return last?.kind === "text" ? last.text : "";
}

/** Where the expression of a field reads a claim. */
export function findRead(
  issuer: LintIssuer,
  field: "username" | "groups",
  claim: string,
): Expr | undefined {
  const expression = findExpression(issuer, field);
  let found: Expr | undefined;
  if (expression !== undefined) {
    walk(expression.expr, (node) => {
      const here = expression.rangeOf(node) !== undefined;
      if (found === undefined && here && readOf(node)?.claim === claim) found = node;
    });
  }
  return found;
}

function isBeginning(subject: NamePattern["parts"], parts: NamePattern["parts"]): boolean {
  return (
    subject.length > 0 &&
    subject.every((part, i) => JSON.stringify(part) === JSON.stringify(parts[i]))
  );
}
