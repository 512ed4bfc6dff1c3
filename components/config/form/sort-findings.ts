import { fieldsBelow, findFieldDoc } from "@/lib/authn/field-docs.ts";
import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import type { Step } from "@/lib/token/trace.ts";
import { type DataNode, findData } from "@/lib/yaml/data.ts";

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
    const path = fieldOf(finding.path, data);
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

// A field of the form: one of the schema whose list item is there. Unknown fields and items out of reach are none.
function fieldOf(path: string, data: DataNode): string | undefined {
  if (path === "" || path === "jwt") return undefined;
  for (let end = path.indexOf("]"); end >= 0; end = path.indexOf("]", end + 1))
    if (findData(data, path.slice(0, end + 1)) === undefined) return undefined;
  if (/^jwt\[\d+\]$/.test(path)) return path;
  if (findFieldDoc(path) === undefined) return undefined;
  // Within an either-or, a field that is not there may not be shown: the mapping around it is.
  const parent = path.replace(/\.[^.]+$/, "");
  const names = fieldsBelow(parent).map(({ name }) => name);
  const isEither = names.includes("claim") && names.includes("expression");
  return isEither && findData(data, path) === undefined ? parent : path;
}
