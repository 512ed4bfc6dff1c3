import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { fieldIntroductions } from "../kube/configuration-versions.ts";
import { formatMinor, type Minor } from "../kube/minor.ts";
import { countEdits } from "../source/edit-distance.ts";
import type { DecodeIssue } from "./decode.ts";
import { authenticationConfiguration, type Field, type Shape } from "./schema.ts";

/**
 * Our advice on a field that the server does not know: the version that brought it, or the field that was probably
 * meant, with its repair.
 */
export function suggestField(
  text: string,
  { path, span }: DecodeIssue,
  minor: Minor,
  document: Diagnostic["document"],
): { readonly hint?: string; readonly fixes?: readonly Fix[] } {
  const plain = path.replace(/\[\d+\]/g, "");
  const young = fieldIntroductions.find((field) => field.path === plain && field.since > minor);
  if (young !== undefined) {
    return {
      hint: `The field came with ${formatMinor(young.since)}; this is ${formatMinor(minor)}.`,
    };
  }
  const steps = plain.split(".");
  const name = steps.pop() ?? "";
  const fields = findFields(steps).filter(({ since }) => (since ?? 0) <= minor);
  const meant = findMeant(name, fields);
  if (meant !== undefined) {
    const quote = /["']/.exec(text[span.start] ?? "")?.[0] ?? "";
    const edits = [{ document, span, newText: quote + meant + quote }];
    const fix = { id: `decode/rename/${path}`, title: `Write ${meant}`, edits };
    return { hint: `Did you mean ${meant}?`, fixes: [fix] };
  }
  const known = fields.map((field) => field.name);
  if (known.length === 0) return {};
  return { hint: `Known here: ${known.join(", ")}.` };
}

// The fields of the type that a path without indices leads to.
function findFields(steps: readonly string[]): readonly Field[] {
  let shape: Shape | undefined = authenticationConfiguration;
  for (const step of steps) {
    const fields: readonly Field[] = shape?.kind === "struct" ? shape.fields : [];
    shape = unwrap(fields.find(({ name }) => name === step)?.shape);
  }
  return shape?.kind === "struct" ? shape.fields : [];
}

function unwrap(shape: Shape | undefined): Shape | undefined {
  if (shape?.kind === "list") return unwrap(shape.of);
  if (shape?.kind === "pointer") return unwrap(shape.to);
  return shape;
}

// A name in another case, a known confusion, or one within two letters of it.
function findMeant(name: string, fields: readonly Field[]): string | undefined {
  const names = fields.map((field) => field.name);
  const folded = names.find((known) => known.toLowerCase() === name.toLowerCase());
  const confused = confusions.get(name.toLowerCase())?.find((known) => names.includes(known));
  if (folded !== undefined || confused !== undefined) return folded ?? confused;
  const most = name.length > 4 ? 2 : 1;
  const near = names
    .map((known) => ({ known, distance: countEdits(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.known;
}

/** Names that guides and other products use, in lower case, with what they mean here. */
const confusions: ReadonlyMap<string, readonly string[]> = new Map([
  ["ca", ["certificateAuthority"]],
  ["audience", ["audiences"]],
  ["clientid", ["audiences"]],
  ["client-id", ["audiences"]],
  ["issuerurl", ["url"]],
  ["issuer-url", ["url"]],
  ["expression", ["valueExpression"]],
  ["value", ["valueExpression", "requiredValue"]],
  ["valueexpr", ["valueExpression"]],
  ["expr", ["expression", "valueExpression"]],
  ["name", ["key", "claim"]],
  ["rules", ["claimValidationRules"]],
  ["validationrules", ["claimValidationRules"]],
  ["claimrules", ["claimValidationRules"]],
  ["userrules", ["userValidationRules"]],
  ["mappings", ["claimMappings"]],
  ["egressselector", ["egressSelectorType"]],
]);
