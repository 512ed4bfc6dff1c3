import type {
  Expr,
  Expr_CreateStruct_Entry,
  SourceInfo,
} from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import type { CelIssue } from "../program.ts";
import * as make from "./expr.ts";
import { parseInteger, unescapeBytes, unescapeString } from "./literals.ts";
import { findMacro } from "./macro.ts";
import { createParserHelper, tooLarge } from "./parser-helper.ts";
import { createIssue, createUnlocatedIssue, type SourceText } from "./source-text.ts";
import { type Token, tokenTypes } from "./token.ts";
import { type Node, unnest } from "./tree.ts";

/** The tree that the parse tree represents. */
export interface VisitResult {
  readonly expr: Expr;
  readonly sourceInfo: SourceInfo;
  /** The text of each expression of the tree as it was written, by id; what macros add has none. */
  readonly spans: ReadonlyMap<bigint, Span>;
}

/** Thrown inside the visitor alone, to leave it at cel-go's limit of nesting. */
const tooDeep = Symbol("max recursion depth exceeded");
/**
 * Parse tree to syntax tree: ids, positions and macro calls as cel-go gives them. Findings go to `issues`; undefined
 * when the tree is nested too deep, "too large" when it is larger than we follow. Follows cel-go parser/parser.go (the visitor) and parser/helper.go.
 */
