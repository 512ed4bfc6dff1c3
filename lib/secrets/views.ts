import { createTextBuilder, type MappedText } from "./mapped-text.ts";
import { isRandomPart } from "./random-text.ts";

/** A text in which folded values are whole again. */
export interface UnfoldedText {
  readonly mapped: MappedText;
  /** Offsets in it at which a fold was taken out. */
  readonly joints: ReadonlySet<number>;
}

const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\u034f/;
const wide = /[\uff01-\uff5e]/;

/** The text without characters that are not seen, and fullwidth forms as ASCII; the text itself if there are none. */
export function removeInvisible(mapped: MappedText): MappedText {
  const { text } = mapped;
  if (!invisible.test(text) && !wide.test(text)) return mapped;
  const builder = createTextBuilder(mapped);
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    if (invisible.test(character)) continue;
    const plain = wide.test(character)
      ? String.fromCharCode(character.charCodeAt(0) - 0xfee0)
      : character;
    builder.add(plain, i, i + 1);
  }
  return builder.build();
}

const escaped =
  /%[0-9A-Fa-f]{2}|=[0-9A-F]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrt"'/\\]|&#x[0-9A-Fa-f]{1,6};|&#[0-9]{1,7};|&(?:quot|amp|lt|gt|apos|lowbar|period|hyphen);/g;

/** The text with the escapes of URLs, quoted strings, HTML and mail taken back; undefined if it has none. */
export function unescapeText(mapped: MappedText): MappedText | undefined {
  const { text } = mapped;
  escaped.lastIndex = 0;
  let found = escaped.exec(text);
  if (found === null) return undefined;
  const builder = createTextBuilder(mapped);
  let done = 0;
  for (; found; found = escaped.exec(text)) {
    const end = found.index + found[0].length;
    builder.copy(done, found.index);
    builder.add(characterOf(found[0]), found.index, end);
    done = end;
  }
  builder.copy(done, text.length);
  return builder.build();
}

const named: Readonly<Record<string, string>> = {
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "\t",
  "&quot;": '"',
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&apos;": "'",
  "&lowbar;": "_",
  "&period;": ".",
  "&hyphen;": "-",
};

function characterOf(sequence: string): string {
  const name = named[sequence];
  if (name !== undefined) return name;
  if (sequence.startsWith("&#")) {
    const code =
      sequence[2] === "x" ? Number.parseInt(sequence.slice(3), 16) : Number(sequence.slice(2, -1));
    return code < 0x10000 ? String.fromCharCode(code) : "?";
  }
  if (/^\\[ux]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
  if (sequence.startsWith("\\")) return sequence.slice(1);
  return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
}

/**
 * The text with long values that were broken over lines (with indentation, marks of comments, quotes or list items
 * before each part) or by blanks put together again. A line is a part only if it holds nothing else, or looks random.
 */
export function unfoldText(mapped: MappedText): UnfoldedText | undefined {
  const { text } = mapped;
  const joints = new Set<number>();
  const builder = createTextBuilder(mapped);
  let length = 0;
  let copied = 0;
  runs.lastIndex = 0;
  let last = runs.exec(text);
  if (last === null) return undefined;
  for (let next = runs.exec(text); next; next = runs.exec(text)) {
    const gapStart = last.index + last[0].length;
    // Signs alone are marks of a list or of a comment: `- `, `//`.
    if (/^[-+/]+$/.test(next[0])) continue;
    if (isJoint(text, last, next, gapStart)) {
      builder.copy(copied, gapStart);
      length += gapStart - copied;
      joints.add(length);
      copied = next.index;
    }
    last = next;
  }
  if (joints.size === 0) return undefined;
  builder.copy(copied, text.length);
  return { mapped: builder.build(), joints };
}

const runs = /[A-Za-z0-9+/=_.-]+/g;
const longestGap = 200;

function isJoint(
  text: string,
  last: RegExpExecArray,
  next: RegExpExecArray,
  gapStart: number,
): boolean {
  if (next.index - gapStart > longestGap) return false;
  const gap = text.slice(gapStart, next.index);
  if (!/^[\s"'`\\,+#>*|/;:!%()&-]*$/.test(gap)) return false;
  if (gap === "" || /[:(&]/.test(gap.trimEnd().slice(0, 1))) return false;
  const end = next.index + next[0].length;
  if (/^["']?\s*:(?:\s|$)/.test(text.slice(end, end + 8))) return false;
  const random = next[0].length >= 8 && isRandomRun(next[0]);
  if (gap.includes("\n") || gap.includes("\\")) return random || endsLine(text, end);
  if (!/^(?:[ \t]+|["'`][ \t]*\+[ \t]*["'`])$/.test(gap)) return false;
  const before = last[0].length >= 8 && isRandomRun(last[0]);
  return random || (before && endsLine(text, end));
}

function endsLine(text: string, from: number): boolean {
  return /^[ \t"'`\\,+;)|]*(?:\r?\n|$)/.test(text.slice(from, from + 40));
}

function isRandomRun(run: string): boolean {
  return run
    .split(/[^A-Za-z0-9]/)
    .some((part) => part.length >= 8 && isRandomPart(part, 0, part.length));
}
