import type { Expr, SourceInfo } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import type { CelType } from "./types.ts";

/** Which of the authenticator's environments an expression lives in: `claims` or `user` is its one variable. */
export type CelVariable = "claims" | "user";

/** For which server and over which variable an expression is compiled. */
export interface CelEnvironment {
  readonly minor: Minor;
  readonly variable: CelVariable;
}

/** A finding of the parser, the checker or the AST validators. Offsets are UTF-16 positions in the expression. */
export interface CelIssue {
  /** cel-go's text without position: "undeclared reference to 'x' (in container '')". */
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** cel-go's position: line from 1, column from 0 in code points. */
  readonly line: number;
  readonly column: number;
}

/** A resolved name or call, as cel-go's ReferenceInfo. */
export interface CelReference {
  /** Fully qualified; a leading dot sets it apart from an iteration variable of the same name. */
  readonly name?: string;
  readonly overloads: readonly string[];
  /** Set for a name that is a constant: `google.protobuf.NullValue.NULL_VALUE`. */
  readonly value?: bigint;
}

/** An expression that compiles: what the evaluator, the lints and the editor read. */
export interface CheckedExpression {
  readonly source: string;
  readonly environment: CelEnvironment;
  readonly expr: Expr;
  /** Positions are code point offsets by expression id; macro calls as they were written. */
  readonly sourceInfo: SourceInfo;
  /** The whole text of each written expression by id, in UTF-16 offsets; what macros add has none. */
  readonly spans: ReadonlyMap<bigint, Span>;
  readonly types: ReadonlyMap<bigint, CelType>;
  readonly references: ReadonlyMap<bigint, CelReference>;
  readonly outputType: CelType;
}

/** A checked expression, or what the compiler says against it. */
export type CompileResult =
  | { readonly kind: "compiled"; readonly checked: CheckedExpression }
  | {
      readonly kind: "failed";
      /** The whole text as kube-apiserver prints it: "compilation failed: ERROR: <input>:1:1: …". */
      readonly message: string;
      readonly issues: readonly CelIssue[];
      /** The real compiler dies on it, or it is larger than we follow: the message is our own. */
      readonly crash?: true;
      /** It passed the checks: by the time it dies, the server has looked at its type. */
      readonly checks?: "passed";
      /** The tree as far as it was understood, for the editor. */
      readonly partial?: Partial<CheckedExpression>;
    };
