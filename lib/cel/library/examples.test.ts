import { describe, expect, test } from "vitest";
import { type Minor, newestMinor } from "../../kube/minor.ts";
import { evaluateText } from "../../testing/evaluate-text.ts";
import { libraries } from "./all.ts";
import type { Example } from "./declaration.ts";

const examples: readonly (readonly [library: string, name: string, minor: Minor, Example])[] =
  libraries.flatMap((library) =>
    [...library.functions, ...(library.macros ?? [])].flatMap(({ name, examples, since = 30 }) =>
      examples.map(
        (example) =>
          [library.name, name, since > newestMinor ? since : newestMinor, example] as const,
      ),
    ),
  );

describe("every example in the libraries gives what stands beside it", () => {
  test.each(examples)(
    "library %s, function %s, version 1.%i: %o",
    (_library, _name, minor, { expression, result }) => {
      const got = evaluateText(expression, minor);
      // A value is compared as a value, so that an example may quote as it reads best.
      expect(got).toBe(got === result ? result : evaluateText(result));
    },
  );

  test("every function has one, but for those that cannot be written or used", () => {
    const silent = libraries
      .filter(({ name }) => name !== "authorizer")
      .flatMap(({ functions }) => functions.filter(({ examples }) => examples.length === 0));
    expect(silent.map(({ name }) => name).filter((name) => !name.includes("@"))).toEqual([]);
  });
});
