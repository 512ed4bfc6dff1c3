import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { newestMinor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import { isAssignable, newSubstitution } from "../checker/substitution.ts";
import { findFieldType } from "../checker/type-names.ts";
import { type Environment, type EnvironmentFunction, environmentFor } from "../environment.ts";
import { escapeName } from "../evaluator/escape.ts";
import type { Token } from "../parser/token.ts";
import type { CelEnvironment } from "../program.ts";
import { type CelType, dyn, formatType, list, map, string } from "../types.ts";
import {
  type Completion,
  callOf,
  type KnownField,
  proposeFunction,
  quoteName,
  uniqueByLabel,
} from "./completion.ts";
import { isRecord, placeCursor, previewValue, readSample } from "./cursor.ts";

/** A selection that is being typed. */
export interface MemberRequest {
  readonly source: string;
  readonly word: Span;
  /** The dot of the selection. */
  readonly dot: Token;
  readonly environment: CelEnvironment;
  readonly sample: unknown;
  /** Fields of the variable besides those of the sample. */
  readonly known: readonly KnownField[];
}

/** What may be behind a dot: fields of the sample, functions and macros that take the operand. */
export function completeMember(request: MemberRequest): readonly Completion[] {
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
          ...callOf(`dyn(${operand}).${name}`, true),
          ...{ kind: "macro", label: name, span, filter: written + name, detail: usage, doc },
        }),
      ),
  );
}

function fieldsOf(
  request: MemberRequest,
  type: CelType | undefined,
  value: unknown,
  operand: Expr,
): readonly Completion[] {
  const { environment, known } = request;
  const top = operand.exprKind.case === "identExpr";
  if (type?.kind === "object") {
    return userFieldNames.map((name) => {
      const fieldType = findFieldType(environment, type.name, name);
      const typeText = typeof fieldType === "string" ? "" : formatType(fieldType);
      const sampled =
        isRecord(value) && Object.hasOwn(value, name) ? previewValue(value[name]) : "";
      return proposeField(request, name, top, [typeText, sampled].filter(Boolean).join(" = "));
    });
  }
  const own = isRecord(value)
    ? Object.entries(value).map(([name, each]) =>
        proposeField(request, name, top, `${typeWord(each)} = ${previewValue(each)}`),
      )
    : [];
  const isRoot =
    operand.exprKind.case === "identExpr" && operand.exprKind.value.name === environment.variable;
  const others = isRoot ? unsampled(known, value) : [];
  return [
    ...own,
    ...others.map(({ name, type: word, meaning }) =>
      proposeField(request, name, top, word, meaning),
    ),
  ];
}

/** The known fields that a sample does not have. */
export function unsampled(known: readonly KnownField[], sample: unknown): readonly KnownField[] {
  return known.filter(({ name }) => !(isRecord(sample) && Object.hasOwn(sample, name)));
}

function proposeField(
  { source, word, dot, environment }: MemberRequest,
  name: string,
  top: boolean,
  detail: string,
  doc?: string,
): Completion {
  const common = {
    kind: "field" as const,
    label: name,
    ...(detail && { detail }),
    ...(doc !== undefined && { doc }),
  };
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
}

// What a JSON value is, in the words of the claims that are known of issuers.
function typeWord(value: unknown): string {
  if (Array.isArray(value)) {
    return value.every((each) => typeof each === "string") ? "list of strings" : "list";
  }
  return value === null ? "null" : typeof value;
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
    .map((found) => proposeFunction(found, found.name.slice(prefix.length), word, "global"));
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
        ...callOf(name, true),
        ...{ kind: "macro", label: name, span: word, detail: usage, doc },
      }),
    );
  const ordered = first === undefined ? fitting : [...new Set([...first, ...fitting])];
  return [
    ...uniqueByLabel(expanded),
    ...ordered.map((found) => proposeFunction(found, found.name, word, "receiver")),
  ];
}

function takesReceiver({ name, overloads }: EnvironmentFunction, type: CelType): boolean {
  return (
    !name.includes("@") &&
    overloads.some(
      ({ style, parameters: [receiver] }) =>
        style === "receiver" &&
        receiver !== undefined &&
        isAssignable(newSubstitution(newestMinor), type, receiver),
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

const optionalMacros: ReadonlySet<string> = new Set(["optMap", "optFlatMap"]);
const userFieldNames = ["username", "uid", "groups", "extra"] as const;
