import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../cel/ast.ts";
import type { LintIssuer } from "./context.ts";
import { findExpression } from "./context.ts";
import { type NamePart, partsOf } from "./names.ts";
import type { Pin } from "./providers.ts";
import { boolOf, callOf, claimValueOf, elementsOf, iterationOf, presenceOf } from "./tree.ts";

/**
 * Whether the rules of an issuer let nobody in but those whose owner they name: whether, whatever claims a token has or
 * lacks, at least one rule fixes a claim that says who owns it.
 */
export function isPinned(issuer: LintIssuer, pins: readonly Pin[]): boolean {
  const { jwt } = issuer;
  if (jwt.claimValidationRules.some((rule) => fixesRequired(rule, pins))) return true;
  const rules = issuer.expressions.filter(({ role }) => role.endsWith("-rule"));
  const username = findExpression(issuer, "username");
  const conditions: Condition[] = rules.map(({ expr }) => ({ expr }));
  if (username !== undefined) conditions.push({ expr: username.expr, refusesEmpty: true });
  const scope: Scope = {
    pins,
    subjects: subjectsOf(issuer),
    variables: new Map(),
    budget: { left: 50_000 },
  };
  return listAssumptions(conditions.map(({ expr }) => expr)).every((present) =>
    conditions.some(({ expr, refusesEmpty }) =>
      refusesEmpty
        ? refusesUnlessPinned(expr, { ...scope, present })
        : demands(expr, true, { ...scope, present }),
    ),
  );
}

interface Condition {
  readonly expr: Expr;
  /** The expression of the username: an empty one is refused. */
  readonly refusesEmpty?: true;
}

interface Scope {
  readonly pins: readonly Pin[];
  /** What the parts of the user are made of, by name: "username", "groups". */
  readonly subjects: ReadonlyMap<string, readonly NamePart[]>;
  /** Variables of comprehensions that stand for an entry of a claim, or of the user's groups. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Which claims are assumed to be there. */
  readonly present?: ReadonlyMap<string, boolean>;
  /** How many more nodes may be looked at: conditions inside conditions are looked at from both sides. */
  readonly budget: { left: number };
}

/** A value that can name an owner: a pin after a constant beginning. */
interface Value {
  readonly pin: Pin;
  readonly before: string;
  /** It is a list, or a string that may be part of one. */
  readonly isList: boolean;
  readonly fallback?: Expr;
}

function fixesRequired(
  { claim, requiredValue }: { readonly claim: string; readonly requiredValue: string },
  pins: readonly Pin[],
): boolean {
  if (claim === "" || requiredValue === "") return false;
  return pins.some((pin) => pin.claim === claim && pin.list !== true);
}

// Attackers choose which claims their tokens have, so every combination must be safe. More than a few are not tried.
function listAssumptions(exprs: readonly Expr[]): ReadonlyMap<string, boolean>[] {
  const claims = new Set<string>();
  for (const expr of exprs) {
    walk(expr, (node) => {
      const claim = presenceOf(node);
      if (claim !== undefined && claims.size < 5) claims.add(claim);
    });
  }
  let all: ReadonlyMap<string, boolean>[] = [new Map()];
  for (const claim of claims) {
    all = all.flatMap((known) => [
      new Map([...known, [claim, true]]),
      new Map([...known, [claim, false]]),
    ]);
  }
  return all;
}

// `cond ? name : ""`: the server refuses an empty name that an expression made.
function refusesUnlessPinned(expr: Expr, scope: Scope): boolean {
  const call = callOf(expr);
  if (textOf(expr) === "") return true;
  if (call?.name !== "_?_:_") return false;
  const [condition, then, otherwise] = call.args;
  if (!condition || !then || !otherwise) return false;
  const known = constantOf(condition, scope);
  if (known !== undefined) return refusesUnlessPinned(known ? then : otherwise, scope);
  return (
    (demands(condition, true, scope) || refusesUnlessPinned(then, scope)) &&
    (demands(condition, false, scope) || refusesUnlessPinned(otherwise, scope))
  );
}

