import type {
  Constant,
  Expr,
  Expr_CreateStruct_Entry,
} from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { ComprehensionParts } from "./macro.ts";

/*
 * Messages of `cel.expr`, made as plain objects: `create()` of @bufbuild/protobuf gives the same objects, but pulls its
 * descriptors into the bundle and takes many times as long.
 */

/** An expression of no kind: what is where the text is broken, and for a macro inside another one's call. */
export function newUnspecified(id: number): Expr {
  return newExpr(id, { case: undefined });
}

/** A literal. */
export function newConstant(id: number, constantKind: Constant["constantKind"]): Expr {
  return newExpr(id, {
    case: "constExpr",
    value: { $typeName: "cel.expr.Constant", constantKind },
  });
}

/** A name. */
export function newIdent(id: number, name: string): Expr {
  return newExpr(id, { case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name } });
}

/** `operand.field`; with `testOnly`, `has(operand.field)`. */
export function newSelect(id: number, operand: Expr, field: string, testOnly = false): Expr {
  return newExpr(id, {
    case: "selectExpr",
    value: { $typeName: "cel.expr.Expr.Select", operand, field, testOnly },
  });
}

/** `name(args)`, and operators: `_+_`. */
export function newCall(id: number, name: string, args: Expr[]): Expr {
  return newExpr(id, {
    case: "callExpr",
    value: { $typeName: "cel.expr.Expr.Call", function: name, args },
  });
}

/** `target.name(args)`. */
export function newMemberCall(id: number, name: string, target: Expr, args: Expr[]): Expr {
  return newExpr(id, {
    case: "callExpr",
    value: { $typeName: "cel.expr.Expr.Call", target, function: name, args },
  });
}

/** `[a, ?b]`; `optionalIndices` are those of the elements behind a question mark. */
export function newList(id: number, elements: Expr[], optionalIndices: number[]): Expr {
  return newExpr(id, {
    case: "listExpr",
    value: { $typeName: "cel.expr.Expr.CreateList", elements, optionalIndices },
  });
}

/** A map if `messageName` is empty. */
export function newStruct(
  id: number,
  messageName: string,
  entries: Expr_CreateStruct_Entry[],
): Expr {
  return newExpr(id, {
    case: "structExpr",
    value: { $typeName: "cel.expr.Expr.CreateStruct", messageName, entries },
  });
}

/** `key: value` of a map or a message, or `?key: value`. */
export function newEntry(
  id: number,
  keyKind: Expr_CreateStruct_Entry["keyKind"],
  value: Expr,
  optionalEntry: boolean,
): Expr_CreateStruct_Entry {
  const $typeName = "cel.expr.Expr.CreateStruct.Entry";
  return { $typeName, id: BigInt(id), keyKind, value, optionalEntry };
}

/** What a macro over a list or map expands to. */
export function newComprehension(id: number, parts: ComprehensionParts): Expr {
  return newExpr(id, {
    case: "comprehensionExpr",
    value: {
      $typeName: "cel.expr.Expr.Comprehension",
      iterVar: parts.iterVar,
      iterVar2: parts.iterVar2 ?? "",
      iterRange: parts.range,
      accuVar: parts.accuVar,
      accuInit: parts.init,
      loopCondition: parts.condition,
      loopStep: parts.step,
      result: parts.result,
    },
  });
}

/** The same node with other children, for copies. */
export function newExpr(id: number | bigint, exprKind: Expr["exprKind"]): Expr {
  return { $typeName: "cel.expr.Expr", id: BigInt(id), exprKind };
}
