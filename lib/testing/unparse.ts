import type {
  Constant,
  Expr,
  Expr_Call,
  Expr_CreateStruct_Entry,
  SourceInfo,
} from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { formatFloat } from "../go/float.ts";
import { quote } from "../go/quote.ts";

/**
 * The text of an expression, macros as they were called, `&&` and `||` wrapped beyond 80 columns; undefined if the
 * tree has an expression of no kind or a comprehension that no recorded macro made. Parsing the text gives the same
 * tree. Follows cel-go parser/unparser.go, which leaves out some parentheses that this keeps: `-(5)`, `!(!a)`,
 * `(-a).f()`, `a && (b && c)`.
 */
export function unparse(expr: Expr, sourceInfo: SourceInfo): string | undefined {
  let text = "";
  let bytes = 0;
  let lastWrapped = 0;

  try {
    visit(expr);
    return text;
  } catch (error) {
    if (error === unsupported) {
      return undefined;
    }
    throw error;
  }

  function write(part: string): void {
    text += part;
    bytes += countBytes(part);
  }

  function visit(node: Expr | undefined): void {
    if (node === undefined) {
      throw unsupported;
    }
    const macroCall = sourceInfo.macroCalls[String(node.id)];
    if (macroCall !== undefined) {
      visit(macroCall);
      return;
    }
    const kind = node.exprKind;
    switch (kind.case) {
      case "callExpr":
        visitCall(kind.value);
        return;
      case "constExpr":
        write(formatConstant(kind.value));
        return;
      case "identExpr":
        write(kind.value.name);
        return;
      case "listExpr": {
        const { elements, optionalIndices } = kind.value;
        write("[");
        for (const [i, element] of elements.entries()) {
          write(`${i > 0 ? ", " : ""}${optionalIndices.includes(i) ? "?" : ""}`);
          visit(element);
        }
        write("]");
        return;
      }
      case "structExpr":
        write(`${kind.value.messageName}{`);
        for (const [i, entry] of kind.value.entries.entries()) {
          write(i > 0 ? ", " : "");
          visitEntry(entry);
        }
        write("}");
        return;
      case "selectExpr": {
        const { operand, field, testOnly } = kind.value;
        write(testOnly ? "has(" : "");
        visitMember(operand);
        write(`.${quoteField(field)}${testOnly ? ")" : ""}`);
        return;
      }
      default:
        throw unsupported;
    }
  }

  function visitEntry(entry: Expr_CreateStruct_Entry): void {
    write(entry.optionalEntry ? "?" : "");
    if (entry.keyKind.case === "fieldKey") {
      write(quoteField(entry.keyKind.value));
    } else {
      visit(entry.keyKind.value);
    }
    write(": ");
    visit(entry.value);
  }

  function visitCall(call: Expr_Call): void {
    const [first, second, third] = call.args;
    const operator = operators.get(call.function);
    if (operator === undefined || call.target !== undefined) {
      visitFunction(call);
    } else if (call.function === "_?_:_") {
      visitNested(first, isComplex(first));
      write(" ? ");
      visitNested(second, isComplex(second));
      write(" : ");
      visitNested(third, isComplex(third));
    } else if (call.function === "_?._") {
      visitMember(first);
      const field = second?.exprKind.case === "constExpr" ? second.exprKind.value : undefined;
      if (field?.constantKind.case !== "stringValue") {
        throw unsupported;
      }
      write(`.?${quoteField(field.constantKind.value)}`);
    } else if (call.function === "_[_]" || call.function === "_[?_]") {
      visitMember(first);
      write(call.function === "_[_]" ? "[" : "[?");
      visit(second);
      write("]");
    } else if (call.function === "!_" || call.function === "-_") {
      visitUnary(operator.sign, first);
    } else {
      visitBinary(call, operator);
    }
  }

  function visitUnary(sign: string, operand: Expr | undefined): void {
    write(sign);
    const start = text.length;
    const nested = isComplex(operand) || isUnary(operand);
    visitNested(operand, nested);
    // The parser would take the sign for the number's, or cancel it with the number's own.
    if (sign === "-" && /^(?:-|[0-9]+(?![0-9]*u))/.test(text.slice(start))) {
      text = `${text.slice(0, start)}(${text.slice(start)})`;
      bytes += 2;
    }
  }

  function visitBinary(call: Expr_Call, operator: Operator): void {
    const [left, right] = call.args;
    const name = call.function;
    const logical = name === "_&&_" || name === "_||_";
    // The parser balances a chain; a tree of another shape keeps its parentheses.
    const chained = logical && isBalanced(call);
    const leftNested = isLooser(left, operator) || (logical && !chained && isCallOf(left, name));
    const rightNested =
      isLooser(right, operator) ||
      (logical ? !chained && isCallOf(right, name) : precedence(right) === operator.precedence);
    visitNested(left, leftNested);
    if (logical && bytes - lastWrapped + name.length >= wrapOnColumn) {
      lastWrapped = bytes;
      write(` ${operator.sign}\n`);
    } else {
      write(` ${operator.sign} `);
    }
    visitNested(right, rightNested);
  }

  function visitFunction(call: Expr_Call): void {
    if (call.target !== undefined) {
      visitMember(call.target);
      write(".");
    }
    write(`${call.function}(`);
    for (const [i, argument] of call.args.entries()) {
      write(i > 0 ? ", " : "");
      visit(argument);
    }
    write(")");
  }

  function visitMember(operand: Expr | undefined): void {
    visitNested(operand, isUnary(operand) || precedence(operand) > memberPrecedence);
  }

  function visitNested(node: Expr | undefined, parentheses: boolean): void {
    write(parentheses ? "(" : "");
    visit(node);
    write(parentheses ? ")" : "");
  }
}