// Whether the expression can be `wanted` only for tokens of a named owner.
function demands(expr: Expr | undefined, wanted: boolean, scope: Scope): boolean {
  if (expr === undefined || scope.budget.left-- <= 0) return false;
  const known = constantOf(expr, scope);
  if (known !== undefined) return known !== wanted;
  const iteration = iterationOf(expr);
  if (iteration !== undefined) return demandsOfIteration(iteration, wanted, scope);
  const call = callOf(expr);
  if (call === undefined) return false;
  const [first, second, third] = call.args;
  const both = () => demands(first, wanted, scope) && demands(second, wanted, scope);
  const either = () => demands(first, wanted, scope) || demands(second, wanted, scope);
  switch (call.name) {
    case "_&&_":
      return wanted ? either() : both();
    case "_||_":
      return wanted ? both() : either();
    case "!_":
      return demands(first, !wanted, scope);
    case "dyn":
    case "bool":
      return demands(first, wanted, scope);
    case "_?_:_":
      return (
        (demands(first, true, scope) || demands(second, wanted, scope)) &&
        (demands(first, false, scope) || demands(third, wanted, scope))
      );
    case "_==_":
    case "_!=_":
      return demandsOfEquality(first, second, wanted === (call.name === "_==_"), scope);
    case "_>_":
    case "_>=_":
      return wanted && countsEntries(first, second, call.name === "_>_" ? 0n : 1n, scope);
    case "orValue":
      return demands(call.target, wanted, scope) && boolOf(first) !== wanted;
    default:
      return wanted && fixesOwner(expr, scope);
  }
}

function demandsOfEquality(
  first: Expr | undefined,
  second: Expr | undefined,
  equal: boolean,
  scope: Scope,
): boolean {
  for (const [value, other] of [
    [first, second],
    [second, first],
  ]) {
    const known = boolOf(other);
    if (known !== undefined) return demands(value, known === equal, scope);
  }
  if (!equal) return false;
  return [
    [first, second],
    [second, first],
  ].some(([value, other]) => {
    const text = textOf(other) ?? (isNumber(other) ? "0" : undefined);
    return text !== undefined && isFixed(pinOf(value, scope), text, "whole");
  });
}

function demandsOfIteration(
  { kind, range, variable, body }: NonNullable<ReturnType<typeof iterationOf>>,
  wanted: boolean,
  scope: Scope,
): boolean {
  const value = pinOf(range, scope);
  const inner =
    value === undefined
      ? scope
      : { ...scope, variables: new Map([...scope.variables, [variable, value]]) };
  if (kind === "exists" || kind === "exists_one") return wanted && demands(body, true, inner);
  // `["acme/"].exists(p, claims.repository.startsWith(p))` is beyond us; `all` holds for an empty list.
  if (kind === "all") return !wanted && demands(body, false, inner);
  return false;
}

// `groups.filter(g, g == "acme").size() > 0` says what `exists` does.
function countsEntries(
  counted: Expr | undefined,
  least: Expr | undefined,
  number: bigint,
  scope: Scope,
): boolean {
  const size = callOf(counted);
  const literal = least?.exprKind.case === "constExpr" && least.exprKind.value.constantKind;
  if (size?.name !== "size" || !literal || literal.case !== "int64Value") return false;
  const filter = iterationOf(size.target ?? size.args[0]);
  if (literal.value < number || filter?.kind !== "filter") return false;
  return demandsOfIteration({ ...filter, kind: "exists" }, true, scope);
}