export function visitTree(
  tree: Node | undefined,
  source: SourceText,
  minor: Minor,
  maxDepth: number,
  issues: CelIssue[],
): VisitResult | "too large" | undefined {
  const helper = createParserHelper(source, minor);
  const { positions, spans, newId, newIdAt, withSpan } = helper;
  let depth = 0;

  try {
    const expr = visit(tree);
    return { expr, sourceInfo: newSourceInfo(source, positions, helper.macroCalls), spans };
  } catch (error) {
    if (error === tooLarge) {
      return "too large";
    }
    if (error !== tooDeep) {
      throw error;
    }
    issues.push(createUnlocatedIssue(source, "max recursion depth exceeded"));
    return undefined;
  }

  function visit(outer: Node | undefined): Expr {
    const node = unnest(outer);
    if (node === undefined) {
      return visitUnknown();
    }
    switch (node.kind) {
      case "expr":
        return nested(node, visitConditional);
      case "conditionalOr":
        return visitLogic(node, "_||_");
      case "conditionalAnd":
        return visitLogic(node, "_&&_");
      case "relation":
      case "calc":
        return nested(node, visitBinary);
      case "logicalNot":
        return visitUnary(node, "!_");
      case "negate":
        return visitUnary(node, "-_");
      case "select":
        return nested(node, visitSelect);
      case "memberCall":
        return nested(node, visitMemberCall);
      case "index":
        return nested(node, visitIndex);
      case "ident":
        return visitIdent(node);
      case "globalCall":
        // Before cel-go 0.23 one alternative stood for names and calls.
        return node.op === undefined && minor < 33 ? visitIdent(node) : visitGlobalCall(node);
      case "createList":
        return visitCreateList(node);
      case "createStruct":
        return visitCreateStruct(node);
      case "createMessage":
        return visitCreateMessage(node);
      case "int":
      case "uint":
        return visitInteger(node);
      case "double":
        return visitDouble(node);
      case "string":
        return visitString(node);
      case "bytes":
        return visitBytes(node);
      case "boolTrue":
      case "boolFalse":
        return withSpan(
          node,
          make.newConstant(newId(node.start), {
            case: "boolValue",
            value: node.kind === "boolTrue",
          }),
        );
      case "null":
        return withSpan(node, make.newConstant(newId(node.start), { case: "nullValue", value: 0 }));
      case "unary":
        return make.newConstant(newId(node.start), { case: "stringValue", value: "<<error>>" });
      default:
        return visitUnknown();
    }
  }

  function nested(node: Node, visitor: (node: Node) => Expr): Expr {
    if (++depth > maxDepth) {
      throw tooDeep;
    }
    const expr = visitor(node);
    depth--;
    return expr;
  }

  function visitUnknown(): Expr {
    // Some syntax error has left a hole here, and was reported.
    return make.newUnspecified(newIdAt(-1));
  }

  function visitConditional(node: Node): Expr {
    const condition = visit(node.e);
    const id = newId(node.op);
    const whenTrue = visit(node.e1);
    const whenFalse = visit(node.e2);
    return withSpan(node, make.newCall(id, "_?_:_", [condition, whenTrue, whenFalse]));
  }

  function visitLogic(node: Node, operator: string): Expr {
    const terms = [visit(node.e)];
    const ids: number[] = [];
    const items = node.items ?? [];
    for (const [i, op] of (node.ops ?? []).entries()) {
      if (i >= items.length) {
        const sign = operator === "_||_" ? "||" : "&&";
        return reportAt(node, `unexpected character, wanted '${sign}'`);
      }
      terms.push(visit(items[i]));
      ids.push(newId(op));
    }
    return balance(node, operator, terms, ids, 0, ids.length - 1);
  }

  /** cel-go turns a chain into a balanced tree, so that none becomes too deep. */
  function balance(
    node: Node,
    operator: string,
    terms: readonly Expr[],
    ids: readonly number[],
    low: number,
    high: number,
  ): Expr {
    if (terms.length === 1) {
      return terms[0] as Expr;
    }
    const middle = (low + high + 1) >> 1;
    const left =
      middle === low
        ? (terms[middle] as Expr)
        : balance(node, operator, terms, ids, low, middle - 1);
    const right =
      middle === high
        ? (terms[middle + 1] as Expr)
        : balance(node, operator, terms, ids, middle + 1, high);
    const call = make.newCall(ids[middle] as number, operator, [left, right]);
    const start = low === 0 ? undefined : spans.get(left.id)?.start;
    const end = high === ids.length - 1 ? undefined : spans.get(right.id)?.end;
    spans.set(call.id, { start: start ?? node.start.start, end: end ?? node.stop.end });
    return call;
  }

  function visitBinary(node: Node): Expr {
    const operator = binaryOperators.get(node.op?.type ?? 0);
    if (operator === undefined) {
      return reportAt(node, "operator not found");
    }
    const left = visit(node.e);
    const id = newId(node.op);
    const right = visit(node.e1);
    return withSpan(node, make.newCall(id, operator, [left, right]));
  }

  function visitUnary(node: Node, operator: string): Expr {
    const ops = node.ops ?? [];
    if (ops.length % 2 === 0) {
      return visit(node.e);
    }
    const id = newId(ops[0]);
    return withSpan(node, make.newCall(id, operator, [visit(node.e)]));
  }

  function visitSelect(node: Node): Expr {
    const operand = visit(node.e);
    const at = node.id ?? node.field;
    if (at === undefined || node.op === undefined) {
      return withSpan(node, make.newUnspecified(newId(node.start)));
    }
    const field = readFieldName(node.id ?? node.field?.id, at);
    if (node.opt !== undefined) {
      const [start, end] = "kind" in at ? [at.start, at.stop.end] : [at, at.end];
      const name = make.newConstant(newId(start), { case: "stringValue", value: field ?? "" });
      spans.set(name.id, { start: start.start, end });
      return withSpan(node, make.newCall(newId(node.op), "_?._", [operand, name]));
    }
    return withSpan(node, make.newSelect(newId(node.op), operand, field ?? ""));
  }

  /** The name between back quotes, or as written; undefined and reported `at` if it is refused. */
  function readFieldName(id: Token | undefined, at: Token | Node): string | undefined {
    if (id?.type === tokenTypes.ESC_IDENTIFIER) {
      if (minor < 37) {
        reportAt(at, "unsupported syntax: '`'");
        return undefined;
      }
      return textOf(id).slice(1, -1);
    }
    if (id === undefined) {
      reportAt(at, "unsupported ident kind");
      return undefined;
    }
    return textOf(id);
  }

  function visitMemberCall(node: Node): Expr {
    const target = visit(node.e);
    if (node.id === undefined) {
      return withSpan(node, make.newUnspecified(newId(node.start)));
    }
    const id = newId(node.open);
    const args = visitArguments(node.list);
    return withSpan(node, callOrMacro(node, id, textOf(node.id), target, args));
  }

  function visitIndex(node: Node): Expr {
    const operand = visit(node.e);
    if (node.op === undefined) {
      return withSpan(node, make.newUnspecified(newId(node.start)));
    }
    const id = newId(node.op);
    const index = visit(node.e1);
    const operator = node.opt === undefined ? "_[_]" : "_[?_]";
    return withSpan(node, make.newCall(id, operator, [operand, index]));
  }

  function visitIdent(node: Node): Expr {
    if (node.id === undefined) {
      return withSpan(node, make.newUnspecified(newId(node.start)));
    }
    const name = textOf(node.id);
    if (reservedIds.has(name)) {
      return reportAt(node, `reserved identifier: ${name}`);
    }
    const dot = node.leadingDot === undefined ? "" : ".";
    return withSpan(node, make.newIdent(newId(node.id), dot + name));
  }

  function visitGlobalCall(node: Node): Expr {
    if (node.id === undefined) {
      return withSpan(node, make.newUnspecified(newId(node.start)));
    }
    const name = textOf(node.id);
    if (reservedIds.has(name)) {
      return reportAt(node, `reserved identifier: ${name}`);
    }
    const dot = node.leadingDot === undefined ? "" : ".";
    const id = newId(node.op);
    const args = visitArguments(node.list);
    return withSpan(node, callOrMacro(node, id, dot + name, undefined, args));
  }

  function visitArguments(list: Node | undefined): Expr[] {
    return (list?.items ?? []).map(visit);
  }

  function visitCreateList(node: Node): Expr {
    const id = newId(node.op);
    const elements: Expr[] = [];
    const optionals: number[] = [];
    for (const item of node.list?.items ?? []) {
      if (item.opt !== undefined) {
        optionals.push(elements.length);
      }
      elements.push(visit(item.e));
    }
    return withSpan(node, make.newList(id, elements, optionals));
  }

  function visitCreateStruct(node: Node): Expr {
    const id = newId(node.op);
    const entries: Expr_CreateStruct_Entry[] = [];
    const keys = node.list?.items ?? [];
    const values = node.list?.values ?? [];
    for (const [i, colon] of (node.list?.cols ?? []).entries()) {
      const entryId = newId(colon);
      const item = keys[i];
      if (item === undefined || values[i] === undefined) {
        entries.length = 0;
        break;
      }
      const key = visit(item.e);
      const value = visit(values[i]);
      const keyKind = { case: "mapKey", value: key } as const;
      entries.push(make.newEntry(entryId, keyKind, value, item.opt !== undefined));
    }
    return withSpan(node, make.newStruct(id, "", entries));
  }

  function visitCreateMessage(node: Node): Expr {
    const names = (node.ids ?? []).map(textOf).join(".");
    const id = newId(node.op);
    const entries: Expr_CreateStruct_Entry[] = [];
    const { cols = [], values = [], items = [] } = node.list ?? {};
    for (const [i, field] of items.entries()) {
      if (cols[i] === undefined || values[i] === undefined) {
        entries.length = 0;
        break;
      }
      const entryId = newId(cols[i]);
      const id = field.id ?? field.field?.id;
      if (id === undefined && minor < 33) {
        entries.length = 0;
        break;
      }
      const name = readFieldName(id, node.list ?? node);
      if (name === undefined) {
        continue;
      }
      const value = visit(values[i]);
      const keyKind = { case: "fieldKey", value: name } as const;
      entries.push(make.newEntry(entryId, keyKind, value, field.opt !== undefined));
    }
    const messageName = node.leadingDot === undefined ? names : `.${names}`;
    return withSpan(node, make.newStruct(id, messageName, entries));
  }

  function visitInteger(node: Node): Expr {
    const unsigned = node.kind === "uint";
    const text = node.tok === undefined ? "" : textOf(node.tok);
    const value = parseInteger(unsigned ? text.slice(0, -1) : text, node.sign !== undefined);
    if (value === undefined || BigInt[unsigned ? "asUintN" : "asIntN"](64, value) !== value) {
      return reportAt(node, `invalid ${unsigned ? "uint" : "int"} literal`);
    }
    const kind = unsigned ? "uint64Value" : "int64Value";
    return withSpan(node, make.newConstant(newId(node.start), { case: kind, value }));
  }

  function visitDouble(node: Node): Expr {
    const value = Number(node.tok === undefined ? "" : textOf(node.tok));
    if (!Number.isFinite(value)) {
      return reportAt(node, "invalid double literal");
    }
    const signed = node.sign === undefined ? value : -value;
    return withSpan(
      node,
      make.newConstant(newId(node.start), { case: "doubleValue", value: signed }),
    );
  }

  function visitString(node: Node): Expr {
    const literal = node.tok === undefined ? "" : textOf(node.tok);
    const result = unescapeString(literal, minor);
    if (result.kind === "failed") {
      reportAt(node, result.message);
    }
    const value = result.kind === "failed" ? literal : result.value;
    return withSpan(node, make.newConstant(newId(node.start), { case: "stringValue", value }));
  }

  function visitBytes(node: Node): Expr {
    const literal = node.tok === undefined ? "" : textOf(node.tok);
    const result = unescapeBytes(literal.slice(1));
    if (result.kind === "failed") {
      reportAt(node, result.message);
    }
    const value = result.kind === "failed" ? new Uint8Array() : result.value;
    return withSpan(node, make.newConstant(newId(node.start), { case: "bytesValue", value }));
  }

  function callOrMacro(
    node: Node,
    id: number,
    name: string,
    target: Expr | undefined,
    args: Expr[],
  ): Expr {
    const expand = findMacro(minor, name, args.length, target !== undefined);
    if (expand === undefined) {
      return target === undefined
        ? make.newCall(id, name, args)
        : make.newMemberCall(id, name, target, args);
    }
    const position = positions[id] ?? -1;
    const result = expand(helper.newMacroHelper(position), target ?? make.newUnspecified(0), args);
    if ("kind" in result) {
      helper.deleteId(id);
      const at = positions[String(result.at.id)] ?? -1;
      const span = spans.get(result.at.id) ?? { start: node.start.start, end: node.stop.end };
      const hole = make.newUnspecified(newIdAt(at));
      // cel-go points at the operator of the argument, where its id is.
      const start = at < 0 ? span.start : utf16At(at);
      const issue = createIssue(source, result.message, start, Math.max(span.end, start));
      // A hole in a broken text has no place of its own: cel-go prints 1:0.
      issues.push(at < 0 ? { ...issue, line: 1, column: -1 } : issue);
      return hole;
    }
    helper.recordMacroCall(result.id, name, target, args);
    helper.deleteId(id);
    return result;
  }

  function utf16At(codePoint: number): number {
    return source.utf16Offsets?.[codePoint] ?? codePoint;
  }

  function reportAt(at: Token | Node, message: string): Expr {
    const [first, last] = "kind" in at ? [at.start, at.stop] : [at, at];
    const hole = make.newUnspecified(newId(first));
    const end = Math.max(first.end, last.end);
    issues.push(createIssue(source, message, first.start, end));
    spans.set(hole.id, { start: first.start, end });
    return hole;
  }

  function textOf(token: Token): string {
    return token.text ?? source.text.slice(token.start, token.end);
  }
}