interface Operator {
  readonly sign: string;
  /** Higher binds looser, as in cel-go common/operators. */
  readonly precedence: number;
}

/** Whether the parser, given the terms of this chain of one operator in a row, would build this very tree. */
function isBalanced(call: Expr_Call): boolean {
  return matches(call, countTerms(call));

  function countTerms(node: Expr_Call): number {
    return node.args.reduce((sum, arg) => {
      const inner = chainOf(arg);
      return sum + (inner === undefined ? 1 : countTerms(inner));
    }, 0);
  }

  function matches(node: Expr_Call, terms: number): boolean {
    // `balance` in visit.ts splits the terms-1 operators at the upper middle.
    const left = ((terms - 1) >> 1) + 1;
    return matchesSide(node.args[0], left) && matchesSide(node.args[1], terms - left);
  }

  function matchesSide(node: Expr | undefined, terms: number): boolean {
    const inner = chainOf(node);
    if (terms === 1 || inner === undefined) {
      return terms === 1 && inner === undefined;
    }
    return matches(inner, terms);
  }

  function chainOf(node: Expr | undefined): Expr_Call | undefined {
    const kind = node?.exprKind;
    return kind?.case === "callExpr" && kind.value.function === call.function
      ? kind.value
      : undefined;
  }
}

function isCallOf(node: Expr | undefined, name: string): boolean {
  return node?.exprKind.case === "callExpr" && node.exprKind.value.function === name;
}

/** cel-go sets every call of two arguments and more in parentheses where it is in a conditional. */
function isComplex(node: Expr | undefined): boolean {
  return node?.exprKind.case === "callExpr" && node.exprKind.value.args.length >= 2;
}

function isLooser(node: Expr | undefined, operator: Operator): boolean {
  return isComplex(node) && precedence(node) > operator.precedence;
}

function isUnary(node: Expr | undefined): boolean {
  return isCallOf(node, "!_") || isCallOf(node, "-_");
}

/** 0 for what is no operator. */
function precedence(node: Expr | undefined): number {
  return node?.exprKind.case === "callExpr" && node.exprKind.value.target === undefined
    ? (operators.get(node.exprKind.value.function)?.precedence ?? 0)
    : 0;
}

function formatConstant(constant: Constant): string {
  const kind = constant.constantKind;
  switch (kind.case) {
    case "boolValue":
    case "int64Value":
      return String(kind.value);
    case "uint64Value":
      return `${kind.value}u`;
    case "doubleValue":
      return formatDouble(kind.value);
    case "stringValue":
      return quote(kind.value);
    case "bytesValue":
      return `b"${Array.from(kind.value, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}"`;
    case "nullValue":
      return "null";
    default:
      throw unsupported;
  }
}

/** Go's shortest text, with ".0" if nothing says that it is a double. */
function formatDouble(value: number): string {
  const text = formatFloat(value, "g");
  return /[.eE]/.test(text) ? text : `${text}.0`;
}

function quoteField(field: string): string {
  return /^[A-Za-z_][0-9A-Za-z_]*$/.test(field) && field !== "in" ? field : `\`${field}\``;
}

function countBytes(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : new TextEncoder().encode(text).length;
}

/** Thrown and caught inside `unparse` alone. */
const unsupported = Symbol("unsupported expression");
const wrapOnColumn = 80;
const memberPrecedence = 1;
const operators: ReadonlyMap<string, Operator> = new Map([
  ["_?_:_", { sign: "?", precedence: 8 }],
  ["_||_", { sign: "||", precedence: 7 }],
  ["_&&_", { sign: "&&", precedence: 6 }],
  ["_==_", { sign: "==", precedence: 5 }],
  ["_!=_", { sign: "!=", precedence: 5 }],
  ["_<_", { sign: "<", precedence: 5 }],
  ["_<=_", { sign: "<=", precedence: 5 }],
  ["_>_", { sign: ">", precedence: 5 }],
  ["_>=_", { sign: ">=", precedence: 5 }],
  ["@in", { sign: "in", precedence: 5 }],
  ["_+_", { sign: "+", precedence: 4 }],
  ["_-_", { sign: "-", precedence: 4 }],
  ["_*_", { sign: "*", precedence: 3 }],
  ["_/_", { sign: "/", precedence: 3 }],
  ["_%_", { sign: "%", precedence: 3 }],
  ["!_", { sign: "!", precedence: 2 }],
  ["-_", { sign: "-", precedence: 2 }],
  ["_[_]", { sign: "", precedence: 1 }],
  ["_[?_]", { sign: "", precedence: 1 }],
  ["_?._", { sign: "", precedence: 1 }],
]);
