import type { DataNode } from "../../yaml/data.ts";
import type { LintContext } from "../context.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** What a template left to be filled in. */
export const placeholder: LintRule = {
  id: "placeholder",
  title: "A placeholder without a value",
  explanation:
    "Guides write <MY ADDRESS>, REDACTED or group_application_id in place of your own value. The server takes most of " +
    "them for values, starts, and refuses every token.",
  check: (context) => listTexts(context.data).flatMap((found) => checkText(context, found)),
};

interface Text {
  readonly path: string;
  readonly value: string;
  readonly data: DataNode;
}

function checkText(context: LintContext, { path, value }: Text): LintFinding[] {
  if (/(?:^|\.)(?:message|apiVersion|kind)$/.test(path)) return [];
  const field =
    path
      .replace(/\[\d+\]/g, "")
      .split(".")
      .at(-1) ?? "";
  const isExpression = field === "expression" || field === "valueExpression";
  // In an expression, only what is in quotes can be one.
  const texts = isExpression
    ? [...value.matchAll(/"[^"\n]*"|'[^'\n]*'/g)].map(([all]) => all.slice(1, -1))
    : [value];
  const certain = texts.flatMap((text) => general.exec(text)?.[0] ?? [])[0];
  const found = certain ?? wholeOf(field, value);
  if (found === undefined) return [];
  const location = context.locate(path);
  const at = value.indexOf(found);
  const offsets = location.offsets?.() ?? [];
  const start = offsets[at] ?? location.span.start;
  const end = offsets[at + found.length] ?? location.span.end;
  return [
    {
      severity: certain === undefined ? "info" : "warning",
      path,
      span: at < 0 || end <= start ? location.span : { start, end },
      message: `${shorten(found)} looks like a placeholder; put your own value there.`,
    },
  ];
}

function wholeOf(field: string, value: string): string | undefined {
  return field === "audiences" || field === "requiredValue" || field === "claim"
    ? examples.exec(value)?.[0]
    : undefined;
}

function listTexts(root: DataNode | undefined): Text[] {
  const found: Text[] = [];
  const open: { readonly path: string; readonly data: DataNode | undefined }[] = [
    { path: "", data: root },
  ];
  for (let next = open.pop(); next !== undefined && found.length < most; next = open.pop()) {
    const { path, data } = next;
    switch (data?.kind) {
      case "string":
        found.push({ path, value: data.value, data });
        break;
      case "array":
        data.items.forEach((item, i) => {
          open.push({ path: `${path}[${i}]`, data: item });
        });
        break;
      case "object":
        for (const { key, value } of data.members) {
          open.push({ path: path === "" ? key : `${path}.${key}`, data: value });
        }
    }
  }
  return found.reverse();
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Aliases can make a small text into very many. */
const most = 20_000;

const general =
  /<[A-Za-z][A-Za-z0-9 _.:'’-]*>|\bREDACTED\b|\b(?:change|replace)[-_ ]?me\b|\byour[-_](?:org(?:anization)?|company|client[-_]id|app(?:lication)?[-_]id|tenant(?:[-_]id)?|domain|repo(?:sitory)?|issuer|realm|audience|group|team|project|secret)\b(?![-_.])|\bmy[-_](?:client[-_]id|app(?:lication)?[-_]id|tenant[-_]id)\b(?![-_.])|\bYOUR[-_ ][A-Z][A-Z_-]{0,80}\b|\$\{[A-Za-z_]\w*\}|\{\{[^{}]*\}\}|\bx{4,}\b|\b(?:TODO|FIXME|TBD)\b|\{tenant(?:id)?\}/i;

/** Names of a value in the place of the value. */
const examples =
  /^(?:(?:group_|user_)?application[-_]?id|app[-_]?id|client[-_]?id|(?:my|your)[-_]?client[-_]?id.*|id_token_audience|(?:oidc|oauth2?)[-_]client[-_]id|tenant[-_]?id|audience|\.{3}|…)$/i;
