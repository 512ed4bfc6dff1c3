import type { Token } from "./token.ts";

/**
 * A node of the parse tree: what the contexts of cel-go's generated parser hold, under the labels of its grammar.
 * `kind` is the label of the alternative ("select"), or the rule's name if it has one alternative ("expr").
 */
export interface Node {
  kind: NodeKind;
  /** First token; of a rule that matched nothing, the one it stood before. */
  start: Token;
  /** Last token; before `start` if the rule matched nothing. */
  stop: Token;
  /** The operand on the left, the nested expression, the member, the single child. */
  e?: Node | undefined;
  e1?: Node | undefined;
  e2?: Node | undefined;
  op?: Token | undefined;
  opt?: Token | undefined;
  leadingDot?: Token | undefined;
  id?: Token | undefined;
  /** An `escapeIdent`; `id` represents it if nothing is wrong. */
  field?: Node | undefined;
  open?: Token | undefined;
  sign?: Token | undefined;
  tok?: Token | undefined;
  ops?: Token[] | undefined;
  ids?: Token[] | undefined;
  /** The further operands, arguments, elements, keys or fields. */
  items?: Node[] | undefined;
  /** `exprList`, `listInit`, or the list of entries. */
  list?: Node | undefined;
  cols?: Token[] | undefined;
  values?: Node[] | undefined;
}

/** The rules and labelled alternatives of CEL.g4 that become nodes. */
export type NodeKind =
  | "start"
  | "expr"
  | "conditionalOr"
  | "conditionalAnd"
  | "relation"
  | "calc"
  | "memberExpr"
  | "logicalNot"
  | "negate"
  | "primaryExpr"
  | "select"
  | "memberCall"
  | "index"
  | "ident"
  | "globalCall"
  | "nested"
  | "createList"
  | "createStruct"
  | "createMessage"
  | "constantLiteral"
  | "exprList"
  | "listInit"
  | "fieldInitializerList"
  | "optField"
  | "mapInitializerList"
  | "escapeIdent"
  | "optExpr"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "boolTrue"
  | "boolFalse"
  | "null"
  /** A rule that failed before one of its alternatives was chosen. */
  | "unary"
  | "primary"
  | "literal";

/** Down the left side to the first node that is more than a wrapper. */
export function unnest(tree: Node | undefined): Node | undefined {
  let node = tree;
  while (node !== undefined) {
    switch (node.kind) {
      case "expr":
      case "relation":
      case "calc":
        if (node.op !== undefined) {
          return node;
        }
        break;
      case "conditionalOr":
      case "conditionalAnd":
        if (node.ops !== undefined && node.ops.length > 0) {
          return node;
        }
        break;
      case "start":
      case "memberExpr":
      case "primaryExpr":
      case "nested":
      case "constantLiteral":
        break;
      default:
        return node;
    }
    node = node.e;
  }
  return node;
}
