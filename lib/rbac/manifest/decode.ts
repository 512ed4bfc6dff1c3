import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { createLines } from "../../source/lines.ts";
import type { Span } from "../../source/span.ts";
import type { DataNode } from "../../yaml/data.ts";
import { readYaml } from "../../yaml/document.ts";
import type { Binding, Origin, Policy, Role } from "../types.ts";
import { type Cutter, createJsonCutter, createYamlCutter, type Piece } from "./cut.ts";
import {
  createInterner,
  decodeObject,
  formatPath,
  type ObjectPath,
  type Problem,
  type TypeMeta,
} from "./decode-object.ts";
import { createLocator, type Locator } from "./locate.ts";
import { readBlock } from "./read-block.ts";
import { validateObject } from "./validate.ts";

/** A finding about a file of objects. Spans are offsets in that file. */
export interface DecodeDiagnostic extends Diagnostic {
  /** The file's name, if there is more than the one document. */
  readonly file?: string;
  /** From 1. */
  readonly line: number;
}

/** The roles and bindings of a text, and what was wrong in it. */
export interface DecodedPolicy {
  readonly policy: Policy;
  readonly diagnostics: readonly DecodeDiagnostic[];
  /** Objects of other kinds, counted: `{ Pod: 12 }`. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Takes a file part by part; each `push` costs time in proportion to its chunk. */
export interface PolicyReader {
  push(chunk: string): void;
  /** Objects of RBAC read so far. */
  readonly objects: number;
  finish(): DecodedPolicy;
}

/**
 * Roles and bindings of a text: YAML or JSON, one or several documents, lists or single objects. Whatever cannot be
 * read is a diagnostic with its place, and the rest is read nevertheless.
 */
export function decodePolicy(text: string, file?: string): DecodedPolicy {
  const format = detectFormat(text);
  const reader = createPolicyReader(format, file);
  reader.push(text);
  const decoded = reader.finish();
  // Flow-style YAML looks like JSON from outside; YAML reads both.
  if (format === "json" && decoded.diagnostics.some(({ code }) => code === "rbac/syntax")) {
    const retry = createPolicyReader("yaml", file);
    retry.push(text);
    return retry.finish();
  }
  return decoded;
}

/** JSON when the first thing that is no blank is a bracket. */
export function detectFormat(head: string): "json" | "yaml" {
  return /^[\s\uFEFF]*[{[]/.test(head) ? "json" : "yaml";
}

/** Several policies as one, as a cluster holds them: an object of a later one replaces that of the same name before it. */
export function mergePolicies(...policies: readonly Policy[]): Policy {
  const last = policies.at(-1);
  if (last === undefined) return { roles: [], bindings: [] };
  return policies.slice(0, -1).reduceRight<Policy>((above, below) => {
    return {
      roles: [...withoutReplaced(below.roles, above.roles), ...above.roles],
      bindings: [...withoutReplaced(below.bindings, above.bindings), ...above.bindings],
    };
  }, last);
}

/** Those of `below` that have no object of the same name in `above`. Of two lists, the shorter one is indexed. */
function withoutReplaced<T extends Role | Binding>(
  below: readonly T[],
  above: readonly T[],
): readonly T[] {
  const fewer = above.length < below.length ? above : below;
  // Most objects have a name that the other list has not, and need no text made for a look-up.
  const names = new Set(fewer.map(({ name }) => name));
  if (fewer === above) {
    const replaced = new Set(above.map(identityOf));
    return below.filter((object) => !names.has(object.name) || !replaced.has(identityOf(object)));
  }
  const left = new Set(below.map(identityOf));
  for (const object of above) if (names.has(object.name)) left.delete(identityOf(object));
  return below.filter((object) => left.has(identityOf(object)));
}

/** A reader for a file of the format that arrives in parts. */
export function createPolicyReader(format: "json" | "yaml", file?: string): PolicyReader {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  const diagnostics: DecodeDiagnostic[] = [];
  const skipped: Record<string, number> = {};
  /** The line of each object, by kind and namespace, then by name. */
  const seen = new Map<string, Map<string, number | undefined>>();
  const intern = createInterner();
  /** Items without a kind, until their list says it. */
  let untyped: { value: unknown; piece: Piece }[] = [];

  const cutter: Cutter & { readonly failed?: boolean } =
    format === "json"
      ? createJsonCutter({ piece: readPiece, list: endList })
      : createYamlCutter({ piece: readPiece, list: endList });

  function report(piece: Piece, reported: Reported) {
    diagnostics.push({
      ...{ source: "claimcheck", path: "", document: "bindings" },
      ...reported,
      ...(file !== undefined && { file }),
      line: lineOf(piece, reported.span.start),
    });
  }

  function readPiece(piece: Piece) {
    const value = parsePiece(piece, format, report);
    if (value === undefined || value === null) return;
    accept(value, piece, []);
  }

  function accept(value: unknown, piece: Piece, within: ObjectPath, typeMeta?: TypeMeta) {
    const problems: Problem[] = [];
    const origin = originOf(piece, within, file);
    const decoded = decodeObject(value, origin, intern, (p) => problems.push(p), typeMeta);
    if (problems.length > 0) {
      const locator = locatorOf(piece);
      for (const { code, path, message, fatal } of problems) {
        const full = [...within, ...path];
        const span = code === "rbac/unknown-field" ? locator.key(full) : locator.value(full);
        const severity = fatal ? "error" : "warning";
        report(piece, { span, code, severity, message, path: formatPath(path) });
      }
    }
    if (decoded.kind === "role" || decoded.kind === "binding") {
      validate(decoded.kind === "role" ? decoded.role : decoded.binding, piece, within);
    }
    if (decoded.kind === "role") {
      roles.push(decoded.role);
      note(decoded.role, piece);
    } else if (decoded.kind === "binding") {
      bindings.push(decoded.binding);
      note(decoded.binding, piece);
    } else if (decoded.kind === "other") {
      skipped[decoded.name] = (skipped[decoded.name] ?? 0) + 1;
    } else if (decoded.kind === "list") {
      decoded.items.forEach((item, index) => {
        accept(item, piece, [...within, "items", index], decoded.itemKind);
      });
    } else if (decoded.kind === "untyped") {
      if (piece.kind === "item" && typeMeta === undefined) untyped.push({ value, piece });
      else reportUntyped(piece, within);
    }
  }

  function validate(object: Role | Binding, piece: Piece, within: ObjectPath) {
    const found = validateObject(object);
    const homeless = object.namespace === "" && !object.kind.startsWith("Cluster");
    if (found.length === 0 && !homeless) return;
    const locator = locatorOf(piece);
    for (const { path, message } of found) {
      const field = formatPath(path);
      report(piece, {
        span: locator.value([...within, ...path]),
        code: "rbac/invalid",
        severity: "error",
        message: `${field}: ${message}`,
        path: field,
        source: "kube-apiserver",
      });
    }
    if (homeless) {
      const message = `${object.kind} "${object.name}" has no namespace: kubectl puts it into the namespace of its context, here it reaches nothing`;
      const span = locator.value([...within, "metadata"]);
      const found = { code: "rbac/no-namespace", path: "metadata.namespace", message } as const;
      report(piece, { ...found, span, severity: "warning" });
    }
  }

  function reportUntyped(piece: Piece, within: ObjectPath) {
    const span = locatorOf(piece).value(within);
    const message = "no object: it has no kind";
    report(piece, { span, code: "rbac/no-kind", severity: "error", message });
  }

  function note(object: Role | Binding, piece: Piece) {
    const scope = `${object.kind}\n${object.namespace}`;
    const names = seen.get(scope) ?? new Map<string, number | undefined>();
    seen.set(scope, names);
    if (!names.has(object.name)) {
      names.set(object.name, object.origin.line);
      return;
    }
    const name = object.namespace === "" ? object.name : `${object.namespace}/${object.name}`;
    const message = `${object.kind} "${name}" is here a second time; the first is on line ${names.get(object.name)}`;
    report(piece, {
      ...{ span: wholeOf(piece), message },
      ...{ code: "rbac/duplicate", severity: "warning" },
    });
  }

  function endList(header: Piece) {
    const value = parsePiece(header, format, report);
    const map =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    const kind = typeof map.kind === "string" ? map.kind : "";
    const pending = untyped;
    untyped = [];
    const typeMeta = {
      kind: kind.endsWith("List") ? kind.slice(0, -"List".length) : "",
      apiVersion: typeof map.apiVersion === "string" ? map.apiVersion : "",
    };
    for (const { value: item, piece } of pending) accept(item, piece, [], typeMeta);
  }

  return {
    push: (chunk) => cutter.push(chunk),
    get objects() {
      return roles.length + bindings.length;
    },
    finish() {
      cutter.finish();
      if (cutter.failed) {
        const end = { text: "", start: 0, line: 1, kind: "document" } as const;
        report(end, {
          span: { start: 0, end: 0 },
          code: "rbac/syntax",
          severity: "error",
          message: "this is no JSON that can be read",
        });
      }
      return { policy: { roles, bindings }, diagnostics, skipped };
    },
  };
}

/** A finding, its place in its piece's text. Ours if it names no source. */
interface Reported
  extends Pick<Diagnostic, "span" | "code" | "severity" | "message">,
    Partial<Pick<Diagnostic, "path" | "source">> {}

type Report = (piece: Piece, reported: Reported) => void;

/** The contents of an object are not needed here: it can be large and needs a full parser. */
const uninteresting = new Set(["annotations", "managedFields", "ownerReferences", "status"]);

function parsePiece(piece: Piece, format: "json" | "yaml", report: Report): unknown {
  if (format === "json") {
    try {
      return JSON.parse(piece.text);
    } catch (error) {
      const message = String((error as Error).message);
      report(piece, { span: wholeOf(piece), code: "rbac/syntax", severity: "error", message });
      return undefined;
    }
  }
  const fast = readBlock(piece.text, uninteresting);
  if (fast !== undefined) return unwrap(fast, piece);
  const read = readYaml(piece.text);
  if (read.kind === "failed") {
    const { start, end } = read.span;
    const span = { start: piece.start + start, end: piece.start + end };
    const message = moveLines(read.message, piece);
    report(piece, { span, code: "rbac/syntax", severity: "error", message });
    return undefined;
  }
  for (const { message, span } of read.duplicates) {
    const key = message.slice(message.indexOf("key ") + 4).replace(/ already set in map$/, "");
    const place = { start: piece.start + span.start, end: piece.start + span.end };
    const words = `key ${key} is here a second time: kubectl takes the last one, strict readers refuse the object`;
    report(piece, {
      ...{ span: place, message: words },
      ...{ code: "rbac/duplicate-key", severity: "warning" },
    });
  }
  return unwrap(toValue(read.data), piece);
}

/** go-yaml counts lines from the start of what it reads, which here is one object of a file. */
function moveLines(message: string, piece: Piece): string {
  return message.replace(
    /^((?:yaml: )?line )(\d+)/,
    (_, head: string, line: string) => `${head}${Number(line) + piece.line - 1}`,
  );
}

function toValue(data: DataNode): unknown {
  switch (data.kind) {
    case "null":
      return null;
    case "array":
      return data.items.map(toValue);
    case "object":
      return Object.fromEntries(data.members.map(({ key, value }) => [key, toValue(value)]));
    default:
      return data.value;
  }
}

/** An item comes with its dash: a sequence of one. */
function unwrap(value: unknown, piece: Piece): unknown {
  return piece.kind === "item" && Array.isArray(value) ? value[0] : value;
}

function originOf(piece: Piece, within: ObjectPath, file: string | undefined): Origin {
  const located =
    within.length === 0 ? { line: piece.line, span: wholeOf(piece) } : placeWithin(piece, within);
  const { line, span } = located;
  return file === undefined
    ? { kind: "document", line, span }
    : { kind: "document", file, line, span };
}

function placeWithin(piece: Piece, within: ObjectPath) {
  const span = locatorOf(piece).value(within);
  return { line: lineOf(piece, span.start), span };
}

function wholeOf({ text, start }: Piece): Span {
  const from = Math.max(text.search(/\S/), 0);
  return { start: start + from, end: start + text.trimEnd().length };
}

const locators = new WeakMap<Piece, Locator>();

/** One for each piece, however many findings it has. */
function locatorOf(piece: Piece): Locator {
  const known = locators.get(piece) ?? createLocator(piece.text, piece.start);
  locators.set(piece, known);
  return known;
}

const lines = new WeakMap<Piece, (at: number) => number>();

/** Line in the file of an offset in it. */
function lineOf(piece: Piece, offset: number): number {
  const lineAt = lines.get(piece) ?? createLines(piece.text);
  lines.set(piece, lineAt);
  return piece.line + lineAt(offset - piece.start) - 1;
}

function identityOf({ kind, namespace, name }: Role | Binding): string {
  return `${kind}\n${namespace}\n${name}`;
}
