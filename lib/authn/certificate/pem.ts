import { decodeBase64 } from "../../go/base64.ts";
import { trimEndOf } from "../../source/trim-end.ts";

/** A PEM block as encoding/pem finds it. */
export interface PemBlock {
  readonly type: string;
  /** Whether it has headers, which Kubernetes takes for a reason to pass over it. */
  readonly hasHeaders: boolean;
  readonly bytes: Uint8Array;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

/** The PEM blocks of a text, in order. What is no well-formed block is passed over, as pem.Decode does. */
export function* parsePem(text: string): Generator<PemBlock> {
  let block = findBlock(text, 0);
  while (block !== undefined) {
    yield block;
    block = findBlock(text, block.end);
  }
}

// pem.Decode: the first END line, and the last BEGIN line before it.
function findBlock(text: string, from: number): PemBlock | undefined {
  let searchFrom = from;
  for (;;) {
    const endIndex = text.indexOf(endMark, searchFrom);
    if (endIndex < 0) return undefined;
    const afterEnd = endIndex + endMark.length;
    // Not with a start for lastIndexOf: it would go on to the beginning of the text.
    const begin = searchFrom + text.slice(searchFrom, endIndex).lastIndexOf(beginMark);
    if (begin === searchFrom || (begin > searchFrom && text[begin - 1] === "\n")) {
      const block = readBlock(text, begin, endIndex, afterEnd);
      if (block !== undefined) return block;
    }
    searchFrom = afterEnd;
  }
}

function readBlock(
  text: string,
  begin: number,
  endIndex: number,
  afterEnd: number,
): PemBlock | undefined {
  let line = getLine(text, begin + beginMark.length);
  if (!line.text.endsWith(dashes)) return undefined;
  const type = line.text.slice(0, -dashes.length);
  let hasHeaders = false;
  for (;;) {
    if (line.next >= text.length) return undefined;
    const header = getLine(text, line.next);
    if (!header.text.includes(":")) break;
    hasHeaders = true;
    line = header;
  }
  if (hasHeaders && endIndex < line.next) return undefined;
  if (!text.startsWith(type + dashes, afterEnd)) return undefined;
  const last = getLine(text, afterEnd + type.length + dashes.length);
  if (last.text !== "") return undefined;
  const digits = endIndex > line.next ? text.slice(line.next, endIndex) : "";
  const bytes = decodeBase64(digits.replace(/[ \t]/g, ""));
  if (bytes.kind === "error") return undefined;
  return { type, hasHeaders, bytes: bytes.value, start: begin, end: last.next };
}

function getLine(text: string, from: number): { text: string; next: number } {
  const newline = text.indexOf("\n", from);
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(from, end).replace(newline < 0 ? "" : /\r$/, "");
  return { text: trimEndOf(line, " \t"), next: newline < 0 ? end : end + 1 };
}

const beginMark = "-----BEGIN ";
const endMark = "\n-----END ";
const dashes = "-----";
