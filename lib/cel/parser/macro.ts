import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../../kube/minor.ts";

/** What an expander asks of the parser: nodes with fresh ids, all at the place of the call. */
export interface MacroHelper {
  /** The name of the accumulator: "__result__", since 1.33 "@result". */
  readonly accumulator: string;
  copy(expr: Expr): Expr;
  /** The receiver for a second use in the expansion: a copy, up to 1.31 the same nodes with the same ids. */
  reuse(target: Expr): Expr;
  newBool(value: boolean): Expr;
  newInt(value: bigint): Expr;
  newIdent(name: string): Expr;
  newAccumulator(): Expr;
  newList(...elements: Expr[]): Expr;
  newMap(): Expr;
  newCall(name: string, ...args: Expr[]): Expr;
  newMemberCall(name: string, target: Expr, ...args: Expr[]): Expr;
  newPresenceTest(operand: Expr, field: string): Expr;
  newComprehension(parts: ComprehensionParts): Expr;
}

/**
 * The parts of a comprehension, in the order in which it runs: what it goes over, its names, the start, whether to go
 * on, each step, and what comes out.
 */
export interface ComprehensionParts {
  readonly range: Expr;
  readonly iterVar: string;
  readonly iterVar2?: string;
  readonly accuVar: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

/** The call is a macro, but its arguments are not well formed; `at` is the expression to point at. */
export interface MacroError {
  readonly kind: "macroError";
  readonly message: string;
  readonly at: Expr;
}

/** Makes the expression that represents a macro's call. */
export type MacroExpander = (
  helper: MacroHelper,
  target: Expr,
  args: readonly Expr[],
) => Expr | MacroError;

/** The macro that a call expands to on that version, if any. `receiver`: written as `x.name(…)`. */
export function findMacro(
  minor: Minor,
  name: string,
  argumentCount: number,
  receiver: boolean,
): MacroExpander | undefined {
  const macro = macros.get(`${name}:${argumentCount}:${receiver}`);
  return macro !== undefined && macro.since <= minor ? macro.expand : undefined;
}

/** The traditional accumulator, which no iteration variable may be called since 1.33 (two variables: 1.32). */
export const accumulatorName = "__result__";
/** The accumulator since cel-go 0.23: no expression can name it. */
export const hiddenAccumulatorName = "@result";

// cel-go parser/macro.go

function expandAll(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  const variable = iterationVariable(helper, args, "argument must be a simple name");
  if (typeof variable !== "string") {
    return variable;
  }
  return quantifyAll(helper, { range: target, iterVar: variable }, arg(args, 1));
}

function expandExists(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  const variable = iterationVariable(helper, args, "argument must be a simple name");
  if (typeof variable !== "string") {
    return variable;
  }
  return quantifyExists(helper, { range: target, iterVar: variable }, arg(args, 1));
}

function expandExistsOne(
  helper: MacroHelper,
  target: Expr,
  args: readonly Expr[],
): Expr | MacroError {
  const variable = iterationVariable(helper, args, "argument must be a simple name");
  if (typeof variable !== "string") {
    return variable;
  }
  return quantifyExistsOne(helper, { range: target, iterVar: variable }, arg(args, 1));
}

function expandMap(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  const variable = iterationVariable(helper, args, "argument is not an identifier");
  if (typeof variable !== "string") {
    return variable;
  }
  const filter = args.length === 3 ? args[1] : undefined;
  const transform = arg(args, args.length - 1);
  const init = helper.newList();
  const condition = helper.newBool(true);
  let step = helper.newCall("_+_", helper.newAccumulator(), helper.newList(transform));
  if (filter !== undefined) {
    step = helper.newCall("_?_:_", filter, step, helper.newAccumulator());
  }
  return helper.newComprehension({
    range: target,
    iterVar: variable,
    accuVar: helper.accumulator,
    init,
    condition,
    step,
    result: helper.newAccumulator(),
  });
}

function expandFilter(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  const variable = iterationVariable(helper, args, "argument is not an identifier");
  if (typeof variable !== "string") {
    return variable;
  }
  const init = helper.newList();
  const condition = helper.newBool(true);
  const added = helper.newCall("_+_", helper.newAccumulator(), helper.newList(arg(args, 0)));
  const step = helper.newCall("_?_:_", arg(args, 1), added, helper.newAccumulator());
  return helper.newComprehension({
    range: target,
    iterVar: variable,
    accuVar: helper.accumulator,
    init,
    condition,
    step,
    result: helper.newAccumulator(),
  });
}

function expandHas(helper: MacroHelper, _target: Expr, args: readonly Expr[]): Expr | MacroError {
  const selection = arg(args, 0);
  if (selection.exprKind.case !== "selectExpr" || selection.exprKind.value.operand === undefined) {
    return fail(selection, "invalid argument to has() macro");
  }
  return helper.newPresenceTest(selection.exprKind.value.operand, selection.exprKind.value.field);
}

function iterationVariable(
  helper: MacroHelper,
  args: readonly Expr[],
  message: string,
): string | MacroError {
  const first = arg(args, 0);
  if (first.exprKind.case !== "identExpr") {
    return fail(first, message);
  }
  const name = first.exprKind.value.name;
  // Up to 1.32 one may shadow the accumulator, and gets what one deserves.
  if (helper.accumulator === hiddenAccumulatorName && isAccumulator(helper, name)) {
    return fail(first, "iteration variable overwrites accumulator variable");
  }
  return name;
}

function isAccumulator(helper: MacroHelper, name: string): boolean {
  return name === helper.accumulator || name === accumulatorName;
}

interface Loop {
  readonly range: Expr;
  readonly iterVar: string;
  readonly iterVar2?: string;
}

function quantifyAll(helper: MacroHelper, loop: Loop, predicate: Expr): Expr {
  const init = helper.newBool(true);
  const condition = helper.newCall("@not_strictly_false", helper.newAccumulator());
  const step = helper.newCall("_&&_", helper.newAccumulator(), predicate);
  const result = helper.newAccumulator();
  const accuVar = helper.accumulator;
  return helper.newComprehension({ ...loop, accuVar, init, condition, step, result });
}

function quantifyExists(helper: MacroHelper, loop: Loop, predicate: Expr): Expr {
  const init = helper.newBool(false);
  const condition = helper.newCall(
    "@not_strictly_false",
    helper.newCall("!_", helper.newAccumulator()),
  );
  const step = helper.newCall("_||_", helper.newAccumulator(), predicate);
  const result = helper.newAccumulator();
  const accuVar = helper.accumulator;
  return helper.newComprehension({ ...loop, accuVar, init, condition, step, result });
}

function quantifyExistsOne(helper: MacroHelper, loop: Loop, predicate: Expr): Expr {
  const init = helper.newInt(0n);
  const condition = helper.newBool(true);
  const step = helper.newCall(
    "_?_:_",
    predicate,
    helper.newCall("_+_", helper.newAccumulator(), helper.newInt(1n)),
    helper.newAccumulator(),
  );
  const result = helper.newCall("_==_", helper.newAccumulator(), helper.newInt(1n));
  const accuVar = helper.accumulator;
  return helper.newComprehension({ ...loop, accuVar, init, condition, step, result });
}

// cel-go ext/comprehensions.go

function expandTwoVariables(
  build: (helper: MacroHelper, loop: Required<Loop>, args: readonly Expr[]) => Expr,
): MacroExpander {
  return (helper, target, args) => {
    const [first, second] = [arg(args, 0), arg(args, 1)];
    for (const variable of [first, second]) {
      if (variable.exprKind.case !== "identExpr") {
        return fail(variable, "argument must be a simple name");
      }
    }
    const iterVar = first.exprKind.case === "identExpr" ? first.exprKind.value.name : "";
    const iterVar2 = second.exprKind.case === "identExpr" ? second.exprKind.value.name : "";
    if (iterVar === iterVar2) {
      return fail(second, `duplicate variable name: ${iterVar}`);
    }
    if (isAccumulator(helper, iterVar)) {
      return fail(first, "iteration variable overwrites accumulator variable");
    }
    if (isAccumulator(helper, iterVar2)) {
      return fail(second, "iteration variable overwrites accumulator variable");
    }
    return build(helper, { range: target, iterVar, iterVar2 }, args);
  };
}

/** The last argument transforms; a fourth one, before it, filters. */
function expandTransform(
  newInit: (helper: MacroHelper) => Expr,
  newStep: (helper: MacroHelper, loop: Loop, transform: Expr) => Expr,
): MacroExpander {
  return expandTwoVariables((helper, loop, args) => {
    let step = newStep(helper, loop, arg(args, args.length - 1));
    if (args.length === 4) {
      step = helper.newCall("_?_:_", arg(args, 2), step, helper.newAccumulator());
    }
    const init = newInit(helper);
    const condition = helper.newBool(true);
    const result = helper.newAccumulator();
    const accuVar = helper.accumulator;
    return helper.newComprehension({ ...loop, accuVar, init, condition, step, result });
  });
}

const expandTransformList = expandTransform(
  (helper) => helper.newList(),
  (helper, _loop, transform) =>
    helper.newCall("_+_", helper.newAccumulator(), helper.newList(transform)),
);

const expandTransformMap = expandTransform(
  (helper) => helper.newMap(),
  (helper, loop, transform) =>
    helper.newCall(
      "cel.@mapInsert",
      helper.newAccumulator(),
      helper.newIdent(loop.iterVar),
      transform,
    ),
);

const expandTransformMapEntry = expandTransform(
  (helper) => helper.newMap(),
  (helper, _loop, transform) =>
    helper.newCall("cel.@mapInsert", helper.newAccumulator(), transform),
);

// cel-go cel/library.go

function expandOptMap(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  return expandOptional(helper, target, args, "optMap", (fold) =>
    helper.newCall("optional.of", fold()),
  );
}

function expandOptFlatMap(
  helper: MacroHelper,
  target: Expr,
  args: readonly Expr[],
): Expr | MacroError {
  return expandOptional(helper, target, args, "optFlatMap", (fold) => fold());
}

function expandOptional(
  helper: MacroHelper,
  target: Expr,
  args: readonly Expr[],
  name: string,
  wrap: (fold: () => Expr) => Expr,
): Expr | MacroError {
  const variable = arg(args, 0);
  if (variable.exprKind.case !== "identExpr") {
    return fail(variable, `${name}() variable name must be a simple identifier`);
  }
  const accuVar = variable.exprKind.value.name;
  return helper.newCall(
    "_?_:_",
    helper.newMemberCall("hasValue", target),
    wrap(() =>
      helper.newComprehension({
        range: helper.newList(),
        iterVar: unusedVariable,
        accuVar,
        init: helper.newMemberCall("value", helper.reuse(target)),
        condition: helper.newBool(false),
        step: helper.newIdent(accuVar),
        result: arg(args, 1),
      }),
    ),
    helper.newCall("optional.none"),
  );
}

// cel-go ext/lists.go

function expandSortBy(helper: MacroHelper, target: Expr, args: readonly Expr[]): Expr | MacroError {
  const input = helper.newIdent(sortByVariable);
  if (!sortByTargets.has(target.exprKind.case)) {
    return fail(
      target,
      "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
    );
  }
  const keys = expandMap(helper, helper.copy(input), args);
  if ("kind" in keys) {
    return keys;
  }
  const call = helper.newMemberCall("@sortByAssociatedKeys", helper.copy(input), keys);
  return helper.newComprehension({
    range: helper.newList(),
    iterVar: unusedVariable,
    accuVar: sortByVariable,
    init: target,
    condition: helper.newBool(false),
    step: input,
    result: call,
  });
}

function fail(at: Expr, message: string): MacroError {
  return { kind: "macroError", at, message };
}

/** `findMacro` compared the number of arguments, so that the argument exists. */
function arg(args: readonly Expr[], index: number): Expr {
  return args[index] as Expr;
}

const unusedVariable = "#unused";
const sortByVariable = "@__sortBy_input__";
const sortByTargets: ReadonlySet<string | undefined> = new Set([
  ...["listExpr", "selectExpr", "identExpr", "comprehensionExpr", "callExpr"],
]);

/** By name, number of arguments and whether there is a receiver, as cel-go's macro keys. */
const macros: ReadonlyMap<string, { readonly since: Minor; readonly expand: MacroExpander }> =
  new Map([
    ["has:1:false", { since: 30, expand: expandHas }],
    ["all:2:true", { since: 30, expand: expandAll }],
    ["exists:2:true", { since: 30, expand: expandExists }],
    ["exists_one:2:true", { since: 30, expand: expandExistsOne }],
    ["map:2:true", { since: 30, expand: expandMap }],
    ["map:3:true", { since: 30, expand: expandMap }],
    ["filter:2:true", { since: 30, expand: expandFilter }],
    ["optMap:2:true", { since: 30, expand: expandOptMap }],
    ["optFlatMap:2:true", { since: 30, expand: expandOptFlatMap }],
    ["all:3:true", { since: 32, expand: twoVariables(quantifyAll) }],
    ["exists:3:true", { since: 32, expand: twoVariables(quantifyExists) }],
    ["existsOne:3:true", { since: 32, expand: twoVariables(quantifyExistsOne) }],
    ["exists_one:3:true", { since: 32, expand: twoVariables(quantifyExistsOne) }],
    ["transformList:3:true", { since: 32, expand: expandTransformList }],
    ["transformList:4:true", { since: 32, expand: expandTransformList }],
    ["transformMap:3:true", { since: 32, expand: expandTransformMap }],
    ["transformMap:4:true", { since: 32, expand: expandTransformMap }],
    ["transformMapEntry:3:true", { since: 32, expand: expandTransformMapEntry }],
    ["transformMapEntry:4:true", { since: 32, expand: expandTransformMapEntry }],
    ["sortBy:2:true", { since: 34, expand: expandSortBy }],
  ]);

function twoVariables(
  quantify: (helper: MacroHelper, loop: Loop, predicate: Expr) => Expr,
): MacroExpander {
  return expandTwoVariables((helper, loop, args) => quantify(helper, loop, arg(args, 2)));
}