function fixesOwner(expr: Expr, scope: Scope): boolean {
  const call = callOf(expr);
  if (call === undefined) return false;
  const [first, second] = call.args;
  switch (call.name) {
    case "@in":
      return fixesByList(first, second, scope);
    case "startsWith":
      return isFixed(pinOf(call.target, scope), textOf(first), "beginning");
    case "endsWith":
      return isFixed(pinOf(call.target, scope), textOf(first), "ending");
    case "matches": {
      const value = pinOf(call.target ?? first, scope);
      return matchesOwner(value, textOf(call.target === undefined ? second : first));
    }
    case "sets.intersects":
    case "sets.contains": {
      const texts = elementsOf(second)?.map(textOf);
      const value = pinOf(first, scope);
      return (
        texts !== undefined && texts.length > 0 && texts.every((t) => isFixed(value, t, "whole"))
      );
    }
    default:
      return false;
  }
}

function fixesByList(first: Expr | undefined, second: Expr | undefined, scope: Scope): boolean {
  const elements = elementsOf(second);
  if (elements !== undefined) {
    const value = pinOf(first, scope);
    return elements.every((each) => {
      const text = textOf(each) ?? (isNumber(each) ? "0" : undefined);
      return text !== undefined && isFixed(value, text, "whole");
    });
  }
  const list = pinOf(second, scope);
  return list?.isList === true && isFixed(list, textOf(first), "whole");
}

// Which pin a value is, if any.
function pinOf(expr: Expr | undefined, scope: Scope): Value | undefined {
  const variable = scope.variables.get(nameOf(expr) ?? "");
  if (variable !== undefined) return variable;
  const claim = claimValueOf(expr);
  if (claim !== undefined) {
    const pin = scope.pins.find((each) => each.claim === claim.claim);
    if (pin === undefined) return undefined;
    const { fallback } = claim;
    return { pin, before: "", isList: pin.list === true, ...(fallback && { fallback }) };
  }
  const field = userFieldOf(expr);
  return field === undefined ? undefined : valueOfParts(scope.subjects.get(field), scope, field);
}

function valueOfParts(
  parts: readonly NamePart[] | undefined,
  { pins }: Scope,
  field: string,
): Value | undefined {
  let before = "";
  for (const part of parts ?? []) {
    if (part.kind === "text") {
      before += part.text;
      continue;
    }
    if (part.kind === "other") return undefined;
    const pin = pins.find((each) => each.claim === part.claim);
    return pin && { pin, before, isList: field === "groups" };
  }
  return undefined;
}

function isFixed(
  value: Value | undefined,
  text: string | undefined,
  how: "whole" | "beginning" | "ending",
): boolean {
  if (value === undefined || text === undefined || text === "") return false;
  const { pin, before, fallback } = value;
  // A default that passes lets in whoever lacks the claim.
  const missing = textOf(fallback);
  if (how === "ending") return pin.ending?.test(text) === true;
  if (!text.startsWith(before)) return false;
  if (how === "whole") return text.length > before.length && missing !== text;
  return pin.complete?.test(text.slice(before.length)) === true;
}

// A regular expression that fixes the beginning, or the end of an address. Alternatives must each do so.
function matchesOwner(value: Value | undefined, pattern: string | undefined): boolean {
  if (value === undefined || pattern === undefined) return false;
  const ending = /^(?:[^|()]*[^\\|()])?(@(?:[A-Za-z0-9-]|\\\.)+)\$$/.exec(pattern)?.[1];
  if (ending !== undefined && isFixed(value, ending.replaceAll("\\.", "."), "ending")) return true;
  if (!pattern.startsWith("^")) return false;
  const beginnings = literalBeginnings(pattern.slice(1)) ?? [];
  return (
    beginnings.length > 0 &&
    beginnings.every(({ text, whole }) => isFixed(value, text, whole ? "whole" : "beginning"))
  );
}

