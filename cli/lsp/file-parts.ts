import type { ExpressionPiece } from "../../lib/cel/editor/expression-place.ts";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.ts";
import { createHoles } from "../../lib/import/holes.ts";
import { type Opened, openText } from "../../lib/import/open.ts";
import { readYamlDocuments } from "../../lib/import/read-yaml.ts";
import {
  adviseOnOrder,
  findServedDocument,
  isConfigurationName,
} from "../../lib/import/served-text.ts";
import { get, type TextTree, type Tree, textOf } from "../../lib/import/tree.ts";
import { writeStringIn } from "../../lib/import/write-string.ts";
import type { Minor } from "../../lib/kube/minor.ts";
import type { Span } from "../../lib/source/span.ts";
import { isWorkspaceFile } from "../files.ts";

/** A part of a file that the server judges. */
export interface FilePart {
  /** "settings" are another form, converted: their findings lead to what they were made of. */
  readonly kind: "configuration" | "settings" | "bindings" | "workspace";
  readonly text: string;
  /** Whether the part is the file. */
  readonly whole: boolean;
  /** The end of the document that is edited as this part, if more documents follow it in its text. */
  readonly end?: number;
  /** Leads a span of the part to the file. */
  readonly place: (span: Span) => Span;
  /** The file with another text in place of the part; undefined if this cannot be said. */
  readonly put?: (text: string) => string | undefined;
  /** The kind of cluster that the wrapper says. */
  readonly target?: string;
  /** The version that the wrapper says, "1.34". */
  readonly version?: string;
  /** What is to be said of its place in the file. */
  readonly advice?: readonly Diagnostic[];
}

/** What a file holds. */
export interface FileParts {
  readonly parts: readonly FilePart[];
  /** Why a text that is meant to be a configuration is not read, a sentence. */
  readonly refused?: { readonly message: string; readonly span: Span };
}

/** Above this length a file is looked into only if its first lines do not say what it is. */
export const largeText = 100_000;

/** The parts of a file by its content and name. Never throws. */
export function readParts(text: string, version: Minor, name = ""): FileParts {
  if (isWorkspace(text, name))
    return { parts: [wholePart("workspace", text), ...inlineParts(text)] };
  const plain = recognisePlain(text);
  if (plain !== undefined) return { parts: [wholePart(plain, text)] };
  const isNamed = isConfigurationName(name) && text.trim() !== "";
  if (!isNamed && !words.test(text)) return { parts: [] };
  const opened = openText(text, { version, name });
  const found = [...configurationOf(text, opened, isNamed), ...bindingsOf(text, opened)];
  if (found.length > 0) return { parts: found };
  const inside = embedded(text);
  if (inside.length > 0) return { parts: inside };
  const { refused, kind, span } = opened;
  if (refused !== undefined && kind === "configuration") {
    return { parts: [], refused: { message: refused, span } };
  }
  if (headPattern.test(text) && beginPattern.test(text)) {
    return { parts: [wholePart("configuration", text)] };
  }
  return { parts: isNamed && kind === "none" ? [wholePart("configuration", text)] : [] };
}

