import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../source/span.ts";
import { isAssignable, newSubstitution } from "./checker/substitution.ts";
import { findFieldType } from "./checker/type-names.ts";
import {
  closingBrackets,
  findPath,
  isRecord,
  previewValue,
  readSample,
  type Understood,
  understand,
} from "./cursor.ts";
import { type Environment, type EnvironmentFunction, environmentFor } from "./environment.ts";
import { escapeName } from "./evaluator/escape.ts";
import { lex } from "./parser/lexer.ts";
import { type Token, tokenTypes as t } from "./parser/token.ts";
import type { CelEnvironment } from "./program.ts";
import { formatSignature } from "./reference.ts";
import { type CelType, dyn, formatType, list, map, string } from "./types.ts";

/** One proposal. Proposals stand in the order in which they should be shown. */
export interface Completion {
  readonly kind: "variable" | "field" | "function" | "macro" | "type" | "keyword" | "value";
  /** What the list shows. */
  readonly label: string;
  /** The text to be replaced, UTF-16 in the expression. */
  readonly span: Span;
  readonly insert: string;
  /** What the typed text is to be compared with, where `span` begins before the word being typed. */
  readonly filter?: string;
  /** Where the cursor goes, from the start of `insert`; behind it where absent. */
  readonly caret?: number;
  /** One line: a signature, a type, or the value in the sample token. Plain text, never HTML. */
  readonly detail?: string;
  readonly doc?: string;
}

/**
 * What may be written at an offset (UTF-16) of an expression that is being typed. `sample` is the value of the
 * environment's variable, if one is known: the claims of the token at hand; its names and values are proposed.
 */
