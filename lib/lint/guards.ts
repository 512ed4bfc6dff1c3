import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf } from "../cel/ast.ts";
import { findExpression, type LintIssuer } from "./context.ts";
import { areComparable, partsOf } from "./names.ts";
import { userFieldOf } from "./pinning.ts";
import { boolOf, callOf, claimValueOf, elementsOf, iterationOf } from "./tree.ts";

/**
 * Whether a rule of the issuer keeps names under `system:` out of a part of the user: a user rule on the part, or a
 * claim rule on the claim that it is made of. For groups it is enough that system:masters is kept out.
 */
export function keepsOut(issuer: LintIssuer, field: "username" | "groups"): boolean {
  const { jwt, expressions } = issuer;
  const parts = partsOf(jwt.claimMappings[field], findExpression(issuer, field)?.expr);
  const claims = new Set(
    parts.flat().flatMap((part) => (part.kind === "claim" ? [part.claim] : [])),
  );
  // A rule on one claim says nothing of names that are made of several.
  const [only] = claims.size === 1 ? claims : [];
  const required = jwt.claimValidationRules.some(
    ({ claim, requiredValue }) =>
      claim !== "" && claim === only && !requiredValue.startsWith("system:"),
  );
  if (required && field === "username") return true;
  return expressions.some(({ role, expr }) => {
    if (role !== "user-rule" && role !== "claim-rule") return false;
    const isSubject = (node: Expr | undefined) =>
      role === "user-rule"
        ? userFieldOf(node) === field
        : only !== undefined && claimValueOf(node)?.claim === only;
    return excludes(expr, true, {
      isSubject,
      isList: field === "groups",
      budget: { left: 20_000 },
    });
  });
}

interface Guard {
  readonly isSubject: (node: Expr | undefined) => boolean;
  readonly isList: boolean;
  /** How many more nodes may be looked at. */
  readonly budget: { left: number };
}

// Whether an expression can be `wanted` only where the subject is not one of the reserved names.
function excludes(expr: Expr | undefined, wanted: boolean, guard: Guard): boolean {
  if (guard.budget.left-- <= 0) return false;
  const known = boolOf(expr);
  if (known !== undefined) return known !== wanted;
  const iteration = iterationOf(expr);
  if (iteration !== undefined) {
    const { kind, range, variable, body } = iteration;
    if (!guard.isSubject(range)) return false;
    const inner = {
      isSubject: (node: Expr | undefined) => nameOf(node) === variable,
      isList: false,
      budget: guard.budget,
    };
    return (
      (kind === "all" && wanted && excludes(body, true, inner)) ||
      (kind === "exists" && !wanted && excludes(body, false, inner))
    );
  }
  const call = callOf(expr);
  const [first, second, third] = call?.args ?? [];
  const either = () => excludes(first, wanted, guard) || excludes(second, wanted, guard);
  const both = () => excludes(first, wanted, guard) && excludes(second, wanted, guard);
  switch (call?.name) {
    case "_&&_":
      return wanted ? either() : both();
    case "_||_":
      return wanted ? both() : either();
    case "!_":
      return excludes(first, !wanted, guard);
    case "_?_:_":
      return (
        (excludes(first, true, guard) || excludes(second, wanted, guard)) &&
        (excludes(first, false, guard) || excludes(third, wanted, guard))
      );
    case "startsWith": {
      const text = textOf(first);
      if (text === undefined || guard.isList || !guard.isSubject(call.target)) return false;
      return wanted ? !areComparable(text, "system:") : "system:".startsWith(text);
    }
    case "matches": {
      const pattern = textOf(first);
      if (pattern === undefined || guard.isList || !guard.isSubject(call.target)) return false;
      if (!wanted) return /^\^(?:\(\?:?|\()?system:?\)?(?:\.\*)?$/.test(pattern);
      const beginning = /^\^([A-Za-z0-9_:@/-]+)(?![*?{])/.exec(pattern)?.[1];
      return (
        beginning !== undefined && !pattern.includes("|") && !areComparable(beginning, "system:")
      );
    }
    case "_==_":
    case "_!=_": {
      const equal = wanted === (call.name === "_==_");
      const text = guard.isSubject(first)
        ? textOf(second)
        : guard.isSubject(second)
          ? textOf(first)
          : undefined;
      return equal && text !== undefined && !text.startsWith("system:");
    }
    case "@in": {
      const text = textOf(first);
      if (guard.isList) return !wanted && text === "system:masters" && guard.isSubject(second);
      const texts = elementsOf(second)?.map(textOf);
      return (
        wanted &&
        guard.isSubject(first) &&
        texts?.every((each) => each !== undefined && !each.startsWith("system:")) === true
      );
    }
    default:
      return false;
  }
}
