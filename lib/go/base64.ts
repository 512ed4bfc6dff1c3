import { bytesToByteString, toByteString } from "./byte-string.ts";
import { fail, type GoResult, ok } from "./result.ts";

/**
 * base64.RawURLEncoding.DecodeString: no padding, CR and LF anywhere, non-canonical last bits welcome. Fails with
 * Go's text and the place counted in bytes.
 */
export function decodeBase64Url(text: string): GoResult<Uint8Array> {
  return decode(text, urlAlphabet, false);
}

/** What base64 text decodes to as a byte string (byte-string.ts), and whether encoding it gives the same text. */
export interface DecodedText {
  readonly bytes: string;
  readonly canonical: boolean;
}

/** `decodeBase64Url` to a byte string. */
export function decodeBase64UrlText(text: string): GoResult<DecodedText> {
  const rest = text.length % 4;
  if (rest !== 1 && plainUrlText.test(text)) {
    const last = urlAlphabet[text.charCodeAt(text.length - 1)] ?? 0;
    // Bits of the last digit that no byte needs.
    const spare = rest === 2 ? 0b1111 : rest === 3 ? 0b11 : 0;
    const standard = text.replaceAll("-", "+").replaceAll("_", "/");
    return ok({ bytes: atob(standard), canonical: (last & spare) === 0 });
  }
  const decoded = decodeBase64Url(text);
  if (decoded.kind === "error") return decoded;
  return ok({ bytes: bytesToByteString(decoded.value), canonical: false });
}

/** A byte string as base64url text without padding. */
export function encodeBase64Url(bytes: string): string {
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** base64.StdEncoding.DecodeString, with its padding. */
export function decodeBase64(text: string): GoResult<Uint8Array> {
  return decode(text, standardAlphabet, true);
}

// encoding/base64's decodeQuantum, over the whole input.
function decode(text: string, alphabet: Uint8Array, padded: boolean): GoResult<Uint8Array> {
  const source = toByteString(text);
  const bytes = new Uint8Array(Math.ceil((source.length * 3) / 4));
  let size = 0;
  let at = 0;
  for (;;) {
    let bits = 0;
    let digits = 0;
    let ended = false;
    while (digits < 4) {
      if (at === source.length) {
        if (digits === 0) return ok(bytes.subarray(0, size));
        if (digits === 1 || padded) return corrupt(at - digits);
        ended = true;
        break;
      }
      const code = source.charCodeAt(at++);
      const digit = alphabet[code] ?? none;
      if (digit !== none) {
        bits = (bits << 6) | digit;
        digits++;
      } else if (code === 0x0a || code === 0x0d) {
        // Skipped wherever it is.
      } else if (!padded || code !== 0x3d || digits < 2) {
        return corrupt(at - 1);
      } else {
        if (digits === 2) {
          at = skipNewlines(source, at);
          if (at === source.length) return corrupt(source.length);
          if (source.charCodeAt(at) !== 0x3d) return corrupt(at - 1);
          at++;
        }
        at = skipNewlines(source, at);
        if (at < source.length) return corrupt(at);
        ended = true;
        break;
      }
    }
    bits <<= 6 * (4 - digits);
    if (digits > 1) bytes[size++] = bits >> 16;
    if (digits > 2) bytes[size++] = bits >> 8;
    if (digits > 3) bytes[size++] = bits;
    if (ended) return ok(bytes.subarray(0, size));
  }
}

function skipNewlines(source: string, from: number): number {
  let at = from;
  while (source.charCodeAt(at) === 0x0a || source.charCodeAt(at) === 0x0d) at++;
  return at;
}

function corrupt(at: number): GoResult<never> {
  return fail(`illegal base64 data at input byte ${at}`);
}

function index(last: string): Uint8Array {
  const table = new Uint8Array(256).fill(none);
  const digits = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${last}`;
  for (let i = 0; i < digits.length; i++) table[digits.charCodeAt(i)] = i;
  return table;
}

const plainUrlText = /^[A-Za-z0-9_-]*$/;
const none = 0xff;
const urlAlphabet = index("-_");
const standardAlphabet = index("+/");
