import type { JwtAuthenticator } from "../../authn/types.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { findData, findMember } from "../../yaml/data.ts";
import { appendItem, insertMember, type TextEdit } from "../../yaml/edit.ts";
import { type FixContext, issuerIndexOf, makeFix, objectAt } from "./fix-context.ts";

/**
 * Merges an entry into the earlier one with the same URL: both audiences, one mapping. Offered only if the two differ in
 * nothing but their audiences, since otherwise users of one of them would change.
 */
export function mergeIssuers(
  { text, root, loaded }: Pick<FixContext, "text" | "root" | "loaded">,
  path: string,
): Fix | undefined {
  const second = issuerIndexOf(path);
  const entries = loaded.decoded?.configuration.jwt ?? [];
  const entry = second === undefined ? undefined : entries[second];
  if (second === undefined || entry === undefined) return undefined;
  const first = entries.findIndex(({ issuer }) => issuer.url === entry.issuer.url);
  const earlier = entries[first];
  if (first < 0 || first >= second || earlier === undefined) return undefined;
  if (withoutAudiences(entry) !== withoutAudiences(earlier)) return undefined;
  const issuer = objectAt(root, `jwt[${first}].issuer`);
  const audiences = findMember(issuer, "audiences")?.value;
  if (issuer === undefined || audiences?.kind !== "array") return undefined;
  const missing = entry.issuer.audiences.filter((name) => !earlier.issuer.audiences.includes(name));
  const removal = removeEntry(text, root, second);
  if (removal === undefined) return undefined;
  const edits: TextEdit[] = [
    ...missing.map((name) => appendItem(text, audiences, name)),
    ...(missing.length > 0 && findMember(issuer, "audienceMatchPolicy") === undefined
      ? [insertMember(text, issuer, "audienceMatchPolicy", "MatchAny")]
      : []),
    removal,
  ];
  return makeFix(
    `merge/${path}`,
    "Merge the two entries: one entry with the audiences of both",
    edits,
  );
}

function withoutAudiences({ issuer, ...rest }: JwtAuthenticator): string {
  const { audiences: _, audienceMatchPolicy: __, ...others } = issuer;
  return JSON.stringify({ ...rest, issuer: others });
}

// The lines of an item of a block list.
function removeEntry(text: string, root: FixContext["root"], index: number): TextEdit | undefined {
  const list = findData(root, "jwt");
  const item = list?.kind === "array" ? list.items[index] : undefined;
  if (list?.kind !== "array" || item === undefined) return undefined;
  if ("[".includes(text[list.span.start] ?? " ")) {
    const before = list.items[index - 1];
    return before && { span: { start: before.span.end, end: item.span.end }, newText: "" };
  }
  const dash = text.lastIndexOf("-", item.span.start);
  const start = text.lastIndexOf("\n", dash) + 1;
  if (!/^ *$/.test(text.slice(start, dash))) return undefined;
  const next = list.items[index + 1];
  const end =
    next === undefined
      ? item.span.end
      : text.lastIndexOf("\n", text.lastIndexOf("-", next.span.start)) + 1;
  return { span: { start, end: Math.max(end, start) }, newText: "" };
}
