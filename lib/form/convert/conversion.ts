import type { Compile } from "../../authn/load.ts";
import type { Minor } from "../../kube/minor.ts";
import { type DataNode, findData, findMember } from "../../yaml/data.ts";
import type { TextEdit } from "../../yaml/edit.ts";
import type { FormChange } from "../change.ts";
import { editFormAll } from "../edit.ts";
import { readFormText } from "../written.ts";
import type { Claims } from "./generate-claims.ts";
import type { Difference } from "./prove.ts";

/** Which mapping or rule is to be written the other way. */
export interface ConversionQuestion {
  readonly text: string;
  /** "jwt[0].claimMappings.groups", "jwt[0].claimValidationRules[1]" */
  readonly path: string;
  readonly to: "claim" | "expression";
  readonly minor: Minor;
  readonly compile: Compile;
  /** The claims of the token at hand. */
  readonly known?: Claims | undefined;
}

/** A mapping written the other way, or why it cannot be. */
export type Conversion =
  | {
      readonly kind: "converted";
      readonly title: string;
      readonly edits: readonly TextEdit[];
      /** The text after the edits. */
      readonly text: string;
      /** How many tokens were tried. */
      readonly tokens: number;
      /** Tokens for which it is not the same. None: the meaning is kept. */
      readonly differences: readonly Difference[];
      /** What no token shows. */
      readonly notes: readonly string[];
      /** A shorter expression, and for which tokens it is not the same. */
      readonly shorter?: {
        readonly expression: string;
        readonly differences: readonly Difference[];
      };
    }
  | { readonly kind: "refused"; readonly reason: string };

/** The text after the changes, or why they cannot be made. */
export function writeChanges(
  { text }: ConversionQuestion,
  changes: readonly FormChange[],
):
  | { readonly kind: "converted"; readonly edits: readonly TextEdit[]; readonly text: string }
  | ReturnType<typeof refuse> {
  const edited = editFormAll(text, changes);
  if (edited.kind === "refused") return edited;
  return { kind: "converted", edits: edited.edits, text: edited.text };
}

/** A change that takes a field away if it is there. */
export function removeIfThere(
  { text, path }: ConversionQuestion,
  name: string,
): readonly FormChange[] {
  const read = readFormText(text);
  const found = read.kind === "read" && findMember(findData(read.data, path), name) !== undefined;
  return found ? [{ kind: "remove", path: `${path}.${name}` }] : [];
}

/** The changes that put a claim into the place of the expression. */
export function putClaim(question: ConversionQuestion, claim: string): readonly FormChange[] {
  const { path } = question;
  const set: FormChange = { kind: "set", path: `${path}.claim`, value: claim };
  // A block of lines cannot become one word by another key.
  const changes: readonly FormChange[] = isBlock(question)
    ? [set, { kind: "remove", path: `${path}.expression` }]
    : [{ kind: "rename", path: `${path}.expression`, to: "claim" }, set];
  return [...removeIfThere(question, "claim"), ...changes];
}

/** Whether the expression is written as a block of lines; a claim is not. */
function isBlock({ text, path }: ConversionQuestion): boolean {
  const read = readFormText(text);
  const found = read.kind === "read" ? findData(read.data, `${path}.expression`) : undefined;
  return found !== undefined && /^[|>]/.test(text.slice(found.span.start));
}

/** The text of a member; undefined if there is none. */
export function stringOf(mapping: DataNode | undefined, name: string): string | undefined {
  const value = findMember(mapping, name)?.value;
  return value?.kind === "string" ? value.value : undefined;
}

/** No conversion, and why. */
export function refuse(reason: string): { readonly kind: "refused"; readonly reason: string } {
  return { kind: "refused", reason };
}

/** Whether a text has a half of a character, which CEL cannot write. */
export function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}