/** Whether a file is a workspace file, by its name or its head. */
export function isWorkspace(text: string, name = ""): boolean {
  if (isWorkspaceFile(name)) return true;
  return /^apiVersion:[ \t]*["']?claimcheck\//m.test(text) && /^kind:[ \t]*Workspace\b/m.test(text);
}

/** What a file is as a whole if its lines say so without being parsed: one document with nothing around. */
export function recognisePlain(text: string): "configuration" | "bindings" | undefined {
  // A template is what it renders.
  if (text.includes("{{") || text.includes("{%")) return undefined;
  if (headPattern.test(text) && apiPattern.test(text) && beginPattern.test(text)) {
    const documents = text.match(/^---(?:\s|$)/gm)?.length ?? 0;
    if (documents === 0 || (documents === 1 && /^(?:\s*(?:#.*)?\n)*---/.test(text))) {
      return "configuration";
    }
    return undefined;
  }
  if (/AuthenticationConfiguration|apiserver\.config\.k8s|oidc|issuer/i.test(text))
    return undefined;
  return rbacPattern.test(text) ? "bindings" : undefined;
}

/** Runs of a part that are the same in the file, in their order; none of it for what is encoded. */
export function findPieces(file: string, { text, whole, end, place }: FilePart): ExpressionPiece[] {
  if (whole) return [{ start: 0, at: 0, length: end ?? text.length }];
  const pieces: { start: number; at: number; length: number }[] = [];
  for (let start = 0; start < text.length; start++) {
    const at = place({ start, end: start }).start;
    if (file.charCodeAt(at) !== text.charCodeAt(start)) continue;
    const last = pieces.at(-1);
    const isNext =
      last !== undefined && last.start + last.length === start && last.at + last.length === at;
    if (isNext) last.length += 1;
    // A place that was there already is that of a decoded text.
    else if (last === undefined || at >= last.at + last.length)
      pieces.push({ start, at, length: 1 });
  }
  return pieces;
}

// What must be in a file for it to hold anything that is judged.
const words =
  /AuthenticationConfiguration|apiserver\.config\.k8s|rbac\.authorization\.k8s\.io|oidc|claimMappings|issuer|(?:[A-Za-z0-9+/]{40})/i;
const headPattern = /^kind:[ \t]*["']?AuthenticationConfiguration["']?[ \t]*(?:#.*)?\r?$/m;
// The first line that is no comment: a shell script with the file inside begins in another way.
const beginPattern = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n)*(?:---|"?[A-Za-z][\w-]*"?:)/;
const apiPattern = /^apiVersion:[ \t]*["']?apiserver\.config\.k8s\.io\//m;
const rbacPattern = /^(?:- )?[ \t]*apiVersion:[ \t]*["']?rbac\.authorization\.k8s\.io\//m;

function wholePart(kind: FilePart["kind"], text: string): FilePart {
  return { kind, text, whole: true, place: (span) => span, put: (changed) => changed };
}

function configurationOf(text: string, opened: Opened, isNamed: boolean): readonly FilePart[] {
  const { configuration, kind, place, put, target, options } = opened;
  const served = findServedDocument(text, opened, isNamed);
  if (served !== undefined) {
    const { end } = served;
    return [{ ...wholePart("configuration", text), ...(end < text.length && { end }) }];
  }
  if (configuration === undefined || place === undefined) return [];
  const version = options?.version;
  const known = {
    ...(target !== undefined && { target }),
    ...(version !== undefined && { version }),
  };
  if (kind === "settings") {
    return [{ kind: "settings", text: configuration, whole: false, place, ...known }];
  }
  const whole = configuration === text;
  const putBack = put === undefined ? {} : { put };
  const advice = adviseOnOrder(text, opened);
  return [
    {
      ...{ kind: "configuration", text: configuration, whole, place, ...putBack, ...known },
      ...(advice.length > 0 && { advice }),
    },
  ];
}

// Manifests are judged in their file. Other forms of objects have no places that could be led back.
function bindingsOf(text: string, { bindings }: Opened): readonly FilePart[] {
  if (bindings === undefined || !rbacPattern.test(text)) return [];
  const isManifest = readYamlDocuments(text).some(
    ({ tree }) =>
      textOf(get(tree, "apiVersion"))?.startsWith("rbac.authorization.k8s.io/") ||
      tree?.kind === "list" ||
      get(tree, "items")?.kind === "list",
  );
  return isManifest ? [wholePart("bindings", text)] : [];
}

// Configurations in strings of a YAML file that cannot be read yet: they are being typed.
function embedded(text: string): readonly FilePart[] {
  return readYamlDocuments(text).flatMap(({ start, end, tree }) =>
    tree === undefined
      ? []
      : listStrings(tree)
          .filter(({ value }) => headPattern.test(value))
          .slice(0, 1)
          .map((string) => stringPart("configuration", text, string, { start, end })),
  );
}

function listStrings(tree: Tree): readonly TextTree[] {
  switch (tree.kind) {
    case "text":
      return [tree];
    case "list":
      return tree.items.flatMap(listStrings);
    case "map":
      return tree.entries.flatMap(({ value }) => listStrings(value));
    case "plain":
      return [];
  }
}

// The documents that a workspace file holds itself.
function inlineParts(text: string): readonly FilePart[] {
  const [document] = readYamlDocuments(text);
  if (document?.tree === undefined) return [];
  const { tree, start, end } = document;
  return (["configuration", "bindings"] as const).flatMap((kind) => {
    const value = get(tree, kind);
    return value?.kind === "text" ? [stringPart(kind, text, value, { start, end })] : [];
  });
}

function stringPart(
  kind: FilePart["kind"],
  text: string,
  string: TextTree,
  document: Span,
): FilePart {
  let offsets: ArrayLike<number> | undefined;
  const at = (offset: number) => {
    offsets ??= string.offsets();
    const last = Math.max(offsets.length - 1, 0);
    return document.start + (offsets[Math.min(Math.max(offset, 0), last)] ?? string.span.start);
  };
  const own = text.slice(document.start, document.end);
  return {
    ...{ kind, text: string.value, whole: false },
    place: ({ start, end }) => ({ start: at(start), end: Math.max(at(start), at(end)) }),
    put: (changed) => {
      const written = writeStringIn(own, string, changed, "yaml", createHoles(own));
      if (written === undefined) return undefined;
      return text.slice(0, document.start) + written + text.slice(document.end);
    },
  };
}
