import { decodeBase64, isReadable } from "./decode-base64.ts";
import { isPlaceholder, readKeySecrecy } from "./key-names.ts";
import type { SecretReason } from "./known-secrets.ts";
import {
  endInSource,
  type MappedText,
  sliceMapped,
  sliceSource,
  startInSource,
} from "./mapped-text.ts";
import { readComments } from "./read-comments.ts";
import { readRegions } from "./read-regions.ts";
import { namesSecret } from "./read-secret-lines.ts";
import type { Region } from "./region.ts";
import { type Found, scanText } from "./scan-text.ts";
import { unescapeText } from "./views.ts";

/** What a text is: "document" for YAML or JSON, "plain" for a value, a script or prose. */
export type TextKind = "document" | "plain";

/** A secret in a text. It never holds the secret itself. */
export interface Secret {
  /** Offsets of what is to be masked. */
  readonly start: number;
  readonly end: number;
  /** Line and column, from 1. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the value that holds it; "" for comments, keys and text without structure. */
  readonly path: string;
  readonly reason: SecretReason;
  /** Whether a replacement needs quotes: a number in JSON. */
  readonly quote: boolean;
}

/** What is known not to be secret, beside what the text itself says at paths of a schema. */
export interface SecretOptions {
  /** Texts whose words are public: the configuration that a file was made of. */
  readonly publicTexts?: readonly string[];
}

/** How a secret is named in a sentence: "a token", "a private key". */
export const secretTitles: Readonly<Record<SecretReason, string>> = {
  "json-web-token": "a JSON Web Token",
  "private-key": "a private key",
  "known-prefix": "a token or password hash of a known form",
  "key-name": "a value whose name says that it is secret",
  "credentials-in-url": "a password in a URL",
  "random-word": "a random-looking word",
  "secret-data": "data of a Secret",
};

/** Reasons that hold wherever a text is: its form, not its place or its look. */
export const formReasons: ReadonlySet<SecretReason> = new Set([
  "json-web-token",
  "private-key",
  "known-prefix",
  "credentials-in-url",
]);

/**
 * The secrets of a text, in order and without overlaps. A scalar at a path of the schema of AuthenticationConfiguration
 * or RBAC counts only if it holds a JWT, a private key or a known prefix; every other scalar, key and comment is looked
 * at by key name, known prefix, shape and randomness, also folded and encoded. Certificates, public keys and UUIDs are
 * public. Data of a Secret counts unless it decodes as an AuthenticationConfiguration.
 */
export function findSecrets(text: string, kind: TextKind, options: SecretOptions = {}): Secret[] {
  return findWithin(text, kind, options, 0);
}

/** Documents in values of documents are followed this far. */
const deepestNested = 4;

function findWithin(
  text: string,
  kind: TextKind,
  options: SecretOptions,
  nested: number,
): Secret[] {
  const regions = kind === "document" ? readRegions(text) : [];
  const tainted = findTaintedLists(text, regions);
  const context: Context = {
    text,
    isPublic: createVocabulary([
      ...regions
        .filter(({ place, path }) => place === "schema" && !tainted.has(listOf(path)))
        .map(({ start, end }) => text.slice(start, end)),
      ...(options.publicTexts ?? []),
    ]),
    tainted,
    nested,
    found: [],
  };
  let done = 0;
  for (const region of regions) {
    if (region.start < done) continue;
    scanBetween(context, done, region.start);
    scanRegion(context, region);
    done = region.end;
  }
  scanBetween(context, done, text.length);
  scanComments(context, sliceSource(text, 0, text.length), regions, {
    depth: 0,
    inSecret: namesSecret(text),
  });
  return locate(text, merge(context.found));
}

interface Context {
  readonly text: string;
  readonly isPublic: (word: string) => boolean;
  /** Paths of lists of which a value holds a secret: the others may be parts of it. */
  readonly tainted: ReadonlySet<string>;
  /** How many documents the text is inside of. */
  readonly nested: number;
  readonly found: (Found & { readonly path: string; readonly quote: boolean })[];
}

