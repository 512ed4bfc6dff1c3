import { type DataNode, findMember } from "../../yaml/data.ts";
import { insertMember, removeMember, type TextEdit } from "../../yaml/edit.ts";
import type { NewValue } from "../../yaml/new-value.ts";
import { issuerPathOf, makeFix, objectAt } from "./fix-context.ts";
import { type RepairContext, type Repairs, remove, splitPath } from "./member-fixes.ts";

/** Repairs of a field that its mapping does not have: one that exists at another level belongs there, others can only go. */
export function repairUnknown(context: RepairContext, path: string): Repairs {
  const { text, root } = context;
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  const member = findMember(object, name);
  const home = levels[name]?.replace("jwt[]", issuerPathOf(path) ?? "jwt[]");
  const target = home === undefined || home === parent ? undefined : objectAt(root, home);
  const value = member && newValueOf(member.value);
  if (
    object !== undefined &&
    member !== undefined &&
    target !== undefined &&
    value !== undefined &&
    findMember(target, name) === undefined
  ) {
    const removed = removeMember(text, object, member);
    const edits =
      removed === undefined ? [] : joinEdits(insertMember(text, target, name, value), removed);
    return [makeFix(`move/${path}`, `Move ${name} to ${home}, where it belongs`, edits)];
  }
  return [remove(context, path, `Remove the field ${name}`)];
}

// Lines that go in where others go out are one edit.
function joinEdits(inserted: TextEdit, removed: TextEdit): readonly TextEdit[] {
  const { start } = inserted.span;
  if (start < removed.span.start || start > removed.span.end) return [inserted, removed];
  const lines = inserted.newText.replace(/^\r?\n/, "");
  const newText = lines.endsWith("\n") ? lines : `${lines}\n`;
  return [{ span: removed.span, newText }];
}

/** Where the fields are that are often indented by one level too much or too little. */
const levels: Readonly<Record<string, string>> = {
  claimMappings: "jwt[]",
  claimValidationRules: "jwt[]",
  userValidationRules: "jwt[]",
  username: "jwt[].claimMappings",
  groups: "jwt[].claimMappings",
  uid: "jwt[].claimMappings",
  extra: "jwt[].claimMappings",
  url: "jwt[].issuer",
  discoveryURL: "jwt[].issuer",
  certificateAuthority: "jwt[].issuer",
  audiences: "jwt[].issuer",
  audienceMatchPolicy: "jwt[].issuer",
};

// A value of strings, lists and mappings; undefined if it holds anything else.
function newValueOf(data: DataNode): NewValue | undefined {
  if (data.kind === "string") return data.value;
  if (data.kind === "array") {
    const items = data.items.map(newValueOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (data.kind !== "object") return undefined;
  const members = data.members.map(({ key, value }) => [key, newValueOf(value)] as const);
  return members.every(([, value]) => value !== undefined)
    ? Object.fromEntries(members)
    : undefined;
}
