import { celUint } from "@bufbuild/cel";
import type { Value } from "@bufbuild/cel-spec/cel/expr/value_pb.js";
import type { IncrementalTest, IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { compileExpression } from "../cel/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { planExpression } from "../cel/evaluator/plan.ts";
import { formatType } from "../cel/types.ts";
import { equals } from "../cel/values/equality.ts";
import { mapOf } from "../cel/values/key-table.ts";
import { type CelResult, type CelValue, isError, listOf, typeName } from "../cel/values.ts";
import { newestMinor } from "../kube/minor.ts";

/* Replays the conformance suite of the CEL specification (a test aid). */

/** The sections about what the server's environment has; the others are about protobuf messages and other extensions. */
const sections: ReadonlySet<string> = new Set([
  ...[
    "basic",
    "comparisons",
    "conversions",
    "fields",
    "fp_math",
    "integer_math",
    "lists",
    "logic",
    "macros",
  ],
  ...[
    "macros2",
    "optionals",
    "parse",
    "plumbing",
    "string",
    "string_ext",
    "timestamps",
    "type_deductions",
  ],
]);

/** One case of the CEL specification. */
export interface ConformanceCase {
  /** "macros/exists/list_elem_type_shortcircuit" */
  readonly name: string;
  readonly test: IncrementalTest;
}

/** The cases of the sections that the environment has. */
export function conformanceCases(suite: IncrementalTestSuite): ConformanceCase[] {
  const collect = (inner: IncrementalTestSuite, path: string): ConformanceCase[] => [
    ...inner.tests.map((test) => ({ name: `${path}/${test.name}`, test })),
    ...inner.suites.flatMap((each) => collect(each, `${path}/${each.name}`)),
  ];
  return suite.suites
    .filter(({ name }) => sections.has(name))
    .flatMap((section) => collect(section, section.name));
}

/** How a case went. */
export type Replay =
  | { readonly kind: "passed" }
  /** It declares variables, functions or a container: there is one variable on a server. */
  | { readonly kind: "not applicable" }
  | { readonly kind: "failed"; readonly got: string };

/** Whether our answer, as the newest server's environment has it, is the specification's. */
export function replay({ test }: ConformanceCase): Replay {
  const { expr, bindings, typeEnv, container, resultMatcher } = test.original;
  if (Object.keys(bindings).length > 0 || typeEnv.length > 0 || container !== "") {
    return { kind: "not applicable" };
  }
  const compiled = compileExpression(expr, { minor: newestMinor, variable: "claims" });
  const fails = resultMatcher.case === "evalError" || resultMatcher.case === "anyEvalErrors";
  if (compiled.kind === "failed") return judge(fails, compiled.message);
  if (resultMatcher.case === "typedResult") {
    const type = formatType(compiled.checked.outputType);
    return judge(
      test.type === undefined || type === (test.type === "null" ? "null_type" : test.type),
      `type ${type}`,
    );
  }
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return judge(fails, planned.message);
  const { result } = evaluate(planned.program, undefined);
  if (fails) return judge(isError(result), showResult(result));
  const want = resultMatcher.case === "value" ? fromValue(resultMatcher.value) : true;
  if (want === undefined) return { kind: "not applicable" };
  return judge(isSame(want, result), showResult(result));
}

function judge(right: boolean, got: string): Replay {
  return right ? { kind: "passed" } : { kind: "failed", got };
}

function showResult(result: CelResult): string {
  return isError(result) ? `error: ${result.message}` : `a ${typeName(result)}`;
}

function isSame(want: CelValue, got: CelResult): boolean {
  if (isError(got) || typeName(want) !== typeName(got)) return false;
  if (typeof want === "number" && Number.isNaN(want)) return Number.isNaN(got);
  return equals(want, got) === true;
}

function fromValue({ kind }: Value): CelValue | undefined {
  switch (kind.case) {
    case "nullValue":
      return null;
    case "boolValue":
    case "int64Value":
    case "doubleValue":
    case "stringValue":
    case "bytesValue":
      return kind.value;
    case "uint64Value":
      return celUint(kind.value);
    case "typeValue":
      return { kind: "type", name: kind.value };
    case "listValue": {
      const elements = kind.value.values.map(fromValue);
      return elements.every((element) => element !== undefined) ? listOf(elements) : undefined;
    }
    case "mapValue": {
      const entries: [CelValue, CelValue][] = [];
      for (const { key, value } of kind.value.entries) {
        const [ours, theirs] = [key && fromValue(key), value && fromValue(value)];
        if (ours === undefined || theirs === undefined) return undefined;
        entries.push([ours, theirs]);
      }
      return mapOf(entries);
    }
    default:
      return undefined;
  }
}