function scanBetween(context: Context, start: number, end: number): void {
  // Shorter than every secret: punctuation and a short key.
  if (end - start < 8) return;
  const part = sliceSource(context.text, start, end);
  for (const hit of scanText(part, "free", context.isPublic)) {
    context.found.push({ ...hit, path: "", quote: false });
  }
}

function scanRegion(context: Context, region: Region): void {
  const { start, end, path, place } = region;
  const quote = region.quote ?? false;
  const whole = (reason: SecretReason) => context.found.push({ start, end, reason, path, quote });
  const value = context.text.slice(start, end);
  if (place === "secret") {
    if (!isPlaceholder(value) && !isKeptData(value)) whole("secret-data");
    return;
  }
  if (place === "free" && isNamedSecret(region, value)) {
    whole("key-name");
    return;
  }
  const tainted = context.tainted.has(listOf(path));
  if (region.literal || end - start < (place === "free" ? 6 : shortestKnown)) return;
  const mapped = sliceSource(context.text, start, end);
  const nested = place === "free" ? findNested(mapped, context.nested) : undefined;
  for (const hit of nested ?? [])
    if (!context.isPublic(context.text.slice(hit.start, hit.end)))
      context.found.push({ ...hit, path, quote });
  // Read as a document, it was looked at whole; its escapes may hide more.
  if (nested !== undefined && !value.includes("\\")) return;
  if (place === "free" && value.includes("\n"))
    scanComments(context, mapped, [], { depth: 0, inSecret: false });
  const mode = tainted ? "tainted" : place === "free" ? "free" : "schema";
  for (const hit of scanText(mapped, mode, context.isPublic))
    context.found.push({ ...hit, path, quote });
}

/** Comments in documents that are commented out are followed this far. */
const deepestComment = 3;

interface Around {
  readonly depth: number;
  /** Whether the text that the comments are in names the kind Secret: what is commented out may be the rest of one. */
  readonly inSecret: boolean;
}

/**
 * What is secret by its place in a document that is commented out: data of a Secret, a value in quotes or of several lines
 * under the name of a secret. Other secrets in comments are found in their lines.
 */
function scanComments(
  context: Context,
  mapped: MappedText,
  regions: readonly Region[],
  { depth, inSecret }: Around,
): void {
  if (depth === deepestComment) return;
  const within = { depth: depth + 1, inSecret };
  for (const document of readComments(mapped, regions)) {
    const inside = readRegions(document.text, inSecret);
    for (const region of inside) {
      const part = sliceMapped(document, region.start, region.end);
      for (const { start, end, reason } of findPlaced(region, part, context.nested))
        for (const line of splitAtCode(context.text, part, start, end))
          context.found.push({ ...line, reason, path: "", quote: false });
      if (region.place === "free" && part.text.includes("\n"))
        scanComments(context, part, [], within);
    }
    scanComments(context, document, inside, within);
  }
}

/** What is secret by its place in a value of a document that is commented out, by the offsets in the value. */
function findPlaced(region: Region, part: MappedText, nested: number): Found[] {
  const value = part.text;
  const whole = (reason: SecretReason) => [{ start: 0, end: value.length, reason }];
  if (region.place === "secret")
    return isPlaceholder(value) || isKeptData(value) ? [] : whole("secret-data");
  if (region.place === "schema") return [];
  if (region.delimited && isNamedSecret(region, value)) return whole("key-name");
  const inner = findNested(sliceSource(value, 0, value.length), nested);
  return (inner ?? []).filter(({ reason }) => reason === "secret-data");
}

/**
 * A find in lines of comments by the offsets of the source: one if only marks of comments are between its lines, and one
 * for each line if code is.
 */
