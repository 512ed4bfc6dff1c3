import { describe, expect, test } from "vitest";
import { evaluateText } from "../../testing/evaluate-text.ts";
import { libraries } from "./all.ts";
import type { Example } from "./declaration.ts";

const examples: readonly (readonly [library: string, name: string, example: Example])[] =
  libraries.flatMap((library) =>
    [...library.functions, ...(library.macros ?? [])].flatMap(({ name, examples }) =>
      examples.map((example) => [library.name, name, example] as const),
    ),
  );

describe("every example in the libraries gives what stands beside it", () => {
  test.each(examples)("%s %s %o", (_library, _name, { expression, result }) => {
    const got = evaluateText(expression);
    // A value is compared as a value, so that an example may quote as it reads best.
    expect(got).toBe(got === result ? result : evaluateText(result));
  });

  test("every function has one, but for those that nobody writes or can use", () => {
    const silent = libraries
      .filter(({ name }) => name !== "authorizer")
      .flatMap(({ functions }) => functions.filter(({ examples }) => examples.length === 0));
    expect(silent.map(({ name }) => name).filter((name) => !name.includes("@"))).toEqual([]);
  });
});
