import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { walk } from "../cel/ast.ts";
import { parseExpression } from "../cel/parser/parse.ts";
import type { Minor } from "../kube/minor.ts";

/**
 * `condition ? yes : no` as CEL text, with parentheses if they are needed. Undefined if the server's parser does not
 * read it as just that.
 */
export function writeConditional(
  condition: string,
  yes: string,
  no: string,
  minor: Minor,
): string | undefined {
  const source = [wrap(condition, minor), "?", wrap(yes, minor), ":", wrap(no, minor)].join(" ");
  const [whole, ...parts] = [source, condition, yes, no].map((each) => parse(each, minor));
  const call = whole?.exprKind;
  if (call?.case !== "callExpr" || call.value.function !== conditional) return undefined;
  const same = call.value.args.every((arg, i) => {
    const part = parts[i];
    return part !== undefined && shapeOf(arg) === shapeOf(part);
  });
  return same ? source : undefined;
}

const conditional = "_?_:_";

/** Whether two expressions are the same but for blanks, comments and superfluous parentheses. */
export function isSameExpression(a: string, b: string, minor: Minor): boolean {
  if (a === b) return true;
  const [first, second] = [parse(a, minor), parse(b, minor)];
  return first !== undefined && second !== undefined && shapeOf(first) === shapeOf(second);
}

/**
 * How expressions use a marker: one of them is the marker alone, or has it or another marker in it as a part. A rule that
 * is one of the others alone does not count.
 */
export function findMarker(
  sources: readonly string[],
  marker: string,
  others: readonly string[],
  minor: Minor,
): "rule" | "condition" | undefined {
  const own = shapeOfText(marker, minor);
  const besides = others.map((each) => shapeOfText(each, minor));
  let use: "rule" | "condition" | undefined;
  for (const source of sources) {
    const expr = parse(source, minor);
    if (expr === undefined) continue;
    const shape = shapeOf(expr);
    if (shape === own) return "rule";
    if (besides.includes(shape)) continue;
    walk(expr, (part) => {
      const shape = shapeOf(part);
      if (shape === own || besides.includes(shape)) use = "condition";
    });
  }
  return use;
}

// A conditional inside of another one, and a comment that would swallow what follows it.
function wrap(source: string, minor: Minor): string {
  const text = source.trim();
  const expr = parse(text, minor);
  const inner = parse(`(${text})`, minor);
  const isOpen = expr !== undefined && (inner === undefined || shapeOf(inner) !== shapeOf(expr));
  const call = expr?.exprKind;
  const nested = call?.case === "callExpr" && call.value.function === conditional;
  return nested || isOpen ? `(${text}${isOpen ? "\n" : ""})` : text;
}

function parse(source: string, minor: Minor): Expr | undefined {
  const result = parseExpression(source, { minor });
  return result.kind === "parsed" ? result.expr : undefined;
}

function shapeOfText(source: string, minor: Minor): string | undefined {
  const expr = parse(source, minor);
  return expr && shapeOf(expr);
}

/** A tree without its numbers. */
function shapeOf(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => {
    if (key === "id") return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  });
}
