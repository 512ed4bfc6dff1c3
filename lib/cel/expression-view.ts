import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Span } from "../source/span.ts";
import { unescapeName } from "./evaluator/escape.ts";
import { costLimit } from "./evaluator/run.ts";
import type { CheckedExpression } from "./program.ts";
import type { Evaluation } from "./trace.ts";
import { formatType } from "./types.ts";
import { formatCel } from "./values/format.ts";
import { isError, typeName } from "./values.ts";

/** An evaluated expression as plain data, to be shown and stepped through. */
export interface ExpressionView {
  readonly source: string;
  /** Where the expression's text is in the configuration: offset `i` of `source` is at `offsets[i]` (last entry: the end). */
  readonly offsets?: readonly number[];
  readonly nodes: readonly ExpressionNode[];
  /** Evaluation order. `node` is an id of `nodes`. */
  readonly events: readonly ExpressionEvent[];
  readonly cost: number;
  readonly costLimit: number;
}

/** A sub-expression as it was written: macros are one node, whose parts are its children. */
export interface ExpressionNode {
  readonly id: number;
  readonly parent?: number;
  /** UTF-16 offsets in the expression's source. */
  readonly start: number;
  readonly end: number;
  /** CEL's spelling of the static type. */
  readonly type: string;
  /** The claim (or field of user) that this node reads, "groups_direct". */
  readonly reads?: string;
}

/** What one expression gave in one round of the comprehensions around it. */
export interface ExpressionEvent {
  readonly node: number;
  /** Iterations of the comprehensions around it, outermost first. */
  readonly iterations: readonly number[];
  readonly outcome:
    | { readonly kind: "value"; readonly text: string; readonly type: string }
    | { readonly kind: "error"; readonly message: string; readonly absorbedBy?: number };
  readonly cost: number;
}

/** How many events a view holds: what a person can step through. */
const eventLimit = 5000;

/**
 * An evaluated expression as plain data to show: its sub-expressions as they were written, a macro being one node with
 * its range and its body for parts, and what each came to, in the order of evaluation. What has no event was not
 * evaluated.
 */
export function viewExpression(checked: CheckedExpression, evaluation: Evaluation): ExpressionView {
  const { nodes, written, owners } = layoutOf(checked);
  const events: ExpressionEvent[] = [];
  for (const event of evaluation.events) {
    if (events.length >= eventLimit) break;
    if (!written.has(event.id)) continue;
    const { result, absorbedBy } = event;
    const owner = absorbedBy === undefined ? undefined : (owners.get(absorbedBy) ?? absorbedBy);
    events.push({
      node: event.id,
      iterations: event.iterations,
      outcome: isError(result)
        ? {
            kind: "error",
            message: result.message,
            ...(owner !== undefined && { absorbedBy: owner }),
          }
        : { kind: "value", text: formatCel(result), type: typeName(result) },
      cost: event.cost,
    });
  }
  return { source: checked.source, nodes, events, cost: evaluation.cost, costLimit };
}

/** What does not change from one evaluation to the next. */
interface Layout {
  readonly nodes: readonly ExpressionNode[];
  readonly written: ReadonlySet<number>;
  /** For the ids that only a macro's expansion has: the macro's node. */
  readonly owners: ReadonlyMap<number, number>;
}

const layouts = new WeakMap<CheckedExpression, Layout>();

function layoutOf(checked: CheckedExpression): Layout {
  let layout = layouts.get(checked);
  if (layout === undefined) {
    layout = makeLayout(checked);
    layouts.set(checked, layout);
  }
  return layout;
}

function makeLayout(checked: CheckedExpression): Layout {
  const walk = new LayoutWalk(checked, checked.spans);
  walk.visit(checked.expr, undefined);
  return { nodes: walk.nodes, written: walk.written, owners: walk.owners };
}

class LayoutWalk {
  readonly nodes: ExpressionNode[] = [];
  readonly written = new Set<number>();
  readonly owners = new Map<number, number>();
  readonly #checked: CheckedExpression;
  readonly #spans: ReadonlyMap<bigint, Span>;
  /** Names of iteration variables around, which may hide the variable. */
  readonly #hidden: string[] = [];

  constructor(checked: CheckedExpression, spans: ReadonlyMap<bigint, Span>) {
    this.#checked = checked;
    this.#spans = spans;
  }

  /** Adds an expression as it was written and its parts; `parent` is the node around it. */
  visit(expr: Expr, parent: number | undefined): void {
    const call = this.#checked.sourceInfo.macroCalls[String(expr.id)];
    const id = this.#add(expr, parent);
    if (call !== undefined) {
      this.#own(expr, id);
      this.#visitMacro(call, id);
      return;
    }
    if (isFolded(expr)) return;
    for (const part of partsOf(expr)) this.visit(part, id);
  }

