import type { Span } from "../../source/span.ts";
import { type LineScalar, readScalars } from "../../yaml/cursor-lines.ts";
import { type RbacKind, rbacKinds } from "../schema.ts";

/** An object of a text of bindings, as far as it is typed. */
export interface TypedObject {
  /** Of the YAML document that holds it. */
  readonly span: Span;
  /** "items[2]." in a list, else "". */
  readonly prefix: string;
  /** As it is written; undefined if it is not, or is none of RBAC. */
  readonly kind: RbacKind | undefined;
  /** Scalars of the object by path: "roleRef.name". */
  readonly scalars: ReadonlyMap<string, LineScalar>;
}

/** The YAML documents of a text, separated by ---. Linear in its length. */
function splitDocuments(text: string): readonly Span[] {
  const documents: Span[] = [];
  let from = 0;
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    if (/^---(?:\s|$)/.test(text.slice(start, Math.min(end, start + 4)))) {
      documents.push({ start: from, end: start });
      from = Math.min(end + 1, text.length);
    }
    if (next < 0) break;
    start = end + 1;
  }
  documents.push({ start: from, end: text.length });
  return documents;
}

/** The object that a path at an offset belongs to. */
export function findObjectAt(text: string, offset: number, path: string): TypedObject {
  const documents = splitDocuments(text);
  const span = documents.findLast(({ start }) => start <= offset) ?? { start: 0, end: text.length };
  const prefix = /^items\[\d+\](?:\.|$)/.exec(path)?.[0] ?? "";
  return makeObject(
    span,
    prefix === "" || prefix.endsWith(".") ? prefix : `${prefix}.`,
    readScalars(text, span),
  );
}

/** Every object of a text that says its kind, those of lists too. Linear in its length. */
export function listObjects(text: string): readonly TypedObject[] {
  return splitDocuments(text).flatMap((span) => {
    const objects = new Map<string, Map<string, LineScalar>>();
    for (const [path, scalar] of readScalars(text, span)) {
      const item = /^items\[\d+\]\./.exec(path)?.[0] ?? "";
      for (const prefix of item === "" ? [""] : ["", item]) {
        const own = objects.get(prefix) ?? new Map<string, LineScalar>();
        objects.set(prefix, own.set(path.slice(prefix.length), scalar));
      }
    }
    return [...objects].flatMap(([prefix, scalars]): TypedObject[] => {
      const kind = kindOf(scalars);
      return kind === undefined ? [] : [{ span, prefix, kind, scalars }];
    });
  });
}

function makeObject(span: Span, prefix: string, all: ReadonlyMap<string, LineScalar>): TypedObject {
  const scalars = new Map<string, LineScalar>();
  for (const [path, scalar] of all) {
    if (path.startsWith(prefix)) scalars.set(path.slice(prefix.length), scalar);
  }
  return { span, prefix, kind: kindOf(scalars), scalars };
}

function kindOf(scalars: ReadonlyMap<string, LineScalar>): RbacKind | undefined {
  const kind = scalars.get("kind")?.text;
  return rbacKinds.find((each) => each === kind);
}
