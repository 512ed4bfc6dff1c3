import type { FieldSentence } from "./field-errors.ts";

/** Explains why an expression does not compile, from cel-go's text; undefined if the text names no compiler error. */
export function explainCompileError(error: string): FieldSentence | undefined {
  const at = error.indexOf(": ");
  const field = at < 0 ? "An expression" : error.slice(0, at);
  const isCompile = error.includes("compilation failed: ") || error.includes("must evaluate to ");
  const found = isCompile ? reasons.find(({ says }) => says.test(error)) : undefined;
  if (found === undefined) return undefined;
  return { cause: `${field}: ${found.cause(found.says.exec(error) ?? [])}`, remedy: found.remedy };
}

interface Reason {
  readonly says: RegExp;
  readonly cause: (found: readonly string[]) => string;
  readonly remedy: string;
}

/** The first that fits counts. */
const reasons: readonly Reason[] = [
  {
    says: /must evaluate to (bool|string|one of [^"]{1,80})/,
    cause: ([, type = ""]) => `the expression gives another type than ${type}.`,
    remedy:
      "A rule must be a comparison (claims.x == true); a username or UID must be a string (string(…)).",
  },
  {
    says: /cannot be range of a comprehension/,
    cause: () => "a claim has the type any, which map, filter, exists and all do not take.",
    remedy: "Write dyn(claims.x).map(…) instead of claims.x.map(…).",
  },
  {
    says: /undeclared reference to 'claims'/,
    cause: () => "claims does not exist here: a userValidationRule is about user.",
    remedy: "Read user.username, user.groups or user.extra, or make it a claimValidationRule.",
  },
  {
    says: /undeclared reference to 'user'/,
    cause: () => "user does not exist here: mappings and claimValidationRules are about claims.",
    remedy: "Read claims, or make it a userValidationRule.",
  },
  {
    says: /undeclared reference to '([^']{1,80})'/,
    cause: ([, name = ""]) => `${name} is not a variable or function of this version.`,
    remedy:
      "The variable is claims (user in a userValidationRule). The reference lists every function and since when it exists.",
  },
  {
    says: /undefined field '([^']{1,80})'/,
    cause: ([, name = ""]) => `user has no field ${name}.`,
    remedy: "The fields of user are username, uid, groups and extra.",
  },
  {
    says: /found no matching overload for '([^']{1,80})' applied to '([^']{1,200})'/,
    cause: ([, name = "", types = ""]) => `${name} does not take the types ${types}.`,
    remedy:
      "Both sides must have one type: dyn(…) defers the check to run time, string(…) converts a claim.",
  },
  {
    says: /expected type '([^']{1,80})' but found '([^']{1,80})'/,
    cause: ([, expected = "", got = ""]) => `this is a ${got}, and a ${expected} is expected.`,
    remedy: "A list or map holds one type: convert claims with string(claims.x).",
  },
  {
    says: /Syntax error: (.{1,120})/,
    // What the parser would take instead is a long list; the finding has it.
    cause: ([, detail = ""]) =>
      `the expression is not complete or not CEL (${detail.split(" expecting ")[0]}).`,
    remedy:
      "Check brackets and quotes; the operators are ==, !=, &&, || and !, and a condition is a ? b : c.",
  },
  {
    says: /invalid (\w{1,40}) argument/,
    cause: ([, name = ""]) => `the constant that ${name} is given is not valid.`,
    remedy: "Regular expressions follow RE2, durations are like 1h30m, timestamps follow RFC 3339.",
  },
  {
    says: /compilation failed: (?:ERROR: [^:]{1,40}:\d{1,6}:\d{1,6}: )?(.{1,160})/,
    cause: ([, detail = ""]) => `the expression does not compile (${detail}).`,
    remedy: "Correct it at the place that the message names.",
  },
];
