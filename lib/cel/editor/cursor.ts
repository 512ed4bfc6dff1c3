import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../../source/span.ts";
import { childrenOf } from "../ast.ts";
import { checkExpression } from "../checker/check.ts";
import { environmentFor } from "../environment.ts";
import { unescapeName } from "../evaluator/escape.ts";
import { lex } from "../parser/lexer.ts";
import { parseExpression } from "../parser/parse.ts";
import { tokenTypes as t } from "../parser/token.ts";
import type { CelEnvironment } from "../program.ts";
import type { CelType } from "../types.ts";

/** An expression as far as it can be understood: the common ground of completion and hover. */
export interface Understood {
  readonly expr: Expr;
  /** Types by expression id, also of the parts of a text that is broken elsewhere. */
  readonly types: ReadonlyMap<bigint, CelType>;
  /** What was written where, UTF-16, by expression id. */
  readonly spans: ReadonlyMap<bigint, Span>;
}

/** Parses and checks a text, broken or not; undefined if nothing of it can be understood. */
export function understand(source: string, environment: CelEnvironment): Understood | undefined {
  const parsed = parseExpression(source, environment);
  const expr = parsed.kind === "parsed" ? parsed.expr : parsed.partial;
  if (expr === undefined) return undefined;
  const { types } = checkExpression(expr, environmentFor(environment));
  return { expr, types, spans: parsed.spans ?? new Map() };
}

/** A text read with a name where the cursor is. */
export interface Cursor {
  readonly understood: Understood;
  /** From the whole expression to the placeholder. */
  readonly path: readonly Expr[];
}

/** Reads the text with a name in place of the word at the cursor, as written or cut off and closed behind it. */
export function placeCursor(
  source: string,
  word: Span,
  environment: CelEnvironment,
): Cursor | undefined {
  const head = source.slice(0, word.start) + placeholder;
  const candidates = [head + source.slice(word.end), head + closingBrackets(head)];
  for (const candidate of candidates) {
    const understood = understand(candidate, environment);
    const path = understood && findPath(understood.expr, isPlaceholder);
    if (understood !== undefined && path !== undefined) return { understood, path };
  }
  return undefined;
}

function isPlaceholder({ exprKind }: Expr): boolean {
  switch (exprKind.case) {
    case "identExpr":
      return exprKind.value.name === placeholder;
    case "selectExpr":
      return exprKind.value.field === placeholder;
    case "callExpr": {
      const name = exprKind.value.args[1]?.exprKind;
      return (
        exprKind.value.function === "_?._" &&
        name?.case === "constExpr" &&
        name.value.constantKind.value === placeholder
      );
    }
    default:
      return false;
  }
}

/** The expressions from the whole down to the first that `matches`, outermost first; undefined if none does. */
export function findPath(
  root: Expr,
  matches: (expr: Expr) => boolean,
): readonly Expr[] | undefined {
  if (matches(root)) return [root];
  for (const child of childrenOf(root)) {
    const path = findPath(child, matches);
    if (path !== undefined) return [root, ...path];
  }
  return undefined;
}

/**
 * What an expression reads in a sample of its variable (the claims of a token, a user): the variable, fields and keys
 * of objects. Undefined for everything else, and for what the sample does not hold.
 */
export function readSample(expr: Expr | undefined, variable: string, sample: unknown): unknown {
  const kind = expr?.exprKind;
  if (kind?.case === "identExpr") return kind.value.name === variable ? sample : undefined;
  if (kind?.case === "selectExpr" && !kind.value.testOnly) {
    return member(readSample(kind.value.operand, variable, sample), kind.value.field);
  }
  if (kind?.case === "callExpr" && kind.value.args.length === 2) {
    const [operand, key] = kind.value.args;
    if (!["_[_]", "_[?_]", "_?._"].includes(kind.value.function)) return undefined;
    const constant =
      key?.exprKind.case === "constExpr" ? key.exprKind.value.constantKind : undefined;
    return constant?.case === "stringValue"
      ? member(readSample(operand, variable, sample), constant.value)
      : undefined;
  }
  return undefined;
}

function member(value: unknown, name: string): unknown {
  const key = unescapeName(name);
  return isRecord(value) && key !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of a sample in one short line. */
export function previewValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > previewLength ? `${text.slice(0, previewLength - 1)}…` : text;
}

/** The brackets that a text leaves open, closed in their order. */
function closingBrackets(source: string): string {
  const open: string[] = [];
  for (const { type } of lex(source, true).tokens) {
    const closing = closings.get(type);
    if (closing !== undefined) {
      open.push(closing);
    } else if (type === t.RPAREN || type === t.RBRACKET || type === t.RBRACE) {
      open.pop();
    }
  }
  return open.reverse().join("");
}

const placeholder = "completion_here";
const previewLength = 80;
const closings: ReadonlyMap<number, string> = new Map([
  [t.LPAREN, ")"],
  [t.LBRACKET, "]"],
  [t.LBRACE, "}"],
]);
