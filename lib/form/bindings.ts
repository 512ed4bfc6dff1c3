import { decodePolicy } from "../rbac/manifest/decode.ts";
import { rbacGroup } from "../rbac/manifest/decode-object.ts";
import { writeManifest } from "../rbac/manifest/write-manifest.ts";
import type { Binding, Role, Subject } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import { findMember } from "../yaml/data.ts";
import { lineBreakOf } from "../yaml/lines.ts";
import type { FormChange } from "./change.ts";
import { editForm, editFormAll, type FormEdit } from "./edit.ts";
import { readFormText } from "./written.ts";

/** What a visitor changes in one binding. */
export type BindingChange =
  | { readonly kind: "set-subject"; readonly index: number; readonly subject: FormSubject }
  | { readonly kind: "add-subject"; readonly subject: FormSubject }
  | { readonly kind: "remove-subject"; readonly index: number }
  | { readonly kind: "set-role"; readonly role: FormRole }
  | { readonly kind: "set-namespace"; readonly namespace: string }
  /** A copy with a name of its own, right behind it. */
  | { readonly kind: "duplicate" }
  /** It changes places with the binding before it (-1) or behind it (1). */
  | { readonly kind: "move"; readonly by: -1 | 1 }
  | { readonly kind: "remove" };

/** A subject as the form shows it; the namespace is a service account's. */
export type FormSubject = Pick<Subject, "kind" | "name" | "namespace">;

/** What a binding refers to. */
export interface FormRole {
  readonly kind: string;
  readonly name: string;
}

/** What the form shows of a text. */
export interface FormBindings {
  /** In the order of the text: the form's rows. */
  readonly bindings: readonly Binding[];
  readonly roles: readonly Pick<Role, "kind" | "name" | "namespace">[];
  /** The first place that cannot be read; what is behind it in the same object is not shown. */
  readonly unread: { readonly span: Span; readonly message: string } | undefined;
}

/** The bindings of a text, and where it cannot be read. */
export function readBindings(text: string): FormBindings {
  const { policy, diagnostics } = decodePolicy(text);
  return {
    bindings: policy.bindings,
    roles: policy.roles,
    unread: diagnostics.find(({ code }) => code === "rbac/syntax"),
  };
}

/**
 * Changes one binding of a text of several objects, by its place in `readBindings`. Nothing else of the text changes:
 * what comes out is read again, and every other role and binding must be as before.
 */
export function editBinding(text: string, index: number, change: BindingChange): FormEdit {
  const { policy } = decodePolicy(text);
  const binding = policy.bindings[index];
  const span = binding?.origin.span;
  if (binding === undefined || span === undefined)
    return refuse("The binding is not there any more.");
  const part = documentAround(text, span.start);
  const path = pathWithin(part, span.start);
  if (path === undefined) return refuse("The text cannot be read.");
  const edited = makeChange({ text, bindings: policy.bindings, index, part, path }, change);
  if (edited.kind === "refused") return edited;
  const after = decodePolicy(edited.text).policy;
  const want = bindingsAfter(policy.bindings, index, change, after.bindings[index]);
  if (!isSame(after.bindings, want) || !isSame(after.roles, policy.roles))
    return refuse(
      "The form cannot change this without changing something else. Change it in the text.",
    );
  return edited;
}

/** A name that no other binding of this kind and namespace has: "people-copy", "people-copy-2". */
export function nameCopy(bindings: readonly Binding[], { kind, namespace, name }: Binding): string {
  const taken = new Set(
    bindings
      .filter((one) => one.kind === kind && one.namespace === namespace)
      .map((one) => one.name),
  );
  let copy = `${name}-copy`;
  for (let count = 2; taken.has(copy); count++) copy = `${name}-copy-${count}`;
  return copy;
}

