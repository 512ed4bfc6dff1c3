import { findData, findMember } from "../../yaml/data.ts";
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
import { type ClaimRule, compareParts } from "./prove.ts";
import { readComparedClaim } from "./read-shape.ts";
import { writeRuleExpression } from "./write-expression.ts";

/** Whether a path is one of a rule that takes either a claim with its value or an expression. */
export function isRulePath(path: string): boolean {
  return /\.claimValidationRules\[\d+\]$/.test(path);
}

/** Writes a required value of a claim as an expression, or the reverse, and compares whom both let in. */
export async function convertRule(question: ConversionQuestion): Promise<Conversion> {
  const read = readFormText(question.text);
  if (read.kind === "failed") return refuse("The text cannot be read.");
  const rule = findData(read.data, question.path);
  const claim = stringOf(rule, "claim") ?? "";
  const expression = stringOf(rule, "expression");
  if (question.to === "expression") {
    if (claim === "") return refuse("Name the claim first.");
    if (expression !== undefined)
      return refuse("There is an expression already. Remove one of the two.");
    const value = findMember(rule, "requiredValue")?.value;
    if (value !== undefined && value.kind !== "string" && value.kind !== "null")
      return refuse("The required value is no text: the server refuses the file.");
    return toExpression(question, claim, stringOf(rule, "requiredValue") ?? "");
  }
  if (expression === undefined || expression.trim() === "")
    return refuse("There is no expression yet.");
  if (claim !== "") return refuse("There is a claim already. Remove one of the two.");
  return toClaim(question, expression);
}

async function toExpression(
  question: ConversionQuestion,
  claim: string,
  requiredValue: string,
): Promise<Conversion> {
  if (hasSurrogates(claim + requiredValue))
    return refuse("CEL cannot write a character of the claim's name or of the value.");
  const expression = writeRuleExpression(claim, requiredValue);
  const compared = await compareRules(question, claim, { claim, requiredValue }, { expression }, [
    requiredValue,
  ]);
  if (compared.kind === "refused") return compared;
  const { path } = question;
  const written = writeChanges(question, [
    { kind: "rename", path: `${path}.claim`, to: "expression" },
    { kind: "set", path: `${path}.expression`, value: expression },
    ...removeIfThere(question, "requiredValue"),
  ]);
  if (written.kind === "refused") return written;
  return {
    ...written,
    title: "Write an expression for the required value",
    ...{ tokens: compared.tokens, differences: compared.differences },
    notes: [
      "An expression can have a message, which the server’s log then tells instead of its own words.",
    ],
  };
}

async function toClaim(question: ConversionQuestion, expression: string): Promise<Conversion> {
  const result = question.compile(expression, "claims");
  if (result.kind !== "compiled") return refuse("The expression does not compile.");
  const shape = readComparedClaim(result.checked.expr);
  if (shape === undefined)
    return refuse(
      "The expression does more than a required value can: it has to compare one claim with one text.",
    );
  const { claim, texts } = shape;
  if (ownClaims.has(claim))
    return refuse(
      `The claim ${claim} is one that the server reads itself, and cannot be tried out.`,
    );
  if (texts.length === 0)
    return refuse("A required value is a text, and the expression compares with none.");
  const tried = [];
  for (const requiredValue of texts) {
    const after = { claim, requiredValue };
    const compared = await compareRules(question, claim, { expression }, after, texts);
    if (compared.kind === "refused") return compared;
    tried.push({ ...compared, requiredValue });
  }
  const [best] = tried.sort((a, b) => a.differences.length - b.differences.length);
  if (best === undefined) return refuse("The text cannot be read.");
  const { requiredValue, tokens, differences } = best;
  const { path } = question;
  const order = ["claim", "requiredValue"];
  const written = writeChanges(question, [
    ...putClaim(question, claim),
    { kind: "set", path: `${path}.requiredValue`, value: requiredValue, order },
    // The server takes a message with an expression only.
    ...removeIfThere(question, "message"),
  ]);
  if (written.kind === "refused") return written;
  return {
    ...{ ...written, tokens, differences, title: "Require the claim’s value instead" },
    notes:
      removeIfThere(question, "message").length === 0
        ? []
        : ["The message is gone: the server takes one with an expression only."],
  };
}

async function compareRules(
  question: ConversionQuestion,
  claim: string,
  before: ClaimRule,
  after: ClaimRule,
  texts: readonly string[],
) {
  const named = question.known?._claim_names;
  if (typeof named === "object" && named !== null && Object.hasOwn(named, claim))
    return refuse(`This token only names its ${claim} in _claim_names: no answer holds for it.`);
  const compared = await compareParts(
    claim,
    { field: "rule", mapping: before },
    { field: "rule", mapping: after },
    { ...question, texts },
  );
  if (compared.kind === "not-loaded")
    return refuse(compared.errors[0]?.error ?? "It does not load.");
  const { tokens, differences } = compared;
  return { kind: "compared" as const, tokens, differences };
}

/** What every token is judged with: it has one value of them only. */
const ownClaims: ReadonlySet<string> = new Set(["iss", "aud", "exp"]);