  #add(expr: Expr, parent: number | undefined): number {
    const id = Number(expr.id);
    if (this.written.has(id)) return id;
    const type = this.#checked.types.get(expr.id);
    const span = this.#spans.get(expr.id) ?? { start: 0, end: this.#checked.source.length };
    const reads = this.#reads(expr);
    this.written.add(id);
    this.owners.delete(id);
    this.nodes.push({
      id,
      ...(parent !== undefined && { parent }),
      start: span.start,
      end: span.end,
      type: type === undefined ? "" : formatType(type),
      ...(reads !== undefined && { reads }),
    });
    return id;
  }

  #visitMacro(call: Expr, id: number): void {
    if (call.exprKind.case !== "callExpr") return;
    const { function: name, target, args } = call.exprKind.value;
    if (target !== undefined) this.visit(target, id);
    if (name === "has") {
      // The selection is what is tested, not made: only what it selects from is evaluated.
      const tested = args[0]?.exprKind;
      const reads = args[0] && this.#reads(args[0]);
      const node = this.nodes.findIndex((each) => each.id === id);
      const own = this.nodes[node];
      if (reads !== undefined && own !== undefined) this.nodes[node] = { ...own, reads };
      if (tested?.case === "selectExpr" && tested.value.operand) {
        this.visit(tested.value.operand, id);
      }
      return;
    }
    const variables = twoVariableMacro(name, args.length) ? 2 : 1;
    for (const variable of args.slice(0, variables)) {
      if (variable.exprKind.case === "identExpr") this.#hidden.push(variable.exprKind.value.name);
    }
    for (const part of args.slice(variables)) this.visit(part, id);
    this.#hidden.length -= variables;
  }

  /** Every id below a macro's expansion that no part as written claims belongs to the macro. */
  #own(expr: Expr, owner: number): void {
    for (const part of partsOf(expr)) {
      const id = Number(part.id);
      if (!this.written.has(id)) this.owners.set(id, owner);
      this.#own(part, owner);
    }
  }

  /** The claim, or field of the user, that an expression selects from the variable. */
  #reads(expr: Expr): string | undefined {
    const { variable, minor } = this.#checked.environment;
    const kind = expr.exprKind;
    let operand: Expr | undefined;
    let key: string | undefined;
    if (kind.case === "selectExpr") {
      operand = kind.value.operand;
      key = kind.value.field;
    } else if (kind.case === "callExpr" && selectors.has(kind.value.function)) {
      operand = kind.value.args[0];
      const second = kind.value.args[1]?.exprKind;
      const literal = second?.case === "constExpr" ? second.value.constantKind : undefined;
      key = literal?.case === "stringValue" ? literal.value : undefined;
    }
    const named = operand?.exprKind.case === "identExpr" ? operand.exprKind.value.name : undefined;
    if (key === undefined || named !== variable || this.#hidden.includes(variable))
      return undefined;
    return minor >= 34 ? unescapeName(key) : key;
  }
}

const selectors: ReadonlySet<string> = new Set(["_[_]", "_?._", "_[?_]"]);

/** The sub-expressions of an expression, in the order of evaluation. */
function partsOf(expr: Expr): readonly Expr[] {
  const kind = expr.exprKind;
  switch (kind.case) {
    case "selectExpr":
      return kind.value.operand ? [kind.value.operand] : [];
    case "callExpr": {
      const { function: name, target, args } = kind.value;
      // The field of an optional selection is no expression of its own.
      if (name === "_?._") return args.slice(0, 1);
      return target === undefined ? args : [target, ...args];
    }
    case "listExpr":
      return kind.value.elements;
    case "structExpr":
      return kind.value.entries.flatMap(({ keyKind, value }) => [
        ...(keyKind.case === "mapKey" ? [keyKind.value] : []),
        ...(value ? [value] : []),
      ]);
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result].filter(
        (part) => part !== undefined,
      );
    }
    default:
      return [];
  }
}

/** Whether the server computes the whole of a literal when it loads the configuration, so that its parts have no step. */
function isFolded(expr: Expr): boolean {
  const kind = expr.exprKind;
  if (kind.case === "constExpr") return true;
  if (kind.case !== "listExpr" && (kind.case !== "structExpr" || kind.value.messageName !== "")) {
    return false;
  }
  return partsOf(expr).every(isFolded);
}

function twoVariableMacro(name: string, count: number): boolean {
  return name.startsWith("transform") || (count === 3 && name !== "map");
}