/** Puts a new binding behind the text. */
export function addBinding(text: string, binding: Omit<Binding, "origin">): FormEdit {
  const lineBreak = lineBreakOf(text);
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

/** One binding of a text, and where it is written. */
interface Place {
  readonly text: string;
  readonly bindings: readonly Binding[];
  readonly index: number;
  readonly part: Part;
  /** Within the part: "" is all of it. */
  readonly path: string;
}

function makeChange(place: Place, change: BindingChange): FormEdit {
  const { text, bindings, index, part, path } = place;
  const binding = bindings[index];
  if (binding === undefined) return refuse("The binding is not there any more.");
  switch (change.kind) {
    case "move":
      return moveBinding(place, change.by);
    case "duplicate":
      return path === ""
        ? duplicateDocument(place, binding)
        : editPart(text, part, duplicateItem(path, nameCopy(bindings, binding)));
    case "remove":
      return path === ""
        ? removeDocument(text, part)
        : editPart(text, part, [{ kind: "remove", path }]);
    default:
      return editPart(text, part, listChanges(binding, change, path));
  }
}

/** The bindings that a text must have after a change; of the changed one itself only that it is there. */
function bindingsAfter(
  bindings: readonly Binding[],
  index: number,
  change: BindingChange,
  changed: Binding | undefined,
): readonly Binding[] {
  const binding = bindings[index];
  if (binding === undefined) return bindings;
  switch (change.kind) {
    case "remove":
      return bindings.toSpliced(index, 1);
    case "move":
      return bindings.toSpliced(index, 1).toSpliced(index + change.by, 0, binding);
    case "duplicate":
      return bindings.toSpliced(index + 1, 0, { ...binding, name: nameCopy(bindings, binding) });
    default:
      return changed === undefined ? [] : bindings.toSpliced(index, 1, changed);
  }
}

interface Part {
  readonly text: string;
  /** What makes YAML of it: a text that begins with a bracket is read as JSON. */
  readonly lead: string;
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
  const content = text.slice(start, end);
  return { text: content, lead: leadOf(content), start, end, markStart, nextContent };
}

/** In flow style it is YAML behind a mark, and no JSON. */
function leadOf(text: string): string {
  return /^\s*[{[]/.test(text) && readFormText(text).kind === "failed" ? "---\n" : "";
}

/** Where an object is in its document: "" is all of it, "items[3]" one of a list. */
function pathWithin(part: Part, at: number): string | undefined {
  const read = readFormText(part.lead + part.text);
  const offset = at - part.start + part.lead.length;
  if (read.kind === "failed") return undefined;
  const items = findMember(read.data, "items")?.value;
  const kind = findMember(read.data, "kind")?.value;
  if (items?.kind !== "array" || kind?.kind !== "string" || !kind.value.endsWith("List")) return "";
  // An item's place begins at its dash or at its content.
  const index = items.items.findLastIndex(({ span }) => span.start <= offset + "- ".length);
  return index === -1 ? undefined : `items[${index}]`;
}

/** A change inside of one binding. */
type InnerChange = Exclude<BindingChange, { readonly kind: "remove" | "duplicate" | "move" }>;

function listChanges(binding: Binding, change: InnerChange, path: string): FormChange[] {
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const set = (field: string, value: string, order: readonly string[]): FormChange => ({
    ...{ kind: "set", path: at(field), value, order },
  });
  switch (change.kind) {
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
  const edit = editFormAll(part.lead + part.text, changes);
  if (edit.kind === "refused") return edit;
  const shift = part.start - part.lead.length;
  const edits = edit.edits.map(({ span, newText }) => ({
    span: { start: span.start + shift, end: span.end + shift },
    newText,
  }));
  return {
    kind: "edited",
    text: text.slice(0, part.start) + edit.text.slice(part.lead.length) + text.slice(part.end),
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

/** Behind the document, after a mark of its own. */
function duplicateDocument({ text, bindings, part }: Place, binding: Binding): FormEdit {
  const copy = editForm(part.lead + part.text, {
    ...{ kind: "set", path: "metadata.name", order: ["name", "namespace"] },
    value: nameCopy(bindings, binding),
  });
  if (copy.kind === "refused") return copy;
  const lineBreak = lineBreakOf(text);
  const lead = /[\r\n]$/.test(part.text) ? "" : lineBreak;
  const content = copy.text.slice(part.lead.length).replace(/^[ \t]+/, "");
  const newText = `${lead}---${lineBreak}${content}`;
  const edited = text.slice(0, part.end) + newText + text.slice(part.end);
  const span = { start: part.end, end: part.end };
  return { kind: "edited", text: edited, edits: [{ span, newText }] };
}

function duplicateItem(path: string, name: string): FormChange[] {
  const index = indexOfItem(path);
  return [
    { kind: "duplicate", path: "items", index },
    {
      ...{ kind: "set", path: `items[${index + 1}].metadata.name`, value: name },
      order: ["name", "namespace"],
    },
  ];
}

/** Two documents change places with the marks before them, two items of a list as the list's own form moves them. */
function moveBinding({ text, bindings, index, part, path }: Place, by: -1 | 1): FormEdit {
  const span = bindings[index + by]?.origin.span;
  if (span === undefined) return refuse("There is no binding to change places with.");
  const other = documentAround(text, span.start);
  const otherPath = pathWithin(other, span.start);
  if (otherPath === undefined) return refuse("The text cannot be read.");
  if (path !== "" && otherPath !== "" && other.start === part.start)
    return editPart(text, part, [
      { kind: "move", path: "items", from: indexOfItem(path), to: indexOfItem(otherPath) },
    ]);
  if (path !== "" || otherPath !== "")
    return refuse(
      "The one that it would change places with is not in the same list. Move it in the text.",
    );
  const [first, second] = by < 0 ? [other, part] : [part, other];
  const marked = first.markStart < first.start && text.startsWith("---", first.markStart);
  const [a, b] = [chunkOf(first, marked), chunkOf(second, marked)];
  const between = text.slice(a.end, b.start);
  const newText = text.slice(b.start, b.end) + between + text.slice(a.start, a.end);
  return {
    kind: "edited",
    text: text.slice(0, a.start) + newText + text.slice(b.end),
    edits: [{ span: { start: a.start, end: b.end }, newText }],
  };
}

/** A document without the line break at its end, which the last one may lack. */
function chunkOf(part: Part, withMark: boolean) {
  const lineEnd = /\r?\n?$/.exec(part.text)?.[0].length ?? 0;
  return { start: withMark ? part.markStart : part.start, end: part.end - lineEnd };
}

function indexOfItem(path: string): number {
  return Number(/\d+/.exec(path)?.[0]);
}

function isSame(a: readonly object[], b: readonly object[]): boolean {
  const plain = (list: readonly object[]) =>
    JSON.stringify(list, (key, value) => (key === "origin" ? undefined : value));
  return plain(a) === plain(b);
}

function refuse(reason: string): FormEdit {
  return { kind: "refused", reason };
}
