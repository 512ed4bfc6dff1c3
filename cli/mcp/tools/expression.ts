import {
  createCompile,
  type LoadedConfiguration,
  loadConfiguration,
} from "../../../lib/authn/load.ts";
import { applyEdits } from "../../../lib/diagnostics/apply-edits.ts";
import { repairConfiguration } from "../../../lib/engine/diagnose/repair.ts";
import type { Minor } from "../../../lib/kube/minor.ts";
import { lintConfiguration } from "../../../lib/lint/lint.ts";
import { referenceOfField } from "../references.ts";
import type { ToolAnswer } from "../tool.ts";
import { writeDiff } from "../write-diff.ts";
import { answerFindings, type ListedFinding, type ValidateOutput } from "./findings.ts";

/** What an expression can be for, with where it is in a configuration. */
export const expressionFields = {
  username: "claimMappings.username.expression",
  groups: "claimMappings.groups.expression",
  uid: "claimMappings.uid.expression",
  extra: "claimMappings.extra[0].valueExpression",
  claimValidationRule: "claimValidationRules[0].expression",
  userValidationRule: "userValidationRules[0].expression",
} as const;

/** The name of a field that an expression can be for. */
export type ExpressionField = keyof typeof expressionFields;

/** What the server says about one expression: it is looked at in the smallest configuration that has it. */
export function validateExpression(
  expression: string,
  field: ExpressionField,
  minor: Minor,
  now: number,
): ToolAnswer<ValidateOutput> {
  const text = wrap(expression, field);
  const path = `jwt[0].${expressionFields[field]}`;
  const target = { minor, disallowedIssuers: [] };
  const loaded = loadConfiguration(text, target);
  const advice = lintConfiguration({ ...{ text, minor, loaded, now }, target: "static-pod" });
  const findings = [...loaded.diagnostics, ...advice]
    .filter((one) => one.path === path)
    .map(
      ({ severity, source, code, message, hint, fixes: [fix] = [] }): ListedFinding => ({
        ...{ severity, by: source, code },
        show: (withFix) => {
          const next = withFix && fix ? applyEdits(text, "configuration", fix.edits) : undefined;
          const changed = next === undefined ? undefined : expressionOf(next, field, minor);
          const reference = referenceOfField(path);
          return {
            ...{ path, message },
            ...(hint !== undefined && { hint }),
            ...(fix &&
              changed !== undefined &&
              changed !== expression && { fix: { title: fix.title, expression: changed } }),
            ...(reference !== undefined && { reference }),
          };
        },
      }),
    );
  const compile = createCompile(minor);
  const settings = { ...target, compile, now, target: "static-pod", claims: undefined };
  const repairs = repairConfiguration(text, settings).map(({ titles, configuration }) => {
    const title = titles.join("; ");
    const changed = expressionOf(configuration, field, minor);
    if (changed !== undefined && changed !== expression) return { title, expression: changed };
    // What helps is beside the expression: a rule.
    const diff = writeDiff(text, configuration);
    return { title, ...(diff !== undefined && { diff }) };
  });
  return answerFindings(findings, repairs, { minor, all: false });
}

function wrap(expression: string, field: ExpressionField): string {
  const quoted = JSON.stringify(expression);
  const username = field === "username" ? `{expression: ${quoted}}` : `{claim: sub, prefix: ""}`;
  const others: Readonly<Record<ExpressionField, string>> = {
    username: "",
    groups: `    groups:\n      expression: ${quoted}\n`,
    uid: `    uid:\n      expression: ${quoted}\n`,
    extra: `    extra:\n    - key: example.com/key\n      valueExpression: ${quoted}\n`,
    claimValidationRule: `  claimValidationRules:\n  - expression: ${quoted}\n    message: refused\n`,
    userValidationRule: `  userValidationRules:\n  - expression: ${quoted}\n    message: refused\n`,
  };
  return `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [kubernetes]
  claimMappings:
    username: ${username}
${others[field]}`;
}

function expressionOf(text: string, field: ExpressionField, minor: Minor): string | undefined {
  const { decoded } = loadConfiguration(text, { minor }) satisfies LoadedConfiguration;
  const [issuer] = decoded?.configuration.jwt ?? [];
  if (issuer === undefined) return undefined;
  const { claimMappings, claimValidationRules, userValidationRules } = issuer;
  switch (field) {
    case "username":
    case "groups":
    case "uid":
      return claimMappings[field].expression;
    case "extra":
      return claimMappings.extra[0]?.valueExpression;
    case "claimValidationRule":
      return claimValidationRules[0]?.expression;
    case "userValidationRule":
      return userValidationRules[0]?.expression;
  }
}
