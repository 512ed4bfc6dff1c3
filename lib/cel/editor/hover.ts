import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../../source/span.ts";
import { environmentFor } from "../environment.ts";
import type { Example } from "../library/declaration.ts";
import { lex } from "../parser/lexer.ts";
import { type Token, tokenTypes as t } from "../parser/token.ts";
import type { CelEnvironment } from "../program.ts";
import { formatSignature } from "../reference.ts";
import { formatType } from "../types.ts";
import { findPath, previewValue, readSample, understand } from "./cursor.ts";

/** What to say about a place of an expression. All of it is plain text, never HTML. */
export interface Hover {
  /** The text that it is about, UTF-16 in the expression. */
  readonly span: Span;
  /** "split", "claims.groups". */
  readonly title: string;
  /** Of a function one an overload, of a macro how it is written. */
  readonly signatures: readonly string[];
  readonly doc?: string;
  readonly examples: readonly Example[];
  /** The static type of a name or field. */
  readonly type?: string;
  /** What it is in the sample, in one line. */
  readonly value?: string;
}

/**
 * What is at an offset (UTF-16) of an expression: a function, macro or operator with its words from the library
 * tables, a name or field with its type and its value in `sample`, the value of the environment's variable.
 */
export function hoverExpression(
  source: string,
  offset: number,
  environment: CelEnvironment,
  sample?: unknown,
): Hover | undefined {
  const { tokens } = lex(source, environment.minor >= 33);
  const at = tokens.findIndex(({ start, end }) => start <= offset && offset < end);
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.type === t.IDENTIFIER || token.type === t.ESC_IDENTIFIER) {
    return (
      hoverCall(source, tokens, at, environment) ?? hoverName(source, token, environment, sample)
    );
  }
  const operator = operators.get(token.type);
  return operator === undefined
    ? undefined
    : hoverFunction(operator, source.slice(token.start, token.end), token, environment);
}

/** A name before a parenthesis, with the namespace before it if there is one: `optional.of`. */
function hoverCall(
  source: string,
  tokens: readonly Token[],
  at: number,
  environment: CelEnvironment,
): Hover | undefined {
  const token = tokens[at] as Token;
  if (tokens[at + 1]?.type !== t.LPAREN) return undefined;
  const name = source.slice(token.start, token.end);
  const receiver = tokens[at - 1]?.type === t.DOT;
  const owner = tokens[at - 2];
  if (receiver && owner?.type === t.IDENTIFIER) {
    const qualified = `${source.slice(owner.start, owner.end)}.${name}`;
    const span = { start: owner.start, end: token.end };
    const found = hoverFunction(qualified, qualified, span, environment);
    if (found !== undefined) return found;
  }
  return (
    hoverMacro(name, receiver, token, environment) ??
    hoverFunction(name, name, token, environment, receiver ? "receiver" : "global")
  );
}

function hoverMacro(
  name: string,
  receiver: boolean,
  { start, end }: Span,
  environment: CelEnvironment,
): Hover | undefined {
  const macros = environmentFor(environment).macros.filter(
    (macro) => macro.name === name && (macro.style === "receiver") === receiver,
  );
  const [first] = macros;
  if (first === undefined) return undefined;
  return {
    span: { start, end },
    title: name,
    signatures: macros.flatMap(({ usage }) => usage.split(" or ")),
    doc: first.doc,
    examples: macros.flatMap(({ examples }) => examples),
  };
}

function hoverFunction(
  name: string,
  title: string,
  { start, end }: Span,
  environment: CelEnvironment,
  style?: "global" | "receiver",
): Hover | undefined {
  const found = environmentFor(environment).functions.get(name);
  if (found === undefined) return undefined;
  const inStyle = found.overloads.filter((overload) => overload.style === style);
  const shown = inStyle.length > 0 ? inStyle : found.overloads;
  return {
    span: { start, end },
    title,
    signatures: shown.map((overload) => formatSignature(name, overload)),
    doc: found.declaration.doc,
    examples: found.declaration.examples,
  };
}

function hoverName(
  source: string,
  token: Token,
  environment: CelEnvironment,
  sample: unknown,
): Hover | undefined {
  const understood = understand(source, environment);
  if (understood === undefined) return undefined;
  // A name ends where its token ends; the checker may have turned `a.b` into one name.
  const path = findPath(understood.expr, (expr) => {
    const span = understood.spans.get(expr.id);
    return span?.end === token.end && span.start <= token.start && isName(expr);
  });
  const expr = path?.at(-1);
  const span = expr && understood.spans.get(expr.id);
  const type = expr && understood.types.get(expr.id);
  if (expr === undefined || span === undefined || type === undefined) return undefined;
  const value = readSample(expr, environment.variable, sample);
  return {
    span: { start: token.start, end: token.end },
    title: source.slice(span.start, span.end),
    signatures: [],
    examples: [],
    type: formatType(type),
    ...(value !== undefined && { value: previewValue(value) }),
  };
}

function isName({ exprKind }: Expr): boolean {
  return (
    exprKind.case === "identExpr" ||
    exprKind.case === "selectExpr" ||
    (exprKind.case === "callExpr" && exprKind.value.function === "_?._")
  );
}

const operators: ReadonlyMap<number, string> = new Map([
  [t.EQUALS, "_==_"],
  [t.NOT_EQUALS, "_!=_"],
  [t.IN, "@in"],
  [t.LESS, "_<_"],
  [t.LESS_EQUALS, "_<=_"],
  [t.GREATER_EQUALS, "_>=_"],
  [t.GREATER, "_>_"],
  [t.LOGICAL_AND, "_&&_"],
  [t.LOGICAL_OR, "_||_"],
  [t.QUESTIONMARK, "_?_:_"],
  [t.PLUS, "_+_"],
  [t.MINUS, "_-_"],
  [t.STAR, "_*_"],
  [t.SLASH, "_/_"],
  [t.PERCENT, "_%_"],
  [t.EXCLAM, "!_"],
]);
