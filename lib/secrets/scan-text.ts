import { isReadable } from "./decode-base64.ts";
import { readDerKind } from "./der.ts";
import { isPlaceholder, readKeySecrecy } from "./key-names.ts";
import { decodeRuns, findKnownSecrets, type Hit, type SecretReason } from "./known-secrets.ts";
import { endInSource, type MappedText, startInSource } from "./mapped-text.ts";
import { isRandomWord } from "./random-text.ts";
import { removeInvisible, type UnfoldedText, unescapeText, unfoldText } from "./views.ts";

/**
 * "schema": a value that a schema gives a meaning, which is public unless it is a JWT, a private key or has a known
 * prefix. "free": anything else, where names of keys and the look of words count too. "tainted": beside a secret, of which
 * it may be a part, so that no word counts as public.
 */
export type ScanMode = "schema" | "free" | "tainted";

/** A secret in a source text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly reason: SecretReason;
}

/** Encodings inside encodings are followed this far. */
const deepest = 3;

/**
 * The secrets in a part of a text, plain, folded, escaped and encoded; overlapping ones are not merged. `isPublic` says
 * whether a word is known not to be a secret.
 */
export function scanText(
  whole: MappedText,
  mode: ScanMode,
  isPublic: (word: string) => boolean,
  depth = 0,
): Found[] {
  const found: Found[] = [];
  const seen = removeInvisible(whole);
  const plain = unescapeText(seen);
  for (const view of plain === undefined ? [seen] : [seen, plain]) {
    const unfolded = unfoldText(view);
    collect(view, findKnownSecrets(view.text), found);
    scanEncoded(view, mode, isPublic, depth, found);
    if (unfolded !== undefined) {
      collect(unfolded.mapped, findKnownSecrets(unfolded.mapped.text, unfolded.joints), found);
      scanEncoded(unfolded.mapped, mode, isPublic, depth, found);
    }
    collect(view, findUrlCredentials(view.text), found);
    if (mode === "schema") continue;
    collect(view, findAssignments(view.text), found);
    // Words beside a secret may be parts of it.
    const known = mode === "tainted" || found.length > 0 ? undefined : isPublic;
    const blocks = findPublicBlocks(view.text);
    collect(view, findRandomWords(view.text, blocks, known), found);
    if (unfolded !== undefined) {
      const inSource = blocks.map(({ start, end }) => ({
        start: startInSource(view, start),
        end: endInSource(view, end),
      }));
      for (const hit of findFoldedWords(unfolded, known)) {
        const start = startInSource(unfolded.mapped, hit.start);
        const end = endInSource(unfolded.mapped, hit.end);
        const isInBlock = inSource.some((block) => start < block.end && end > block.start);
        if (!isInBlock) collect(unfolded.mapped, [hit], found);
      }
    }
  }
  return found;
}

function collect(view: MappedText, hits: readonly Hit[], found: Found[]): void {
  for (const { start, end, reason } of hits) {
    found.push({ start: startInSource(view, start), end: endInSource(view, end), reason });
  }
}

function scanEncoded(
  view: MappedText,
  mode: ScanMode,
  isPublic: (word: string) => boolean,
  depth: number,
  found: Found[],
): void {
  if (depth === deepest) return;
  for (const { start, end, decoded } of decodeRuns(view.text)) {
    const inner: MappedText = { text: decoded, starts: undefined, ends: undefined, base: 0 };
    const first = scanText(inner, mode, isPublic, depth + 1)[0];
    if (first !== undefined) collect(view, [{ start, end, reason: first.reason }], found);
  }
}

