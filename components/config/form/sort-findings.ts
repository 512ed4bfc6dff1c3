import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import { fieldOfPath } from "@/lib/form/field-at.ts";
import type { Step } from "@/lib/token/trace.ts";
import type { DataNode } from "@/lib/yaml/data.ts";

/** The findings by the field that shows them, and those that no field shows. */
export interface SortedFindings {
  readonly shown: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly others: readonly Diagnostic[];
}

/** Gives each finding of the configuration to the field that it is about, as far as the form has one. */
export function sortFindings(findings: readonly Diagnostic[], data: DataNode): SortedFindings {
  const shown = new Map<string, Diagnostic[]>();
  const others: Diagnostic[] = [];
  for (const finding of findings) {
    const path = fieldOfPath(finding.path, data);
    if (path === undefined) others.push(finding);
    else shown.set(path, [...(shown.get(path) ?? []), finding]);
  }
  return { shown, others };
}

/** The steps of the token by the field that they are about: an expression's step belongs to the whole mapping. */
export function stepsByField(steps: readonly Step[]): ReadonlyMap<string, Step> {
  return new Map(steps.filter(({ kind }) => shownKinds.has(kind)).map((step) => [step.path, step]));
}

const shownKinds: ReadonlySet<Step["kind"]> = new Set([
  "username",
  "groups",
  "uid",
  "extra",
  "required-claim",
  "claim-rule",
  "user-rule",
]);
