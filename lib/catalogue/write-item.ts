import { writeLiteral } from "../yaml/quote.ts";
import { writeScalar } from "../yaml/write.ts";
import type { IssuerItem, Rule } from "./entry.ts";

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

/** How a document is indented, in blanks. */
export interface Layout {
  /** Of a mapping below its key. */
  readonly step: number;
  /** Of the dashes of a list below its key. */
  readonly list: number;
}

/** As kubectl prints: two blanks a level, lists as deep as their key. */
export const plainLayout: Layout = { step: 2, list: 0 };

/** An item as YAML: the dash in the first column, each field on its line, ended by a line break. */
export function writeItem(item: IssuerItem, layout: Layout = plainLayout): string {
  return `${writeListItem(toFields(item), "", layout).join("\n")}\n`;
}

/** A field with its value, in the order in which it is written. */
type Fields = readonly (readonly [name: string, value: FieldValue])[];
type FieldValue = string | readonly (string | Fields)[] | { readonly fields: Fields } | undefined;

/** The fields of an item in the order of the reference, without those that it has not. */
function toFields(item: IssuerItem): Fields {
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = item;
  const { username, groups, uid, extra = [] } = claimMappings;
  const expression = (field: { readonly expression: string } | undefined) =>
    field && { fields: [["expression", field.expression]] as const };
  const rules = (all: readonly Rule[]) =>
    all.map(
      (rule): Fields => [
        ["expression", rule.expression],
        ["message", rule.message],
      ],
    );
  return [
    [
      "issuer",
      {
        fields: [
          ["url", issuer.url],
          ["discoveryURL", issuer.discoveryURL],
          ["audiences", issuer.audiences],
          ["audienceMatchPolicy", issuer.audienceMatchPolicy],
          [
            "certificateAuthority",
            issuer.certificateAuthority && endLine(issuer.certificateAuthority),
          ],
        ],
      },
    ],
    ["claimValidationRules", rules(claimValidationRules)],
    [
      "claimMappings",
      {
        fields: [
          ["username", expression(username)],
          ["groups", expression(groups)],
          ["uid", expression(uid)],
          [
            "extra",
            extra.map(
              ({ key, valueExpression }): Fields => [
                ["key", key],
                ["valueExpression", valueExpression],
              ],
            ),
          ],
        ],
      },
    ],
    ["userValidationRules", rules(userValidationRules)],
  ];
}

function writeListItem(fields: Fields, indent: string, layout: Layout): string[] {
  const [first = "", ...rest] = writeFields(fields, `${indent}  `, layout);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

function writeFields(fields: Fields, indent: string, layout: Layout): string[] {
  return fields.flatMap(([name, value]) => writeField(name, value, indent, layout));
}

function writeField(name: string, value: FieldValue, indent: string, layout: Layout): string[] {
  if (value === undefined) return [];
  const head = `${indent}${name}:`;
  if (typeof value === "string") {
    // PEM stays readable as a block.
    if (!/^[^\p{Cc}]+\n(?:[^\p{Cc}]+\n)+$/u.test(value)) return [`${head} ${writeScalar(value)}`];
    const [first, ...rest] = writeLiteral(value, indent + " ".repeat(layout.step));
    return [`${head}${first}`, ...rest];
  }
  if ("fields" in value) {
    return [head, ...writeFields(value.fields, indent + " ".repeat(layout.step), layout)];
  }
  if (value.length === 0) return [];
  const dash = indent + " ".repeat(layout.list);
  return [
    head,
    ...value.flatMap((one) =>
      typeof one === "string" ? [`${dash}- ${writeScalar(one)}`] : writeListItem(one, dash, layout),
    ),
  ];
}

function endLine(pem: string): string {
  const lines = pem.trim().split(/\r?\n/);
  return lines.map((line) => `${line.trim()}\n`).join("");
}
