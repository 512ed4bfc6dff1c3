import { describe, expect, test } from "vitest";
import { newestMinor } from "../../kube/minor.ts";
import { compileExpression } from "../compile.ts";
import { evaluate } from "../evaluator/evaluate.ts";
import { formatCel } from "../evaluator/format.ts";
import { claimsValue } from "../evaluator/input.ts";
import { planExpression } from "../evaluator/plan.ts";
import { libraries } from "./all.ts";
import type { Example } from "./declaration.ts";

/** What a reader sees: the value in CEL's notation, or the words of the failure. */
function run(expression: string): string {
  const compiled = compileExpression(expression, { minor: newestMinor, variable: "claims" });
  if (compiled.kind === "failed") return compiled.message;
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return planned.message;
  return formatCel(evaluate(planned.program, claimsValue({}, newestMinor)).result);
}

const examples: readonly (readonly [library: string, name: string, example: Example])[] =
  libraries.flatMap((library) =>
    [...library.functions, ...(library.macros ?? [])].flatMap(({ name, examples }) =>
      examples.map((example) => [library.name, name, example] as const),
    ),
  );

describe("every example in the libraries gives what stands beside it", () => {
  test.each(examples)("%s %s %o", (_library, _name, { expression, result }) => {
    const got = run(expression);
    // A value is compared as a value, so that an example may quote as it reads best.
    expect(got).toBe(got === result ? result : run(result));
  });

  test("every function has one, but for those that nobody writes or can use", () => {
    const silent = libraries
      .filter(({ name }) => name !== "authorizer")
      .flatMap(({ functions }) => functions.filter(({ examples }) => examples.length === 0));
    expect(silent.map(({ name }) => name).filter((name) => !name.includes("@"))).toEqual([]);
  });
});
