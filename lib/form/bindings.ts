import { decodePolicy } from "../rbac/manifest/decode.ts";
import { rbacGroup } from "../rbac/manifest/decode-object.ts";
import { writeManifest } from "../rbac/manifest/write-manifest.ts";
import type { Binding, Policy, Subject } from "../rbac/types.ts";
import { findMember } from "../yaml/data.ts";
import type { FormChange } from "./change.ts";
import { editFormAll, type FormEdit } from "./edit.ts";
import { readFormText } from "./written.ts";

/** What a visitor changes in one binding. */
export type BindingChange =
  | { readonly kind: "set-subject"; readonly index: number; readonly subject: FormSubject }
  | { readonly kind: "add-subject"; readonly subject: FormSubject }
  | { readonly kind: "remove-subject"; readonly index: number }
  | { readonly kind: "set-role"; readonly role: FormRole }
  | { readonly kind: "set-namespace"; readonly namespace: string }
  | { readonly kind: "remove" };

/** A subject as the form shows it; the namespace is a service account's. */
export type FormSubject = Pick<Subject, "kind" | "name" | "namespace">;

/** What a binding refers to. */
export interface FormRole {
  readonly kind: string;
  readonly name: string;
}

/** The bindings of a text in their order: the form's rows. */
export function listBindings(text: string): readonly Binding[] {
  return decodePolicy(text).policy.bindings;
}

/**
 * Changes one binding of a text of several objects, by its place in `listBindings`. Nothing else of the text changes:
 * what comes out is read again, and every other role and binding must be as before.
 */
export function editBinding(text: string, index: number, change: BindingChange): FormEdit {
  const { policy } = decodePolicy(text);
  const binding = policy.bindings[index];
  const span = binding?.origin.span;
  if (binding === undefined || span === undefined)
    return refuse("The binding is not there any more.");
  const part = documentAround(text, span.start);
  const path = pathWithin(part.text, span.start - part.start);
  if (path === undefined) return refuse("The text cannot be read.");
  const edited =
    change.kind === "remove" && path === ""
      ? removeDocument(text, part)
      : editPart(text, part, listChanges(binding, change, path));
  if (edited.kind === "refused") return edited;
  const after = decodePolicy(edited.text).policy;
  const rest = (list: Policy["bindings"]) => list.filter((_, at) => at !== index);
  const kept = change.kind === "remove" ? after.bindings : rest(after.bindings);
  if (!isSame(kept, rest(policy.bindings)) || !isSame(after.roles, policy.roles))
    return refuse(
      "The form cannot change this without changing something else. Change it in the text.",
    );
  return edited;
}

/** Puts a new binding behind the text. */
export function addBinding(text: string, binding: Omit<Binding, "origin">): FormEdit {
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const manifest = writeManifest([binding]).replaceAll("\n", lineBreak);
  const before =
    text.trim() === "" ? "" : `${/[\r\n]$/.test(text) ? "" : lineBreak}---${lineBreak}`;
  const newText = before + manifest;
  const at = text.length;
  return {
    kind: "edited",
    text: text + newText,
    edits: [{ span: { start: at, end: at }, newText }],
  };
}

interface Part {
  readonly text: string;
  /** Offsets in the whole text: of the content, and of the marks around it. */
  readonly start: number;
  readonly end: number;
  readonly markStart: number;
  readonly nextContent: number;
}

/** The document of a stream that an offset is in. A mark in the first column ends a document wherever it is. */
function documentAround(text: string, offset: number): Part {
  let start = 0;
  let markStart = 0;
  let end = text.length;
  let nextContent = text.length;
  for (const mark of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    const lineEnd = text.indexOf("\n", mark.index);
    const behind = lineEnd === -1 ? text.length : lineEnd + 1;
    const rest = text.slice(mark.index + 3, behind).trim();
    const content = rest === "" || rest.startsWith("#") ? behind : mark.index + 3;
    if (mark.index <= offset && content <= offset) {
      start = content;
      markStart = mark.index;
    } else {
      end = mark.index;
      nextContent = content;
      break;
    }
  }
  return { text: text.slice(start, end), start, end, markStart, nextContent };
}

