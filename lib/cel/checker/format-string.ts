import type { Expr, Expr_Call } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { childrenOf } from "../ast.ts";
import type { Environment } from "../environment.ts";
import type { Clause } from "../library/format-string.ts";
import { clauseRefusals, FormatFailure, interpolate } from "../library/format-string.ts";
import type { CelType } from "../types.ts";
import { errorType, typeName } from "../types.ts";
import type { CheckerResult } from "./check.ts";
import type { CheckerFinding } from "./checker.ts";
import { crashMessages, tooManyFormatArguments } from "./errors.ts";
import { kindOf } from "./substitution.ts";

/**
 * Compares the clauses of a literal format string with the types of its literal list of arguments; undefined if
 * they agree or are no literals. 1.30 has no such check, and 1.31's crashes. Follows cel-go ext/formatting.go.
 */
export function checkFormatCall(
  expr: Expr,
  call: Expr_Call,
  checked: CheckerResult,
  { minor }: Environment,
): { readonly kind: "finding" | "crash"; readonly finding: CheckerFinding } | undefined {
  const [list] = call.args;
  const overloads = checked.references.get(expr.id)?.overloads ?? [];
  if (minor === 30 || !call.target || !overloads.includes("string_format")) return undefined;
  if (call.target.exprKind.case !== "constExpr") {
    if (minor > 31) return undefined;
    return { kind: "crash", finding: { id: expr.id, message: crashMessages.formatOfVariable } };
  }
  const literal = call.target.exprKind.value.constantKind;
  if (literal.case !== "stringValue" || list?.exprKind.case !== "listExpr") return undefined;
  const { elements } = list.exprKind.value;
  let requested = 0;
  const args = {
    size: elements.length,
    at: (index: number) => {
      requested++;
      return elements[index] ?? list;
    },
  };
  const failure = interpolate(literal.value, args, clausesOver(checked));
  if (failure instanceof FormatFailure) {
    const id = typeof failure.argument === "bigint" ? failure.argument : expr.id;
    return { kind: "finding", finding: { id, message: failure.message } };
  }
  if (elements.length <= requested) return undefined;
  const message = tooManyFormatArguments(requested, elements.length);
  return { kind: "finding", finding: { id: expr.id, message } };
}

function clausesOver(checked: CheckerResult) {
  const clause = (name: keyof typeof clauseRefusals): Clause<Expr> => {
    return (argument) => {
      const type = typeAt(checked, argument);
      return takes(name, type) ? "" : refuse(name, argument.id, type);
    };
  };
  return {
    string: (argument: Expr) => checkString(checked, argument) ?? "",
    decimal: clause("decimal"),
    fixed: () => clause("fixed"),
    scientific: () => clause("scientific"),
    binary: clause("binary"),
    hex: () => clause("hex"),
    octal: clause("octal"),
  };
}

/** A string clause looks into literals of lists and maps. */
function checkString(checked: CheckerResult, argument: Expr): FormatFailure | undefined {
  const type = typeAt(checked, argument);
  if (!takes("string", type)) return refuse("string", argument.id, type);
  const { exprKind } = argument;
  const isLiteral =
    exprKind.case === "listExpr" ||
    (exprKind.case === "structExpr" && exprKind.value.messageName === "");
  if (!isLiteral) return undefined;
  for (const child of childrenOf(argument)) {
    const failure = checkString(checked, child);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function typeAt(checked: CheckerResult, expr: Expr): CelType {
  return checked.types.get(expr.id) ?? errorType;
}

function takes(clause: keyof typeof clauseRefusals, type: CelType): boolean {
  return type.kind === "dyn" || clauseTypes[clause].includes(kindOf(type));
}

function refuse(clause: keyof typeof clauseRefusals, id: bigint, type: CelType): FormatFailure {
  return new FormatFailure(clauseRefusals[clause] + typeName(type), id);
}

const clauseTypes: Readonly<Record<keyof typeof clauseRefusals, readonly CelType["kind"][]>> = {
  string: [
    ...(["list", "map", "int", "uint", "double", "bool", "string"] as const),
    ...(["timestamp", "bytes", "duration", "type", "null"] as const),
  ],
  decimal: ["int", "uint"],
  fixed: ["double", "string"],
  scientific: ["double", "string"],
  binary: ["int", "uint", "bool"],
  hex: ["int", "uint", "string", "bytes"],
  octal: ["int", "uint"],
};
