import { isJsonText } from "./json.ts";

/** The text of a file, and what keeps go-yaml from reading it. */
export interface DecodedBytes {
  /** Bytes that are no UTF-8 stand as U+FFFD in it. */
  readonly text: string;
  /** "yaml: invalid leading UTF-8 octet", with the place in the text. JSON is read with U+FFFD in their place. */
  readonly failure?: { readonly message: string; readonly position: number };
}

/**
 * Decodes the bytes of a file as the server's reader does (readerc.go of go-yaml): UTF-8, or UTF-16 where a byte-order
 * mark says so. For files that were dropped; text that was typed has no bytes.
 */
export function decodeBytes(bytes: Uint8Array): DecodedBytes {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: decode(bytes, "utf-16le") };
  if (first === 0xfe && second === 0xff) return { text: decode(swap(bytes), "utf-16le") };
  const text = decode(bytes, "utf-8");
  if (isJsonText(text)) return { text };
  const failure = findInvalid(bytes);
  return failure === undefined ? { text } : { text, failure };
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

function swap(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => bytes[i % 2 === 0 ? i + 1 : i - 1] ?? byte);
}

function findInvalid(bytes: Uint8Array): DecodedBytes["failure"] {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const width = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const problem = findProblem(bytes, at, width);
    if (problem !== undefined) {
      const position = decode(bytes.subarray(0, at), "utf-8").length;
      return { message: `yaml: ${problem}`, position };
    }
    at += width;
  }
  return undefined;
}

function findProblem(bytes: Uint8Array, at: number, width: number): string | undefined {
  const lead = bytes[at] as number;
  if (width === 0 || lead >= 0xf8) return "invalid leading UTF-8 octet";
  if (at + width > bytes.length) return "incomplete UTF-8 octet sequence";
  let rune = width === 1 ? lead : lead & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const octet = bytes[at + i] as number;
    if ((octet & 0xc0) !== 0x80) return "invalid trailing UTF-8 octet";
    rune = rune * 64 + (octet & 0x3f);
  }
  if (rune < (smallest[width] ?? 0)) return "invalid length of a UTF-8 sequence";
  if ((rune >= 0xd800 && rune <= 0xdfff) || rune > 0x10ffff) return "invalid Unicode character";
  return undefined;
}

/** The first code point that needs so many bytes. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];
