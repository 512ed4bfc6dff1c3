import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { explainCompileError } from "./compile-errors.ts";
import { explainFieldError } from "./field-errors.ts";

test("every recorded error of validation has a sentence of its own", () => {
  const path = fileURLToPath(new URL("../../testing/recorded/validate.jsonl", import.meta.url));
  const errors: string[] = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => JSON.parse(line).answer.errors ?? [])
    .map(({ error }) => error);
  const without = errors.filter(
    (error) => explainCompileError(error) === undefined && explainFieldError(error) === undefined,
  );
  expect([...new Set(without)]).toEqual([]);
});

test.each([
  [
    'jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https',
    "jwt[0].issuer.url is not an https URL.",
  ],
  [
    "jwt[1].issuer.audiences[0]: Required value",
    "jwt[1].issuer.audiences[0]: an issuer needs at least one audience, and none may be empty.",
  ],
])("%s", (error, cause) => {
  expect(explainFieldError(error)?.cause).toBe(cause);
});

test.each([
  [
    "jwt[0].claimMappings.groups.expression: Invalid value: \"claims.g.map(x, x)\": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
    "jwt[0].claimMappings.groups.expression: a claim has the type any, which map, filter, exists and all do not take.",
  ],
  [
    "jwt[0].userValidationRules[0].expression: Invalid value: \"claims.a\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'claims' (in container '')",
    "jwt[0].userValidationRules[0].expression: claims does not exist here: a userValidationRule is about user.",
  ],
])("%s", (error, cause) => {
  expect(explainCompileError(error)?.cause).toBe(cause);
});
