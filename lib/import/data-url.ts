import { readBase64Text, type Way } from "./base64-text.ts";
import { decodedPiece, type Inside, type Piece } from "./piece.ts";
import type { TextTree } from "./tree.ts";

/** The text that a data URL holds (RFC 2397), as files of Ignition have it; undefined if the string is none. */
export function readDataUrl(
  outer: Piece,
  tree: TextTree,
  inside: Inside,
  { write, reveal }: Way,
): Piece | undefined {
  const head = /^data:[\w.+/-]{0,100}(?:;charset=[\w-]{1,40})?(;base64)?,/.exec(tree.value);
  if (head === null) return undefined;
  const [before, base64] = head;
  if (base64 !== undefined) {
    const part: TextTree = {
      ...tree,
      value: tree.value.slice(before.length),
      offsets: () => Array.from(tree.offsets()).slice(before.length),
    };
    return readBase64Text(outer, part, inside, {
      write: (value) => write(before + value),
      reveal,
    });
  }
  let text: string;
  try {
    text = decodeURIComponent(tree.value.slice(before.length));
  } catch {
    return undefined;
  }
  const put = (changed: string) => write(before + encodeURIComponent(reveal(changed)));
  return decodedPiece(outer, tree.span, { ...inside, text, encoding: "string", write: put });
}