/** Passwords in URLs: `https://name:password@host`. */
function findUrlCredentials(text: string): Hit[] {
  const hits: Hit[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
    const authority = /^[^\s/?#"'<>\\]{0,600}/.exec(text.slice(at + 3, at + 603))?.[0] ?? "";
    const sign = authority.lastIndexOf("@");
    const colon = authority.indexOf(":");
    if (sign === -1) continue;
    const start = colon !== -1 && colon < sign ? colon + 1 : 0;
    const password = authority.slice(start, sign);
    if (isPlaceholder(password) || (start === 0 && !isRandomWord(password))) continue;
    hits.push({ start: at + 3 + start, end: at + 3 + sign, reason: "credentials-in-url" });
  }
  return hits;
}

/** `password: …`, `client_secret=…`, `--token …`, `Bearer …`, `-u name:…` in lines of any text. */
function findAssignments(text: string): Hit[] {
  const hits: Hit[] = [];
  let start = 0;
  for (;;) {
    const stop = text.indexOf("\n", start);
    const end = stop === -1 ? text.length : stop;
    readLine(text, start, end, hits);
    if (stop === -1) return hits;
    start = stop + 1;
  }
}

const assignment =
  /(?<=^|[^A-Za-z0-9_.]|--)([A-Za-z][A-Za-z0-9_.-]{0,79})(["'\]]{0,2}[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,40}|(?<=--[A-Za-z0-9-]{1,60})[ \t]{1,8})/g;
const scheme =
  /(?<=^|[^A-Za-z0-9])(?:Bearer|Basic|SSWS|Token|Negotiate)[ \t]{1,8}([\w.~+/=:-]{6,})/gi;
const userFlag = /(?<=^|\s)(?:-u|--user|--proxy-user)[ =]["']?[^\s:"']{1,80}:([^\s"']{1,400})/g;

function readLine(text: string, start: number, end: number, hits: Hit[]): void {
  // Values longer than this are found by their form.
  const line = text.slice(start, Math.min(end, start + 20_000));
  if (!/[:=]|--|bearer|basic|token|ssws/i.test(line)) return;
  for (const match of line.matchAll(assignment)) {
    const secrecy = readKeySecrecy(match[1] ?? "");
    if (secrecy === "none") continue;
    const from = match.index + match[0].length;
    const value = readValue(line, from, match[2]?.includes(":") ?? false);
    if (!isSecretValue(value.text, secrecy, match[0])) continue;
    hits.push({ start: start + value.start, end: start + value.end, reason: "key-name" });
  }
  for (const pattern of [scheme, userFlag]) {
    for (const match of line.matchAll(pattern)) {
      const value = match[1] ?? "";
      if (isPlaceholder(value) || (pattern === scheme && !looksChosen(value))) continue;
      const stop = start + match.index + match[0].length;
      hits.push({ start: stop - value.length, end: stop, reason: "key-name" });
    }
  }
}

/** The value behind an assignment: quoted, up to the end of the line after a colon, or up to a blank. */
function readValue(
  line: string,
  from: number,
  colon: boolean,
): { text: string; start: number; end: number } {
  const quote = line[from];
  if (quote === '"' || quote === "'") {
    let end = from + 1;
    while (end < line.length && line[end] !== quote) end += line[end] === "\\" ? 2 : 1;
    const stop = Math.min(end, line.length);
    return { text: line.slice(from + 1, stop), start: from + 1, end: stop };
  }
  const rest = line.slice(from);
  const pattern = colon ? /^[^#"'`{}[\]]*/ : /^[^\s,;&"'`{}()[\]]*/;
  const text = (pattern.exec(rest)?.[0] ?? "").replace(/[\s,;]{1,200}$/, "");
  return { text, start: from, end: from + text.length };
}

function isSecretValue(value: string, secrecy: "sure" | "likely", written: string): boolean {
  if (value.length < 3 || isPlaceholder(value) || /^[|>][-+0-9]{0,2}$/.test(value)) return false;
  // A shell's variable or command.
  if (/^\$[A-Za-z_({]/.test(value)) return false;
  if (/^[<$%{]/.test(value) && /[>})%]$/.test(value)) return false;
  const words = value.split(/\s{1,200}/);
  // A sentence behind a colon is a statement about the secret.
  if (words.length > 1) {
    const password = /pass(?:word|wd|phrase)?["']?[ \t]*[:=]/i.test(written);
    return (
      (password &&
        words.length <= 8 &&
        words.length >= 4 &&
        !/[.,;]$/.test(value) &&
        /^[a-z ]+$/.test(value)) ||
      (words.length <= 3 && looksChosen(words[0] ?? ""))
    );
  }
  if (/^(?:https?:\/\/|\/|\.{1,2}\/|\$|<)/.test(value) && !isRandomWord(value)) return false;
  if (secrecy === "sure") return looksChosen(value) || value.length >= 8;
  return value.length >= 8 && looksChosen(value) && !/^[\w-]{1,40}\(/.test(value);
}

/** Whether a word is more than letters of one case: `hunter2`, not `kubernetes`. */
function looksChosen(word: string): boolean {
  if (/^[A-Z]?[a-z-]+[.,;:]?$/.test(word) || /^[A-Z_-]+$/.test(word)) return false;
  return /[^A-Za-z.,;:-]/.test(word) || /[a-z][A-Z]/.test(word);
}

const label =
  /BEGIN[ \t]{1,4}((?:[A-Z0-9]{1,12}[ \t]{1,4}){0,4})(CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL)-{2,5}/g;

/** Ranges of PEM blocks that hold what they say: certificates and public keys. */
function findPublicBlocks(text: string): { start: number; end: number }[] {
  const blocks: { start: number; end: number }[] = [];
  label.lastIndex = 0;
  for (let found = label.exec(text); found; found = label.exec(text)) {
    const start = found.index + found[0].length;
    const stop = text.indexOf("-----END", start);
    const end = stop === -1 ? text.length : stop;
    const body = text
      .slice(start, end)
      .replace(/\\[nr]|[\s"'#>|*\\,+]/g, (part) => (part === "+" ? "+" : ""));
    const base64 = /^[A-Za-z0-9+/]*={0,2}/.exec(body)?.[0] ?? "";
    if (base64.length >= body.length - 4 && readDerKind(base64) === "public")
      blocks.push({ start, end });
    label.lastIndex = end;
  }
  return blocks;
}

const word = /[A-Za-z0-9+/=_-]{16,}/g;
const uuid = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/g;

/** Words that look random. `isPublic` is undefined if even a word that is known or encodes a plain text may be a secret. */
function findRandomWords(
  text: string,
  blocks: readonly { start: number; end: number }[],
  isPublic: ((word: string) => boolean) | undefined,
): Hit[] {
  const hits: Hit[] = [];
  const jwk = /["']?kty["']?\s{0,8}:/.test(text);
  word.lastIndex = 0;
  let block = 0;
  for (let found = word.exec(text); found; found = word.exec(text)) {
    const start = found.index;
    const end = start + found[0].length;
    while ((blocks[block]?.end ?? Number.POSITIVE_INFINITY) <= start) block++;
    if ((blocks[block]?.start ?? Number.POSITIVE_INFINITY) <= start) continue;
    const bare = found[0].replace(uuid, "");
    if (!isRandomWord(bare) || isPublic?.(found[0]) === true) continue;
    if (jwk && isPublicMember(text, start)) continue;
    if (isPublicDigest(text, start, found[0])) continue;
    if (isPublic !== undefined && isPublicEncoding(found[0])) continue;
    // The slashes of a URL are in front of its words.
    const slashes = /^\/*/.exec(found[0])?.[0].length ?? 0;
    hits.push({ start: start + slashes, end, reason: "random-word" });
  }
  return hits;
}

/** Random words that were broken at folds; the parts between two folds may each look like a name. */
function findFoldedWords(
  { mapped, joints }: UnfoldedText,
  isPublic: ((word: string) => boolean) | undefined,
): Hit[] {
  const { text } = mapped;
  const sorted = [...joints];
  const hits: Hit[] = [];
  word.lastIndex = 0;
  let next = 0;
  for (let found = word.exec(text); found; found = word.exec(text)) {
    const start = found.index;
    const end = start + found[0].length;
    while ((sorted[next] ?? Number.POSITIVE_INFINITY) <= start) next++;
    let from = start;
    let random = true;
    let parts = 1;
    for (; (sorted[next] ?? Number.POSITIVE_INFINITY) < end; next++, parts++) {
      random &&= isSecretPart(text.slice(from, sorted[next]), isPublic);
      from = sorted[next] ?? end;
    }
    if (parts === 1 || !random || !isRandomWord(found[0].replace(uuid, ""))) continue;
    hits.push({ start, end, reason: "random-word" });
  }
  return hits;
}

/** Whether a part before a fold may be of a secret: no word, nothing public. */
function isSecretPart(part: string, isPublic: ((word: string) => boolean) | undefined): boolean {
  if (part.length < 8 || /^[A-Za-z]?[a-z-]+$/.test(part)) return false;
  return isPublic === undefined || !(isPublic(part) || isPublicEncoding(part));
}

/** A member of a JWK that everybody may read (RFC 7518, RFC 7517). */
function isPublicMember(text: string, start: number): boolean {
  return /["']?(?:n|x|y|e|kid|x5t|x5t#S256|x5c)["']?\s{0,8}:\s{0,8}["']?(?:\[\s{0,40}["']?)?$/.test(
    text.slice(Math.max(0, start - 80), start),
  );
}

/** The digest of an image or a file. */
function isPublicDigest(text: string, start: number, found: string): boolean {
  return (
    /^(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/.test(found) &&
    /sha(?:256|384|512)[:=-]$/.test(text.slice(Math.max(0, start - 8), start))
  );
}

/** Base64 of a text in which nothing was found (it was looked at before), or of a certificate. */
function isPublicEncoding(found: string): boolean {
  if (readDerKind(found) === "public") return true;
  return decodeRuns(found).some(({ decoded }) => decoded.length >= 12 && isReadable(decoded));
}
