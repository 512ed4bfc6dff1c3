/**
 * Go strings are bytes. Where that shows (cutting a string inside a character, percent-decoding to invalid UTF-8),
 * these functions work on a "byte string": a JavaScript string whose every unit is one byte of the UTF-8.
 */

/** Text to its UTF-8 as a byte string; a lone surrogate becomes U+FFFD, as in Go's JSON decoder. */
export function toByteString(text: string): string {
  if (isAscii(text)) return text;
  let bytes = "";
  for (const character of text) {
    let code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = replacement;
    bytes += encodeRune(code);
  }
  return bytes;
}

/** A byte string to text; every byte that is not part of valid UTF-8 becomes one U+FFFD, as when Go ranges over it. */
export function fromByteString(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const [rune, width] = decodeRune(bytes, at);
    text += String.fromCodePoint(rune);
    at += width;
  }
  return text;
}

/** Bytes as a byte string, one unit a byte. */
export function bytesToByteString(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += chunk) {
    // Not spread: that goes through an iterator, several times as slow. Any array-like object will do.
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + chunk));
  }
  return text;
}

/** A byte string as bytes. */
export function byteStringToBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The rune at a place of a byte string and its width in bytes; U+FFFD of width 1 if the UTF-8 is invalid (utf8.DecodeRuneInString). */
export function decodeRune(bytes: string, at: number): readonly [rune: number, width: number] {
  const lead = bytes.charCodeAt(at);
  if (lead < 0x80) return [lead, 1];
  const width = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (width === 0 || at + width > bytes.length) return [replacement, 1];
  let rune = lead & (0xff >> (width + 1));
  for (let i = 1; i < width; i++) {
    const next = bytes.charCodeAt(at + i);
    if ((next & 0xc0) !== 0x80) return [replacement, 1];
    rune = (rune << 6) | (next & 0x3f);
  }
  const least = width === 2 ? 0x80 : width === 3 ? 0x800 : 0x10000;
  if (rune < least || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
    return [replacement, 1];
  return [rune, width];
}

/** How many bytes the UTF-8 of a text has: Go's `len(s)`. */
export function countBytes(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) count += 1;
    else if (unit < 0x800) count += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      count += 4;
      i++;
    } else count += 3;
  }
  return count;
}

/** How many code points a text has: Go's `utf8.RuneCountInString`. */
export function countRunes(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      count--;
      i++;
    }
  }
  return count;
}

/** Whether a text is ASCII only, so that bytes, code points and UTF-16 units agree. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function encodeRune(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
  if (code < 0x10000) {
    return String.fromCharCode(
      0xe0 | (code >> 12),
      0x80 | ((code >> 6) & 0x3f),
      0x80 | (code & 0x3f),
    );
  }
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 0x3f),
    0x80 | ((code >> 6) & 0x3f),
    0x80 | (code & 0x3f),
  );
}

const replacement = 0xfffd;
// As many arguments as every engine takes.
const chunk = 8192;
