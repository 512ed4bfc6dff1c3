import type { Fix } from "../../diagnostics/diagnostic.ts";
import { findMember } from "../../yaml/data.ts";
import { removeMember, replaceMember } from "../../yaml/edit.ts";
import { readExpression } from "../claim-paths.ts";
import { type FixContext, issuerPathOf, makeFix, objectAt } from "./fix-context.ts";

/** Turns `claim` and `requiredValue` into an expression, for a claim that is no string. */
export function fixRequiredClaim({
  text,
  root,
  cause,
  claims,
}: FixContext): readonly (Fix | undefined)[] {
  const issuer = issuerPathOf(cause.path);
  const { claim } = cause;
  if (issuer === undefined || claim === undefined || claims === undefined) return [];
  if (cause.code !== "claim-type" || !Object.hasOwn(claims, claim)) return [];
  const value = claims[claim];
  const read = readExpression([claim]);
  for (let index = 0; ; index++) {
    const path = `${issuer}.claimValidationRules[${index}]`;
    const rule = objectAt(root, path);
    if (rule === undefined) return [];
    const name = findMember(rule, "claim");
    const required = findMember(rule, "requiredValue");
    if (name?.value.kind !== "string" || name.value.value !== claim) continue;
    if (required?.value.kind !== "string") return [];
    const wanted = JSON.stringify(required.value.value);
    const expression = Array.isArray(value)
      ? `${wanted} in dyn(${read})`
      : typeof value === "number"
        ? `string(int(${read})) == ${wanted}`
        : `string(${read}) == ${wanted}`;
    const removed = removeMember(text, rule, required);
    if (removed === undefined) return [];
    const key = { span: name.keySpan, newText: "expression" };
    const edits = [key, replaceMember(text, rule, name, expression), removed];
    return [
      makeFix(`required/${path}`, `Compare the claim with an expression: ${expression}`, edits),
    ];
  }
}
