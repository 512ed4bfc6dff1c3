import { compileExpression } from "../cel/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { claimsValue } from "../cel/evaluator/input.ts";
import { planExpression } from "../cel/evaluator/plan.ts";
import { formatCel } from "../cel/values/format.ts";
import { newestMinor } from "../kube/minor.ts";

/** A node of a CRD's schema, as far as its rules of CEL are found through it. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-validations"?: readonly Rule[];
}

interface Rule {
  readonly rule: string;
  readonly message?: string;
}

/** What the rules of a schema refuse in a value, and how many were asked. */
export interface RulesResult {
  readonly asked: number;
  /** "spec.jwt[0].claimValidationRules[1]: the message, or the rule and what it gives" */
  readonly refused: readonly string[];
}

/**
 * Asks the x-kubernetes-validations of a CRD's schema about an object that is made new, by the project's own CEL. Rules about a
 * change (oldSelf) are not asked: there is nothing before.
 */
export function askCrdRules(schema: unknown, value: unknown): RulesResult {
  const refused: string[] = [];
  const asked = walk(schema as Schema, value, "", refused);
  return { asked, refused };
}

function walk(schema: Schema, value: unknown, path: string, refused: string[]): number {
  if (value === undefined || value === null) return 0;
  let asked = 0;
  for (const rule of schema["x-kubernetes-validations"] ?? []) {
    if (/\boldSelf\b/.test(rule.rule)) continue;
    asked += 1;
    const given = ask(rule.rule, value);
    if (given !== "true") refused.push(`${path}: ${rule.message ?? rule.rule} (${given})`);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return asked;
    for (const [index, item] of value.entries())
      asked += walk(items, item, `${path}[${index}]`, refused);
    return asked;
  }
  if (typeof value !== "object") return asked;
  for (const [key, inner] of Object.entries(value)) {
    const { additionalProperties: more } = schema;
    const below = schema.properties?.[key] ?? (typeof more === "object" ? more : undefined);
    if (below) asked += walk(below, inner, path === "" ? key : `${path}.${key}`, refused);
  }
  return asked;
}

// The engine's environments know no `self`: a loop over the one value gives it that name, without a type.
function ask(rule: string, value: unknown): string {
  const text = `[dyn(claims.self)].all(self, ${rule})`;
  const compiled = compileExpression(text, { minor: newestMinor, variable: "claims" });
  if (compiled.kind === "failed") return compiled.message;
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return planned.message;
  return formatCel(evaluate(planned.program, claimsValue({ self: value }, newestMinor)).result);
}
