import { code, joinMarkdown, type Markdown, markdown } from "../export/markdown.ts";

/** ", if …": the ways in which conditions can be met, all of one way together; empty without conditions. */
export function conditionWords(conditions: readonly (readonly string[])[]): Markdown {
  if (conditions.length === 0) return markdown``;
  const ways = conditions.map((all) => joinMarkdown(all.map(code), " and "));
  return markdown`, if ${joinMarkdown(ways, "; or ")}`;
}
