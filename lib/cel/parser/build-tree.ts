import { type Token, tokenTypes as t } from "./token.ts";
import type { Node, NodeKind } from "./tree.ts";

/**
 * Tokens to the parse tree by recursive descent, or undefined if they are no expression or are nested deeper than
 * cel-go allows; what is wrong then is for `recover.ts` to say. Nodes that only wrap another one are left out.
 * Follows the rules of cel-go parser/gen/CEL.g4.
 */
export function buildTree(tokens: readonly Token[], maxDepth: number): Node | undefined {
  const depth = { expr: 0, relation: 0, calc: 0, member: 0 };
  let position = 0;
  let current = tokenAt(0);

  const root = parseExpr();
  return root !== undefined && current.type === t.EOF ? root : undefined;

  function tokenAt(index: number): Token {
    return tokens[index] ?? (tokens[tokens.length - 1] as Token);
  }

  function consume(): Token {
    const token = current;
    position++;
    current = tokenAt(position);
    return token;
  }

  function accept(type: number): Token | undefined {
    return current.type === type ? consume() : undefined;
  }

  function node(kind: NodeKind, start: Token): Node {
    return { kind, start, stop: tokenAt(position - 1) };
  }

  function parseExpr(): Node | undefined {
    if (++depth.expr > maxDepth) {
      return undefined;
    }
    const start = current;
    const condition = parseLogic("conditionalOr", t.LOGICAL_OR, parseConditionalAnd);
    if (condition === undefined || current.type !== t.QUESTIONMARK) {
      depth.expr--;
      return condition;
    }
    const op = consume();
    const e1 = parseLogic("conditionalOr", t.LOGICAL_OR, parseConditionalAnd);
    if (e1 === undefined || accept(t.COLON) === undefined) {
      return undefined;
    }
    const e2 = parseExpr();
    if (e2 === undefined) {
      return undefined;
    }
    depth.expr--;
    const result = node("expr", start);
    result.e = condition;
    result.op = op;
    result.e1 = e1;
    result.e2 = e2;
    return result;
  }

  function parseConditionalAnd(): Node | undefined {
    return parseLogic("conditionalAnd", t.LOGICAL_AND, parseRelation);
  }

  function parseLogic(
    kind: "conditionalOr" | "conditionalAnd",
    operator: number,
    parseOperand: () => Node | undefined,
  ): Node | undefined {
    const start = current;
    const first = parseOperand();
    if (first === undefined || current.type !== operator) {
      return first;
    }
    const ops: Token[] = [];
    const items: Node[] = [];
    while (current.type === operator) {
      ops.push(consume());
      const operand = parseOperand();
      if (operand === undefined) {
        return undefined;
      }
      items.push(operand);
    }
    const result = node(kind, start);
    result.e = first;
    result.ops = ops;
    result.items = items;
    return result;
  }

  function parseRelation(): Node | undefined {
    if (++depth.relation > maxDepth) {
      return undefined;
    }
    const start = current;
    let left = parseCalc(0);
    while (left !== undefined && current.type >= t.EQUALS && current.type <= t.GREATER) {
      // The right side is a `relation` of its own.
      if (++depth.relation > maxDepth) {
        return undefined;
      }
      const op = consume();
      left = binary("relation", start, left, op, parseCalc(0));
      depth.relation--;
    }
    depth.relation--;
    return left;
  }

  function parseCalc(precedence: number): Node | undefined {
    if (++depth.calc > maxDepth) {
      return undefined;
    }
    const start = current;
    let left = parseUnary();
    while (left !== undefined) {
      const operator = calcPrecedence(current.type);
      if (operator === 0 || operator < precedence) {
        break;
      }
      const op = consume();
      left = binary("calc", start, left, op, parseCalc(operator + 1));
    }
    depth.calc--;
    return left;
  }

  function binary(
    kind: "relation" | "calc",
    start: Token,
    e: Node,
    op: Token,
    e1: Node | undefined,
  ): Node | undefined {
    if (e1 === undefined) {
      return undefined;
    }
    const result = node(kind, start);
    result.e = e;
    result.op = op;
    result.e1 = e1;
    return result;
  }

  function parseUnary(): Node | undefined {
    const start = current;
    const operator = current.type;
    if (operator !== t.EXCLAM && (operator !== t.MINUS || isSignedNumber())) {
      return parseMember();
    }
    const ops: Token[] = [];
    while (current.type === operator) {
      ops.push(consume());
    }
    const member = parseMember();
    if (member === undefined) {
      return undefined;
    }
    const result = node(operator === t.EXCLAM ? "logicalNot" : "negate", start);
    result.ops = ops;
    result.e = member;
    return result;
  }

  function isSignedNumber(): boolean {
    const next = tokenAt(position + 1).type;
    return current.type === t.MINUS && (next === t.NUM_INT || next === t.NUM_FLOAT);
  }

  function parseMember(): Node | undefined {
    if (++depth.member > maxDepth) {
      return undefined;
    }
    const start = current;
    let result = parsePrimary();
    while (result !== undefined && (current.type === t.DOT || current.type === t.LBRACKET)) {
      result = current.type === t.DOT ? parseSelection(start, result) : parseIndex(start, result);
    }
    depth.member--;
    return result;
  }

  function parseSelection(start: Token, operand: Node): Node | undefined {
    const op = consume();
    const opt = accept(t.QUESTIONMARK);
    const id = accept(t.IDENTIFIER) ?? accept(t.ESC_IDENTIFIER);
    if (id === undefined) {
      return undefined;
    }
    if (opt !== undefined || id.type !== t.IDENTIFIER || current.type !== t.LPAREN) {
      const select = node("select", start);
      select.e = operand;
      select.op = op;
      select.opt = opt;
      select.id = id;
      return select;
    }
    const open = consume();
    const list = parseArguments();
    if (list === undefined) {
      return undefined;
    }
    const call = node("memberCall", start);
    call.e = operand;
    call.op = op;
    call.id = id;
    call.open = open;
    call.list = list;
    return call;
  }

  function parseIndex(start: Token, operand: Node): Node | undefined {
    const op = consume();
    const opt = accept(t.QUESTIONMARK);
    const index = parseExpr();
    if (index === undefined || accept(t.RBRACKET) === undefined) {
      return undefined;
    }
    const result = node("index", start);
    result.e = operand;
    result.op = op;
    result.opt = opt;
    result.e1 = index;
    return result;
  }

  /** The arguments and the closing parenthesis. */
  function parseArguments(): Node | undefined {
    const start = current;
    const items: Node[] = [];
    if (current.type !== t.RPAREN) {
      do {
        const argument = parseExpr();
        if (argument === undefined) {
          return undefined;
        }
        items.push(argument);
      } while (accept(t.COMMA) !== undefined);
    }
    const list = node("exprList", start);
    list.items = items;
    return accept(t.RPAREN) === undefined ? undefined : list;
  }

  function parsePrimary(): Node | undefined {
    const start = current;
    switch (current.type) {
      case t.DOT:
      case t.IDENTIFIER:
        return isMessage() ? parseCreateMessage() : parseIdentOrCall();
      case t.LPAREN: {
        consume();
        const e = parseExpr();
        if (e === undefined || accept(t.RPAREN) === undefined) {
          return undefined;
        }
        const nested = node("nested", start);
        nested.e = e;
        return nested;
      }
      case t.LBRACKET:
        return parseCreateList();
      case t.LBRACE:
        return parseCreateStruct();
      default:
        return parseLiteral();
    }
  }

  /** Whether names separated by dots and then "{" follow. */
  function isMessage(): boolean {
    let index = position + (current.type === t.DOT ? 1 : 0);
    while (tokenAt(index).type === t.IDENTIFIER) {
      const next = tokenAt(index + 1).type;
      if (next === t.LBRACE) {
        return true;
      }
      if (next !== t.DOT) {
        return false;
      }
      index += 2;
    }
    return false;
  }

  function parseIdentOrCall(): Node | undefined {
    const start = current;
    const leadingDot = accept(t.DOT);
    const id = accept(t.IDENTIFIER);
    if (id === undefined) {
      return undefined;
    }
    const op = accept(t.LPAREN);
    if (op === undefined) {
      const ident = node("ident", start);
      ident.leadingDot = leadingDot;
      ident.id = id;
      return ident;
    }
    const list = parseArguments();
    if (list === undefined) {
      return undefined;
    }
    const call = node("globalCall", start);
    call.leadingDot = leadingDot;
    call.id = id;
    call.op = op;
    call.list = list;
    return call;
  }

  function parseCreateList(): Node | undefined {
    const start = current;
    const op = consume();
    const first = current;
    const items: Node[] = [];
    while (current.type !== t.RBRACKET && current.type !== t.COMMA) {
      const element = parseOptExpr();
      if (element === undefined) {
        return undefined;
      }
      items.push(element);
      if (current.type !== t.COMMA || tokenAt(position + 1).type === t.RBRACKET) {
        break;
      }
      consume();
      if (current.type === t.COMMA) {
        return undefined;
      }
    }
    const list = node("listInit", first);
    list.items = items;
    accept(t.COMMA);
    if (accept(t.RBRACKET) === undefined) {
      return undefined;
    }
    const result = node("createList", start);
    result.op = op;
    result.list = list;
    return result;
  }

  function parseOptExpr(): Node | undefined {
    const start = current;
    const opt = accept(t.QUESTIONMARK);
    const e = parseExpr();
    if (e === undefined) {
      return undefined;
    }
    const result = node("optExpr", start);
    result.opt = opt;
    result.e = e;
    return result;
  }

  function parseOptField(): Node | undefined {
    const start = current;
    const opt = accept(t.QUESTIONMARK);
    const id = accept(t.IDENTIFIER) ?? accept(t.ESC_IDENTIFIER);
    if (id === undefined) {
      return undefined;
    }
    const result = node("optField", start);
    result.opt = opt;
    result.id = id;
    return result;
  }

  function parseCreateStruct(): Node | undefined {
    const start = current;
    const op = consume();
    const list = parseEntries("mapInitializerList", parseOptExpr);
    if (list === undefined) {
      return undefined;
    }
    const result = node("createStruct", start);
    result.op = op;
    result.list = list;
    return result;
  }

  function parseCreateMessage(): Node | undefined {
    const start = current;
    const leadingDot = accept(t.DOT);
    const ids: Token[] = [consume()];
    while (accept(t.DOT) !== undefined) {
      ids.push(consume());
    }
    const op = consume();
    const list = parseEntries("fieldInitializerList", parseOptField);
    if (list === undefined) {
      return undefined;
    }
    const result = node("createMessage", start);
    result.leadingDot = leadingDot;
    result.ids = ids;
    result.op = op;
    result.list = list;
    return result;
  }

  /** The entries and the closing brace. */
  function parseEntries(
    kind: "mapInitializerList" | "fieldInitializerList",
    parseKey: () => Node | undefined,
  ): Node | undefined {
    const start = current;
    const items: Node[] = [];
    const cols: Token[] = [];
    const values: Node[] = [];
    while (current.type !== t.RBRACE && current.type !== t.COMMA) {
      const key = parseKey();
      const colon = key === undefined ? undefined : accept(t.COLON);
      const value = colon === undefined ? undefined : parseExpr();
      if (key === undefined || colon === undefined || value === undefined) {
        return undefined;
      }
      items.push(key);
      cols.push(colon);
      values.push(value);
      if (current.type !== t.COMMA || tokenAt(position + 1).type === t.RBRACE) {
        break;
      }
      consume();
      if (current.type === t.COMMA) {
        return undefined;
      }
    }
    const list = node(kind, start);
    list.items = items;
    list.cols = cols;
    list.values = values;
    accept(t.COMMA);
    return accept(t.RBRACE) === undefined ? undefined : list;
  }

  function parseLiteral(): Node | undefined {
    const start = current;
    const sign = isSignedNumber() ? consume() : undefined;
    const kind = literalKinds.get(current.type);
    if (kind === undefined) {
      return undefined;
    }
    const tok = consume();
    const result = node(kind, start);
    result.sign = sign;
    result.tok = tok;
    return result;
  }
}

function calcPrecedence(type: number): number {
  switch (type) {
    case t.STAR:
    case t.SLASH:
    case t.PERCENT:
      return 2;
    case t.PLUS:
    case t.MINUS:
      return 1;
    default:
      return 0;
  }
}

const literalKinds: ReadonlyMap<number, NodeKind> = new Map([
  [t.NUM_INT, "int"],
  [t.NUM_UINT, "uint"],
  [t.NUM_FLOAT, "double"],
  [t.STRING, "string"],
  [t.BYTES, "bytes"],
  [t.TRUE, "boolTrue"],
  [t.FALSE, "boolFalse"],
  [t.NULL, "null"],
]);
