import * as z from "zod";
import { createCompile } from "../../../lib/authn/load.ts";
import { applyEdits } from "../../../lib/diagnostics/apply-edits.ts";
import type { Diagnostic } from "../../../lib/diagnostics/diagnostic.ts";
import { repairConfiguration } from "../../../lib/engine/diagnose/repair.ts";
import type { Minor } from "../../../lib/kube/minor.ts";
import { decodePolicy } from "../../../lib/rbac/manifest/decode.ts";
import { readTests } from "../../../lib/workspace/tests/read-tests.ts";
import { placeOf } from "../../report/report.ts";
import { type ValidatedText, validateText } from "../../validate-text.ts";
import {
  bindingsField,
  configurationField,
  readVersion,
  targetField,
  versionField,
} from "../fields.ts";
import { referenceOfField } from "../references.ts";
import { defineTool, type ToolAnswer } from "../tool.ts";
import { writeDiff } from "../write-diff.ts";
import { type ExpressionField, expressionFields, validateExpression } from "./expression.ts";
import {
  answerFindings,
  type ListedFinding,
  type ValidateOutput,
  validateOutput,
} from "./findings.ts";

/** Whether the server starts with a text, and what to mend. */
export const validateTool = defineTool({
  name: "validate",
  title: "Validate a configuration or an expression",
  description:
    "Says what kube-apiserver says about an AuthenticationConfiguration, in its own words with line and column, and gives advice with diffs. Give `configuration`, or one CEL `expression` with the `field` that it is for. Also checks `bindings` and workspace files (*.claimcheck.yaml). Call it after every change.",
  input: z.strictObject({
    configuration: configurationField.optional(),
    expression: z.string().optional().describe("One CEL expression instead of a configuration"),
    field: z
      .enum(Object.keys(expressionFields) as [ExpressionField, ...ExpressionField[]])
      .optional()
      .describe("What the expression is for; default groups"),
    bindings: bindingsField,
    version: versionField,
    target: targetField.optional(),
    all: z.boolean().optional().describe("Show hints of severity info too"),
  }),
  output: validateOutput,
  run: async (args, { now }) => {
    const minor = readVersion(args.version);
    if (typeof minor === "object") return minor;
    const { configuration, expression, bindings, all = false } = args;
    if (expression !== undefined) {
      if (configuration !== undefined || bindings !== undefined)
        return { error: "Give either an expression or documents." };
      return validateExpression(expression, args.field ?? "groups", minor, now);
    }
    if (configuration === undefined && bindings === undefined)
      return { error: "Give a configuration, an expression or bindings." };
    if (configuration !== undefined && isWorkspace(configuration))
      return checkWorkspace(configuration, minor, all);
    const about = bindings === undefined ? [] : checkBindings(bindings);
    if (configuration === undefined) return answerFindings(about, [], { minor, all });
    const read = await validateText(configuration, {
      ...{ minor, now },
      ...(args.target !== undefined && { target: args.target }),
    });
    if (read.kind === "refused") {
      const { message, span } = read;
      const show = () => ({ ...placeOf(configuration, span.start), message });
      const refusal = { severity: "error", by: "claimcheck", code: "config-invalid" } as const;
      return answerFindings([{ ...refusal, show }, ...about], [], { minor, all });
    }
    const findings = read.findings.map((one) => listFinding(one, read, configuration));
    const repairs =
      read.loaded.compiled === undefined ? listRepairs(read, configuration, minor, now) : [];
    return answerFindings([...findings, ...about], repairs, { minor, all });
  },
});

function isWorkspace(text: string): boolean {
  return /^\s*["']?apiVersion["']?\s*:\s*["']?claimcheck\//m.test(text);
}

function checkWorkspace(text: string, minor: Minor, all: boolean): ToolAnswer<ValidateOutput> {
  const findings = readTests(text).findings.map(({ code, severity, message, path, span }) => ({
    ...{ severity, code, by: "claimcheck" as const },
    show: () => ({ message, ...(path !== "" && { path }), ...placeOf(text, span.start) }),
  }));
  return answerFindings(findings, [], { minor, all, workspace: true });
}

function checkBindings(text: string): readonly ListedFinding[] {
  return decodePolicy(text).diagnostics.map(
    ({ severity, source, code, path, message, hint, span }) => ({
      ...{ severity, by: source, code },
      show: () => ({
        message,
        ...(path !== "" && { path }),
        ...placeOf(text, span.start),
        ...(hint !== undefined && { hint }),
      }),
    }),
  );
}

type Read = Extract<ValidatedText, { kind: "read" }>;

function listFinding(one: Diagnostic, read: Read, text: string): ListedFinding {
  const { severity, source, code, path, message, hint, span, fixes = [] } = one;
  // What moves a part into another document is no change of this one.
  const fix = fixes.find(({ edits }) => edits.every(({ document }) => document === one.document));
  return {
    ...{ severity, by: source, code },
    show: (withFix) => {
      const next =
        withFix && fix ? applyEdits(read.configuration, "configuration", fix.edits) : undefined;
      const diff = next === undefined ? undefined : diffOf(read, text, next);
      const reference = referenceOfField(path);
      return {
        message,
        ...(path !== "" && { path }),
        ...placeOf(text, (read.opened.place?.(span) ?? span).start),
        ...(hint !== undefined && { hint }),
        ...(fix && diff !== undefined && { fix: { title: fix.title, diff } }),
        ...(reference !== undefined && { reference }),
      };
    },
  };
}

// In the text that was given, also if something is around the configuration.
function diffOf({ configuration, opened }: Read, text: string, next: string): string | undefined {
  if (configuration === text) return writeDiff(text, next);
  const put = opened.put?.(next);
  return put === undefined ? writeDiff(configuration, next) : writeDiff(text, put);
}

/** In UTF-16 units: each repair is tried on the whole text. */
const longestRepaired = 200_000;

function listRepairs(read: Read, text: string, minor: Minor, now: number) {
  const { configuration, target } = read;
  if (configuration.length > longestRepaired) return [];
  return repairConfiguration(configuration, {
    ...{ minor, now, target: target.id, disallowedIssuers: target.serviceAccountIssuers },
    ...{ compile: createCompile(minor), claims: undefined },
  }).map(({ titles, configuration: next }) => {
    const diff = diffOf(read, text, next);
    return { title: titles.join("; "), ...(diff !== undefined && { diff }) };
  });
}
