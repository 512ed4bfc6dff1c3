import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf } from "../../cel/ast.ts";
import { callOf, elementsOf, loopOf } from "../../cel/shape.ts";

/**
 * The one claim that an expression is made of, if it treats all values of a type alike: it joins the claim and fixed texts,
 * walks the claim as a list, and chooses by type, null and presence. `email_verified` may be looked at beside `email`. What such
 * an expression does with one value of each type, it does with all. Undefined for every other expression.
 */
export function readUniformClaim(root: Expr): string | undefined {
  const claims = new Set<string>();
  if (!isUniform(root, new Set(), claims)) return undefined;
  const [first, ...more] = [...claims].filter(
    (claim) => claim !== "email_verified" || !claims.has("email"),
  );
  return more.length === 0 ? first : undefined;
}

/**
 * The one claim that a condition is about, and the texts that it compares with, if it only compares: texts that are none of
 * these are all alike to it. Undefined for every other condition.
 */
export function readComparedClaim(
  root: Expr,
): { readonly claim: string; readonly texts: readonly string[] } | undefined {
  const claims = new Set<string>();
  const texts = new Set<string>();
  if (!isComparison(root, claims, texts)) return undefined;
  const [claim, ...more] = claims;
  return claim === undefined || more.length > 0 ? undefined : { claim, texts: [...texts] };
}

function isComparison(expr: Expr | undefined, claims: Set<string>, texts: Set<string>): boolean {
  const claim = claimOf(expr);
  if (claim !== undefined) {
    claims.add(claim);
    return true;
  }
  const text = textOf(expr);
  if (text !== undefined) {
    texts.add(text);
    return true;
  }
  if (isTypeOrConstant(expr)) return true;
  const call = callOf(expr);
  if (call === undefined) return false;
  const [, list] = call.args;
  if (call.name === "@in")
    return (
      isComparison(call.args[0], claims, texts) &&
      (elementsOf(list)?.every((element) => isComparison(element, claims, texts)) ?? false)
    );
  const parts = [...(call.target === undefined ? [] : [call.target]), ...call.args];
  return comparing.has(call.name) && parts.every((part) => isComparison(part, claims, texts));
}

// Collects the claims that are read.
function isUniform(
  expr: Expr | undefined,
  variables: ReadonlySet<string>,
  claims: Set<string>,
): boolean {
  const claim = claimOf(expr);
  if (claim !== undefined) {
    claims.add(claim);
    return true;
  }
  switch (expr?.exprKind.case) {
    case "constExpr":
      return ["stringValue", "boolValue", "nullValue"].includes(
        expr.exprKind.value.constantKind.case ?? "",
      );
    case "identExpr":
      return variables.has(expr.exprKind.value.name);
    case "listExpr":
      return elementsOf(expr)?.every((element) => isUniform(element, variables, claims)) ?? false;
    case "comprehensionExpr": {
      const loop = loopOf(expr);
      if (loop?.kind !== "map" || loop.condition !== undefined) return false;
      const [variable, second] = loop.variables;
      if (second !== undefined || !isUniform(loop.range, variables, claims)) return false;
      return isUniform(loop.body, new Set([...variables, variable]), claims);
    }
    case "callExpr":
      return isUniformCall(expr, variables, claims);
    default:
      return false;
  }
}

function isUniformCall(expr: Expr, variables: ReadonlySet<string>, claims: Set<string>): boolean {
  const call = callOf(expr);
  if (call === undefined) return false;
  const parts = [...(call.target === undefined ? [] : [call.target]), ...call.args];
  const areUniform = () => parts.every((part) => isUniform(part, variables, claims));
  if (joining.has(call.name)) return areUniform();
  if (call.name !== "_==_" && call.name !== "_!=_") return false;
  // A comparison with a text would tell one value of the type from another.
  if (!parts.some(isTypeOrConstant)) return false;
  return parts.every((part) => isTypeOrConstant(part) || isUniform(part, variables, claims));
}

// null, true or false, or the name of a type.
function isTypeOrConstant(expr: Expr | undefined): boolean {
  if (expr?.exprKind.case === "constExpr")
    return ["boolValue", "nullValue"].includes(expr.exprKind.value.constantKind.case ?? "");
  return types.has(nameOf(expr) ?? "");
}

function claimOf(expr: Expr | undefined): string | undefined {
  const kind = expr?.exprKind;
  if (kind?.case === "selectExpr") {
    const { operand, field } = kind.value;
    return nameOf(operand) === "claims" ? plainName(field) : undefined;
  }
  const call = callOf(expr);
  if (call === undefined || !["_[_]", "_?._", "_[?_]"].includes(call.name)) return undefined;
  const [operand, key] = call.args;
  const name = textOf(key);
  return nameOf(operand) === "claims" ? plainName(name) : undefined;
}

// Double underscores represent other characters, from 1.34 on.
function plainName(name: string | undefined): string | undefined {
  return name?.includes("__") ? undefined : name;
}

const joining: ReadonlySet<string> = new Set([
  "_+_",
  "_?_:_",
  "_&&_",
  "_||_",
  "!_",
  "dyn",
  "type",
  "string",
  "orValue",
  "hasValue",
]);

const comparing: ReadonlySet<string> = new Set([
  "_==_",
  "_!=_",
  "_?_:_",
  "_&&_",
  "_||_",
  "!_",
  "dyn",
  "type",
  "orValue",
  "hasValue",
]);

const types: ReadonlySet<string> = new Set([
  "list",
  "map",
  "string",
  "bool",
  "int",
  "uint",
  "double",
  "null_type",
]);
