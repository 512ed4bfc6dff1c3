import { writeScalar } from "../yaml/write.ts";
import type { Answers, CatalogueEntry, IssuerItem, Rule } from "./entry.ts";

/** The rules of every entry: names of Kubernetes itself stay out, whatever a prefix is changed to. */
export const guards: readonly Rule[] = [
  {
    expression: '!user.username.startsWith("system:")',
    message: "names under system: are reserved",
  },
  {
    expression: 'user.groups.all(group, !group.startsWith("system:"))',
    message: "groups under system: are reserved",
  },
];

/** One item of the list `jwt` as YAML, without indentation, for answers that `checkAnswers` finds nothing in. */
export function writeEntry(entry: CatalogueEntry, answers: Answers): string {
  return writeItem(entry.write(answers));
}

/** An item as YAML: the dash in the first column, each field on its line, ended by a line break. */
export function writeItem(item: IssuerItem): string {
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = item;
  const { username, groups, uid, extra = [] } = claimMappings;
  const field = (indent: string, name: string, value: string | undefined) =>
    value === undefined ? [] : [`${indent}${name}: ${writeScalar(value)}`];
  const lines = [
    "- issuer:",
    ...field("    ", "url", issuer.url),
    ...field("    ", "discoveryURL", issuer.discoveryURL),
    "    audiences:",
    ...issuer.audiences.map((audience) => `    - ${writeScalar(audience)}`),
    ...field("    ", "audienceMatchPolicy", issuer.audienceMatchPolicy),
    ...writeAuthority(issuer.certificateAuthority),
    ...writeRules("claimValidationRules", claimValidationRules),
    "  claimMappings:",
    "    username:",
    ...field("      ", "expression", username.expression),
    ...(groups ? ["    groups:", ...field("      ", "expression", groups.expression)] : []),
    ...(uid ? ["    uid:", ...field("      ", "expression", uid.expression)] : []),
    ...(extra.length > 0 ? ["    extra:"] : []),
    ...extra.flatMap(({ key, valueExpression }) => [
      `    - key: ${writeScalar(key)}`,
      ...field("      ", "valueExpression", valueExpression),
    ]),
    ...writeRules("userValidationRules", userValidationRules),
  ];
  return `${lines.join("\n")}\n`;
}

function writeRules(name: string, rules: readonly Rule[]): string[] {
  if (rules.length === 0) return [];
  return [
    `  ${name}:`,
    ...rules.flatMap(({ expression, message }) => [
      `  - expression: ${writeScalar(expression)}`,
      `    message: ${writeScalar(message)}`,
    ]),
  ];
}

// PEM stays readable as a block.
function writeAuthority(pem: string | undefined): string[] {
  if (pem === undefined) return [];
  const lines = pem.trim().split(/\r?\n/);
  return ["    certificateAuthority: |", ...lines.map((line) => `      ${line.trim()}`)];
}
