import { int, list, string } from "../types.ts";
import { compileRegularExpression } from "../values/regular-expressions.ts";
import { CelError, type CelResult, type CelValue, noSuchOverload, stringList } from "../values.ts";
import { declare, receiver } from "./build.ts";
import type { FunctionDeclaration, Library } from "./declaration.ts";
import { findAllMatches, findFirstMatch } from "./find-matches.ts";
import { costOfFinding } from "./kubernetes-cost.ts";

const functions: readonly FunctionDeclaration[] = [
  declare(
    "find",
    "The first part of the string that a regular expression (RE2) matches; empty if there is none.",
    [
      ["'team-7-dev'.find('[0-9]+')", "'7'"],
      ["'team'.find('[0-9]+')", "''"],
    ],
    [receiver("string_find_string", [string, string], string, find, { cost: costOfFinding })],
  ),
  declare(
    "findAll",
    "All parts of the string that a regular expression (RE2) matches, at most as many as are asked for. As groups or extra the bare result fails on a server: write .map(x, x) behind it.",
    [
      ["'a1 b2 c3'.findAll('[0-9]')", "['1', '2', '3']"],
      ["'a1 b2 c3'.findAll('[0-9]', 2)", "['1', '2']"],
    ],
    [
      receiver("string_find_all_string", [string, string], list(string), findAll, {
        cost: costOfFinding,
      }),
      receiver("string_find_all_string_int", [string, string, int], list(string), findAll, {
        cost: costOfFinding,
      }),
    ],
    { cost: costOfFinding },
  ),
];

/** Parts of a string by regular expression. Follows apiserver pkg/cel/library/regex.go. */
export const regexLibrary: Library = {
  name: "regex",
  title: "Regular expressions",
  doc: "Extract the parts of a string that a regular expression matches. The syntax is RE2's: no look-around, no back references.",
  since: 30,
  functions,
};

function find([text, pattern]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof pattern !== "string") return noSuchOverload;
  const expression = compileRegularExpression(pattern);
  if (expression instanceof CelError) return illegal(expression);
  return findFirstMatch(expression, text);
}

function findAll([text, pattern, limit = -1n]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof pattern !== "string" || typeof limit !== "bigint") {
    return noSuchOverload;
  }
  const expression = compileRegularExpression(pattern);
  if (expression instanceof CelError) return illegal(expression);
  return stringList(findAllMatches(expression, text, Number(limit)));
}

function illegal(error: CelError): CelError {
  return new CelError(`Illegal regex: ${error.message}`);
}