// The literal texts that a pattern begins with: `(a|b)/.*` begins with `a/` or `b/`. Undefined where it has top-level
// alternatives, which the anchor does not hold.
function literalBeginnings(
  pattern: string,
): readonly { readonly text: string; readonly whole: boolean }[] | undefined {
  if (hasTopLevelAlternative(pattern)) return undefined;
  const group = /^\((?:\?:)?([^()[\]*+?{}^$]*)\)(?![*?{])/.exec(pattern);
  if (group !== null) {
    const rest = readLiteral(pattern.slice(group[0].length));
    return (group[1] ?? "").split("|").map((alternative) => {
      const head = readLiteral(alternative);
      const complete = head.rest === "";
      return complete
        ? { text: head.text + rest.text, whole: rest.rest === "$" }
        : { text: head.text, whole: false };
    });
  }
  const head = readLiteral(pattern);
  const next = /^\((?:\?:)?([^()[\]*+?{}^$]*)\)(?![*?{])/.exec(head.rest);
  if (next !== null) {
    return literalBeginnings(head.rest)?.map((each) => ({ ...each, text: head.text + each.text }));
  }
  return [{ text: head.text, whole: head.rest === "$" }];
}

function readLiteral(pattern: string): { readonly text: string; readonly rest: string } {
  let text = "";
  let at = 0;
  while (at < pattern.length) {
    const escaped = pattern[at] === "\\";
    const unit = pattern[at + (escaped ? 1 : 0)] ?? "";
    if (escaped ? /[A-Za-z0-9]|^$/.test(unit) : /[.[\]()*+?{}^$|]/.test(unit)) break;
    const width = escaped ? 2 : 1;
    // What may be missing or repeated is not literal.
    if (/[*?{]/.test(pattern[at + width] ?? "")) break;
    text += unit;
    at += width;
    if (pattern[at] === "+") break;
  }
  return { text, rest: pattern.slice(at) };
}

function hasTopLevelAlternative(pattern: string): boolean {
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === "\\") i++;
    else if (pattern[i] === "(") depth++;
    else if (pattern[i] === ")") depth--;
    else if (pattern[i] === "|" && depth === 0) return true;
  }
  return false;
}

// What is known of a condition without the token: literals, and the presence that is assumed.
function constantOf(expr: Expr | undefined, scope: Scope): boolean | undefined {
  const literal = boolOf(expr);
  if (literal !== undefined) return literal;
  const claim = presenceOf(expr);
  if (claim !== undefined) return scope.present?.get(claim);
  const call = callOf(expr);
  const [first, second] = call?.args ?? [];
  switch (call?.name) {
    case "!_": {
      const inner = constantOf(first, scope);
      return inner === undefined ? undefined : !inner;
    }
    case "_&&_":
    case "_||_": {
      const absorbing = call.name === "_||_";
      const values = [constantOf(first, scope), constantOf(second, scope)];
      if (values.includes(absorbing)) return absorbing;
      return values.includes(undefined) ? undefined : !absorbing;
    }
    default:
      return undefined;
  }
}

function subjectsOf(issuer: LintIssuer): ReadonlyMap<string, readonly NamePart[]> {
  const { username, groups } = issuer.jwt.claimMappings;
  const subjects = new Map<string, readonly NamePart[]>();
  for (const [field, mapping] of [
    ["username", username],
    ["groups", groups],
  ] as const) {
    const [only, ...more] = partsOf(mapping, findExpression(issuer, field)?.expr);
    if (only !== undefined && more.length === 0) subjects.set(field, only);
  }
  return subjects;
}

/** `user.username` to "username". */
export function userFieldOf(expr: Expr | undefined): string | undefined {
  if (expr?.exprKind.case !== "selectExpr") return undefined;
  const { operand, field, testOnly } = expr.exprKind.value;
  return !testOnly && nameOf(operand) === "user" ? field : undefined;
}

function isNumber(expr: Expr | undefined): boolean {
  if (expr?.exprKind.case !== "constExpr") return false;
  const kind = expr.exprKind.value.constantKind.case;
  return kind === "int64Value" || kind === "doubleValue" || kind === "uint64Value";
}
