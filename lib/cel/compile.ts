import type { SourceInfo } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../source/span.ts";
import { checkExpression } from "./checker/check.ts";
import type { CheckerFinding } from "./checker/checker.ts";
import { crashAtPlanning, limitMessages, missingTypeConversion } from "./checker/errors.ts";
import { mentionsUnspecified } from "./checker/substitution.ts";
import { validateExpression } from "./checker/validate.ts";
import { environmentFor } from "./environment.ts";
import { planExpression } from "./evaluator/plan.ts";
import { parseExpression } from "./parser/parse.ts";
import type { SourceText } from "./parser/source-text.ts";
import { createSourceText, formatIssues, locate, toUtf16Offset } from "./parser/source-text.ts";
import type { CelEnvironment, CelIssue, CheckedExpression, CompileResult } from "./program.ts";
import { errorType } from "./types.ts";

/**
 * Parses, checks, validates and plans an expression as kube-apiserver does when it loads a configuration. Never
 * throws; the message of a failure is the server's, and our own if the server crashes or we do
 * not follow.
 * Follows apiserver pkg/authentication/cel/compile.go, without the return types, which depend on the field.
 */
export function compileExpression(source: string, environment: CelEnvironment): CompileResult {
  const tables = environmentFor(environment);
  const parsed = parseExpression(source, environment);
  if (parsed.kind === "failed") {
    if (parsed.tooLarge) {
      const message = limitMessages.nodes;
      const issue = { message, start: 0, end: source.length, line: -1, column: -1 };
      return { kind: "failed", message, issues: [issue], crash: true };
    }
    const message = `compilation failed: ${formatIssues(source, parsed.issues)}`;
    const { partial: expr, spans = new Map<bigint, Span>() } = parsed;
    if (expr === undefined) return { kind: "failed", message, issues: parsed.issues };
    // Only for completion and hover: the server does not check what it cannot parse.
    const { types, references } = checkExpression(expr, tables);
    const partial = { source, environment, expr, spans, types, references };
    return { kind: "failed", message, issues: parsed.issues, partial };
  }
  const { expr, sourceInfo } = parsed;
  const tree: Tree = { text: createSourceText(source), sourceInfo, spans: parsed.spans };
  const checked = checkExpression(expr, tables);
  const partial: CheckedExpression = {
    source,
    environment,
    expr,
    sourceInfo,
    spans: parsed.spans,
    types: checked.types,
    references: checked.references,
    outputType: checked.types.get(expr.id) ?? errorType,
  };
  const refuse = (prefix: string, findings: readonly CheckerFinding[]) => {
    const issues = findings.map((finding) => toIssue(tree, finding, environment));
    const text =
      prefix === compilationFailed ? formatIssues(tree.text, issues) : issues[0]?.message;
    return { kind: "failed", message: `${prefix}${text}`, issues, partial } as const;
  };
  if (checked.tooLarge) return { ...refuse("", checked.findings), crash: true };
  if (checked.findings.length > 0) return refuse(compilationFailed, checked.findings);
  const validated = validateExpression(expr, checked, tables);
  if (validated.kind === "crash") return { ...refuse("", [validated.finding]), crash: true };
  if (validated.findings.length > 0) return refuse(compilationFailed, validated.findings);
  if (environment.minor === 32 && [...checked.types.values()].some(mentionsUnspecified)) {
    const finding = { id: expr.id, message: missingTypeConversion };
    return refuse("unexpected compilation error: ", [finding]);
  }
  const planned = planExpression(partial);
  if (planned.kind === "failed") {
    const { id = expr.id, message } = planned;
    if (planned.crash) {
      const failure = refuse("", [{ id, message: crashAtPlanning(message) }]);
      return { ...failure, crash: true, checks: "passed" };
    }
    return refuse("program instantiation failed: ", [{ id, message }]);
  }
  return { kind: "compiled", checked: partial };
}

const compilationFailed = "compilation failed: ";

interface Tree {
  readonly text: SourceText;
  readonly sourceInfo: SourceInfo;
  readonly spans: ReadonlyMap<bigint, Span>;
}

/** A finding at its place: the server's line and column, and the whole expression for the editor. */
function toIssue(
  { text, sourceInfo, spans }: Tree,
  { id, message }: CheckerFinding,
  { minor }: CelEnvironment,
): CelIssue {
  const offset = sourceInfo.positions[String(id)];
  if (offset === undefined) {
    return { message, start: 0, end: text.text.length, line: -1, column: -1 };
  }
  const start = toUtf16Offset(text, offset);
  const span = spans.get(id) ?? { start, end: start + 1 };
  return { message, ...span, ...locateNode(text, offset, minor) };
}

/** Up to 1.31 the first character of a line counts as the end of the line before. */
function locateNode(text: SourceText, offset: number, minor: number) {
  if (minor >= 32 || offset === 0 || !text.lineOffsets.includes(offset))
    return locate(text, offset);
  const before = locate(text, offset - 1);
  return { line: before.line, column: before.column + 1 };
}