/** Where an object is in its document: "" is all of it, "items[3]" one of a list. */
function pathWithin(text: string, offset: number): string | undefined {
  const read = readFormText(text);
  if (read.kind === "failed") return undefined;
  const items = findMember(read.data, "items")?.value;
  const kind = findMember(read.data, "kind")?.value;
  if (items?.kind !== "array" || kind?.kind !== "string" || !kind.value.endsWith("List")) return "";
  // An item's place begins at its dash or at its content.
  const index = items.items.findLastIndex(({ span }) => span.start <= offset + "- ".length);
  return index === -1 ? undefined : `items[${index}]`;
}

function listChanges(binding: Binding, change: BindingChange, path: string): FormChange[] {
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const set = (field: string, value: string, order: readonly string[]): FormChange => ({
    ...{ kind: "set", path: at(field), value, order },
  });
  switch (change.kind) {
    case "remove":
      return [{ kind: "remove", path }];
    case "remove-subject":
      return [{ kind: "remove", path: at(`subjects[${change.index}]`) }];
    case "add-subject":
      return [
        {
          kind: "insert",
          path: at("subjects"),
          index: binding.subjects.length,
          value: subjectValue(change.subject),
        },
      ];
    case "set-role":
      return [
        set("roleRef.kind", change.role.kind, roleOrder),
        set("roleRef.name", change.role.name, roleOrder),
      ];
    case "set-namespace":
      return [set("metadata.namespace", change.namespace, ["name", "namespace"])];
    case "set-subject": {
      const old = binding.subjects[change.index];
      if (old === undefined) return [];
      const { kind, name, namespace } = change.subject;
      const field = (key: string) => `subjects[${change.index}].${key}`;
      const drop = (key: string): FormChange => ({ kind: "remove", path: at(field(key)) });
      const account = kind === "ServiceAccount";
      return [
        ...(kind === old.kind ? [] : [set(field("kind"), kind, subjectOrder)]),
        ...(name === old.name ? [] : [set(field("name"), name, subjectOrder)]),
        // A service account has no group of an API, the others no namespace.
        ...(account && old.apiGroup !== "" ? [drop("apiGroup")] : []),
        ...(!account && old.kind === "ServiceAccount"
          ? [set(field("apiGroup"), rbacGroup, subjectOrder)]
          : []),
        ...(account && namespace !== old.namespace
          ? [set(field("namespace"), namespace, subjectOrder)]
          : []),
        ...(!account && old.namespace !== "" ? [drop("namespace")] : []),
      ];
    }
  }
}

const roleOrder = ["apiGroup", "kind", "name"];
const subjectOrder = ["apiGroup", "kind", "name", "namespace"];

function subjectValue({ kind, name, namespace }: FormSubject) {
  return kind === "ServiceAccount"
    ? { kind, name, namespace }
    : { apiGroup: rbacGroup, kind, name };
}

function editPart(text: string, part: Part, changes: readonly FormChange[]): FormEdit {
  const edit = editFormAll(part.text, changes);
  if (edit.kind === "refused") return edit;
  const edits = edit.edits.map(({ span, newText }) => ({
    span: { start: span.start + part.start, end: span.end + part.start },
    newText,
  }));
  return {
    kind: "edited",
    text: text.slice(0, part.start) + edit.text + text.slice(part.end),
    edits,
  };
}

/** With the mark before it, or the one behind it if it is the first. */
function removeDocument(text: string, part: Part): FormEdit {
  const first = text.slice(0, part.markStart).trim() === "" && part.end < text.length;
  const span = first
    ? { start: part.markStart, end: part.nextContent }
    : { start: part.markStart, end: part.end };
  const edited = text.slice(0, span.start) + text.slice(span.end);
  return { kind: "edited", text: edited, edits: [{ span, newText: "" }] };
}

function isSame(a: readonly object[], b: readonly object[]): boolean {
  const plain = (list: readonly object[]) =>
    JSON.stringify(list, (key, value) => (key === "origin" ? undefined : value));
  return plain(a) === plain(b);
}

function refuse(reason: string): FormEdit {
  return { kind: "refused", reason };
}
