import type { Minor } from "../../kube/minor.ts";
import type { CelType } from "../types.ts";
import type { CelResult, CelValue } from "../values.ts";

/**
 * A library of functions, as data: the one table that the checker, the evaluator, the editor's completion and hover,
 * and the reference page read.
 */
export interface Library {
  /** kubernetes.io's word: "strings", "lists", "ip". */
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  /** The first minor version whose environment has it (30 if it is older). */
  readonly since: Minor;
  readonly functions: readonly FunctionDeclaration[];
  /** Macros that the parser expands; here for documentation and completion. */
  readonly macros?: readonly MacroDeclaration[];
  /** Constants and types by name, e.g. `optional_type`, `net.IP`. */
  readonly identifiers?: readonly IdentifierDeclaration[];
}

/**
 * A function or operator with all its overloads: what the checker, the evaluator, completion and the reference know
 * of it.
 */
export interface FunctionDeclaration {
  /** As called: "split", "lists.range", or an operator in cel-go's spelling: "_+_", "_[_]", "@in". */
  readonly name: string;
  readonly doc: string;
  readonly examples: readonly Example[];
  readonly overloads: readonly Overload[];
  /** First minor version that has it, if it is younger than its library. */
  readonly since?: Minor;
  /**
   * One implementation for all overloads (cel-go's singleton binding). If it is absent, the overload whose
   * parameters fit the arguments' run-time types runs, and none fitting is "no such overload".
   */
  readonly evaluate?: Evaluate;
  /**
   * Run-time cost if the checker left more than one overload: cel-go then looks costs up by the function's name
   * alone, and per-overload trackers do not apply; 1 if absent.
   */
  readonly cost?: Cost;
}

/** One signature of a function. */
export interface Overload {
  /** cel-go's overload id: "string_split_string". */
  readonly id: string;
  /** "receiver": called as `x.f(y)`, the first parameter is x. */
  readonly style: "global" | "receiver";
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  readonly since?: Minor;
  /** Last minor version that has it, if a later one dropped it. */
  readonly until?: Minor;
  readonly evaluate?: Evaluate;
  /** Bound in cel-go as a function of any number of arguments: the first error among them ends the call at once. */
  readonly isVariadic?: true;
  /** Run-time cost beyond the arguments' own, as cel-go's and Kubernetes' trackers count it; 1 if absent. */
  readonly cost?: Cost;
}

/** `minor` because cel-go changed what some functions do with the same arguments. */
export type Evaluate = (args: readonly CelValue[], minor: Minor) => CelResult;
/** The cost of a call in the server's units, of its arguments and its result. */
export type Cost = (args: readonly CelValue[], result: CelResult, minor: Minor) => number;

/** An expression for the reference, whose result a test verifies. */
export interface Example {
  readonly expression: string;
  /** The result in CEL's own notation, or the words of the failure. */
  readonly result: string;
}

/** A macro as the reference and completion show it; the parser expands it. */
export interface MacroDeclaration {
  readonly name: string;
  readonly style: "global" | "receiver";
  /** How it is written: "list.map(x, transform)". */
  readonly usage: string;
  readonly doc: string;
  readonly examples: readonly Example[];
  readonly since?: Minor;
}

/** A name that represents a value or a type. */
export interface IdentifierDeclaration {
  readonly name: string;
  readonly type: CelType;
  readonly doc: string;
}
