/** A piece of a large text in which an editor's cursor is, as a text of its own. */
export interface CutPiece {
  readonly text: string;
  /** What is added to an offset of the piece for the whole text. */
  readonly shift: number;
  /** Of the list's item that the piece is; absent if it is a document. */
  readonly index?: number;
}

/**
 * The item of a top-level list in block style ("jwt", "items") around an offset, else the YAML document: what an editor
 * says there is the same as with the whole text, as far as it follows from the item alone. The item is given below the
 * key of its list. Undefined if nothing smaller than the text can be cut out for certain. Linear, at the speed of the
 * search for line ends.
 */
export function cutPiece(text: string, offset: number, key: string): CutPiece | undefined {
  const from = documentStart(text, offset);
  const end = documentEnd(text, offset);
  const item = cutItem(text, offset, key, from, end);
  if (item !== undefined) return item;
  if (from === 0 && end === text.length) return undefined;
  return { text: text.slice(from, end), shift: from };
}

// Behind the last separator before the offset.
function documentStart(text: string, offset: number): number {
  for (
    let at = text.lastIndexOf("\n---", offset - 1);
    at >= 0;
    at = text.lastIndexOf("\n---", at - 1)
  ) {
    const lineEnd = text.indexOf("\n", at + 1);
    if (/^---\s*$/.test(text.slice(at + 1, lineEnd < 0 ? text.length : lineEnd))) {
      if (lineEnd >= 0 && lineEnd < offset) return lineEnd + 1;
    }
    if (at === 0) break;
  }
  return 0;
}

function documentEnd(text: string, offset: number): number {
  for (let at = text.indexOf("\n---", offset); at >= 0; at = text.indexOf("\n---", at + 1)) {
    if (/^(?:\s|$)/.test(text.charAt(at + 4))) return at + 1;
  }
  return text.length;
}

function cutItem(
  text: string,
  offset: number,
  key: string,
  from: number,
  end: number,
): CutPiece | undefined {
  const head = new RegExp(`^${key}:[ \\t]*\\r?\\n(?:[ \\t]*(?:#.*)?\\r?\\n)*( *)- `, "gm");
  head.lastIndex = from;
  const list = head.exec(text);
  if (list === null || list.index >= offset || list.index >= end) return undefined;
  const indent = list[1] ?? "";
  const dash = `\n${indent}- `;
  const first = list.index + list[0].length - indent.length - 3;
  if (offset <= first + indent.length) return undefined;
  // As far to the left as the dash, or farther, another item or key begins.
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  if (line.search(/\S|$/) <= indent.length && !line.startsWith(`${indent}- `)) return undefined;
  const start = text.lastIndexOf(dash, offset - dash.length);
  if (start < first) return undefined;
  // A line as far to the left as the dash that is no item ends the list; comments belong to anything.
  const { length } = indent;
  const shallower = length === 0 ? "" : ` {0,${length - 1}}[^\\s#]|`;
  const leaves = new RegExp(`^(?:${shallower} {${length}}(?!- )[^\\s#])`, "gm");
  leaves.lastIndex = first + 1;
  const left = leaves.exec(text);
  const stop = left === null || left.index >= end ? end : left.index;
  if (offset >= stop) return undefined;
  const next = text.indexOf(dash, offset);
  const until = next < 0 || next >= stop ? stop : next + 1;
  const before = `${key}:`;
  return {
    text: before + text.slice(start, until),
    shift: start - before.length,
    index: countBetween(text, dash, first, start),
  };
}

function countBetween(text: string, word: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(word, from); at >= 0 && at < to; at = text.indexOf(word, at + 1))
    count++;
  return count;
}
