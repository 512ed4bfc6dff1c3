import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import { childrenOf } from "../ast.ts";
import * as make from "./expr.ts";
import { accumulatorName, hiddenAccumulatorName, type MacroHelper } from "./macro.ts";
import { type SourceText, toCodePointOffset } from "./source-text.ts";
import type { Token } from "./token.ts";
import type { Node } from "./tree.ts";

/** Thrown inside of the visitor alone, to leave it at a limit of ours: the tree is not worth building. */
export const tooLarge = Symbol("too large");

/**
 * How many nodes a tree may have. No text within cel-go's limit comes near, but each chained optMap doubles the tree:
 * a few dozen of them fill the memory of any machine, a server's too.
 */
const maxNodes = 200_000;

/** Ids, positions and macro calls of a tree that is made, and what macros make nodes with. Follows cel-go parser/helper.go. */
export interface ParserHelper {
  /** Offsets in code points, by id. */
  readonly positions: Record<string, number>;
  readonly macroCalls: Record<string, Expr>;
  readonly spans: Map<bigint, Span>;
  newId(token: Token | undefined): number;
  newIdAt(position: number): number;
  deleteId(id: number): void;
  withSpan(node: Node, expr: Expr): Expr;
  newMacroHelper(position: number): MacroHelper;
  recordMacroCall(id: bigint, name: string, target: Expr | undefined, args: readonly Expr[]): void;
}

/** A helper for one tree. Its functions throw `tooLarge` if the tree is not worth building. */
export function createParserHelper(source: SourceText, minor: Minor): ParserHelper {
  const positions: Record<string, number> = {};
  const macroCalls: Record<string, Expr> = {};
  const spans = new Map<bigint, Span>();
  const accumulator = minor >= 33 ? hiddenAccumulatorName : accumulatorName;
  let nextId = 1;
  let shared = 0;
  const sizes = new Map<Expr, number>();

  return {
    positions,
    macroCalls,
    spans,
    newId,
    newIdAt,
    deleteId,
    withSpan,
    newMacroHelper,
    recordMacroCall,
  };

  function newId(token: Token | undefined): number {
    return newIdAt(token === undefined ? -1 : toCodePointOffset(source, token.start));
  }

  function newIdAt(position: number): number {
    if (nextId > maxNodes) throw tooLarge;
    positions[nextId] = position;
    return nextId++;
  }

  function deleteId(id: number): void {
    // Before cel-go 0.22 the ids of expanded calls stayed.
    if (minor < 32) {
      return;
    }
    delete positions[id];
    if (id === nextId - 1) {
      nextId--;
    }
  }

  function withSpan(node: Node, expr: Expr): Expr {
    spans.set(expr.id, { start: node.start.start, end: node.stop.end });
    return expr;
  }

  function newMacroHelper(position: number): MacroHelper {
    const id = () => newIdAt(position);
    return {
      accumulator,
      copy: (expr) => copyExpr(expr, position),
      reuse: (target) => (minor >= 32 ? copyExpr(target, position) : share(target)),
      newBool: (value) => make.newConstant(id(), { case: "boolValue", value }),
      newInt: (value) => make.newConstant(id(), { case: "int64Value", value }),
      newIdent: (name) => make.newIdent(id(), name),
      newAccumulator: () => make.newIdent(id(), accumulator),
      newList: (...elements) => make.newList(id(), elements, []),
      newMap: () => make.newStruct(id(), "", []),
      newCall: (name, ...args) => make.newCall(id(), name, args),
      newMemberCall: (name, target, ...args) => make.newMemberCall(id(), name, target, args),
      newPresenceTest: (operand, field) => make.newSelect(id(), operand, field, true),
      newComprehension: (parts) => make.newComprehension(id(), parts),
    };
  }

  /** The same nodes at a second place: a walk over the tree meets them again. */
  function share(target: Expr): Expr {
    shared += sizeOf(target);
    if (shared > maxNodes) throw tooLarge;
    return target;
  }

  function sizeOf(expr: Expr): number {
    const known = sizes.get(expr);
    if (known !== undefined) return known;
    const size = childrenOf(expr).reduce((sum, child) => sum + sizeOf(child), 1);
    sizes.set(expr, size);
    return size;
  }

  /** The same expression with fresh ids, in cel-go's order; entries of literals get the macro's place. */
  function copyExpr(expr: Expr, position: number): Expr {
    const id = newIdAt(positions[String(expr.id)] ?? -1);
    const span = spans.get(expr.id);
    if (span !== undefined) {
      spans.set(BigInt(id), span);
    }
    const copy = (child: Expr | undefined) =>
      child === undefined ? make.newUnspecified(newIdAt(-1)) : copyExpr(child, position);
    const kind = expr.exprKind;
    switch (kind.case) {
      case "selectExpr":
        return make.newSelect(id, copy(kind.value.operand), kind.value.field, kind.value.testOnly);
      case "callExpr": {
        const args = kind.value.args.map(copy);
        return kind.value.target === undefined
          ? make.newCall(id, kind.value.function, args)
          : make.newMemberCall(id, kind.value.function, copy(kind.value.target), args);
      }
      case "listExpr":
        return make.newList(id, kind.value.elements.map(copy), kind.value.optionalIndices);
      case "structExpr": {
        const entries = kind.value.entries.map((entry) => {
          const entryId = newIdAt(position);
          const keyKind =
            entry.keyKind.case === "mapKey"
              ? ({ case: "mapKey", value: copy(entry.keyKind.value) } as const)
              : entry.keyKind;
          return make.newEntry(entryId, keyKind, copy(entry.value), entry.optionalEntry);
        });
        return make.newStruct(id, kind.value.messageName, entries);
      }
      case "comprehensionExpr": {
        const { value } = kind;
        return make.newComprehension(id, {
          range: copy(value.iterRange),
          init: copy(value.accuInit),
          condition: copy(value.loopCondition),
          step: copy(value.loopStep),
          result: copy(value.result),
          iterVar: value.iterVar,
          iterVar2: value.iterVar2,
          accuVar: value.accuVar,
        });
      }
      default:
        return make.newExpr(id, kind);
    }
  }

  function recordMacroCall(
    id: bigint,
    name: string,
    target: Expr | undefined,
    args: readonly Expr[],
  ): void {
    const macroArgs = args.map(buildMacroCallArg);
    macroCalls[String(id)] =
      target === undefined
        ? make.newCall(0, name, macroArgs)
        : make.newMemberCall(0, name, buildMacroCallArg(target), macroArgs);
  }

  /** Of a macro inside the call only the id is there, to be looked up in turn. */
  function buildMacroCallArg(expr: Expr): Expr {
    if (macroCalls[String(expr.id)] !== undefined) {
      return make.newExpr(expr.id, { case: undefined });
    }
    const kind = expr.exprKind;
    if (kind.case === "callExpr") {
      const args = kind.value.args.map(buildMacroCallArg);
      const target = kind.value.target;
      const value = { ...kind.value, args };
      if (target !== undefined) {
        value.target = buildMacroCallArg(target);
      }
      return make.newExpr(expr.id, { case: "callExpr", value });
    }
    if (kind.case === "listExpr") {
      const elements = kind.value.elements.map(buildMacroCallArg);
      return make.newExpr(expr.id, { case: "listExpr", value: { ...kind.value, elements } });
    }
    return expr;
  }
}