function splitAtCode(
  source: string,
  part: MappedText,
  from: number,
  to: number,
): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let at = from; at < to; ) {
    const stop = part.text.indexOf("\n", at);
    const end = stop === -1 || stop > to ? to : stop;
    const line = { start: startInSource(part, at), end: endInSource(part, end) };
    const last = found.at(-1);
    if (last !== undefined && /^[\s#/>]*$/.test(source.slice(last.end, line.start)))
      found[found.length - 1] = { start: last.start, end: line.end };
    else if (line.end > line.start) found.push(line);
    at = end + 1;
  }
  return found;
}

/** Shorter than every secret that tells what it is. */
const shortestKnown = 12;

/** The list that a value is an item of; "" if of none. */
function listOf(path: string): string {
  return path.endsWith("]") ? path.slice(0, path.lastIndexOf("[")) : "";
}

function findTaintedLists(text: string, regions: readonly Region[]): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (const { start, end, path, place } of regions) {
    const list = listOf(path);
    if (list === "" || tainted.has(list) || end - start < shortestKnown) continue;
    const mode = place === "schema" ? "schema" : "free";
    if (scanText(sliceSource(text, start, end), mode, () => true).length > 0) tainted.add(list);
  }
  return tainted;
}

const vocabularyWord = /[A-Za-z0-9+/=_-]{16,}/g;

/** Whether a word of 16 characters or more is in one of the texts. */
function createVocabulary(texts: readonly string[]): (word: string) => boolean {
  const words = new Set(texts.flatMap((text) => text.match(vocabularyWord) ?? []));
  return (word) => words.has(word);
}

function isNamedSecret(region: Region, value: string): boolean {
  const secrecy = readKeySecrecy(region.key);
  if (secrecy === "none" || isPlaceholder(value)) return false;
  if (region.literal && /^[a-z~]/i.test(value)) return false;
  if (secrecy === "sure") return value.length >= 1;
  return value.length >= 6 && /[^A-Za-z .-]/.test(value);
}

// Quotes of documents further inside have escapes of their own.
const namesKind = /\bkind[\\"']{0,16}\s{0,8}:\s{0,8}[\\"']{0,16}[A-Z]/;

/**
 * The secrets of a document inside a value, such as a file in a ConfigMap or a manifest in an annotation, by the offsets of
 * the source: its own schemas count. Undefined if it is none.
 */
function findNested(value: MappedText, nested: number): Found[] | undefined {
  if (nested === deepestNested || !value.text.includes("kind")) return undefined;
  const mapped = value.text.includes("\\") ? (unescapeText(value) ?? value) : value;
  if (!namesKind.test(mapped.text)) return undefined;
  return findWithin(mapped.text, "document", {}, nested + 1).map(({ start, end, reason }) => ({
    start: startInSource(mapped, start),
    end: endInSource(mapped, end),
    reason,
  }));
}

/** Data of a Secret that is an AuthenticationConfiguration without secrets in it. */
function isKeptData(value: string): boolean {
  const compact = value.replace(/\s/g, "");
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? decodeBase64(compact) : value;
  if (decoded === undefined || !isReadable(decoded)) return false;
  if (!/^[ \t]{0,40}["']?kind["']?:[ \t]{0,8}["']?AuthenticationConfiguration\b/m.test(decoded))
    return false;
  return findSecrets(decoded, "document").length === 0;
}

type Placed = Context["found"][number];

/** Overlapping finds as one; the first names the reason. */
function merge(found: readonly Placed[]): Placed[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Placed[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.start < last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, next.end) };
    } else if (next.end > next.start) {
      merged.push(next);
    }
  }
  return merged;
}

function locate(text: string, found: readonly Placed[]): Secret[] {
  let line = 1;
  let lineStart = 0;
  return found.map(({ start, end, path, reason, quote }) => {
    for (let at = text.indexOf("\n", lineStart); at !== -1 && at < start; ) {
      line++;
      lineStart = at + 1;
      at = text.indexOf("\n", lineStart);
    }
    return { start, end, line, column: start - lineStart + 1, path, reason, quote };
  });
}
