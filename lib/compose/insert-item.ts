import type { IssuerItem } from "../catalogue/entry.ts";
import { writeItem } from "../catalogue/write-item.ts";
import type { Edit } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";
import { type DataNode, findMember, type ObjectData } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { appendItem, insertLines, insertMember, type TextEdit } from "../yaml/edit.ts";
import { trimmedEnd } from "../yaml/lines.ts";
import { columnOf, layoutOf } from "./layout.ts";

/** Changes of a configuration, or why there are none. */
export type Edited =
  | { readonly kind: "edited"; readonly edits: readonly Edit[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Puts an item behind the last one of `jwt`, in the style of the text. A text without a configuration becomes one, with
 * the newest version of the file that the server reads; what is missing of its head is added.
 */
export function insertItem(text: string, item: IssuerItem, minor: Minor): Edited {
  const read = readYaml(text);
  if (read.kind === "failed") {
    return refuse(`The configuration cannot be read (${read.message}). Correct it first.`);
  }
  const { data } = read;
  if (data.kind === "null") return done([writeWhole(text, item, minor)]);
  if (data.kind !== "object" || !isConfiguration(data)) {
    return refuse(
      "The text is no AuthenticationConfiguration, so that nothing can be added to it.",
    );
  }
  return done([...addHead(text, data, minor), addToList(text, data, item)]);
}

/** The newest version of the file that a server reads. */
function fileVersionOf(minor: Minor): string {
  return `apiserver.config.k8s.io/${minor >= 34 ? "v1" : "v1beta1"}`;
}

const kind = "AuthenticationConfiguration";

function isConfiguration(root: ObjectData): boolean {
  const found = findMember(root, "kind")?.value;
  const version = findMember(root, "apiVersion")?.value;
  const known = ["apiVersion", "kind", "jwt", "anonymous"];
  return (
    root.members.every(({ key }) => known.includes(key)) &&
    (found === undefined || isText(found, kind)) &&
    (version === undefined ||
      version.kind === "null" ||
      (version.kind === "string" && version.value.startsWith("apiserver.config.k8s.io/")))
  );
}

function isText(data: DataNode, text: string): boolean {
  return data.kind === "null" || (data.kind === "string" && data.value === text);
}

// Comments of a text that holds nothing else stay above.
function writeWhole(text: string, item: IssuerItem, minor: Minor): TextEdit {
  const whole = `apiVersion: ${fileVersionOf(minor)}\nkind: ${kind}\njwt:\n${writeItem(item)}`;
  const isEmpty = text.trim() === "";
  const start = isEmpty ? 0 : text.length;
  const joint = isEmpty || text.endsWith("\n") ? "" : "\n";
  return { span: { start, end: text.length }, newText: joint + whole };
}

function addHead(text: string, root: ObjectData, minor: Minor): TextEdit[] {
  const head: readonly (readonly [string, string])[] = [
    ["apiVersion", fileVersionOf(minor)],
    ["kind", kind],
  ];
  const at = root.span.start;
  return head.flatMap(([name, value]): TextEdit[] => {
    const member = findMember(root, name);
    if (member !== undefined) {
      if (member.value.kind !== "null") return [];
      const colon = text.indexOf(":", member.keySpan.end) + 1;
      return [
        {
          span: {
            start: colon,
            end: trimmedEnd(text, { start: colon, end: Math.max(colon, member.value.span.end) }),
          },
          newText: ` ${value}`,
        },
      ];
    }
    if (text[at] === "{") return [insertMember(text, root, name, value)];
    return [{ span: { start: at, end: at }, newText: `${name}: ${value}\n` }];
  });
}

function addToList(text: string, root: ObjectData, item: IssuerItem): TextEdit {
  const member = findMember(root, "jwt");
  const isFlow = text[root.span.start] === "{";
  if (isFlow && member === undefined) return insertMember(text, root, "jwt", [toValue(item)]);
  const { inside, outer } = layoutOf(text, root);
  const indent = (column: number) =>
    writeItem(item, inside)
      .trimEnd()
      .split("\n")
      .map((line) => " ".repeat(column) + line);
  const base = columnOf(text, member?.keySpan.start ?? root.span.start);
  if (member === undefined) return insertLines(text, root.span, ["jwt:", ...indent(outer)]);
  const { value, keySpan } = member;
  if (value.kind === "array") {
    const inBlock = text[value.span.start] === "-";
    if (inBlock) {
      return insertLines(text, value.span, indent(columnOf(text, value.span.start)));
    }
    if (isFlow || value.items.length > 0) return appendItem(text, value, toValue(item));
  }
  // `jwt:` without a value, or an empty list.
  const start = text.indexOf(":", keySpan.end) + 1;
  const end = Math.max(start, value.span.end);
  const lines = [isFlow ? JSON.stringify([item]) : "", ...(isFlow ? [] : indent(base + outer))];
  return { span: { start, end: trimmedEnd(text, { start, end }) }, newText: lines.join("\n") };
}

/** An item as a value to put into flow style. */
function toValue(item: IssuerItem) {
  const { issuer, claimValidationRules, claimMappings, userValidationRules } = item;
  const { username, groups, uid, extra } = claimMappings;
  return {
    issuer: { ...issuer },
    ...(claimValidationRules.length > 0 && {
      claimValidationRules: claimValidationRules.map((rule) => ({ ...rule })),
    }),
    claimMappings: {
      username: { ...username },
      groups: groups && { ...groups },
      uid: uid && { ...uid },
      extra: extra?.map((one) => ({ ...one })),
    },
    ...(userValidationRules.length > 0 && {
      userValidationRules: userValidationRules.map((rule) => ({ ...rule })),
    }),
  };
}

function done(edits: readonly TextEdit[]): Edited {
  return { kind: "edited", edits: edits.map((edit) => ({ document: "configuration", ...edit })) };
}

function refuse(reason: string): Edited {
  return { kind: "refused", reason };
}