export function completeExpression(
  source: string,
  offset: number,
  environment: CelEnvironment,
  sample?: unknown,
): readonly Completion[] {
  const { tokens, errors } = lex(source, true);
  const literal =
    tokens.find((token) => isText(token) && token.start < offset && offset < token.end) ??
    errors.find(
      ({ start, end }) => /["']/.test(source.charAt(start)) && start < offset && offset <= end,
    );
  if (literal !== undefined) {
    return completeText(source, literal, tokens, environment, sample);
  }
  if (isComment(source, offset, tokens)) return [];
  const word = wordAt(source, offset);
  const before = tokens.filter((token) => token.end <= word.start && token.type !== t.EOF);
  const previous = before.at(-1);
  if (previous?.type === t.DOT || isOptionalSelection(before)) {
    const dot = previous?.type === t.DOT ? previous : (before.at(-2) as Token);
    return completeMember({ source, word, dot, environment, sample });
  }
  if (previous !== undefined && operandEnds.has(previous.type)) {
    return [{ kind: "keyword", label: "in", span: word, insert: "in", detail: "element in list" }];
  }
  return completeOperand(source, word, environment, sample);
}

interface MemberRequest {
  readonly source: string;
  readonly word: Span;
  /** The dot of the selection. */
  readonly dot: Token;
  readonly environment: CelEnvironment;
  readonly sample: unknown;
}

function completeMember(request: MemberRequest): readonly Completion[] {
  const { source, word, environment, sample } = request;
  const tables = environmentFor(environment);
  const found = placeCursor(source, word, environment);
  const selection = found?.path.at(-1)?.exprKind;
  const operand =
    selection?.case === "selectExpr"
      ? selection.value.operand
      : selection?.case === "callExpr"
        ? selection.value.args[0]
        : undefined;
  if (operand === undefined || found === undefined) return [];
  const qualified = qualifiedFunctions(tables, operand, word);
  const type = found.understood.types.get(operand.id);
  if (qualified.length > 0 || type === undefined) return qualified;
  const value = readSample(operand, environment.variable, sample);
  const receiver = found.understood.spans.get(operand.id);
  return [
    ...fieldsOf(request, type, value, operand),
    ...(type.kind === "any" && receiver !== undefined
      ? wrappedMacros(request, tables, receiver, value)
      : []),
    ...receiverFunctions(tables, type, value, word),
  ];
}

/** A claim is no range of a macro until `dyn()` is around it. */
function wrappedMacros(
  { source, word }: MemberRequest,
  { macros }: Environment,
  receiver: Span,
  value: unknown,
): readonly Completion[] {
  if (value !== undefined && (typeof value !== "object" || value === null)) return [];
  const operand = source.slice(receiver.start, receiver.end);
  const span = { start: receiver.start, end: word.end };
  const written = source.slice(receiver.start, word.start);
  const usable = macros.filter(({ style, name }) => style === "receiver" && takesMacro(dyn, name));
  return uniqueByLabel(
    usable
      .filter(({ name }) => !optionalMacros.has(name))
      .map(
        ({ name, usage, doc }): Completion => ({
          ...call(`dyn(${operand}).${name}`, true),
          ...{ kind: "macro", label: name, span, filter: written + name, detail: usage, doc },
        }),
      ),
  );
}

function fieldsOf(
  { source, word, dot, environment }: MemberRequest,
  type: CelType | undefined,
  value: unknown,
  operand: Expr,
): readonly Completion[] {
  const known = isRecord(value) ? Object.keys(value) : [];
  const names = type?.kind === "object" ? userFieldNames : known;
  const top = operand.exprKind.case === "identExpr";
  return names.map((name): Completion => {
    const fieldType = type?.kind === "object" ? findFieldType(environment, type.name, name) : "";
    const typeText = typeof fieldType === "string" ? "" : formatType(fieldType);
    const sampled = isRecord(value) && Object.hasOwn(value, name) ? previewValue(value[name]) : "";
    const detail = [typeText, sampled].filter(Boolean).join(" = ");
    const common = { kind: "field", label: name, ...(detail && { detail }) } as const;
    // Names of nested fields are unescaped only from 1.34 on.
    const escaped = top || environment.minor >= 34 ? escapeName(name) : undefined;
    const insert = escaped ?? (/^[A-Za-z_]\w*$/.test(name) ? name : undefined);
    if (insert !== undefined) return { ...common, span: word, insert };
    const written = source.slice(dot.start, word.start);
    const mark = written.includes("?") ? "?" : "";
    return {
      ...common,
      span: { start: dot.start, end: word.end },
      insert: `[${mark}${quoteName(name)}]`,
      filter: written + name,
    };
  });
}

/** `optional.of` after `optional.` */
function qualifiedFunctions(
  { functions }: Environment,
  operand: Expr,
  word: Span,
): readonly Completion[] {
  if (operand.exprKind.case !== "identExpr") return [];
  const prefix = `${operand.exprKind.value.name}.`;
  return [...functions.values()]
    .filter(({ name }) => name.startsWith(prefix) && !name.includes("@"))
    .map((found) => toFunction(found, found.name.slice(prefix.length), word, "global"));
}

/** Functions that take the receiver; those that take what it is in the sample come first. */
function receiverFunctions(
  { functions, macros }: Environment,
  type: CelType,
  value: unknown,
  word: Span,
): readonly Completion[] {
  const sampled = type.kind === "dyn" || type.kind === "any" ? typeOfSample(value) : undefined;
  const fitting = [...functions.values()].filter((found) => takesReceiver(found, type));
  const first = sampled && fitting.filter((found) => takesReceiver(found, sampled));
  const expanded = macros
    .filter(({ style, name }) => style === "receiver" && takesMacro(type, name))
    .map(
      ({ name, usage, doc }): Completion => ({
        ...call(name, true),
        ...{ kind: "macro", label: name, span: word, detail: usage, doc },
      }),
    );
  const ordered = first === undefined ? fitting : [...new Set([...first, ...fitting])];
  return [
    ...uniqueByLabel(expanded),
    ...ordered.map((found) => toFunction(found, found.name, word, "receiver")),
  ];
}

function takesReceiver({ name, overloads }: EnvironmentFunction, type: CelType): boolean {
  return (
    !name.includes("@") &&
    overloads.some(
      ({ style, parameters: [receiver] }) =>
        style === "receiver" &&
        receiver !== undefined &&
        isAssignable(newSubstitution(), type, receiver),
    )
  );
}

function typeOfSample(value: unknown): CelType | undefined {
  if (Array.isArray(value)) return list(dyn);
  if (isRecord(value)) return map(string, dyn);
  return typeof value === "string" ? string : undefined;
}

/** A claim itself (`any`) is no range of a macro; one level deeper (`dyn`) it is. */
function takesMacro(type: CelType, name: string): boolean {
  if (optionalMacros.has(name)) {
    return type.kind === "dyn" || (type.kind === "opaque" && /^optional/.test(type.name));
  }
  return type.kind === "dyn" || type.kind === "list" || type.kind === "map";
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
          ...call(name, true),
          ...{ kind: "macro", label: name, span: word, detail: usage, doc },
        }),
      ),
    ...[...functions.values()]
      .filter(
        ({ name, overloads }) =>
          /^[a-z][\w.]*$/i.test(name) && overloads.some(({ style }) => style === "global"),
      )
      .map((found) => toFunction(found, found.name, word, "global")),
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
): readonly Completion[] {
  const before = tokens.filter(({ end, type }) => end <= literal.start && type !== t.EOF);
  const last = before.at(-1);
  const optional = last?.type === t.QUESTIONMARK && before.at(-2)?.type === t.LBRACKET;
  const sign = optional ? before.at(-2) : last;
  if (sign === undefined || sample === undefined) return [];
  const quote = source.charAt(literal.start);
  const closed = literal.end > literal.start + 1 && source.charAt(literal.end - 1) === quote;
  const span = { start: literal.start, end: closed ? literal.end : source.length };
  if (!closed && /[^\w\s'".:/@-]/.test(source.slice(literal.start + 1))) return [];
  const index = sign.type === t.LBRACKET;
  const left = understand(source.slice(0, sign.start), environment);
  const value = readSample(rightmost(left?.expr), environment.variable, sample);
  const proposed = index ? (isRecord(value) ? Object.keys(value) : []) : textsOf(value);
  if (!index && sign.type !== t.EQUALS && sign.type !== t.NOT_EQUALS) return [];
  return proposed.map((text): Completion => {
    const insert = quoteName(text);
    const detail = index && isRecord(value) ? previewValue(value[text]) : "";
    return { kind: "value", label: text, span, insert, ...(detail && { detail }) };
  });
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

interface Cursor {
  readonly understood: Understood;
  /** From the whole expression to the placeholder. */
  readonly path: readonly Expr[];
}

/** Reads the text with a name in place of the word at the cursor, as it stands or cut off and closed behind it. */
function placeCursor(source: string, word: Span, environment: CelEnvironment): Cursor | undefined {
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

function toFunction(
  { name, declaration, overloads }: EnvironmentFunction,
  label: string,
  span: Span,
  style: "global" | "receiver",
): Completion {
  const shown = overloads.filter((overload) => overload.style === style);
  const takesArguments = shown.some(
    ({ parameters }) => parameters.length > (style === "receiver" ? 1 : 0),
  );
  const detail = shown.map((overload) => formatSignature(name, overload)).join("\n");
  return {
    ...call(label, takesArguments),
    ...{ kind: "function", label, span, detail, doc: declaration.doc },
  };
}

function call(name: string, takesArguments: boolean): { insert: string; caret?: number } {
  const insert = `${name}()`;
  return takesArguments ? { insert, caret: insert.length - 1 } : { insert };
}

function uniqueByLabel(completions: readonly Completion[]): readonly Completion[] {
  return [...new Map(completions.map((completion) => [completion.label, completion])).values()];
}

/** The name that the cursor stands in or behind; empty where there is none. */
function wordAt(source: string, offset: number): Span {
  const head = /[A-Za-z_][A-Za-z0-9_]*$/.exec(source.slice(0, offset))?.[0] ?? "";
  const tail = /^[A-Za-z0-9_]*/.exec(source.slice(offset))?.[0] ?? "";
  return { start: offset - head.length, end: offset + (head === "" ? 0 : tail.length) };
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

function quoteName(name: string): string {
  return JSON.stringify(name);
}

const placeholder = "completion_here";
const optionalMacros: ReadonlySet<string> = new Set(["optMap", "optFlatMap"]);
const userFieldNames = ["username", "uid", "groups", "extra"] as const;
/** Behind these an operand is complete. */
const operandEnds: ReadonlySet<number> = new Set([
  ...[t.IDENTIFIER, t.RPAREN, t.RBRACKET, t.RBRACE, t.NUM_INT, t.NUM_UINT, t.NUM_FLOAT],
  ...[t.STRING, t.BYTES, t.TRUE, t.FALSE, t.NULL, t.ESC_IDENTIFIER],
]);
