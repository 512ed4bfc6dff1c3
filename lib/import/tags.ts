import type { Span } from "../source/span.ts";
import type { Holes } from "./holes.ts";
import type { YamlDocument } from "./read-yaml.ts";
import { get, type Tree } from "./tree.ts";

/**
 * Hides values with a tag that another program reads (`!Ref name` of CloudFormation, `!vault` of Ansible), as variables are
 * hidden: the program puts something else in their place. Objects of Kubernetes have no such tags. Undefined if there is
 * none.
 */
export function maskTags(
  text: string,
  documents: readonly YamlDocument[],
  holes: Holes,
): string | undefined {
  if (!/![A-Za-z]/.test(text)) return undefined;
  const spans: Span[] = [];
  for (const { start, tree } of documents) {
    if (tree === undefined || get(tree, "apiVersion") !== undefined) continue;
    findTagged(text, start, tree, spans);
  }
  let masked = "";
  let done = 0;
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    if (start < done) continue;
    masked += text.slice(done, start) + holes.hide(text.slice(start, end));
    done = end;
  }
  masked += text.slice(done);
  // There are only so many variables: what cannot be hidden must not be looked for again.
  return masked === text ? undefined : masked;
}

function findTagged(text: string, offset: number, tree: Tree, spans: Span[]): void {
  const start = offset + tree.span.start;
  const tag = tagBefore(text, start);
  // The text of `!Sub` stays what it is but for the variables in it, and that of `!unsafe` as a whole.
  const kept = tree.kind === "text" && /^!(?:Sub|unsafe)$/.test(tag?.name ?? "");
  if (tag !== undefined && !kept) {
    const end = start + text.slice(start, offset + tree.span.end).trimEnd().length;
    spans.push({ start: tag.start, end });
    return;
  }
  if (tree.kind === "list") for (const item of tree.items) findTagged(text, offset, item, spans);
  if (tree.kind === "map")
    for (const { value } of tree.entries) findTagged(text, offset, value, spans);
}

function tagBefore(text: string, start: number): { name: string; start: number } | undefined {
  const from = Math.max(start - 200, 0);
  const found = /(?:^|[\s[{,])(![A-Za-z][\w.:/-]*)[ \t]*(?:[ \t]|\r?\n[ \t]*)$/.exec(
    text.slice(from, start),
  );
  const [whole = "", name = ""] = found ?? [];
  if (found === null) return;
  const line =
    text
      .slice(from, from + found.index)
      .split("\n")
      .at(-1) ?? "";
  if (/(?:^|\s)#/.test(line)) return;
  return { name, start: from + found.index + whole.indexOf(name) };
}
