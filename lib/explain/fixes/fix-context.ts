import type { LoadedConfiguration } from "../../authn/load.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { Minor } from "../../kube/minor.ts";

import { type DataNode, findData, findMember, type ObjectData } from "../../yaml/data.ts";
import { appendItem, insertMember, type TextEdit } from "../../yaml/edit.ts";
import type { Claims, VerdictCause } from "../causes/verdict.ts";

/** What fixes are made from. Nothing here is tried yet: the engine applies each fix and keeps those that help. */
export interface FixContext {
  readonly text: string;
  readonly minor: Minor;
  readonly loaded: LoadedConfiguration;
  readonly cause: VerdictCause;
  /** The configuration's findings, the server's and ours, with their own fixes. */
  readonly findings: readonly Diagnostic[];
  readonly claims: Claims | undefined;
  /** The root of the text; undefined if it is not YAML. */
  readonly root: DataNode | undefined;
}

/** A fix of the configuration from edits; undefined without any. */
export function makeFix(id: string, title: string, edits: readonly TextEdit[]): Fix | undefined {
  if (edits.length === 0) return undefined;
  return {
    id: `fix/${id}`,
    title,
    edits: edits.map((edit) => ({ document: "configuration" as const, ...edit })),
  };
}

/** The mapping at a field path; undefined if there is none or it is something else. */
export function objectAt(root: DataNode | undefined, path: string): ObjectData | undefined {
  const data = findData(root, path);
  return data?.kind === "object" ? data : undefined;
}

/** The index of the issuer that a field path is about. */
export function issuerIndexOf(path: string | undefined): number | undefined {
  const index = /^jwt\[(\d+)\]/.exec(path ?? "")?.[1];
  return index === undefined ? undefined : Number(index);
}

/** The beginning of a path up to its issuer: "jwt[0]". */
export function issuerPathOf(path: string | undefined): string | undefined {
  const index = issuerIndexOf(path);
  return index === undefined ? undefined : `jwt[${index}]`;
}

/** Puts a rule behind the claim validation rules of an issuer's entry. */
export function addValidationRule(
  text: string,
  entry: ObjectData,
  rule: { readonly expression: string; readonly message: string },
): TextEdit {
  const rules = findMember(entry, "claimValidationRules")?.value;
  return rules?.kind === "array" && rules.items.length > 0
    ? appendItem(text, rules, rule)
    : insertMember(text, entry, "claimValidationRules", [rule]);
}

/** A value of a claim for a title, cut short. */
export function showValue(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