function newSourceInfo(
  source: SourceText,
  positions: Record<string, number>,
  macroCalls: Record<string, Expr>,
): SourceInfo {
  return {
    $typeName: "cel.expr.SourceInfo",
    syntaxVersion: "",
    location: "<input>",
    lineOffsets: [...source.lineOffsets],
    positions,
    macroCalls,
    extensions: [],
  };
}

/** Words that the grammar lets pass as names, and that are refused as variables and functions. */
const reservedIds: ReadonlySet<string> = new Set([
  ...["as", "break", "const", "continue", "else", "false", "for", "function", "if", "import"],
  ...["in", "let", "loop", "package", "namespace", "null", "return", "true", "var", "void"],
  "while",
]);

const binaryOperators: ReadonlyMap<number, string> = new Map([
  [tokenTypes.EQUALS, "_==_"],
  [tokenTypes.NOT_EQUALS, "_!=_"],
  [tokenTypes.IN, "@in"],
  [tokenTypes.LESS, "_<_"],
  [tokenTypes.LESS_EQUALS, "_<=_"],
  [tokenTypes.GREATER_EQUALS, "_>=_"],
  [tokenTypes.GREATER, "_>_"],
  [tokenTypes.PLUS, "_+_"],
  [tokenTypes.MINUS, "_-_"],
  [tokenTypes.STAR, "_*_"],
  [tokenTypes.SLASH, "_/_"],
  [tokenTypes.PERCENT, "_%_"],
]);
