import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../../source/span.ts";
import { environmentFor } from "../environment.ts";
import { lex } from "../parser/lexer.ts";
import { type Token, tokenTypes as t } from "../parser/token.ts";
import type { CelEnvironment } from "../program.ts";
import { formatType } from "../types.ts";
import { completeMember, unsampled } from "./complete-member.ts";
import {
  type Completion,
  callOf,
  type KnownField,
  proposeFunction,
  quoteName,
} from "./completion.ts";
import { isRecord, placeCursor, previewValue, readSample, understand } from "./cursor.ts";

/**
 * What may be written at an offset (UTF-16) of an expression that is being typed. `sample` is the value of the
 * environment's variable, if one is known: the claims of the token at hand; its names and values are proposed. `known`
 * are fields that it has besides: the claims that the issuer is known to write.
 */
export function completeExpression(
  source: string,
  offset: number,
  environment: CelEnvironment,
  sample?: unknown,
  known: readonly KnownField[] = [],
): readonly Completion[] {
  const { tokens, errors } = lex(source, true);
  const literal =
    tokens.find((token) => isText(token) && token.start < offset && offset < token.end) ??
    errors.find(
      ({ start, end }) => /["']/.test(source.charAt(start)) && start < offset && offset <= end,
    );
  if (literal !== undefined) {
    return completeText(source, literal, tokens, environment, sample, known);
  }
  if (isComment(source, offset, tokens)) return [];
  const word = wordAt(source, offset);
  const before = tokens.filter((token) => token.end <= word.start && token.type !== t.EOF);
  const previous = before.at(-1);
  if (previous?.type === t.DOT || isOptionalSelection(before)) {
    const dot = previous?.type === t.DOT ? previous : (before.at(-2) as Token);
    return completeMember({ source, word, dot, environment, sample, known });
  }
  if (previous !== undefined && operandEnds.has(previous.type)) {
    return [{ kind: "keyword", label: "in", span: word, insert: "in", detail: "element in list" }];
  }
  return completeOperand(source, word, environment, sample);
}

function completeOperand(
  source: string,
  word: Span,
  environment: CelEnvironment,
  sample: unknown,
): readonly Completion[] {
  const { functions, macros, identifiers } = environmentFor(environment);
  const variables = [...(placeCursor(source, word, environment)?.path ?? [])].flatMap(
    loopVariables,
  );
  const proposals: readonly Completion[] = [
    ...variables.map(
      (name): Completion => ({
        ...{
          kind: "variable",
          label: name,
          span: word,
          insert: name,
          detail: "variable of the macro",
        },
      }),
    ),
    ...[...identifiers].flatMap(([name, { kind, type }]): readonly Completion[] => {
      const detail = formatType(type);
      if (kind === "variable") {
        const preview = sample === undefined ? "" : ` = ${previewValue(sample)}`;
        return [{ kind, label: name, span: word, insert: name, detail: detail + preview }];
      }
      return kind === "type" && /^[a-z_]+$/.test(name)
        ? [{ kind, label: name, span: word, insert: name, detail }]
        : [];
    }),
    ...macros
      .filter(({ style }) => style === "global")
      .map(
        ({ name, usage, doc }): Completion => ({
          ...callOf(name, true),
          ...{ kind: "macro", label: name, span: word, detail: usage, doc },
        }),
      ),
    ...[...functions.values()]
      .filter(
        ({ name, overloads }) =>
          /^[a-z][\w.]*$/i.test(name) && overloads.some(({ style }) => style === "global"),
      )
      .map((found) => proposeFunction(found, found.name, word, "global")),
    ...["true", "false", "null"].map(
      (label): Completion => ({
        ...{ kind: "keyword", label, span: word, insert: label },
      }),
    ),
  ];
  // A type's name is also the function that converts to it: the function says more.
  const called = new Set(
    proposals.filter(({ kind }) => kind === "function").map(({ label }) => label),
  );
  return proposals.filter(({ kind, label }) => kind !== "type" || !called.has(label));
}

function loopVariables({ exprKind }: Expr): readonly string[] {
  if (exprKind.case !== "comprehensionExpr") return [];
  const { iterVar, iterVar2, accuVar } = exprKind.value;
  // optMap keeps its variable in the accumulator.
  return [iterVar, iterVar2, accuVar].filter((name) => /^[A-Za-z]/.test(name));
}

/** Inside a string: the keys of what is indexed, or the sample's values of what is compared with. */
function completeText(
  source: string,
  literal: Span,
  tokens: readonly Token[],
  environment: CelEnvironment,
  sample: unknown,
  known: readonly KnownField[],
): readonly Completion[] {
  const before = tokens.filter(({ end, type }) => end <= literal.start && type !== t.EOF);
  const last = before.at(-1);
  const optional = last?.type === t.QUESTIONMARK && before.at(-2)?.type === t.LBRACKET;
  const sign = optional ? before.at(-2) : last;
  if (sign === undefined || (sample === undefined && known.length === 0)) return [];
  const quote = source.charAt(literal.start);
  const closed = literal.end > literal.start + 1 && source.charAt(literal.end - 1) === quote;
  const span = { start: literal.start, end: closed ? literal.end : source.length };
  if (!closed && /[^\w\s'".:/@-]/.test(source.slice(literal.start + 1))) return [];
  const index = sign.type === t.LBRACKET;
  const left = understand(source.slice(0, sign.start), environment);
  const operand = rightmost(left?.expr);
  const value = readSample(operand, environment.variable, sample);
  const proposed = index ? (isRecord(value) ? Object.keys(value) : []) : textsOf(value);
  if (!index && sign.type !== t.EQUALS && sign.type !== t.NOT_EQUALS) return [];
  const others = index && isVariable(operand, environment) ? unsampled(known, value) : [];
  return [
    ...proposed.map((text): Completion => {
      const insert = quoteName(text);
      const detail = index && isRecord(value) ? previewValue(value[text]) : "";
      return { kind: "value", label: text, span, insert, ...(detail && { detail }) };
    }),
    ...others.map(({ name, type, meaning }): Completion => {
      const insert = quoteName(name);
      return { kind: "value", label: name, span, insert, detail: type, doc: meaning };
    }),
  ];
}

function isVariable(expr: Expr | undefined, { variable }: CelEnvironment): boolean {
  return expr?.exprKind.case === "identExpr" && expr.exprKind.value.name === variable;
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((text) => typeof text === "string");
}

/** The operand that the end of a text belongs to: of `a && b.c` it is `b.c`. */
function rightmost(expr: Expr | undefined): Expr | undefined {
  const kind = expr?.exprKind;
  if (kind?.case !== "callExpr" || !/^(?:_.*_|!_|-_|@in)$/.test(kind.value.function)) return expr;
  return /^_\[|^_\?\._/.test(kind.value.function) ? expr : rightmost(kind.value.args.at(-1));
}

/** The name that the cursor is in or behind; empty if there is none. */
function wordAt(source: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[A-Za-z0-9_]/.test(source[start - 1] ?? "")) start--;
  // A number in front is no part of a name.
  while (start < offset && /[0-9]/.test(source[start] ?? "")) start++;
  const tail = /^[A-Za-z0-9_]*/.exec(source.slice(offset))?.[0] ?? "";
  return { start, end: offset + (start === offset ? 0 : tail.length) };
}

function isText({ type }: Token): boolean {
  return type === t.STRING || type === t.BYTES;
}

function isOptionalSelection(before: readonly Token[]): boolean {
  const [dot, mark] = before.slice(-2);
  return dot?.type === t.DOT && mark?.type === t.QUESTIONMARK && dot.end === mark.start;
}

function isComment(source: string, offset: number, tokens: readonly Token[]): boolean {
  const line = source.lastIndexOf("\n", offset - 1) + 1;
  const comment = source.indexOf("//", line);
  return (
    comment !== -1 &&
    comment < offset &&
    !tokens.some(({ start, end }) => start <= comment && comment < end)
  );
}

/** Behind these an operand is complete. */
const operandEnds: ReadonlySet<number> = new Set([
  ...[t.IDENTIFIER, t.RPAREN, t.RBRACKET, t.RBRACE, t.NUM_INT, t.NUM_UINT, t.NUM_FLOAT],
  ...[t.STRING, t.BYTES, t.TRUE, t.FALSE, t.NULL, t.ESC_IDENTIFIER],
]);
