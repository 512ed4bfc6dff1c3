import { gunzipSync } from "fflate";
import { decodedPiece, type Inside, type Piece } from "./piece.ts";
import type { TextTree } from "./tree.ts";

/** How a value is written back, and what puts hidden variables back before it is encoded. */
export interface Way {
  readonly write: (value: string) => string | undefined;
  readonly reveal: (text: string) => string;
}

/** The text that a string holds in base64, packed with gzip or not; undefined if it holds none. */
export function readBase64Text(
  outer: Piece,
  tree: TextTree,
  inside: Inside,
  { write, reveal }: Way,
): Piece | undefined {
  const compact = tree.value.replaceAll(/\s+/g, "");
  if (compact.length < 40 || compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    return undefined;
  }
  const bytes = decode(compact);
  if (bytes === undefined) return undefined;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const text = unpack(bytes);
    if (text === undefined) return undefined;
    return decodedPiece(outer, tree.span, {
      ...{ ...inside, text },
      encoding: "gzip",
      write: () => undefined,
    });
  }
  const text = toText(bytes);
  if (text === undefined) return undefined;
  return decodedPiece(outer, tree.span, {
    ...{ ...inside, text },
    encoding: "base64",
    write: (changed) => write(encode(reveal(changed))),
    at: (offset) => {
      const byte = new TextEncoder().encode(text.slice(0, offset)).length;
      return offsetOf(tree, Math.floor((byte * 4) / 3));
    },
  });
}

// The place of the character of that number, blanks not counted.
function offsetOf(tree: TextTree, count: number): number {
  const offsets = tree.offsets();
  let left = count;
  for (let i = 0; i < tree.value.length; i++) {
    if (/\s/.test(tree.value[i] ?? "")) continue;
    if (left-- <= 0) return offsets[i] ?? tree.span.start;
  }
  return tree.span.end;
}

function decode(compact: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function unpack(bytes: Uint8Array): string | undefined {
  try {
    // The size of what is packed is in the last four bytes; more than any form has is left aside.
    const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
    return size > packedLimit ? undefined : toText(gunzipSync(bytes));
  } catch {
    return undefined;
  }
}

function toText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encode(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const packedLimit = 2_000_000;
