import { findData } from "../../yaml/data.ts";
import { readFormText } from "../written.ts";
import {
  type Conversion,
  type ConversionQuestion,
  hasSurrogates,
  putClaim,
  refuse,
  removeIfThere,
  stringOf,
  writeChanges,
} from "./conversion.ts";
import { convertRule, isRulePath } from "./convert-rule.ts";
import type { Claims } from "./generate-claims.ts";
import { compareParts, createJudge, type Mapping } from "./prove.ts";
import { readUniformClaim } from "./read-shape.ts";
import { type MappingField, writeExpressions } from "./write-expression.ts";

/** Writes a mapping by a claim, or a rule, as an expression, or the reverse, and compares what both make of tokens. */
export async function convertMapping(question: ConversionQuestion): Promise<Conversion> {
  if (isRulePath(question.path)) return convertRule(question);
  const field = /\.claimMappings\.(username|groups|uid)$/.exec(question.path)?.[1];
  const read = readFormText(question.text);
  if (read.kind === "failed" || field === undefined) return refuse("The text cannot be read.");
  const mapping = findData(read.data, question.path);
  const [claim, prefix, expression] = ["claim", "prefix", "expression"].map((name) =>
    stringOf(mapping, name),
  );
  if (question.to === "expression") {
    if (claim === undefined || claim === "") return refuse("Name the claim first.");
    if (expression !== undefined)
      return refuse("There is an expression already. Remove one of the two.");
    if (hasSurrogates(claim + (prefix ?? "")))
      return refuse("CEL cannot write a character of the claim's name or of the prefix.");
    return toExpression(question, field as MappingField, { claim, prefix: prefix ?? "" });
  }
  if (expression === undefined || expression.trim() === "")
    return refuse("There is no expression yet.");
  if (claim !== undefined && claim !== "")
    return refuse("There is a claim already. Remove one of the two.");
  return toClaim(question, field as MappingField, expression);
}

async function toExpression(
  question: ConversionQuestion,
  field: MappingField,
  mapping: { readonly claim: string; readonly prefix: string },
): Promise<Conversion> {
  const { claim, prefix } = mapping;
  if (isFetched(field, claim, question.known)) return refuseFetched(claim);
  const before: Mapping = field === "uid" ? { claim } : { claim, prefix };
  const { exact, short } = writeExpressions(field, mapping);
  const compare = (expression: string) =>
    compareParts(claim, { field, mapping: before }, { field, mapping: { expression } }, question);
  const compared = await compare(exact);
  if (compared.kind === "not-loaded")
    return refuse(compared.errors[0]?.error ?? "It does not load.");
  const shorter = await compare(short);
  const { path } = question;
  const converted = writeChanges(question, [
    { kind: "rename", path: `${path}.claim`, to: "expression" },
    { kind: "set", path: `${path}.expression`, value: exact },
    ...removeIfThere(question, "prefix"),
  ]);
  if (converted.kind === "refused") return converted;
  return {
    ...converted,
    title: "Write an expression for the claim",
    tokens: compared.tokens,
    differences: compared.differences,
    notes: notesOn(field, claim),
    ...(shorter.kind === "compared" &&
      shorter.differences.length > compared.differences.length && {
        shorter: { expression: short, differences: shorter.differences },
      }),
  };
}

async function toClaim(
  question: ConversionQuestion,
  field: MappingField,
  expression: string,
): Promise<Conversion> {
  const result = question.compile(expression, "claims");
  if (result.kind !== "compiled") return refuse("The expression does not compile.");
  const claim = readUniformClaim(result.checked.expr);
  if (claim === undefined)
    return refuse(
      "The expression does more than a claim with a prefix can: it has to take one claim as it is, with a fixed text in front.",
    );
  if (isFetched(field, claim, question.known)) return refuseFetched(claim);
  // The prefix is what the expression puts in front of a value.
  const judged = createJudge({ field, mapping: { expression } }, question);
  if ("errors" in judged) return refuse(judged.errors[0]?.error ?? "It does not load.");
  const probe = "probe";
  const value = field === "groups" ? [probe] : probe;
  const made = await judged.judge({
    [claim]: value,
    ...(claim === "email" && { email_verified: true }),
  });
  const first = typeof made === "string" ? made : made?.length === 1 ? made[0] : undefined;
  if (first === undefined || !first.endsWith(probe))
    return refuse(`The expression does not give the claim ${claim} with a text in front.`);
  const prefix = first.slice(0, -probe.length);
  if (field === "uid" && prefix !== "")
    return refuse("A UID from a claim has no prefix, and the expression puts one in front.");
  const after: Mapping = field === "uid" ? { claim } : { claim, prefix };
  const [old, next] = [
    { field, mapping: { expression } },
    { field, mapping: after },
  ];
  const compared = await compareParts(claim, old, next, question);
  if (compared.kind === "not-loaded")
    return refuse(compared.errors[0]?.error ?? "It does not load.");
  const { path } = question;
  const converted = writeChanges(question, [
    ...putClaim(question, claim),
    ...(field === "uid"
      ? []
      : [{ kind: "set", path: `${path}.prefix`, value: prefix, order: claimOrder } as const]),
  ]);
  if (converted.kind === "refused") return converted;
  return {
    ...converted,
    title: "Take the claim instead of the expression",
    tokens: compared.tokens,
    differences: compared.differences,
    notes: notesOn(field, claim),
  };
}

// Generated tokens hold their claims themselves; those that are fetched are a matter of the claim alone.
function notesOn(field: MappingField, claim: string): readonly string[] {
  if (field !== "groups") return [];
  return [
    `Not compared: a token that only names its ${claim} in _claim_names. The API server fetches them for a claim, and not for an expression.`,
  ];
}

function isFetched(field: MappingField, claim: string, known: Claims | undefined): boolean {
  const named = known?._claim_names;
  return (
    field === "groups" && typeof named === "object" && named !== null && Object.hasOwn(named, claim)
  );
}

function refuseFetched(claim: string): { readonly kind: "refused"; readonly reason: string } {
  return refuse(
    `This token only names its ${claim} in _claim_names: the API server fetches them for a claim, and not for an expression.`,
  );
}

const claimOrder = ["claim", "prefix"];
