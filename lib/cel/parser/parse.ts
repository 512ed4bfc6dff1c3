import type { Expr, SourceInfo } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import type { CelIssue } from "../program.ts";
import { getAtn } from "./atn.ts";
import { buildTree } from "./build-tree.ts";
import { lex } from "./lexer.ts";
import { recoverTree } from "./recover.ts";
import { createSourceText, createUnlocatedIssue } from "./source-text.ts";
import { visitTree } from "./visit.ts";

/** A tree, or the parser's findings. */
export type ParseResult =
  | {
      readonly kind: "parsed";
      readonly expr: Expr;
      /** Positions are code point offsets by expression id; macro calls as they were written. */
      readonly sourceInfo: SourceInfo;
      /** The whole text of each written expression by id, UTF-16; what macros add has none. */
      readonly spans: ReadonlyMap<bigint, Span>;
    }
  | {
      readonly kind: "failed";
      /** As reported; `formatIssues` prints them in cel-go's order. */
      readonly issues: readonly CelIssue[];
      /** The tree as far as it was understood, with expressions of no kind where it was not. */
      readonly partial?: Expr;
      readonly spans?: ReadonlyMap<bigint, Span>;
      /** Nothing is wrong with the text, but its macros make more of it than we follow. */
      readonly tooLarge?: true;
    };

/**
 * Text to syntax tree as the kube-apiserver of that version parses it: cel-go's grammar, limits, macros and messages.
 * Takes any string and never throws. Follows cel-go parser/parser.go.
 */
export function parseExpression(
  source: string,
  environment: { readonly minor: Minor },
): ParseResult {
  const text = createSourceText(source);
  const { minor } = environment;
  if (text.length > maxCodePoints) {
    const message = `expression code point size exceeds limit: size: ${text.length}, limit ${maxCodePoints}`;
    return { kind: "failed", issues: [createUnlocatedIssue(text, message)] };
  }
  const escapedIdentifiers = minor >= 33;
  const { tokens, errors } = lex(text.text, escapedIdentifiers);
  const issues: CelIssue[] = [];
  const tree =
    (errors.length === 0 ? buildTree(tokens, maxRecursionDepth) : undefined) ??
    recoverTree(getAtn(escapedIdentifiers), {
      ...{ tokens, lexicalErrors: errors, source: text },
      ...{ maxDepth: maxRecursionDepth, issues, minor },
    });
  const result =
    tree === undefined ? undefined : visitTree(tree, text, minor, maxRecursionDepth, issues);
  if (result === "too large") {
    return { kind: "failed", issues, tooLarge: true };
  }
  if (result === undefined) {
    return { kind: "failed", issues };
  }
  const { expr, sourceInfo, spans } = result;
  return issues.length === 0
    ? { kind: "parsed", expr, sourceInfo, spans }
    : { kind: "failed", issues, partial: expr, spans };
}

const maxCodePoints = 100_000;
/** Of nested rules of one kind, and of nested expressions. */
const maxRecursionDepth = 250;
